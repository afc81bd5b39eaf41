/* Comparison of binary128 numbers: the result compares with zero as the operands do. */
static u128 bits_of(__float128 a)
{
    union {
        __float128 value;
        u128 bits;
    } u = { a };
    return u.bits;
}

static int is_nan(u128 a)
{
    return (a & ~TOP) > (u128)0x7fff << 112;
}

static int is_signalling(u128 a)
{
    return is_nan(a) && !(a >> 111 & 1);
}

/* -1, 0, 1; what unordered operands give is the caller's choice. */
static int compare(__float128 x, __float128 y, int quiet, int unordered)
{
    u128 a = bits_of(x), b = bits_of(y);
    if (is_nan(a) || is_nan(b)) {
        if (!quiet || is_signalling(a) || is_signalling(b))
            raise_invalid();
        return unordered;
    }
    if (((a | b) & ~TOP) == 0)
        return 0;
    if ((a ^ b) & TOP)
        return a & TOP ? -1 : 1;
    if (a == b)
        return 0;
    return (a < b) != ((a & TOP) != 0) ? -1 : 1;
}

int __eqtf2(__float128 a, __float128 b)
{
    return compare(a, b, 1, 1);
}

int __netf2(__float128 a, __float128 b)
{
    return compare(a, b, 1, 1);
}

int __letf2(__float128 a, __float128 b)
{
    return compare(a, b, 0, 2);
}

int __lttf2(__float128 a, __float128 b)
{
    return compare(a, b, 0, 2);
}

int __cmptf2(__float128 a, __float128 b)
{
    return compare(a, b, 0, 1);
}

int __getf2(__float128 a, __float128 b)
{
    return compare(a, b, 0, -2);
}

int __gttf2(__float128 a, __float128 b)
{
    return compare(a, b, 0, -2);
}

int __unordtf2(__float128 a, __float128 b)
{
    return compare(a, b, 1, 2) == 2;
}
