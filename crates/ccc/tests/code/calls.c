struct pair { long a; double b; };
extern int printf(const char *, ...);

struct pair swap(struct pair p, int n)
{
    printf("%d %f\n", n, p.b);
    return (struct pair){ (long)p.b, (double)p.a };
}
