#include <stdio.h>
//> 16 1 18446744073709551615 1 8
/* Several returns that meet where a copy of the function stands. */
static long double pick(long double a, int n) { if (n > 3) return a * 2; if (n < 0) return -a; return a + n; }
__attribute__((noinline)) static long double both(long double x, int n) { return pick(x, n) / pick(1, n + 1) + pick(x, 2); }
int main(void) {
    volatile long double a = 18446744073709551615.0L, b = a + 1.0L;
    unsigned long long back = (unsigned long long)a;
    printf("%zu %d %llu %Lg %Lg\n", sizeof a, b - a == 1.0L, back, both(-1.5L, 3) - 0.25L, both(3.0L, 0) + 1.5L);
    return 0;
}
