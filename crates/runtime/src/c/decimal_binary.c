/* Conversions between decimal and binary formats, rounded once: by integers as long as the exponents ask for. */

/* Of the widest binary format, all of a number's binary digits before or after the point; of the widest decimal one, those
   of the greatest power of ten. */
enum { LIMBS = 1300 };

struct integer {
    int length;
    unsigned limb[LIMBS];
};

static void set_integer(struct integer *n, u128 value)
{
    for (n->length = 0; value; value >>= 32)
        n->limb[n->length++] = (unsigned)value;
}

static void multiply(struct integer *n, unsigned factor)
{
    u64 carry = 0;
    for (int i = 0; i < n->length; i++) {
        carry += (u64)n->limb[i] * factor;
        n->limb[i] = (unsigned)carry;
        carry >>= 32;
    }
    if (carry)
        n->limb[n->length++] = (unsigned)carry;
}

/* Divides; the result is the remainder. */
static unsigned divide(struct integer *n, unsigned divisor)
{
    u64 rest = 0;
    for (int i = n->length - 1; i >= 0; i--) {
        rest = rest << 32 | n->limb[i];
        n->limb[i] = (unsigned)(rest / divisor);
        rest %= divisor;
    }
    while (n->length && n->limb[n->length - 1] == 0)
        n->length--;
    return (unsigned)rest;
}

/* To the power of 13 it still fits a limb. */
#define FIVES 1220703125u

static void multiply_by_fives(struct integer *n, int count)
{
    for (; count >= 13; count -= 13)
        multiply(n, FIVES);
    for (; count; count--)
        multiply(n, 5);
}

static int divide_by_fives(struct integer *n, int count)
{
    int lost = 0;
    for (; count >= 13; count -= 13)
        lost |= divide(n, FIVES) != 0;
    for (; count; count--)
        lost |= divide(n, 5) != 0;
    return lost;
}

static void shift_left(struct integer *n, int bits)
{
    for (; bits >= 31; bits -= 31)
        multiply(n, 1u << 31);
    multiply(n, 1u << bits);
}

static u128 from_binary(struct decimal_format f, struct parts p)
{
    if (p.kind == NAN_)
        return decimal_bits(f, (struct decimal){ NAN_, p.sign, 0, 0 });
    if (p.kind == INFINITE)
        return decimal_infinite(f, p.sign);
    if (p.kind == ZERO)
        return decimal_bits(f, (struct decimal){ FINITE, p.sign, 0, 0 });
    /* As an odd integer times a power of two. */
    u128 odd = p.frac;
    int power = p.exp - 127, exp = 0, lost = 0;
    for (; !(odd & 1); odd >>= 1)
        power++;
    struct integer n;
    set_integer(&n, odd);
    if (power >= 0) {
        shift_left(&n, power);
    } else {
        multiply_by_fives(&n, -power);
        exp = power;
    }
    for (; n.length > 8; exp += 9)
        lost |= divide(&n, 1000000000) != 0;
    struct wide coefficient = widen(0);
    for (int i = 0; i < n.length; i++)
        coefficient.limb[i / 2] |= (u64)n.limb[i] << i % 2 * 32;
    return decimal_round(f, p.sign, coefficient, exp, lost);
}

static struct parts to_binary(struct decimal d)
{
    struct parts p = { d.kind, d.sign, 0, 0 };
    if (d.kind == NAN_)
        p.frac = TOP >> 1;
    if (d.kind == FINITE && d.coefficient == 0)
        p.kind = ZERO;
    if (p.kind != FINITE)
        return p;
    struct integer n;
    int power = d.exp, lost = 0;
    set_integer(&n, d.coefficient);
    if (d.exp >= 0) {
        multiply_by_fives(&n, d.exp);
    } else {
        /* As many bits more as dividing takes, and those of the result. */
        int more = -d.exp * 7 / 3 + 160;
        shift_left(&n, more);
        power -= more;
        lost = divide_by_fives(&n, -d.exp);
    }
    /* The highest 128 bits, the lowest of which says whether there were more. */
    int bits = n.length * 32 - __builtin_clz(n.limb[n.length - 1]);
    for (int i = 0; i < n.length; i++) {
        int at = i * 32 - (bits - 128);
        if (at >= 0)
            p.frac |= (u128)n.limb[i] << at;
        else if (at > -32) {
            p.frac |= n.limb[i] >> -at;
            lost |= (n.limb[i] & ((1u << -at) - 1)) != 0;
        } else
            lost |= n.limb[i] != 0;
    }
    p.frac |= lost;
    p.exp = power + bits - 1;
    return p;
}

#define TO_DECIMAL(name, from_type, from, to_type, to)                                                                \
    to_type name(from_type x)                                                                                         \
    {                                                                                                                 \
        return to##_write(from_binary(to##_format, from##_read(x)));                                                  \
    }
#define TO_BINARY(name, from_type, from, to_type, to)                                                                 \
    to_type name(from_type x)                                                                                         \
    {                                                                                                                 \
        return to##_write(to_binary(from##_read(x)));                                                                 \
    }

TO_DECIMAL(__bid_extendsfsd, float, sf, _Decimal32, sd)
TO_DECIMAL(__bid_extendsfdd, float, sf, _Decimal64, dd)
TO_DECIMAL(__bid_extendsftd, float, sf, _Decimal128, td)
TO_DECIMAL(__bid_truncdfsd, double, df, _Decimal32, sd)
TO_DECIMAL(__bid_extenddfdd, double, df, _Decimal64, dd)
TO_DECIMAL(__bid_extenddftd, double, df, _Decimal128, td)
TO_DECIMAL(__bid_trunctfsd, __float128, tf, _Decimal32, sd)
TO_DECIMAL(__bid_trunctfdd, __float128, tf, _Decimal64, dd)
TO_DECIMAL(__bid_extendtftd, __float128, tf, _Decimal128, td)
TO_BINARY(__bid_truncsdsf, _Decimal32, sd, float, sf)
TO_BINARY(__bid_truncddsf, _Decimal64, dd, float, sf)
TO_BINARY(__bid_trunctdsf, _Decimal128, td, float, sf)
TO_BINARY(__bid_extendsddf, _Decimal32, sd, double, df)
TO_BINARY(__bid_truncdddf, _Decimal64, dd, double, df)
TO_BINARY(__bid_trunctddf, _Decimal128, td, double, df)
TO_BINARY(__bid_extendsdtf, _Decimal32, sd, __float128, tf)
TO_BINARY(__bid_extendddtf, _Decimal64, dd, __float128, tf)
TO_BINARY(__bid_trunctdtf, _Decimal128, td, __float128, tf)
#if __LDBL_MANT_DIG__ == 64
TO_DECIMAL(__bid_truncxfsd, long double, xf, _Decimal32, sd)
TO_DECIMAL(__bid_truncxfdd, long double, xf, _Decimal64, dd)
TO_DECIMAL(__bid_extendxftd, long double, xf, _Decimal128, td)
TO_BINARY(__bid_extendsdxf, _Decimal32, sd, long double, xf)
TO_BINARY(__bid_extendddxf, _Decimal64, dd, long double, xf)
TO_BINARY(__bid_trunctdxf, _Decimal128, td, long double, xf)
#endif
