/* Products and quotients of complex numbers; where the plain formula gives two NaNs, infinities are recovered as
   C23 Annex G.5.1 asks. */
static REAL unit(REAL x)
{
    return S(copysign)(__builtin_isinf(x) ? (REAL)1 : (REAL)0, x);
}

static REAL zero(REAL x)
{
    return __builtin_isnan(x) ? S(copysign)((REAL)0, x) : x;
}

REAL _Complex MUL(REAL a, REAL b, REAL c, REAL d)
{
    REAL ac = a * c, bd = b * d, ad = a * d, bc = b * c;
    REAL x = ac - bd, y = ad + bc;
    if (__builtin_isnan(x) && __builtin_isnan(y)) {
        int again = 0;
        if (__builtin_isinf(a) || __builtin_isinf(b)) {
            a = unit(a), b = unit(b), c = zero(c), d = zero(d);
            again = 1;
        }
        if (__builtin_isinf(c) || __builtin_isinf(d)) {
            c = unit(c), d = unit(d), a = zero(a), b = zero(b);
            again = 1;
        }
        if (!again && (__builtin_isinf(ac) || __builtin_isinf(bd) || __builtin_isinf(ad) || __builtin_isinf(bc))) {
            a = zero(a), b = zero(b), c = zero(c), d = zero(d);
            again = 1;
        }
        if (again) {
            x = S(inf)() * (a * c - b * d);
            y = S(inf)() * (a * d + b * c);
        }
    }
    REAL _Complex z;
    __real__ z = x;
    __imag__ z = y;
    return z;
}

REAL _Complex DIV(REAL a, REAL b, REAL c, REAL d)
{
    REAL x, y;
    /* Smith: scaled by the larger part of the divisor. */
    if (S(fabs)(c) < S(fabs)(d)) {
        REAL ratio = c / d, scale = c * ratio + d;
        x = (a * ratio + b) / scale;
        y = (b * ratio - a) / scale;
    } else {
        REAL ratio = d / c, scale = d * ratio + c;
        x = (b * ratio + a) / scale;
        y = (b - a * ratio) / scale;
    }
    if (__builtin_isnan(x) && __builtin_isnan(y)) {
        if (c == 0 && d == 0 && (!__builtin_isnan(a) || !__builtin_isnan(b))) {
            x = S(copysign)(S(inf)(), c) * a;
            y = S(copysign)(S(inf)(), c) * b;
        } else if ((__builtin_isinf(a) || __builtin_isinf(b)) && __builtin_isfinite(c) && __builtin_isfinite(d)) {
            a = unit(a), b = unit(b);
            x = S(inf)() * (a * c + b * d);
            y = S(inf)() * (b * c - a * d);
        } else if ((__builtin_isinf(c) || __builtin_isinf(d)) && __builtin_isfinite(a) && __builtin_isfinite(b)) {
            c = unit(c), d = unit(d);
            x = 0 * (a * c + b * d);
            y = 0 * (b * c - a * d);
        }
    }
    REAL _Complex z;
    __real__ z = x;
    __imag__ z = y;
    return z;
}
