/* { dg-options "-std=c23" } */
// Bits of unsigned integers and checked arithmetic: stdbit.h, stdckdint.h.
#include <limits.h>
#include <stdbit.h>
#include <stdckdint.h>

#define CHECK(x) if (!(x)) return __LINE__

_Static_assert(__STDC_VERSION_STDBIT_H__ == 202311L && __STDC_VERSION_STDCKDINT_H__ == 202311L);
_Static_assert(__STDC_ENDIAN_NATIVE__ == __STDC_ENDIAN_LITTLE__ || __STDC_ENDIAN_NATIVE__ == __STDC_ENDIAN_BIG__);

static int bits(void)
{
    CHECK(stdc_leading_zeros((unsigned char)1) == 7);
    CHECK(stdc_leading_zeros_us(0) == 16);
    CHECK(stdc_leading_zeros_ull(~0ull) == 0);
    CHECK(stdc_leading_ones(0xff000000u) == 8);
    CHECK(stdc_leading_ones_uc(0xff) == 8);
    CHECK(stdc_trailing_zeros(8ul) == 3);
    CHECK(stdc_trailing_zeros_uc(0) == 8);
    CHECK(stdc_trailing_ones_uc(0xff) == 8);
    CHECK(stdc_first_leading_zero(0xffffffffu) == 0);
    CHECK(stdc_first_leading_zero_uc(0xf0) == 5);
    CHECK(stdc_first_leading_one_ui(1) == 32);
    CHECK(stdc_first_trailing_zero_ui(7) == 4);
    CHECK(stdc_first_trailing_zero_us(0xffff) == 0);
    CHECK(stdc_first_trailing_one_ull(0) == 0);
    CHECK(stdc_first_trailing_one_ull(1ull << 63) == 64);
    CHECK(stdc_count_zeros_us(1) == 15);
    CHECK(stdc_count_ones(~0ull) == 64);
    CHECK(stdc_has_single_bit(64u) && !stdc_has_single_bit(0u) && !stdc_has_single_bit(65u));
    CHECK(stdc_bit_width(255u) == 8 && stdc_bit_width(0u) == 0);
    CHECK(stdc_bit_floor(100u) == 64 && stdc_bit_floor(0u) == 0);
    CHECK(stdc_bit_ceil(100u) == 128 && stdc_bit_ceil(0u) == 1 && stdc_bit_ceil(128u) == 128);
    CHECK(stdc_bit_ceil_ull(1ull << 63) == 1ull << 63);
    CHECK(_Generic(stdc_bit_floor((unsigned char)3), unsigned char: 1, default: 0));
    CHECK(_Generic(stdc_leading_zeros(1ul), unsigned: 1, default: 0));
    return 0;
}

static int checked(void)
{
    int result;
    unsigned char narrow;
    CHECK(!ckd_add(&result, 1, 2) && result == 3);
    CHECK(ckd_add(&result, INT_MAX, 1) && result == INT_MIN);
    CHECK(ckd_sub(&narrow, 1, 2) && narrow == 255);
    CHECK(ckd_mul(&result, 1 << 30, 4) && result == 0);
    CHECK(!ckd_mul(&narrow, 51, 5) && narrow == 255);
    CHECK(_Generic(ckd_add(&result, 1, 2), bool: 1, default: 0));
    return 0;
}

int main(void)
{
    int line = bits();
    return line ? line : checked();
}
