nosuch a;
nosuch *f(nosuch b);
int g(void)
{
    nosuch c = 1;
    int x = (nosuch)1;
    struct { nosuch d; } e;
    return 0;
}
