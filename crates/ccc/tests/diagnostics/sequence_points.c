// options: -Wall
/* Objects that are changed more than once between sequence points, or changed and used (6.5.1p2). */
struct s { int a, b; int v[4]; } s, *p;
int v[8], i, j;
int f(int, int);
void changed(int n, int *q)
{
    n = n++;
    n = ++n + n;
    v[n] = n++;
    v[n++] = n;
    f(n, n++);
    f(n++, n++);
    n += n--;
    s.a = s.a++;
    p->b = p->v[p->b++];
    *q = (*q)++;
    n = (n++, n);
    i = (j = 1) + (j = 2);
}
void ordered(int n, int *q)
{
    n = n + 1;
    n++ && n++;
    n++ ? n++ : --n;
    (void)(n++, n++);
    s.a = s.b++;
    v[n] = v[n] + 1;
    f(n, n);
    q[n]++;
    i = sizeof(i++) + i;
}
