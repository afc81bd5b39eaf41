struct a { int x; } s;
struct b { int x; } t;
int *p; char *q; const int c = 1; int v[2];
void f(int n)
{
    s = t;
    p = q;
    p = n;
    n = p;
    c = 2;
    v = p;
    1 = n;
    n + 1 = 2;
    f = 0;
}
