/* Frames larger than 2 GiB: compiled, and entered as far as a process may. */
//> ok
#include <stdio.h>

#define HUGE_SIZE 0x10000000000UL

static volatile int never;

static __attribute__((noinline)) int use(char *p, unsigned long size)
{
    if (!p)
        return 1;
    p[0] = 'a';
    p[size - 1] = 'b';
    return p[0] + p[size - 1];
}

static __attribute__((noinline)) int huge(int n)
{
    char s[HUGE_SIZE];
    int after = n;
    char t[3UL << 30];
    if (never)
        return use(s, sizeof s) + use(t, sizeof t) + s[HUGE_SIZE - 5] + after;
    return n;
}

static __attribute__((noinline)) int several(int n)
{
    char a[1UL << 30], b[1UL << 30], c[1UL << 30];
    struct { char bytes[1UL << 31]; int last; } d;
    if (never) {
        d.last = n;
        return use(a, sizeof a) + use(b, sizeof b) + use(c, sizeof c) + use(d.bytes, sizeof d.bytes) + d.last;
    }
    return n + sizeof d.last;
}

static __attribute__((noinline)) int megabytes(int n)
{
    char a[1 << 20], b[n << 18];
    return use(a, sizeof a) + use(b, sizeof b);
}

int main(void)
{
    if (never && huge(1) + several(1))
        return 1;
    if (megabytes(4) != 2 * ('a' + 'b'))
        return 2;
    puts("ok");
    return 0;
}
