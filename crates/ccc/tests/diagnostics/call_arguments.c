int g(int, char *);
int f(void)
{
    return g(1) + g(1, "a", 2) + g("a", 1) + f.x();
}
