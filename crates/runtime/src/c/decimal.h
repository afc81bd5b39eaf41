/* Decimal floating point with binary integer encoding (IEEE 754-2008 3.5.2) on unpacked numbers: a coefficient times a
   power of ten. Rounding is to nearest, ties to even. After soft_float.h, whose types these are. */

struct decimal_format {
    /* All bits, those of the exponent, and digits. */
    int width, exponent_bits, precision, bias;
};

struct decimal {
    enum kind kind;
    int sign, exp;
    /* A NaN's fields below the quiet bit. */
    u128 coefficient;
};

#define TRAILING(f) ((f).width - 1 - (f).exponent_bits)
#define LEAST(f) (-(f).bias)
#define GREATEST(f) ((3 << ((f).exponent_bits - 2)) - 1 - (f).bias)

static inline u128 power_of_ten(int exp)
{
    u128 power = 1, square = 10;
    for (; exp; exp >>= 1, square *= square)
        if (exp & 1)
            power *= square;
    return power;
}

static struct decimal decimal_unpack(struct decimal_format f, u128 bits)
{
    struct decimal d = { FINITE, (int)(bits >> (f.width - 1)) & 1, 0, 0 };
    int shift = TRAILING(f);
    if (((bits >> (f.width - 5)) & 15) == 15) {
        d.kind = (bits >> (f.width - 6)) & 1 ? NAN_ : INFINITE;
        d.coefficient = bits & (((u128)1 << (shift - 4)) - 1);
        if (d.kind == NAN_ && (bits >> (f.width - 7)) & 1)
            raise_invalid();
        return d;
    }
    u128 implied = 0;
    if (((bits >> (f.width - 3)) & 3) == 3) {
        implied = (u128)1 << shift;
        shift -= 2;
    }
    d.coefficient = implied | (bits & (((u128)1 << shift) - 1));
    d.exp = (int)((bits >> shift) & (((u128)1 << f.exponent_bits) - 1)) - f.bias;
    /* What has too many digits stands for zero. */
    if (d.coefficient >= power_of_ten(f.precision))
        d.coefficient = 0;
    return d;
}

/* The bits of a number whose coefficient and exponent the format has. */
static u128 decimal_bits(struct decimal_format f, struct decimal d)
{
    u128 bits = (u128)d.sign << (f.width - 1);
    int trailing = TRAILING(f);
    switch (d.kind) {
    case NAN_:
        return bits | (u128)31 << (f.width - 6) | (d.coefficient & (((u128)1 << (trailing - 4)) - 1));
    case INFINITE:
        return bits | (u128)30 << (f.width - 6);
    default:
        break;
    }
    u128 biased = (u128)(d.exp + f.bias);
    if (d.coefficient >> trailing == 0)
        return bits | biased << trailing | d.coefficient;
    return bits | (u128)3 << (f.width - 3) | biased << (trailing - 2)
        | (d.coefficient & (((u128)1 << (trailing - 2)) - 1));
}

/* 256 bits, lowest first: products of coefficients, and coefficients with many digits more. */
struct wide {
    u64 limb[4];
};

static inline struct wide widen(u128 x)
{
    return (struct wide){ { (u64)x, (u64)(x >> 64), 0, 0 } };
}

static inline int is_narrow(struct wide w)
{
    return (w.limb[2] | w.limb[3]) == 0;
}

static inline u128 narrow(struct wide w)
{
    return (u128)w.limb[1] << 64 | w.limb[0];
}

static struct wide scale(struct wide w, u64 factor)
{
    u128 carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (u128)w.limb[i] * factor;
        w.limb[i] = (u64)carry;
        carry >>= 64;
    }
    return w;
}

static struct wide scale_by_tens(struct wide w, int count)
{
    for (; count >= 19; count -= 19)
        w = scale(w, 10000000000000000000ull);
    return scale(w, (u64)power_of_ten(count));
}

static struct wide add_wide(struct wide a, struct wide b)
{
    u128 carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (u128)a.limb[i] + b.limb[i];
        a.limb[i] = (u64)carry;
        carry >>= 64;
    }
    return a;
}

static struct wide subtract_wide(struct wide a, struct wide b)
{
    u64 borrow = 0;
    for (int i = 0; i < 4; i++) {
        u128 difference = (u128)a.limb[i] - b.limb[i] - borrow;
        a.limb[i] = (u64)difference;
        borrow = (u64)(difference >> 64) & 1;
    }
    return a;
}

