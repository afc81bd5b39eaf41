// Functions in functions: captured variables at several depths, trampolines, goto out of them, arrays of variable length.
#include <stdio.h>
#include <stdlib.h>
//> 511005 905 58 7 10

static int apply(int (*f)(int), int x) { return f(x); }

static int depths(int a)
{
    int b = 10;
    int one(int x)
    {
        int c = 100;
        int two(int y)
        {
            int three(int z) { a++; return a + b + c + x + y + z; }
            return apply(three, y) + three(1);
        }
        c += 1;
        return two(x + 1) + (x > 0 ? one(x - 1) : 0);
    }
    b = 20;
    int r = one(1);
    return r * 1000 + a;
}

static int sum_of(int n)
{
    int v[n], order = -1;
    for (int i = 0; i < n; i++)
        v[i] = i;
    int compare(const void *p, const void *q) { return order * (*(const int *)p - *(const int *)q); }
    int at(int i) { return v[i] + (int)(sizeof v / sizeof v[0]); }
    qsort(v, n, sizeof *v, compare);
    return at(0) * 100 + at(n - 1);
}

static int leave(int n)
{
    __label__ out;
    int count = 0;
    char room[n];
    void down(int k)
    {
        char local[k + 1];
        local[k] = 1;
        count += local[k];
        if (k == 0)
            goto out;
        down(k - 1);
        abort();
    }
    room[n - 1] = 7;
    down(n);
out:
    {
        // What is allocated now must not meet what the frames left behind.
        char more[n];
        more[0] = 1;
        return count * 10 + room[n - 1] + more[0];
    }
}

static struct big { long v[5]; } make(long base)
{
    struct big fill(void) { return (struct big){{base, base + 1, base + 2, base + 3, base + 4}}; }
    return fill();
}

static int even(int n)
{
    auto int odd(int);
    int is_even(int k) { return k == 0 ? 1 : odd(k - 1); }
    int odd(int k) { return k == 0 ? 0 : is_even(k - 1); }
    return is_even(n);
}

int main(void)
{
    printf("%d %d %d %ld %d%d\n", depths(1), sum_of(5), leave(4), make(3).v[4], even(10), even(7));
    return 0;
}
