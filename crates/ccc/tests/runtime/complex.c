/* Complex products and quotients, and integer powers, in all formats. */
#include <stdio.h>
#include <string.h>

static unsigned long long state = 88172645463325252ull;
static unsigned long long next(void)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state;
}

static double any(int range)
{
    static const double special[] = { 0.0, -0.0, 1.0, -1.0, __builtin_inf(), -__builtin_inf(), __builtin_nan("") };
    unsigned long long r = next();
    if (r % 9 == 0)
        return special[(r >> 8) % 7];
    double x = (double)(long long)next() * 0x1p-63;
    int exponent = (int)(next() % (2 * range)) - range;
    for (; exponent > 0; exponent--)
        x *= 2;
    for (; exponent < 0; exponent++)
        x /= 2;
    return x;
}

static void show(const void *value, int bytes, int is_nan)
{
    if (is_nan) {
        printf(" nan");
        return;
    }
    printf(" ");
    for (int i = bytes; i-- > 0;)
        printf("%02x", ((const unsigned char *)value)[i]);
}

#define CHECK(type, bytes, range)                                                                                     \
    do {                                                                                                              \
        volatile _Complex type a, b;                                                                                  \
        __real__ a = (type)any(range), __imag__ a = (type)any(range);                                                 \
        __real__ b = (type)any(range), __imag__ b = (type)any(range);                                                 \
        _Complex type p = a * b, q = a / b;                                                                           \
        type r[4] = { __real__ p, __imag__ p, __real__ q, __imag__ q };                                               \
        printf("%s", #type);                                                                                          \
        for (int k = 0; k < 4; k++)                                                                                   \
            show(&r[k], bytes, r[k] != r[k]);                                                                         \
        printf("\n");                                                                                                 \
    } while (0)

int main(void)
{
    for (int i = 0; i < 2000; i++) {
        CHECK(float, 4, 127);
        CHECK(double, 8, 1000);
        CHECK(long double, 10, 1000);
        CHECK(_Float128, 16, 1000);
        CHECK(_Float16, 2, 14);
        volatile float f = (float)any(6);
        volatile double d = any(20);
        volatile long double l = any(60);
        volatile int n = (int)(next() % 41) - 20;
        float pf = __builtin_powif(f, n);
        double pd = __builtin_powi(d, n);
        long double pl = __builtin_powil(l, n);
        show(&pf, 4, pf != pf), show(&pd, 8, pd != pd), show(&pl, 10, pl != pl);
        printf("\n");
    }
    return 0;
}
