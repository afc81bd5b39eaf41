/* Arithmetic on binary128. */
static struct parts add(struct parts a, struct parts b)
{
    if (a.kind == NAN_)
        return a;
    if (b.kind == NAN_)
        return b;
    if (a.kind == INFINITE)
        return b.kind == INFINITE && a.sign != b.sign ? invalid() : a;
    if (b.kind == INFINITE)
        return b;
    if (a.kind == ZERO && b.kind == ZERO) {
        if (a.sign != b.sign)
            a.sign = sign_of_cancellation();
        return a;
    }
    if (a.kind == ZERO)
        return b;
    if (b.kind == ZERO)
        return a;
    if (a.exp < b.exp || (a.exp == b.exp && a.frac < b.frac)) {
        struct parts t = a;
        a = b, b = t;
    }
    /* The lowest 15 bits are zero: room for a carry above. */
    int distance = a.exp - b.exp;
    u128 x = a.frac >> 1, y = b.frac >> 1;
    if (distance >= 127)
        y = 1;
    else
        y = y >> distance | ((y & (((u128)1 << distance) - 1)) != 0);
    x = a.sign == b.sign ? x + y : x - y;
    if (x == 0) {
        a.kind = ZERO;
        a.sign = sign_of_cancellation();
        return a;
    }
    int shift = leading_zeros(x);
    a.frac = x << shift;
    a.exp += 1 - shift;
    return a;
}

static struct parts multiply(struct parts a, struct parts b)
{
    int sign = a.sign ^ b.sign;
    if (a.kind == NAN_)
        return a;
    if (b.kind == NAN_)
        return b;
    if (a.kind == INFINITE || b.kind == INFINITE) {
        if (a.kind == ZERO || b.kind == ZERO)
            return invalid();
        return (struct parts){ INFINITE, sign, 0, 0 };
    }
    if (a.kind == ZERO || b.kind == ZERO)
        return (struct parts){ ZERO, sign, 0, 0 };
    u64 ah = (u64)(a.frac >> 64), al = (u64)a.frac, bh = (u64)(b.frac >> 64), bl = (u64)b.frac;
    u128 low = (u128)al * bl, cross = (u128)ah * bl, other = (u128)al * bh;
    u128 middle = (low >> 64) + (u64)cross + (u64)other;
    u128 high = (u128)ah * bh + (cross >> 64) + (other >> 64) + (middle >> 64);
    u128 rest = middle << 64 | (u64)low;
    int exp = a.exp + b.exp + 1;
    if (!(high & TOP)) {
        high = high << 1 | rest >> 127;
        rest <<= 1;
        exp--;
    }
    return (struct parts){ FINITE, sign, exp, high | (rest != 0) };
}

static struct parts divide(struct parts a, struct parts b)
{
    int sign = a.sign ^ b.sign;
    if (a.kind == NAN_)
        return a;
    if (b.kind == NAN_)
        return b;
    if (a.kind == INFINITE)
        return b.kind == INFINITE ? invalid() : (struct parts){ INFINITE, sign, 0, 0 };
    if (b.kind == INFINITE)
        return (struct parts){ ZERO, sign, 0, 0 };
    if (b.kind == ZERO) {
        if (a.kind == ZERO)
            return invalid();
        raise_division();
        return (struct parts){ INFINITE, sign, 0, 0 };
    }
    if (a.kind == ZERO)
        return (struct parts){ ZERO, sign, 0, 0 };
    /* One bit of the quotient after the other: 113, and three to round by. */
    u128 rest = a.frac >> 15, divisor = b.frac >> 15, quotient = 0;
    int exp = a.exp - b.exp;
    if (rest < divisor) {
        rest <<= 1;
        exp--;
    }
    for (int i = 0; i < 116; i++) {
        quotient <<= 1;
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= 1;
        }
        rest <<= 1;
    }
    return (struct parts){ FINITE, sign, exp, quotient << 12 | (rest != 0) };
}

__float128 __addtf3(__float128 a, __float128 b)
{
    return tf_write(add(tf_read(a), tf_read(b)));
}

__float128 __subtf3(__float128 a, __float128 b)
{
    struct parts x = tf_read(a), y = tf_read(b);
    y.sign ^= y.kind != NAN_;
    return tf_write(add(x, y));
}

__float128 __multf3(__float128 a, __float128 b)
{
    return tf_write(multiply(tf_read(a), tf_read(b)));
}

__float128 __divtf3(__float128 a, __float128 b)
{
    return tf_write(divide(tf_read(a), tf_read(b)));
}

__float128 __negtf2(__float128 a)
{
    union {
        __float128 value;
        u128 bits;
    } u = { a };
    u.bits ^= TOP;
    return u.value;
}
