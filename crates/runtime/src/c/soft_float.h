/* IEEE 754 arithmetic on unpacked numbers. A finite number is frac / 2^127 * 2^exp with bit 127 of frac set; what a
   result has lost below is kept as a set lowest bit. Rounding mode and exceptions are those of the processor's own
   arithmetic, by which they are found out and raised. */
typedef unsigned __int128 u128;
typedef __int128 i128;
typedef unsigned long long u64;

enum kind { ZERO, FINITE, INFINITE, NAN_ };
struct parts {
    enum kind kind;
    int sign, exp;
    u128 frac;
};

/* A format: bits of the significand with its leading one, and of the exponent. */
struct format {
    int precision, exponent_bits;
};

#define BIAS(f) ((1 << ((f).exponent_bits - 1)) - 1)
#define TOP ((u128)1 << 127)

static volatile double one = 1, tiny = 0x1p-60, small = 0x1p-1000, large = 0x1p1000, nought = 0,
                       smallest = 0x1p-1022, half = 0.5;

/* What a volatile object is for: the operation takes place. */
static inline void perform(double x)
{
    volatile double sink = x;
    (void)sink;
}

static inline void raise_inexact(void)
{
    perform(one + tiny);
}

static inline void raise_invalid(void)
{
    perform(nought / nought);
}

static inline void raise_overflow(void)
{
    perform(large * large);
}

static inline void raise_underflow(void)
{
    perform(small * small);
}

/* What an exact result below the normal numbers does: it traps if underflows are to trap, and else goes unnoticed
   (IEEE 754-2019, 7.5). */
static inline void trap_exact_underflow(void)
{
    perform(smallest * half);
}

static inline void raise_division(void)
{
    perform(one / nought);
}

enum rounding { NEAREST, UPWARD, DOWNWARD, TO_ZERO };

/* The rounding mode. Raises "inexact": only for results that are. */
static enum rounding rounding(void)
{
    volatile double up = one + tiny, down = one - tiny, below = -one - tiny;
    if (up != one)
        return UPWARD;
    if (down == one)
        return NEAREST;
    return below != -one ? DOWNWARD : TO_ZERO;
}

/* The sign of the sum of a number and its negative (6.3 of IEEE 754), which is exact. */
static inline int sign_of_cancellation(void)
{
    volatile double zero = one - one;
    return __builtin_signbit(zero) != 0;
}

/* The number that an invalid operation makes, which also raises the exception. */
static struct parts invalid(void)
{
    volatile double nan = nought / nought;
    return (struct parts){ NAN_, __builtin_signbit(nan) != 0, 0, TOP >> 1 };
}

static inline int leading_zeros(u128 x)
{
    u64 high = (u64)(x >> 64);
    return high ? __builtin_clzll(high) : 64 + __builtin_clzll((u64)x);
}

/* Takes apart fields; the significand comes without its leading one. */
static struct parts unpack(struct format f, int sign, int biased, u128 significand)
{
    struct parts p = { FINITE, sign, biased - BIAS(f), significand << (128 - f.precision) | TOP };
    if (biased == 2 * BIAS(f) + 1) {
        p.kind = significand ? NAN_ : INFINITE;
        p.frac &= ~TOP;
        if (p.kind == NAN_ && !(p.frac & TOP >> 1)) {
            raise_invalid();
            p.frac |= TOP >> 1;
        }
    } else if (biased == 0) {
        if (significand == 0) {
            p.kind = ZERO;
        } else {
            int shift = leading_zeros(significand);
            p.frac = significand << shift;
            p.exp = 127 - shift + 1 - BIAS(f) - (f.precision - 1);
        }
    }
    return p;
}

struct fields {
    int biased;
    /* With the leading one. */
    u128 significand;
};

static int increments(enum rounding mode, int sign, int odd, u128 lost, u128 half)
{
    switch (mode) {
    case NEAREST:
        return lost > half || (lost == half && odd);
    case UPWARD:
        return !sign;
    case DOWNWARD:
        return sign;
    default:
        return 0;
    }
}

