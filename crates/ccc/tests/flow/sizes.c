// options: -O2 -Wall -Walloca -Walloca-larger-than=100 -Wvla-larger-than=200 -Walloc-zero
typedef __SIZE_TYPE__ size_t;
void *get(int, int) __attribute__((alloc_size(1, 2)));
void *malloc(size_t);
void use(void *, ...);

void fixed(void)
{
    use(malloc(-1));
    use(malloc(0));
    use(get(-3, 1));
    use(get(70000, 80000));
}

void ranges(int n, unsigned m)
{
    if (n < 0)
        use(get(n, 1));
    if (m > 5 && m < 300) {
        use(__builtin_alloca(m));
        char a[m];
        use(a);
    }
    if (n > 0 && n < 100)
        use(__builtin_alloca(n));
}

void unbounded(size_t n)
{
    use(__builtin_alloca(n));
    for (int i = 0; i < 10; i++)
        use(__builtin_alloca(8));
}
