/* Products and quotients of wide integers (GCC internals manual 4.1). Quotients by Knuth's algorithm D (The Art of Computer
   Programming 4.3.1) with digits of 32 bits. */
typedef unsigned int digit;
#define DIGIT 32

void __mulbitint3(limb *result, int precision, const limb *a, int a_precision, const limb *b, int b_precision)
{
    struct operand x = operand(a, a_precision), y = operand(b, b_precision);
    int count = limbs_of(precision);
    for (int i = 0; i < count; i++)
        result[i] = 0;
    /* Modulo the result's width the extended operands are as good as their values; beyond the limbs that an operand has,
       fill is zero or a last limb of ones that all others repeat. */
    int x_count = x.fill ? count : x.last + 1, y_count = y.fill ? count : y.last + 1;
    for (int i = 0; i < x_count && i < count; i++) {
        limb carry = 0, factor = get(&x, i);
        if (factor == 0)
            continue;
        for (int j = 0; i + j < count; j++) {
            if (j >= y_count && carry == 0)
                break;
            unsigned __int128 sum = (unsigned __int128)factor * get(&y, j) + result[i + j] + carry;
            result[i + j] = (limb)sum;
            carry = (limb)(sum >> LIMB);
        }
    }
    finish(result, precision);
}

/* The digits of the magnitude; returns how many there are without leading zeros. */
static int magnitude(digit *digits, const struct operand *x)
{
    limb carry = x->fill & 1;
    int count = 2 * (x->last + 1);
    for (int i = 0; i <= x->last; i++) {
        limb value = (get(x, i) ^ x->fill) + carry;
        carry = carry && value == 0;
        digits[2 * i] = (digit)value;
        digits[2 * i + 1] = (digit)(value >> DIGIT);
    }
    while (count > 0 && digits[count - 1] == 0)
        count--;
    return count;
}

/* Stores digits as a number, negated if asked for. */
static void store(limb *result, int precision, const digit *digits, int count, int negative)
{
    limb carry = negative, flip = negative ? ~0ull : 0;
    for (int i = 0, n = limbs_of(precision); i < n; i++) {
        limb low = 2 * i < count ? digits[2 * i] : 0, high = 2 * i + 1 < count ? digits[2 * i + 1] : 0;
        limb value = ((high << DIGIT | low) ^ flip) + carry;
        carry = carry && value == 0;
        result[i] = value;
    }
    finish(result, precision);
}

/* u[0..m+n] by v[0..n-1], normalised: the quotient to q[0..m], the remainder stays in u. */
static void divide(digit *q, digit *u, const digit *v, int m, int n)
{
    for (int j = m; j >= 0; j--) {
        limb top = (limb)u[j + n] << DIGIT | u[j + n - 1];
        limb guess = top / v[n - 1], rest = top % v[n - 1];
        while (guess >> DIGIT || (n > 1 && guess * v[n - 2] > (rest << DIGIT | u[j + n - 2]))) {
            guess--;
            rest += v[n - 1];
            if (rest >> DIGIT)
                break;
        }
        slimb borrow = 0;
        limb carry = 0;
        for (int i = 0; i < n; i++) {
            limb product = guess * v[i] + carry;
            carry = product >> DIGIT;
            slimb difference = (slimb)u[i + j] - (slimb)(digit)product + borrow;
            u[i + j] = (digit)difference;
            borrow = difference >> DIGIT;
        }
        slimb difference = (slimb)u[j + n] - (slimb)carry + borrow;
        u[j + n] = (digit)difference;
        if (difference < 0) {
            guess--;
            carry = 0;
            for (int i = 0; i < n; i++) {
                limb sum = (limb)u[i + j] + v[i] + carry;
                u[i + j] = (digit)sum;
                carry = sum >> DIGIT;
            }
            u[j + n] += (digit)carry;
        }
        q[j] = (digit)guess;
    }
}

void __divmodbitint4(limb *quotient, int q_precision, limb *remainder, int r_precision, const limb *a, int a_precision,
                     const limb *b, int b_precision)
{
    struct operand x = operand(a, a_precision), y = operand(b, b_precision);
    digit u[2 * (x.last + 1) + 1], v[2 * (y.last + 1)], q[2 * (x.last + 1) + 1];
    int u_count = magnitude(u, &x), v_count = magnitude(v, &y), q_count = 0;
    if (v_count == 0) {
        /* As the machine does it. */
        volatile int none = 0;
        none = 1 / none;
    }
    if (u_count >= v_count) {
        int shift = __builtin_clz(v[v_count - 1]);
        u[u_count] = 0;
        if (shift) {
            for (int i = v_count - 1; i >= 0; i--)
                v[i] = v[i] << shift | (i ? v[i - 1] >> (DIGIT - shift) : 0);
            for (int i = u_count; i >= 0; i--)
                u[i] = u[i] << shift | (i ? u[i - 1] >> (DIGIT - shift) : 0);
        }
        divide(q, u, v, u_count - v_count, v_count);
        q_count = u_count - v_count + 1;
        u_count = v_count;
        if (shift)
            for (int i = 0; i < u_count; i++)
                u[i] = u[i] >> shift | (i + 1 < u_count ? u[i + 1] << (DIGIT - shift) : 0);
    }
    if (quotient)
        store(quotient, q_precision, q, q_count, (x.fill ^ y.fill) != 0);
    if (remainder)
        store(remainder, r_precision, u, u_count, x.fill != 0);
}
