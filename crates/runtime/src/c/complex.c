/* Products and quotients of complex numbers; where the plain formula gives two NaNs, infinities are recovered as
   C23 Annex G.5.1 asks. */
#ifndef TERM
/* The format that the terms of a product are summed in. */
#define TERM REAL
#endif

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
    TERM ac = (TERM)a * c, bd = (TERM)b * d, ad = (TERM)a * d, bc = (TERM)b * c;
    REAL x = (REAL)(ac - bd), y = (REAL)(ad + bc);
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

#ifdef WIDE
/* In a format with twice the precision and a wider range nothing overflows or is lost. */
static void quotient(REAL a, REAL b, REAL c, REAL d, REAL *x, REAL *y)
{
    WIDE denominator = (WIDE)c * c + (WIDE)d * d;
    *x = (REAL)(((WIDE)a * c + (WIDE)b * d) / denominator);
    *y = (REAL)(((WIDE)b * c - (WIDE)a * d) / denominator);
}
#else
/* Smith's method where |d| <= |c|, with the care of Baudin and Smith ("A Robust Complex Division in Scilab", 2012):
   operands near the ends of the range are scaled, and a ratio that underflows is not multiplied by. */
static void quotient_by_real(REAL a, REAL b, REAL c, REAL d, REAL *x, REAL *y)
{
    const REAL big = MAX / 2, tiny_divisor = EPSILON, up = 1 / EPSILON, safe = big * EPSILON;
    if (S(fabs)(c) >= big) {
        a /= 2, b /= 2, c /= 2, d /= 2;
    } else if (S(fabs)(c) < tiny_divisor) {
        a *= up, b *= up, c *= up, d *= up;
    } else if (S(fabs)(c) < safe
        && ((S(fabs)(a) < MIN && S(fabs)(b) < safe) || (S(fabs)(b) < MIN && S(fabs)(a) < safe))) {
        a *= up, b *= up, c *= up, d *= up;
    }
    REAL ratio = d / c, denominator = d * ratio + c;
    if (S(fabs)(ratio) > MIN) {
        *x = (b * ratio + a) / denominator;
        *y = (b - a * ratio) / denominator;
    } else {
        *x = (d * (b / c) + a) / denominator;
        *y = (b - d * (a / c)) / denominator;
    }
}

static void quotient(REAL a, REAL b, REAL c, REAL d, REAL *x, REAL *y)
{
    if (S(fabs)(c) < S(fabs)(d)) {
        /* (a + bi) / (c + di) = (b - ai) / (d - ci) */
        quotient_by_real(b, -a, d, -c, x, y);
    } else {
        quotient_by_real(a, b, c, d, x, y);
    }
}
#endif

REAL _Complex DIV(REAL a, REAL b, REAL c, REAL d)
{
    REAL x, y;
    quotient(a, b, c, d, &x, &y);
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
