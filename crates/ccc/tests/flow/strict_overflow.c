// options: -O2 -Wstrict-overflow=4
int f(int i, int j, char *p)
{
    return (i - 5 < 10) + (i + 100 < j + 1000) + (i - j < 0) + (p + 1000 < p) + (i * 100) / 10
        + (__builtin_abs(i) >= 0) + __builtin_abs(j * j);
}
unsigned g(unsigned i) { return i - 5 < 10; }
