#include <stdarg.h>
#include <stdio.h>
#include <string.h>
//> 31a0000000000014 31a000000000001e 77fb86f26fc0ffff 3180000000000019
//> 101001 110 -7 4294967295 12
//> 0.1000000000000000055511151231257827 3.3 0.5
//> 2fe38d7ea4c68000 3200000a 303e000000000000000000000000000a
//> 1 0 1 -1 0 1 4.5
/* Values that no compiler folds. */
static volatile _Decimal64 two = 2.0dd, third = 3.0dd, large = 9.999999999999999e384dd, none;
static volatile _Decimal32 seven = -7.9df;
static volatile _Decimal128 wide = 12.5dl;
static unsigned long long bits(_Decimal64 x) {
    unsigned long long b;
    memcpy(&b, &x, sizeof b);
    return b;
}
static _Decimal64 sum(int n, ...) {
    va_list list;
    va_start(list, n);
    _Decimal64 total = 0;
    while (n--) total += va_arg(list, _Decimal64);
    va_end(list);
    return total;
}
int main(void) {
    printf("%llx %llx %llx %llx\n", bits(two), bits(third), bits(large), bits(two / 8));
    printf("%d%d%d%d%d%d %d%d%d %d %u %d\n", two < third, two > third, two != third, two == third, none != 0, !none,
        two <= third, third >= two, third < two, (int)seven, (unsigned)4294967295.5dd, (int)wide);
    printf("%.34Lg %g %g\n", (long double)(_Decimal128)0.1, (double)(two + 1.3dd), (double)(float)(two / 4));
    _Decimal32 narrow = (_Decimal32)two * 0 + 1;
    _Decimal128 one = wide - 11.5dl;
    unsigned n;
    unsigned __int128 w;
    memcpy(&n, &narrow, sizeof n);
    memcpy(&w, &one, sizeof w);
    printf("%llx %x %llx%016llx\n", bits((_Decimal64)1.0L / 3 * 0 + 1.000000000000000dd), n, (unsigned long long)(w >> 64), (unsigned long long)w);
    printf("%d %d %d %d %d %d %g\n", large * 10 > large, __builtin_isnan(two), large * 2 - large == large * 2,
        two > third ? 1 : -1, __builtin_isnan(third), __builtin_isnan(none / none), (double)sum(3, 1.0dd, 2.0dd, 1.5dd));
    return 0;
}
