/* Sums, bits, shifts and comparisons of wide integers, and their bit-fields. */
void __bitint_convert(limb *result, int precision, const limb *a, int a_precision)
{
    struct operand x = operand(a, a_precision);
    for (int i = 0, count = limbs_of(precision); i < count; i++)
        result[i] = get(&x, i);
    finish(result, precision);
}

/* x + y + carry, where y may be complemented: x - y is x + ~y + 1. */
static void add(limb *result, int precision, struct operand x, struct operand y, limb flip, limb carry)
{
    for (int i = 0, count = limbs_of(precision); i < count; i++) {
        limb sum, b = get(&y, i) ^ flip;
        limb first = __builtin_add_overflow(get(&x, i), b, &sum);
        limb second = __builtin_add_overflow(sum, carry, &result[i]);
        carry = first | second;
    }
    finish(result, precision);
}

void __bitint_add(limb *result, int precision, const limb *a, int a_precision, const limb *b, int b_precision)
{
    add(result, precision, operand(a, a_precision), operand(b, b_precision), 0, 0);
}

void __bitint_sub(limb *result, int precision, const limb *a, int a_precision, const limb *b, int b_precision)
{
    add(result, precision, operand(a, a_precision), operand(b, b_precision), ~0ull, 1);
}

static const limb zero;

void __bitint_neg(limb *result, int precision, const limb *a, int a_precision)
{
    add(result, precision, operand(&zero, LIMB), operand(a, a_precision), ~0ull, 1);
}

void __bitint_not(limb *result, int precision, const limb *a, int a_precision)
{
    add(result, precision, operand(&zero, LIMB), operand(a, a_precision), ~0ull, 0);
}

#define BITS(name, op)                                                                                                \
    void name(limb *result, int precision, const limb *a, int a_precision, const limb *b, int b_precision)            \
    {                                                                                                                 \
        struct operand x = operand(a, a_precision), y = operand(b, b_precision);                                      \
        for (int i = 0, count = limbs_of(precision); i < count; i++)                                                  \
            result[i] = get(&x, i) op get(&y, i);                                                                     \
        finish(result, precision);                                                                                    \
    }

BITS(__bitint_and, &)
BITS(__bitint_or, |)
BITS(__bitint_xor, ^)

void __bitint_shl(limb *result, int precision, const limb *a, int a_precision, slimb count)
{
    struct operand x = operand(a, a_precision);
    int whole = (int)(count / LIMB), bits = (int)(count % LIMB);
    for (int i = 0, n = limbs_of(precision); i < n; i++) {
        limb high = i < whole ? 0 : get(&x, i - whole);
        limb low = i - 1 < whole ? 0 : get(&x, i - whole - 1);
        result[i] = bits == 0 ? high : high << bits | low >> (LIMB - bits);
    }
    finish(result, precision);
}

/* Bits of x from a position on. */
static limb window(const struct operand *x, int whole, int bits)
{
    limb low = get(x, whole);
    return bits == 0 ? low : low >> bits | get(x, whole + 1) << (LIMB - bits);
}

void __bitint_shr(limb *result, int precision, const limb *a, int a_precision, slimb count)
{
    struct operand x = operand(a, a_precision);
    int whole = (int)(count / LIMB), bits = (int)(count % LIMB);
    for (int i = 0, n = limbs_of(precision); i < n; i++)
        result[i] = window(&x, whole + i, bits);
    finish(result, precision);
}

int __bitint_compare(const limb *a, int a_precision, const limb *b, int b_precision)
{
    struct operand x = operand(a, a_precision), y = operand(b, b_precision);
    if (x.fill != y.fill)
        return x.fill ? -1 : 1;
    for (int i = x.last > y.last ? x.last : y.last; i >= 0; i--) {
        limb p = get(&x, i), q = get(&y, i);
        if (p != q)
            return p < q ? -1 : 1;
    }
    return 0;
}

int __bitint_nonzero(const limb *a, int a_precision)
{
    struct operand x = operand(a, a_precision);
    for (int i = 0; i <= x.last; i++)
        if (get(&x, i))
            return 1;
    return 0;
}

/* A bit-field: `width` bits (negative: signed) from bit `first` of the byte at `from` on. No byte beyond it is touched. */
void __bitint_extract(limb *result, int precision, const unsigned char *from, int first, int width)
{
    int size = width_of(width), end = first + size;
    int fill = width < 0 && from[(end - 1) / 8] >> (end - 1) % 8 & 1;
    for (int i = 0, count = limbs_of(precision); i < count; i++) {
        limb value = 0;
        for (int bit = 0; bit < LIMB; bit += 8) {
            int at = first + i * LIMB + bit, rest = end - at;
            limb byte = fill ? 0xff : 0;
            if (rest > 0) {
                byte = from[at / 8] >> at % 8;
                if (at % 8 != 0 && rest > 8 - at % 8)
                    byte |= from[at / 8 + 1] << (8 - at % 8);
                if (rest < 8)
                    byte = (byte & ((1 << rest) - 1)) | (fill ? 0xff << rest : 0);
                byte &= 0xff;
            }
            value |= byte << bit;
        }
        result[i] = value;
    }
    finish(result, precision);
}

void __bitint_insert(unsigned char *to, int first, int width, const limb *a, int a_precision)
{
    struct operand x = operand(a, a_precision);
    for (int done = 0; done < width;) {
        int at = first + done, shift = at % 8;
        int count = 8 - shift < width - done ? 8 - shift : width - done;
        unsigned char mask = (unsigned char)(((1 << count) - 1) << shift);
        unsigned char bits = (unsigned char)(window(&x, done / LIMB, done % LIMB) << shift);
        to[at / 8] = (unsigned char)((to[at / 8] & ~mask) | (bits & mask));
        done += count;
    }
}
