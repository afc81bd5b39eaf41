/* { dg-options "-std=c23 -fsignaling-nans" } */
// The signalling NaNs of the interchange and extended types (C23 H.3): what is done with them raises "invalid".
#define __STDC_WANT_IEC_60559_TYPES_EXT__
#include <fenv.h>
#include <float.h>
#define CHECK(suffix, type)                                                                                            \
    {                                                                                                                  \
        volatile type nan = suffix##_SNAN, sum;                                                                        \
        feclearexcept(FE_ALL_EXCEPT);                                                                                  \
        sum = nan + nan;                                                                                               \
        if (!fetestexcept(FE_INVALID) || sum == sum)                                                                   \
            return __LINE__;                                                                                           \
    }

int main(void)
{
    CHECK(FLT16, _Float16)
    CHECK(FLT32, _Float32)
    CHECK(FLT64, _Float64)
    CHECK(FLT128, _Float128)
    CHECK(FLT32X, _Float32x)
    CHECK(FLT64X, _Float64x)
    CHECK(FLT, float)
    return 0;
}
