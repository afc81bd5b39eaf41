/* __builtin_apply and its kin: calls passed on without knowing of what. */
//> int 6 5
//> mixed 1 2.5 x 9000000000 3.5 7 8 9 10 11 1.25
//> double 4.5
//> struct 1 2 3 4 5
//> pair 7 8.5
//> long double 3.25
//> plain 2.5
#include <stdio.h>
#include <stdarg.h>

#define PASS_ON(function, bytes) __builtin_return(__builtin_apply((void (*)())function, __builtin_apply_args(), bytes))

static int add(int a, int b) { printf("int %d %d\n", a, b); return a + b; }
static int pass_add(int a, int b) { PASS_ON(add, 0); (void)a; (void)b; }

static void mixed(int a, double b, char c, long d, float e, int f, int g, int h, int i, int j, double k)
{
    printf("mixed %d %g %c %ld %g %d %d %d %d %d %g\n", a, b, c, d, e, f, g, h, i, j, k);
}
static void pass_mixed(int a, double b, char c, long d, float e, int f, int g, int h, int i, int j, double k)
{
    (void)a; (void)b; (void)c; (void)d; (void)e; (void)f; (void)g; (void)h; (void)i; (void)j; (void)k;
    volatile char before[100];
    before[0] = a;
    __builtin_apply((void (*)())mixed, __builtin_apply_args(), 64);
    if (before[0] != 1)
        __builtin_abort();
}

static double half(double x) { return x / 2; }
static double pass_half(double x) { (void)x; PASS_ON(half, 0); }

struct five { long v[5]; };
static struct five make(int first) { struct five f = { { first, first + 1, first + 2, first + 3, first + 4 } }; return f; }
static struct five pass_make(int first) { (void)first; PASS_ON(make, 0); }

struct pair { long l; double d; };
static struct pair make_pair(void) { struct pair p = { 7, 8.5 }; return p; }
static struct pair pass_pair(void) { PASS_ON(make_pair, 0); }

static long double quarter(long double x) { return x / 4; }
static long double pass_quarter(long double x) { (void)x; PASS_ON(quarter, 16); }

int main(void)
{
    if (pass_add(6, 5) != 11)
        return 1;
    pass_mixed(1, 2.5, 'x', 9000000000, 3.5f, 7, 8, 9, 10, 11, 1.25);
    printf("double %g\n", pass_half(9));
    struct five f = pass_make(1);
    printf("struct %ld %ld %ld %ld %ld\n", f.v[0], f.v[1], f.v[2], f.v[3], f.v[4]);
    struct pair p = pass_pair();
    printf("pair %ld %g\n", p.l, p.d);
    printf("long double %Lg\n", pass_quarter(13));
    /* The x87 stack is as empty as before. */
    long double sum = 0;
    for (int i = 0; i < 20; i++) {
        pass_half(i);
        sum += pass_quarter(0.5L);
    }
    printf("plain %Lg\n", sum);
    return 0;
}