static int compare_wide(struct wide a, struct wide b)
{
    for (int i = 3; i >= 0; i--)
        if (a.limb[i] != b.limb[i])
            return a.limb[i] < b.limb[i] ? -1 : 1;
    return 0;
}

/* Divides by ten; the result is the remainder. */
static unsigned divide_by_ten(struct wide *w)
{
    u64 rest = 0;
    for (int i = 3; i >= 0; i--) {
        u128 part = (u128)rest << 64 | w->limb[i];
        w->limb[i] = (u64)(part / 10);
        rest = (u64)(part % 10);
    }
    return (unsigned)rest;
}

/* Rounds a coefficient, below which more is lost already if `lost` (then it has more digits than the format). */
static u128 decimal_round(struct decimal_format f, int sign, struct wide coefficient, int exp, int lost)
{
    struct wide limit = widen(power_of_ten(f.precision));
    unsigned digit = 0;
    int inexact = lost;
    while (compare_wide(coefficient, limit) >= 0 || exp < LEAST(f)) {
        lost |= digit != 0;
        if (is_narrow(coefficient) && narrow(coefficient) == 0) {
            digit = 0;
            exp = LEAST(f);
            break;
        }
        digit = divide_by_ten(&coefficient);
        inexact |= digit != 0;
        exp++;
    }
    struct decimal d = { FINITE, sign, exp, narrow(coefficient) };
    if (digit > 5 || (digit == 5 && (lost || d.coefficient & 1)))
        if (++d.coefficient == power_of_ten(f.precision)) {
            d.coefficient /= 10;
            d.exp++;
        }
    if (inexact)
        raise_inexact();
    if (d.coefficient == 0) {
        if (d.exp > GREATEST(f))
            d.exp = GREATEST(f);
        return decimal_bits(f, d);
    }
    for (; d.exp > GREATEST(f) && d.coefficient < power_of_ten(f.precision - 1); d.exp--)
        d.coefficient *= 10;
    if (d.exp > GREATEST(f)) {
        raise_overflow();
        d.kind = INFINITE;
    }
    return decimal_bits(f, d);
}

static u128 decimal_invalid(struct decimal_format f)
{
    raise_invalid();
    return decimal_bits(f, (struct decimal){ NAN_, 0, 0, 0 });
}

static inline u128 decimal_infinite(struct decimal_format f, int sign)
{
    return decimal_bits(f, (struct decimal){ INFINITE, sign, 0, 0 });
}

/* So many digits more make room for a difference in exponents; beyond, only whether there is anything matters. */
#define ROOM 40

/* Gives two numbers one exponent, the result. What the smaller one loses is said in `lost`. */
static int decimal_align(struct decimal a, struct decimal b, struct wide *x, struct wide *y, int *lost)
{
    *lost = 0;
    *x = widen(a.coefficient);
    *y = widen(b.coefficient);
    if (a.exp < b.exp) {
        return decimal_align(b, a, y, x, lost);
    }
    int difference = a.exp - b.exp;
    if (a.coefficient == 0)
        return b.exp;
    if (difference <= ROOM) {
        *x = scale_by_tens(*x, difference);
        return b.exp;
    }
    *x = scale_by_tens(*x, ROOM);
    for (int drop = difference - ROOM; drop; drop--) {
        if (is_narrow(*y) && narrow(*y) == 0)
            break;
        *lost |= divide_by_ten(y) != 0;
    }
    return a.exp - ROOM;
}

/* The formats: how each is read and written. */
#define DECIMAL(suffix, type, bits_type, width_, exponent_bits_, precision_, bias_)                                   \
    static const struct decimal_format suffix##_format = { width_, exponent_bits_, precision_, bias_ };               \
    static inline struct decimal suffix##_read(type x)                                                                \
    {                                                                                                                 \
        union {                                                                                                       \
            type value;                                                                                               \
            bits_type bits;                                                                                           \
        } u = { x };                                                                                                  \
        return decimal_unpack(suffix##_format, u.bits);                                                               \
    }                                                                                                                 \
    static inline type suffix##_write(u128 bits)                                                                      \
    {                                                                                                                 \
        union {                                                                                                       \
            bits_type bits;                                                                                           \
            type value;                                                                                               \
        } u = { (bits_type)bits };                                                                                    \
        return u.value;                                                                                               \
    }

DECIMAL(sd, _Decimal32, unsigned, 32, 8, 7, 101)
DECIMAL(dd, _Decimal64, u64, 64, 10, 16, 398)
DECIMAL(td, _Decimal128, u128, 128, 14, 34, 6176)
