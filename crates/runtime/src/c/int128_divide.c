/* 128-bit division: by shifting and subtracting, except where the divisor or the quotient fits 64 bits. */
typedef unsigned __int128 u128;
typedef __int128 i128;
typedef unsigned long u64;

u128 __udivmodti4(u128 n, u128 d, u128 *rest)
{
    if (d > n) {
        if (rest)
            *rest = n;
        return 0;
    }
    if ((u64)(n >> 64) == 0) {
        u64 a = (u64)n, b = (u64)d;
        if (rest)
            *rest = a % b;
        return a / b;
    }
    int shift = ((u64)(d >> 64) ? __builtin_clzl((u64)(d >> 64)) : 64 + __builtin_clzl((u64)d))
        - __builtin_clzl((u64)(n >> 64));
    u128 q = 0, t = d << shift;
    for (; shift >= 0; shift--) {
        q <<= 1;
        if (n >= t) {
            n -= t;
            q |= 1;
        }
        t >>= 1;
    }
    if (rest)
        *rest = n;
    return q;
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
