/* Calls of mathematical functions with constant arguments are folded; the library agrees, but for the last digit. */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int wrong;

static void compare(const char *what, long double folded, long double called, long double unit)
{
    if (isnan(folded) && isnan(called))
        return;
    if (fabsl(folded - called) <= unit * fabsl(called) && !signbit(folded) == !signbit(called))
        return;
    printf("%s: %.21Lg is not %.21Lg\n", what, folded, called);
    wrong = 1;
}

#define ONE(name, x)                                                                                                   \
    {                                                                                                                  \
        volatile float v = x;                                                                                          \
        volatile double w = x;                                                                                         \
        volatile long double z = x##L;                                                                                 \
        if (!__builtin_constant_p(name(x)))                                                                            \
            printf(#name "(" #x ") is not folded\n");                                                                  \
        compare(#name "f " #x, name##f((float)x), name##f(v), 4e-7L);                                                  \
        compare(#name " " #x, name(x), name(w), 8e-16L);                                                               \
        compare(#name "l " #x, name##l(x##L), name##l(z), 5e-19L);                                                     \
    }

#define TWO(f, x, y)                                                                                                   \
    {                                                                                                                  \
        volatile double v = x, w = y;                                                                                  \
        compare(#f " " #x " " #y, f(x, y), f(v, w), 4e-16L);                                                           \
    }

int main(void)
{
    ONE(sin, 0.75) ONE(cos, 2.5) ONE(tan, -0.3) ONE(asin, 0.6) ONE(acos, -0.9) ONE(atan, 7.25)
    ONE(sinh, 0.01) ONE(cosh, -3.5) ONE(tanh, 0.4) ONE(asinh, -2.25) ONE(acosh, 1.5) ONE(atanh, 0.9)
    ONE(exp, -4.75) ONE(exp2, 3.3) ONE(exp10, 2.0) ONE(expm1, 1e-4) ONE(log, 0.1) ONE(log2, 8.0)
    ONE(log10, 1000.0) ONE(log1p, 1e-5) ONE(cbrt, -27.0) ONE(sqrt, 2.0) ONE(erf, 0.9) ONE(erfc, 1.75)
    ONE(tgamma, 5.5)
    ONE(floor, -2.5) ONE(ceil, -0.5) ONE(trunc, 7.9) ONE(round, -2.5) ONE(logb, 1000.0)
    ONE(floor, -0.0) ONE(sin, -0.0)
    TWO(pow, 3.0, 0.5) TWO(pow, -2.0, 5.0) TWO(pow, 0.1, -3.0) TWO(atan2, 1.0, -2.0) TWO(atan2, -0.0, -1.0)
    TWO(hypot, 3.0, 4.0) TWO(fmod, -7.5, 2.0) TWO(remainder, 7.0, 2.0) TWO(remainder, 5.0, 2.0)
    TWO(fdim, 3.0, 1.5) TWO(fmax, -1.0, 0.5) TWO(fmin, 1.0, __builtin_nan("")) TWO(ldexp, 0.75, -3)
    TWO(jn, 2, 3.0) TWO(yn, 1, 2.5)
    compare("fma", fma(0.1, 10.0, -1.0), 0x1p-54, 0);

    int power, low;
    double whole, sine, cosine;
    volatile double six = 6.5;
    double fraction = frexp(-6.5, &power);
    if (fraction != -0.8125 || power != 3 || modf(-6.5, &whole) != -0.5 || whole != -6.0)
        abort();
    if (remquo(17.0, 5.0, &low) != 2.0 || low != 3 || lround(2.5) != 3 || llround(-2.5) != -3)
        abort();
    volatile double nothing = __builtin_nan("");
    int calls = 0;
    if (pow(nothing, 0.0) != 1 || pow(1.0, nothing) != 1 || pow(++calls, 0.0) != 1 || calls != 1)
        abort();
    sincos(6.5, &sine, &cosine);
    compare("sincos", sine, sin(six), 4e-16L);
    compare("sincos", cosine, cos(six), 4e-16L);
    return wrong;
}
