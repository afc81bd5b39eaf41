/* Conversions between decimal formats, and of integers to them and from them. */

#define BETWEEN(name, from_type, from, to_type, to)                                                                   \
    to_type name(from_type x)                                                                                         \
    {                                                                                                                 \
        struct decimal d = from##_read(x);                                                                            \
        if (d.kind == NAN_)                                                                                           \
            d.coefficient = 0;                                                                                        \
        if (d.kind != FINITE)                                                                                         \
            return to##_write(decimal_bits(to##_format, d));                                                          \
        return to##_write(decimal_round(to##_format, d.sign, widen(d.coefficient), d.exp, 0));                        \
    }

BETWEEN(__bid_extendsddd2, _Decimal32, sd, _Decimal64, dd)
BETWEEN(__bid_extendsdtd2, _Decimal32, sd, _Decimal128, td)
BETWEEN(__bid_extendddtd2, _Decimal64, dd, _Decimal128, td)
BETWEEN(__bid_truncddsd2, _Decimal64, dd, _Decimal32, sd)
BETWEEN(__bid_trunctdsd2, _Decimal128, td, _Decimal32, sd)
BETWEEN(__bid_trunctddd2, _Decimal128, td, _Decimal64, dd)

/* The integer part, or as much of it as there is room for. */
static u128 whole(struct decimal d, u128 most)
{
    if (d.kind == NAN_ || d.kind == INFINITE) {
        raise_invalid();
        return d.kind == NAN_ ? 0 : most;
    }
    u128 value = d.coefficient;
    int inexact = 0;
    for (; d.exp < 0 && value; d.exp++) {
        inexact |= value % 10 != 0;
        value /= 10;
    }
    for (; d.exp > 0 && value; d.exp--) {
        if (value > most / 10) {
            raise_invalid();
            return most;
        }
        value *= 10;
    }
    if (value > most) {
        raise_invalid();
        return most;
    }
    if (inexact)
        raise_inexact();
    return value;
}

#define INTEGERS(suffix, type, mode, signed_type, unsigned_type)                                                      \
    signed_type __bid_fix##suffix##mode(type x)                                                                       \
    {                                                                                                                 \
        struct decimal d = suffix##_read(x);                                                                          \
        u128 most = ((u128)(unsigned_type)-1 >> 1) + (u128)d.sign;                                                    \
        u128 value = whole(d, most);                                                                                  \
        return (signed_type)(d.sign ? -value : value);                                                                \
    }                                                                                                                 \
    unsigned_type __bid_fixuns##suffix##mode(type x)                                                                  \
    {                                                                                                                 \
        struct decimal d = suffix##_read(x);                                                                          \
        u128 value = whole(d, (unsigned_type)-1);                                                                     \
        return (unsigned_type)(d.sign ? -value : value);                                                              \
    }                                                                                                                 \
    type __bid_float##mode##suffix(signed_type x)                                                                     \
    {                                                                                                                 \
        u128 magnitude = x < 0 ? -(u128)x : (u128)x;                                                                  \
        return suffix##_write(decimal_round(suffix##_format, x < 0, widen(magnitude), 0, 0));                         \
    }                                                                                                                 \
    type __bid_floatuns##mode##suffix(unsigned_type x)                                                                \
    {                                                                                                                 \
        return suffix##_write(decimal_round(suffix##_format, 0, widen(x), 0, 0));                                     \
    }

#define ALL_INTEGERS(suffix, type)                                                                                    \
    INTEGERS(suffix, type, si, int, unsigned)                                                                         \
    INTEGERS(suffix, type, di, long long, u64)                                                                        \
    INTEGERS(suffix, type, ti, i128, u128)

ALL_INTEGERS(sd, _Decimal32)
ALL_INTEGERS(dd, _Decimal64)
ALL_INTEGERS(td, _Decimal128)
