/* Conversions between wide integers and floating types (GCC internals manual 4.1). */

/* mantissa * 2^exponent, towards zero. */
static void from_parts(limb *result, int precision, unsigned __int128 mantissa, int exponent, int negative)
{
    limb parts[2], carry = negative, flip = negative ? ~0ull : 0;
    if (exponent < 0) {
        mantissa = exponent <= -128 ? 0 : mantissa >> -exponent;
        exponent = 0;
    }
    parts[0] = (limb)mantissa;
    parts[1] = (limb)(mantissa >> LIMB);
    int whole = exponent / LIMB, bits = exponent % LIMB;
    for (int i = 0, n = limbs_of(precision); i < n; i++) {
        int at = i - whole;
        limb high = at >= 0 && at < 2 ? parts[at] : 0, low = at >= 1 && at < 3 ? parts[at - 1] : 0;
        limb value = bits ? high << bits | low >> (LIMB - bits) : high;
        value = (value ^ flip) + carry;
        carry = carry && value == 0;
        result[i] = value;
    }
    finish(result, precision);
}

/* Halving is exact down to where all bits of a format stand before the point: 2^bits. */
#define FROM_FLOAT(name, type, bits)                                                                                  \
    void name(limb *result, int precision, type x)                                                                    \
    {                                                                                                                 \
        int negative = x < 0, exponent = 0;                                                                           \
        type limit = (type)((unsigned __int128)1 << bits), many = limit * (type)((unsigned __int128)1 << LIMB);       \
        if (negative)                                                                                                 \
            x = -x;                                                                                                   \
        /* An infinity is out of every range. */                                                                      \
        for (; x >= many && exponent < 1 << 15; exponent += LIMB)                                                     \
            x /= (type)((unsigned __int128)1 << LIMB);                                                                \
        for (; x >= limit && exponent < 1 << 15; exponent++)                                                          \
            x /= 2;                                                                                                   \
        from_parts(result, precision, x < limit ? (unsigned __int128)x : 0, exponent, negative);                      \
    }

FROM_FLOAT(__fixsfbitint, float, 24)
FROM_FLOAT(__fixdfbitint, double, 53)
FROM_FLOAT(__fixxfbitint, long double, 64)
FROM_FLOAT(__fixtfbitint, _Float128, 113)

void __fixhfbitint(limb *result, int precision, _Float16 x) { __fixsfbitint(result, precision, x); }

/* The upper 126 significant bits with the sign, the lowest of them telling whether any bit below is set, and what power of
   two they count: a format rounds that as it would round the whole, in every direction. */
static __int128 significant(const limb *a, int precision, int *power)
{
    struct operand x = operand(a, precision);
    limb magnitude[x.last + 3], carry = x.fill & 1;
    int top = 0;
    for (int i = 0; i <= x.last; i++) {
        magnitude[i] = (get(&x, i) ^ x.fill) + carry;
        carry = carry && magnitude[i] == 0;
        if (magnitude[i])
            top = i;
    }
    magnitude[x.last + 1] = magnitude[x.last + 2] = 0;
    int size = top * LIMB + LIMB - (magnitude[top] ? __builtin_clzll(magnitude[top]) : LIMB);
    *power = size > 126 ? size - 126 : 0;
    int whole = *power / LIMB, bits = *power % LIMB;
    unsigned __int128 high = (unsigned __int128)magnitude[whole + 1] << LIMB | magnitude[whole];
    if (bits)
        high = high >> bits | (unsigned __int128)magnitude[whole + 2] << (2 * LIMB - bits);
    int sticky = bits && magnitude[whole] << (LIMB - bits);
    for (int i = 0; i < whole; i++)
        sticky |= magnitude[i] != 0;
    high |= sticky;
    return x.fill ? -(__int128)high : (__int128)high;
}

#define TO_FLOAT(name, type)                                                                                          \
    type name(const limb *a, int precision)                                                                           \
    {                                                                                                                 \
        int power;                                                                                                    \
        type x = (type)significant(a, precision, &power);                                                             \
        /* Doubling is exact until it overflows, and an infinity stays one. */                                        \
        for (; power > 0 && x + x != x; power--)                                                                      \
            x += x;                                                                                                   \
        return x;                                                                                                     \
    }

TO_FLOAT(__floatbitinthf, _Float16)
TO_FLOAT(__floatbitintsf, float)
TO_FLOAT(__floatbitintdf, double)
TO_FLOAT(__floatbitintxf, long double)
TO_FLOAT(__floatbitinttf, _Float128)
