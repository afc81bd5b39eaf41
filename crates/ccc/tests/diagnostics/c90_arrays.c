// options: -std=c90 -Wpedantic
/* Before C99 an array that is no lvalue does not become a pointer (C90 6.2.2.1). */
struct s { char a[4]; } s, f(void);
int g(int c, const char *);
void h(int n)
{
    struct s t;
    char *p = f().a;
    char c = f().a[0];
    g(1, (n ? s : t).a);
    p = (s = t).a;
    n = sizeof f().a;
    p = s.a;
    f().a;
    p = n ? f().a : 0;
}
