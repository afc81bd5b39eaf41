// options: -Wall
/* Types are shown by the names they were written with, and by what these stand for. */
typedef unsigned long size;
typedef struct { int a; } record;
typedef int *pointer;
typedef const char *text;
size *s;
record r;
pointer p;
text t;
void take(record *, size);
void f(int n)
{
    p = s;
    s = p;
    take(s, 1);
    take(&p, t);
    n = r;
    r = n;
    p = 1;
    p + r;
    t = &p;
    size local = r;
    (void)local;
}
