/* Sums, products and quotients of decimal numbers. Results have the exponent that IEEE 754-2008 prefers (5.2). */

/* The NaN that an operand is. */
static int propagates(struct decimal_format f, struct decimal a, struct decimal b, u128 *result)
{
    if (a.kind != NAN_ && b.kind != NAN_)
        return 0;
    *result = decimal_bits(f, a.kind == NAN_ ? a : b);
    return 1;
}

static u128 sum(struct decimal_format f, struct decimal a, struct decimal b)
{
    u128 result;
    if (propagates(f, a, b, &result))
        return result;
    if (a.kind == INFINITE || b.kind == INFINITE) {
        if (a.kind == b.kind && a.sign != b.sign)
            return decimal_invalid(f);
        return decimal_infinite(f, a.kind == INFINITE ? a.sign : b.sign);
    }
    struct wide x, y;
    int lost, exp = decimal_align(a, b, &x, &y, &lost);
    if (a.sign == b.sign)
        return decimal_round(f, a.sign, add_wide(x, y), exp, lost);
    int order = compare_wide(x, y);
    if (order == 0 && !lost)
        return decimal_round(f, 0, widen(0), exp, 0);
    struct wide difference = order > 0 ? subtract_wide(x, y) : subtract_wide(y, x);
    /* What was lost belongs to the smaller one. */
    if (lost)
        difference = subtract_wide(difference, widen(1));
    return decimal_round(f, order > 0 ? a.sign : b.sign, difference, exp, lost);
}

static u128 product(struct decimal_format f, struct decimal a, struct decimal b)
{
    u128 result;
    int sign = a.sign ^ b.sign;
    if (propagates(f, a, b, &result))
        return result;
    if (a.kind == INFINITE || b.kind == INFINITE) {
        if ((a.kind == FINITE && a.coefficient == 0) || (b.kind == FINITE && b.coefficient == 0))
            return decimal_invalid(f);
        return decimal_infinite(f, sign);
    }
    struct wide low = scale(widen(a.coefficient), (u64)b.coefficient);
    struct wide high = scale(widen(a.coefficient), (u64)(b.coefficient >> 64));
    struct wide shifted = { { 0, high.limb[0], high.limb[1], high.limb[2] } };
    return decimal_round(f, sign, add_wide(low, shifted), a.exp + b.exp, 0);
}

static int count_digits(u128 x)
{
    int digits = 0;
    for (; x; x /= 10)
        digits++;
    return digits;
}

static u128 quotient(struct decimal_format f, struct decimal a, struct decimal b)
{
    u128 result;
    int sign = a.sign ^ b.sign;
    if (propagates(f, a, b, &result))
        return result;
    if (a.kind == INFINITE)
        return b.kind == INFINITE ? decimal_invalid(f) : decimal_infinite(f, sign);
    if (b.kind == INFINITE)
        return decimal_bits(f, (struct decimal){ FINITE, sign, LEAST(f), 0 });
    if (b.coefficient == 0) {
        if (a.coefficient == 0)
            return decimal_invalid(f);
        raise_division();
        return decimal_infinite(f, sign);
    }
    int preferred = a.exp - b.exp;
    if (a.coefficient == 0)
        return decimal_round(f, sign, widen(0), preferred, 0);
    int more = f.precision + 2 + count_digits(b.coefficient) - count_digits(a.coefficient);
    if (more < 0)
        more = 0;
    struct wide dividend = scale_by_tens(widen(a.coefficient), more), whole = widen(0), rest = widen(0);
    struct wide divisor = widen(b.coefficient);
    for (int bit = 255; bit >= 0; bit--) {
        rest = add_wide(rest, rest);
        rest.limb[0] |= dividend.limb[bit / 64] >> bit % 64 & 1;
        if (compare_wide(rest, divisor) >= 0) {
            rest = subtract_wide(rest, divisor);
            whole.limb[bit / 64] |= (u64)1 << bit % 64;
        }
    }
    int exp = preferred - more, lost = compare_wide(rest, widen(0)) != 0;
    if (!lost)
        while (exp < preferred) {
            struct wide tenth = whole;
            if (divide_by_ten(&tenth) != 0)
                break;
            whole = tenth;
            exp++;
        }
    return decimal_round(f, sign, whole, exp, lost);
}

#define ARITHMETIC(suffix, type)                                                                                      \
    type __bid_add##suffix##3(type a, type b)                                                                         \
    {                                                                                                                 \
        return suffix##_write(sum(suffix##_format, suffix##_read(a), suffix##_read(b)));                              \
    }                                                                                                                 \
    type __bid_sub##suffix##3(type a, type b)                                                                         \
    {                                                                                                                 \
        struct decimal y = suffix##_read(b);                                                                          \
        y.sign ^= y.kind != NAN_;                                                                                     \
        return suffix##_write(sum(suffix##_format, suffix##_read(a), y));                                             \
    }                                                                                                                 \
    type __bid_mul##suffix##3(type a, type b)                                                                         \
    {                                                                                                                 \
        return suffix##_write(product(suffix##_format, suffix##_read(a), suffix##_read(b)));                          \
    }                                                                                                                 \
    type __bid_div##suffix##3(type a, type b)                                                                         \
    {                                                                                                                 \
        return suffix##_write(quotient(suffix##_format, suffix##_read(a), suffix##_read(b)));                         \
    }

ARITHMETIC(sd, _Decimal32)
ARITHMETIC(dd, _Decimal64)
ARITHMETIC(td, _Decimal128)
