/* Conversions between 128-bit integers and floating types. To integers: in two halves, which are exact. From integers:
   the upper 64 significant bits, with the rest kept as a sticky bit so that the one rounding is right. */
typedef unsigned __int128 u128;
typedef __int128 i128;
typedef unsigned long u64;
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

#define TO_FLOAT(type, suffix)                                                                                        \
    type __floatunti##suffix(u128 x)                                                                                  \
    {                                                                                                                 \
        u64 high = (u64)(x >> 64);                                                                                    \
        if (high == 0)                                                                                                \
            return (type)(u64)x;                                                                                      \
        int shift = 64 - __builtin_clzl(high);                                                                        \
        u64 top = (u64)(x >> shift);                                                                                  \
        int sticky = (x & (((u128)1 << shift) - 1)) != 0;                                                             \
        type result;                                                                                                  \
        if (sizeof(type) == 16)                                                                                       \
            result = (type)top + (sticky ? (type)((u64)(x << (64 - shift) & ~0ul) / TWO64) : (type)0);                \
        else                                                                                                          \
            result = (type)(top | sticky);                                                                            \
        while (shift-- > 0)                                                                                           \
            result *= 2;                                                                                              \
        return result;                                                                                                \
    }                                                                                                                 \
    type __floatti##suffix(i128 x)                                                                                    \
    {                                                                                                                 \
        return x < 0 ? -__floatunti##suffix(-(u128)x) : __floatunti##suffix(x);                                       \
    }

FROM_FLOAT(float, sf)
FROM_FLOAT(double, df)
FROM_FLOAT(long double, xf)
TO_FLOAT(float, sf)
TO_FLOAT(double, df)
TO_FLOAT(long double, xf)
