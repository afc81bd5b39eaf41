// options: -O2 -Wall
int f(void);
void use(int);
void *malloc(__SIZE_TYPE__);

void guarded(int n, int m, int r)
{
    int v, w;
    if (n && m)
        v = w = r;
    if (f())
        use(0);
    if (n && m)
        use(v);
    if (n)
        use(w);
}

void flagged(int n, int r)
{
    int v, flag = 0;
    if (n > 10) {
        v = r;
        flag = 1;
    }
    if (flag)
        use(v);
}

void wrongly_flagged(int n, int r)
{
    int v, flag = 0;
    if (n > 10) {
        v = r;
        flag = 1;
    }
    if (!flag)
        use(v);
}

void compared(int n, int r)
{
    int v, w;
    if (n < 10)
        v = w = r;
    if (n < 9)
        use(v);
    if (n < 11)
        use(w);
}

void in_memory(int r)
{
    int *p = malloc(sizeof *p), v;
    *p = 0;
    if (*p)
        use(v);
    *p = r;
    if (*p)
        v = r;
    if (*p)
        use(v);
}

int switched(unsigned char n)
{
    int v;
    switch (n) {
    case 0 ... 99: v = f(); break;
    case 100 ... 255: v = 2; break;
    }
    return v;
}

void first_time(void)
{
    int again;
    while (!again)
        again = f();
}

struct pair { int first, second; unsigned bits : 3; };

int halves(int n)
{
    struct pair p, q;
    p.second = n;
    q.bits = 1;
    if (n)
        return p.second + q.bits;
    return p.first;
}

int seen_by_others(void (*set)(int *))
{
    int a, b;
    set(&a);
    use(b);
    set(&b);
    return a + b;
}
