// options: -Wall
/* Values that nothing uses: of `a && b` that is whether `b` holds. */
int f(int);
_Bool truth(void);
void g(int n, int m, int *p)
{
    n && n++;
    n && f(1);
    n || (m && truth());
    n && f(1) > 2;
    n && (n += 1);
    n && (n = 1);
    n && (f(1), 1);
    n && (m ? f(1) : n++);
    n && f(1), m++;
    (void)(n && f(1));
    for (n && f(1); n && f(1); n || f(2))
        ;
    (int)f(1);
    *p++;
}