/* Rounds to a format. */
static struct fields pack(struct format f, struct parts p)
{
    int most = 2 * BIAS(f) + 1, shift = 128 - f.precision;
    u128 leading = (u128)1 << (f.precision - 1);
    switch (p.kind) {
    case ZERO:
        return (struct fields){ 0, 0 };
    case INFINITE:
        return (struct fields){ most, leading };
    case NAN_:
        return (struct fields){ most, leading | leading >> 1 | p.frac >> shift };
    case FINITE:
        break;
    }
    int least = 1 - BIAS(f), subnormal = p.exp < least;
    int is_tiny = subnormal;
    if (subnormal) {
        if (p.exp == least - 1) {
            /* Tiny after rounding, as if the exponent had no bound? */
            u128 lost = p.frac & (((u128)1 << shift) - 1), kept = p.frac >> shift;
            if (lost && kept == 2 * leading - 1
                && increments(rounding(), p.sign, 1, lost, (u128)1 << (shift - 1)))
                is_tiny = 0;
        }
        shift += least - p.exp;
        p.exp = least;
    }
    u128 kept, lost, middle;
    if (shift > 128) {
        kept = 0, lost = 1, middle = 2;
    } else if (shift == 128) {
        kept = 0, lost = p.frac, middle = TOP;
    } else {
        kept = p.frac >> shift, lost = p.frac & (((u128)1 << shift) - 1), middle = (u128)1 << (shift - 1);
    }
    enum rounding mode = NEAREST;
    if (lost) {
        mode = rounding();
        kept += increments(mode, p.sign, kept & 1, lost, middle);
        if (is_tiny)
            raise_underflow();
    } else if (is_tiny) {
        trap_exact_underflow();
    }
    if (kept == 2 * leading) {
        kept = leading;
        p.exp++;
    }
    int biased = kept < leading ? 0 : p.exp + BIAS(f);
    if (biased >= most) {
        raise_overflow();
        if (!lost)
            mode = rounding();
        if (mode == NEAREST || mode == (p.sign ? DOWNWARD : UPWARD))
            return (struct fields){ most, leading };
        return (struct fields){ most - 1, 2 * leading - 1 };
    }
    return (struct fields){ biased, kept };
}

/* The formats: how each is read and written. */
#define IMPLICIT(suffix, type, bits_type, precision_, exponent_bits_)                                                 \
    static const struct format suffix##_format = { precision_, exponent_bits_ };                                      \
    static inline struct parts suffix##_read(type x)                                                                  \
    {                                                                                                                 \
        union {                                                                                                       \
            type value;                                                                                               \
            bits_type bits;                                                                                           \
        } u = { x };                                                                                                  \
        u128 bits = u.bits;                                                                                           \
        return unpack(suffix##_format, (int)(bits >> (precision_ - 1 + exponent_bits_)),                              \
            (int)(bits >> (precision_ - 1)) & ((1 << exponent_bits_) - 1),                                            \
            bits & (((u128)1 << (precision_ - 1)) - 1));                                                              \
    }                                                                                                                 \
    static inline type suffix##_write(struct parts p)                                                                 \
    {                                                                                                                 \
        struct fields f = pack(suffix##_format, p);                                                                   \
        union {                                                                                                       \
            bits_type bits;                                                                                           \
            type value;                                                                                               \
        } u;                                                                                                          \
        u.bits = (bits_type)((u128)p.sign << (precision_ - 1 + exponent_bits_) | (u128)f.biased << (precision_ - 1)   \
            | (f.significand & (((u128)1 << (precision_ - 1)) - 1)));                                                 \
        return u.value;                                                                                               \
    }

IMPLICIT(hf, _Float16, unsigned short, 11, 5)
IMPLICIT(sf, float, unsigned, 24, 8)
IMPLICIT(df, double, u64, 53, 11)
IMPLICIT(tf, __float128, u128, 113, 15)
/* bfloat16 travels as binary16 does. */
IMPLICIT(bf, _Float16, unsigned short, 8, 8)

#if __LDBL_MANT_DIG__ == 64
/* The x87's format has its leading one. */
static const struct format xf_format = { 64, 15 };
union extended {
    long double value;
    struct {
        u64 significand;
        unsigned short sign_and_exponent;
    } bits;
};

static inline struct parts xf_read(long double x)
{
    union extended u = { x };
    return unpack(xf_format, u.bits.sign_and_exponent >> 15, u.bits.sign_and_exponent & 0x7fff,
        u.bits.significand & ~0ull >> 1);
}

static inline long double xf_write(struct parts p)
{
    struct fields f = pack(xf_format, p);
    union extended u = { 0 };
    u.bits.significand = (u64)f.significand;
    u.bits.sign_and_exponent = (unsigned short)(p.sign << 15 | f.biased);
    return u.value;
}
#endif
