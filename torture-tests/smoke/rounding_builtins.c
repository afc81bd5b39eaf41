/* Builtins without a function of their own, and those of the interchange formats. */
//> -2 -2 -1 -1 3 2 7
//> inf inf 1 1
//> 2.5 3 -1.5 1.5
#include <stdio.h>

int main(void)
{
    volatile double d = -1.5, e = 2.6, h = 2.5;
    volatile float f = -1.5f;
    volatile long double l = 6.5L;
    printf("%d %ld %lld %d %d %d %ld\n", __builtin_ifloor(d), __builtin_lfloorf(f), __builtin_llceil(d), __builtin_iceilf(f),
           __builtin_iround(e), __builtin_irint(h), __builtin_lceill(l));
    printf("%g %g %d %d\n", (double)__builtin_inff32(), (double)__builtin_huge_valf64(), __builtin_isnan(__builtin_nanf32x("")),
           __builtin_inff64x() > 1);
    volatile _Float32 a = -2.5f32;
    volatile _Float64 b = 2.25f64;
    printf("%g %g %g %g\n", (double)__builtin_fabsf32(a), (double)__builtin_ceilf64(b),
           (double)__builtin_copysignf32x(1.5f32x, a), (double)__builtin_sqrtf64(b));
    return 0;
}
