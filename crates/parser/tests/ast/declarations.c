struct point { int x : 3, y; };
static const unsigned long (*table[4])(int, ...) __attribute__((aligned(8)));
int f(int n)
{
    for (int i = 0; i < n; i++)
        if (i & 1) continue;
    return n ? -n : sizeof(int);
}
