/* Counting and reversing bits, for machines and code that call for it. */
typedef unsigned long long u64;
typedef unsigned __int128 u128;

#define COUNTS(size, type, clz, ctz, width)                                                                           \
    int __clz##size##2(type x) { return clz; }                                                                        \
    int __ctz##size##2(type x) { return ctz; }                                                                        \
    int __ffs##size##2(type x) { return x ? 1 + (ctz) : 0; }                                                          \
    int __clrsb##size##2(type x)                                                                                      \
    {                                                                                                                 \
        x ^= (type)(x >> (width - 1) ? ~(type)0 : 0);                                                                 \
        return x ? (clz) - 1 : width - 1;                                                                             \
    }

COUNTS(si, unsigned, __builtin_clz(x), __builtin_ctz(x), 32)
COUNTS(di, u64, __builtin_clzll(x), __builtin_ctzll(x), 64)
COUNTS(ti, u128, (u64)(x >> 64) ? __builtin_clzll((u64)(x >> 64)) : 64 + __builtin_clzll((u64)x),
    (u64)x ? __builtin_ctzll((u64)x) : 64 + __builtin_ctzll((u64)(x >> 64)), 128)

int __paritysi2(unsigned x) { return __builtin_parity(x); }
int __paritydi2(u64 x) { return __builtin_parityll(x); }
int __parityti2(u128 x) { return __builtin_parityll((u64)x ^ (u64)(x >> 64)); }
unsigned __bswapsi2(unsigned x) { return __builtin_bswap32(x); }
u64 __bswapdi2(u64 x) { return __builtin_bswap64(x); }
