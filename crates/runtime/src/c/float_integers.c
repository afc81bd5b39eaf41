/* Conversions between integers and the floating formats that the processor may lack. */

/* Truncates to an integer of `bits` bits; what does not fit becomes the nearest that does, with "invalid" raised. */
static u128 to_integer(struct parts p, int bits, int is_signed)
{
    u128 most = ~(u128)0 >> (128 - bits + is_signed);
    u128 least = is_signed ? most + 1 : 0;
    if (p.kind == ZERO)
        return 0;
    if (p.kind != FINITE || p.exp >= bits) {
        raise_invalid();
        return p.sign ? -least : most;
    }
    if (p.exp < 0) {
        raise_inexact();
        return 0;
    }
    u128 magnitude = p.frac >> (127 - p.exp);
    if (magnitude > (p.sign ? least : most)) {
        raise_invalid();
        return p.sign ? -least : most;
    }
    if (p.exp < 127 && p.frac << (p.exp + 1) != 0)
        raise_inexact();
    return p.sign ? -magnitude : magnitude;
}

static struct parts from_integer(u128 magnitude, int sign)
{
    if (magnitude == 0)
        return (struct parts){ ZERO, 0, 0, 0 };
    int shift = leading_zeros(magnitude);
    return (struct parts){ FINITE, sign, 127 - shift, magnitude << shift };
}

#define CONVERSIONS(type, format, integer, unsigned_integer, size, bits)                                              \
    integer __fix##format##size(type x)                                                                               \
    {                                                                                                                 \
        return (integer)to_integer(format##_read(x), bits, 1);                                                        \
    }                                                                                                                 \
    unsigned_integer __fixuns##format##size(type x)                                                                   \
    {                                                                                                                 \
        return (unsigned_integer)to_integer(format##_read(x), bits, 0);                                               \
    }                                                                                                                 \
    type __float##size##format(integer x)                                                                             \
    {                                                                                                                 \
        return format##_write(from_integer(x < 0 ? -(u128)x : (u128)x, x < 0));                                       \
    }                                                                                                                 \
    type __floatun##size##format(unsigned_integer x)                                                                  \
    {                                                                                                                 \
        return format##_write(from_integer(x, 0));                                                                    \
    }

CONVERSIONS(__float128, tf, int, unsigned, si, 32)
CONVERSIONS(__float128, tf, long long, u64, di, 64)
CONVERSIONS(__float128, tf, i128, u128, ti, 128)
CONVERSIONS(_Float16, hf, int, unsigned, si, 32)
CONVERSIONS(_Float16, hf, long long, u64, di, 64)
CONVERSIONS(_Float16, hf, i128, u128, ti, 128)
