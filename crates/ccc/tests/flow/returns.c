// options: -O2 -Wall -Wframe-larger-than=1KiB -Wlarger-than=2000
char *strchr(const char *, int);
void use(void *, ...);
long large[300];

char *own(int c)
{
    char a[8], b[9];
    use(a, b);
    return strchr(c ? a : b, c);
}

char *maybe(char *other, int c)
{
    char a[8];
    use(a, &other);
    return c ? a : other;
}

long number(void)
{
    char a[8];
    use(a);
    return (long)a;
}

void deep(void)
{
    char a[1200];
    use(a, __builtin_frame_address(1));
}

int endless(int n)
{
    if (n > 3)
        return endless(n - 1);
    return endless(n + 1);
}

int ends(int n)
{
    return n > 3 ? ends(n - 1) : n;
}
