/* Bits of unsigned integers (C23 7.18). */
#ifndef _STDBIT_H
#define _STDBIT_H 1
#include <stddef.h>
#include <stdint.h>
#define __STDC_VERSION_STDBIT_H__ 202311L
#define __STDC_ENDIAN_LITTLE__ __ORDER_LITTLE_ENDIAN__
#define __STDC_ENDIAN_BIG__ __ORDER_BIG_ENDIAN__
#define __STDC_ENDIAN_NATIVE__ __BYTE_ORDER__

/* Each operation is written once, for a value of W bits in the widest type. */
#define __STDBIT_OPERATION(name, type, value) \
  static __inline__ __attribute__ ((__always_inline__, __unused__)) type \
  __stdbit_##name (unsigned long long v, unsigned w) { return value; }

__STDBIT_OPERATION (mask, unsigned long long, ((void) v, ~0ULL >> (64 - w)))
__STDBIT_OPERATION (leading_zeros, unsigned, (v ? (unsigned) __builtin_clzll (v) - (64 - w) : w))
__STDBIT_OPERATION (leading_ones, unsigned, (__stdbit_leading_zeros (~v & __stdbit_mask (0, w), w)))
__STDBIT_OPERATION (trailing_zeros, unsigned, (v ? (unsigned) __builtin_ctzll (v) : w))
__STDBIT_OPERATION (trailing_ones, unsigned, (__stdbit_trailing_zeros (~v & __stdbit_mask (0, w), w)))
__STDBIT_OPERATION (first_leading_zero, unsigned, (v == __stdbit_mask (0, w) ? 0 : __stdbit_leading_ones (v, w) + 1))
__STDBIT_OPERATION (first_leading_one, unsigned, (v ? __stdbit_leading_zeros (v, w) + 1 : 0))
__STDBIT_OPERATION (first_trailing_zero, unsigned, (v == __stdbit_mask (0, w) ? 0 : __stdbit_trailing_ones (v, w) + 1))
__STDBIT_OPERATION (first_trailing_one, unsigned, (v ? __stdbit_trailing_zeros (v, w) + 1 : 0))
__STDBIT_OPERATION (count_zeros, unsigned, (w - (unsigned) __builtin_popcountll (v)))
__STDBIT_OPERATION (count_ones, unsigned, ((void) w, (unsigned) __builtin_popcountll (v)))
__STDBIT_OPERATION (has_single_bit, _Bool, ((void) w, v && !(v & (v - 1))))
__STDBIT_OPERATION (bit_width, unsigned, (w - __stdbit_leading_zeros (v, w)))
__STDBIT_OPERATION (bit_floor, unsigned long long, (v ? 1ULL << (__stdbit_bit_width (v, w) - 1) : 0))
__STDBIT_OPERATION (bit_ceil, unsigned long long, (v <= 1 ? 1 : 2ULL << (__stdbit_bit_width (v - 1, w) - 1) & __stdbit_mask (0, w)))
#undef __STDBIT_OPERATION

/* The functions for one type, and the type-generic macros over all. */
#define __STDBIT_FUNCTION(name, suffix, type, result) \
  static __inline__ __attribute__ ((__unused__)) result \
  stdc_##name##_##suffix (type __value) { return __stdbit_##name (__value, sizeof (type) * __CHAR_BIT__); }
#define __STDBIT_FUNCTIONS(suffix, type) \
  __STDBIT_FUNCTION (leading_zeros, suffix, type, unsigned) \
  __STDBIT_FUNCTION (leading_ones, suffix, type, unsigned) \
  __STDBIT_FUNCTION (trailing_zeros, suffix, type, unsigned) \
  __STDBIT_FUNCTION (trailing_ones, suffix, type, unsigned) \
  __STDBIT_FUNCTION (first_leading_zero, suffix, type, unsigned) \
  __STDBIT_FUNCTION (first_leading_one, suffix, type, unsigned) \
  __STDBIT_FUNCTION (first_trailing_zero, suffix, type, unsigned) \
  __STDBIT_FUNCTION (first_trailing_one, suffix, type, unsigned) \
  __STDBIT_FUNCTION (count_zeros, suffix, type, unsigned) \
  __STDBIT_FUNCTION (count_ones, suffix, type, unsigned) \
  __STDBIT_FUNCTION (has_single_bit, suffix, type, _Bool) \
  __STDBIT_FUNCTION (bit_width, suffix, type, unsigned) \
  __STDBIT_FUNCTION (bit_floor, suffix, type, type) \
  __STDBIT_FUNCTION (bit_ceil, suffix, type, type)

__STDBIT_FUNCTIONS (uc, unsigned char)
__STDBIT_FUNCTIONS (us, unsigned short)
__STDBIT_FUNCTIONS (ui, unsigned int)
__STDBIT_FUNCTIONS (ul, unsigned long)
__STDBIT_FUNCTIONS (ull, unsigned long long)
#undef __STDBIT_FUNCTION
#undef __STDBIT_FUNCTIONS

#define __STDBIT_GENERIC(name, value) (__stdbit_##name ((value), sizeof (value) * __CHAR_BIT__))
#define stdc_leading_zeros(value) __STDBIT_GENERIC (leading_zeros, value)
#define stdc_leading_ones(value) __STDBIT_GENERIC (leading_ones, value)
#define stdc_trailing_zeros(value) __STDBIT_GENERIC (trailing_zeros, value)
#define stdc_trailing_ones(value) __STDBIT_GENERIC (trailing_ones, value)
#define stdc_first_leading_zero(value) __STDBIT_GENERIC (first_leading_zero, value)
#define stdc_first_leading_one(value) __STDBIT_GENERIC (first_leading_one, value)
#define stdc_first_trailing_zero(value) __STDBIT_GENERIC (first_trailing_zero, value)
#define stdc_first_trailing_one(value) __STDBIT_GENERIC (first_trailing_one, value)
#define stdc_count_zeros(value) __STDBIT_GENERIC (count_zeros, value)
#define stdc_count_ones(value) __STDBIT_GENERIC (count_ones, value)
#define stdc_has_single_bit(value) __STDBIT_GENERIC (has_single_bit, value)
#define stdc_bit_width(value) __STDBIT_GENERIC (bit_width, value)
#define stdc_bit_floor(value) ((__typeof__ (value)) __STDBIT_GENERIC (bit_floor, value))
#define stdc_bit_ceil(value) ((__typeof__ (value)) __STDBIT_GENERIC (bit_ceil, value))
#endif
