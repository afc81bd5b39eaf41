int f(int *p, double *q, void (*g)(void))
{
    return (p == q) + (p < 5) + *g() + p % 2 + (p + q != 0) + *3 + !q;
}
