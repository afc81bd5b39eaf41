int f(int n)
{
    int g(void) { goto here; return n; }
    static int (*p)(void) = g;
    int g(void) { return 1; }
here:
    return p() + g();
}
