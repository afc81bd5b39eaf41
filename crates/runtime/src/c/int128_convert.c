/* Conversions between 128-bit integers and floating types. To integers: in two halves, which are exact. From integers:
   in the direction of rounding that is in force, once. */
typedef unsigned __int128 u128;
typedef __int128 i128;
typedef unsigned long u64;
typedef long i64;
#define TWO64 18446744073709551616.0

#define FROM_FLOAT(type, suffix)                                                                                      \
    u128 __fixuns##suffix##ti(type x)                                                                                 \
    {                                                                                                                 \
        if (x < 1)                                                                                                    \
            return 0;                                                                                                 \
        u64 high = (u64)(x / (type)TWO64);                                                                            \
        return (u128)high << 64 | (u64)(x - (type)high * (type)TWO64);                                                \
    }                                                                                                                 \
    i128 __fix##suffix##ti(type x)                                                                                    \
    {                                                                                                                 \
        return x < 0 ? -(i128)__fixuns##suffix##ti(-x) : (i128)__fixuns##suffix##ti(x);                               \
    }

/* The upper 63 significant bits of a number, in the lowest the rest as a sticky bit, and what power of two they count: a
   format with fewer bits rounds them, and their negation, as it would round the whole. */
static i64 significant(u128 x, int *power)
{
    *power = 0;
    if (x >> 63 == 0)
        return (i64)x;
    u64 high = (u64)(x >> 64);
    int shift = high == 0 ? 1 : 65 - __builtin_clzl(high);
    int sticky = (x & (((u128)1 << shift) - 1)) != 0;
    *power = shift;
    return (i64)(x >> shift) | sticky;
}

#define TO_FLOAT(type, suffix)                                                                                        \
    static type suffix##_scaled(i64 significand, int power)                                                           \
    {                                                                                                                 \
        type result = (type)significand;                                                                              \
        while (power-- > 0)                                                                                           \
            result *= 2;                                                                                              \
        return result;                                                                                                \
    }                                                                                                                 \
    type __floatunti##suffix(u128 x)                                                                                  \
    {                                                                                                                 \
        int power;                                                                                                    \
        i64 significand = significant(x, &power);                                                                     \
        return suffix##_scaled(significand, power);                                                                   \
    }                                                                                                                 \
    type __floatti##suffix(i128 x)                                                                                    \
    {                                                                                                                 \
        int power;                                                                                                    \
        i64 significand = significant(x < 0 ? -(u128)x : (u128)x, &power);                                            \
        return suffix##_scaled(x < 0 ? -significand : significand, power);                                            \
    }

/* long double holds each half exactly: their sum is rounded once. */
long double __floatuntixf(u128 x)
{
    return (long double)(u64)(x >> 64) * (long double)TWO64 + (long double)(u64)x;
}
long double __floattixf(i128 x)
{
    return (long double)(i64)(x >> 64) * (long double)TWO64 + (long double)(u64)x;
}

FROM_FLOAT(float, sf)
FROM_FLOAT(double, df)
FROM_FLOAT(long double, xf)
TO_FLOAT(float, sf)
TO_FLOAT(double, df)
