/* 128-bit division in words of 64 bits (Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D). */
typedef unsigned __int128 u128;
typedef __int128 i128;
typedef unsigned long long u64;

#ifndef DIVIDE_DOUBLE_WORD
/* high:low by divisor, whose top bit is set and which is above high: two steps of algorithm D in half words. */
static u64 divide_normalized(u64 high, u64 low, u64 divisor, u64 *rest)
{
    u64 top = divisor >> 32, bottom = divisor & 0xffffffff, quotient = 0;
    for (int step = 0; step < 2; step++) {
        u64 next = low >> 32, digit = high / top, left = high % top;
        low <<= 32;
        while (digit >> 32 || digit * bottom > (left << 32 | next)) {
            digit--;
            left += top;
            if (left >> 32)
                break;
        }
        high = (high << 32 | next) - digit * divisor;
        quotient = quotient << 32 | digit;
    }
    *rest = high;
    return quotient;
}

/* high:low by divisor, which is above high. */
static u64 divide_double_word(u64 high, u64 low, u64 divisor, u64 *rest)
{
    int shift = __builtin_clzll(divisor);
    if (shift != 0)
        high = high << shift | low >> (64 - shift);
    u64 quotient = divide_normalized(high, low << shift, divisor << shift, rest);
    *rest >>= shift;
    return quotient;
}
#define WORD u64
#else
#define WORD unsigned long
#endif

u128 __udivmodti4(u128 n, u128 d, u128 *rest)
{
    u64 high = (u64)(n >> 64), low = (u64)n, divisor = (u64)d;
    WORD left;
    if (d > n) {
        if (rest)
            *rest = n;
        return 0;
    }
    if ((u64)(d >> 64) == 0) {
        u64 first = high / divisor;
        u64 second = divide_double_word(high % divisor, low, divisor, &left);
        if (rest)
            *rest = left;
        return (u128)first << 64 | second;
    }
    /* The quotient has one word: estimated from the divisor's highest 64 bits, it is at most one too great. */
    int shift = __builtin_clzll((u64)(d >> 64));
    u128 half = n >> 1;
    u64 quotient = divide_double_word((u64)(half >> 64), (u64)half, (u64)(d << shift >> 64), &left);
    quotient = quotient >> (63 - shift);
    if (quotient != 0)
        quotient--;
    n -= quotient * d;
    if (n >= d) {
        n -= d;
        quotient++;
    }
    if (rest)
        *rest = n;
    return quotient;
}

u128 __udivti3(u128 n, u128 d)
{
    return __udivmodti4(n, d, 0);
}

u128 __umodti3(u128 n, u128 d)
{
    u128 rest;
    __udivmodti4(n, d, &rest);
    return rest;
}

static u128 magnitude(i128 x)
{
    return x < 0 ? -(u128)x : (u128)x;
}

i128 __divti3(i128 n, i128 d)
{
    u128 q = __udivmodti4(magnitude(n), magnitude(d), 0);
    return (n < 0) != (d < 0) ? -q : q;
}

i128 __modti3(i128 n, i128 d)
{
    u128 rest;
    __udivmodti4(magnitude(n), magnitude(d), &rest);
    return n < 0 ? -rest : rest;
}

i128 __divmodti4(i128 n, i128 d, i128 *rest)
{
    *rest = __modti3(n, d);
    return __divti3(n, d);
}
