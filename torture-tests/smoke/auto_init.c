/* { dg-additional-options "-ftrivial-auto-var-init=zero" } */
/* What the source leaves uninitialised is zero. */
//> ok
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct s { int a; char b[40]; double d; };

static __attribute__((noinline)) void dirty(void)
{
    volatile char c[4096];
    for (int i = 0; i < 4096; i++)
        c[i] = 0x55;
}

static __attribute__((noinline)) int sum(const void *p, int n)
{
    int total = 0;
    for (int i = 0; i < n; i++)
        total += ((const unsigned char *)p)[i];
    return total;
}

static __attribute__((noinline)) int check(int n)
{
    int i;
    double d;
    long double ld;
    void *p;
    _Bool b;
    struct s s;
    int a[20];
    char v[n];
    _Complex float c;
    __int128 q;
    unsigned char left __attribute__((uninitialized));
    int total = i + (d != 0) + (ld != 0) + (p != 0) + b + sum(&s, sizeof s) + sum(a, sizeof a) + sum(v, n) + (c != 0) + (q != 0);
    for (int j = 0; j < 3; j++) {
        int inner;
        total += inner;
        inner = 5 + j;
        total += inner - 5 - j;
    }
    left = total;
    return left;
}

int main(void)
{
    dirty();
    if (check(100))
        abort();
    puts("ok");
    return 0;
}
