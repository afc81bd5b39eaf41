/* What the runtime library's floating-point functions give, with the exceptions they raise, for edge cases and random
   operands in each rounding mode. The same program with GCC's library is the reference. */
#include <fenv.h>
#include <stdio.h>
#include <string.h>

typedef __float128 tf;
typedef _Float16 hf;
typedef long double xf;
typedef unsigned long long u64;
typedef unsigned __int128 u128;
typedef __int128 i128;

static u64 state = 88172645463325252ull;
static u64 next(void)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state;
}

static tf make_tf(u64 high, u64 low)
{
    u128 bits = (u128)high << 64 | low;
    tf x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Signs, exponents and significands that are interesting, and random ones. */
static tf any_tf(void)
{
    static const unsigned exponents[] = { 0, 0, 1, 2, 0x3fff, 0x3ffe, 0x4000, 0x3fff - 112, 0x3fff + 63, 0x3fff + 31,
        0x3fff + 127, 0x3fff + 126, 0x3fff - 16382 + 16300, 0x7ffe, 0x7fff, 0x3fff + 1023, 0x3fff - 1022,
        0x3fff - 1075, 0x3fff + 127, 0x3fff - 126, 0x3fff - 150, 0x3fff + 15, 0x3fff - 14, 0x3fff - 25 };
    u64 r = next();
    u64 exponent = r & 1 ? exponents[(r >> 8) % (sizeof exponents / sizeof *exponents)]
        : r & 2         ? 0x3fff - 60 + (r >> 8) % 120
                        : (r >> 8) & 0x7fff;
    u64 high, low;
    switch (r >> 32 & 7) {
    case 0: high = 0, low = 0; break;
    case 1: high = 0xffffffffffff, low = ~0ull; break;
    case 2: high = 0, low = 1; break;
    case 3: high = 1ull << 47, low = 0; break;
    case 4: high = next() & 0xffffffffffff, low = 0; break;
    case 5: high = next() & 0xffffffff0000, low = next() & next() & next(); break;
    default: high = next() & 0xffffffffffff, low = next();
    }
    return make_tf((r >> 40 & 1) << 63 | exponent << 48 | high, low);
}

static void flags(void)
{
    int f = fetestexcept(FE_ALL_EXCEPT);
    printf(" %s%s%s%s%s\n", f & FE_INVALID ? "V" : "", f & FE_DIVBYZERO ? "Z" : "", f & FE_OVERFLOW ? "O" : "",
        f & FE_UNDERFLOW ? "U" : "", f & FE_INEXACT ? "X" : "");
}

static void show(const char *what, const void *value, int bytes, int is_nan)
{
    printf("%s ", what);
    if (is_nan)
        printf("nan");
    else
        for (int i = bytes; i-- > 0;)
            printf("%02x", ((const unsigned char *)value)[i]);
    flags();
}

#define RESULT(what, type, bytes, expression)                                                                         \
    do {                                                                                                              \
        feclearexcept(FE_ALL_EXCEPT);                                                                                 \
        volatile type r = (expression);                                                                               \
        type value = r;                                                                                               \
        show(what, &value, bytes, value != value);                                                                    \
    } while (0)

static void both(tf x, tf y)
{
    volatile tf a = x, b = y;
    RESULT("add", tf, 16, a + b);
    RESULT("sub", tf, 16, a - b);
    RESULT("mul", tf, 16, a * b);
    RESULT("div", tf, 16, a / b);
    RESULT("eq", int, 4, a == b);
    RESULT("lt", int, 4, a < b);
    RESULT("le", int, 4, a <= b);
    RESULT("gt", int, 4, a > b);
    RESULT("ge", int, 4, a >= b);
    RESULT("un", int, 4, __builtin_isunordered(a, b));
    RESULT("isless", int, 4, __builtin_isless(a, b));
}

static void one(tf x)
{
    volatile tf a = x;
    RESULT("tfsf", float, 4, (float)a);
    RESULT("tfdf", double, 8, (double)a);
    RESULT("tfxf", xf, 10, (xf)a);
    RESULT("tfhf", hf, 2, (hf)a);
    volatile float s = (float)x;
    volatile double d = (double)x;
    volatile xf l = (xf)x;
    volatile hf h = (hf)x;
    RESULT("sftf", tf, 16, (tf)s);
    RESULT("dftf", tf, 16, (tf)d);
    RESULT("xftf", tf, 16, (tf)l);
    RESULT("hftf", tf, 16, (tf)h);
    RESULT("hfsf", float, 4, (float)h);
    RESULT("hfdf", double, 8, (double)h);
    RESULT("hfxf", xf, 10, (xf)h);
    RESULT("sfhf", hf, 2, (hf)s);
    RESULT("dfhf", hf, 2, (hf)d);
    RESULT("xfhf", hf, 2, (hf)l);
    RESULT("tfsi", int, 4, (int)a);
    RESULT("tfdi", long long, 8, (long long)a);
    RESULT("tfti", i128, 16, (i128)a);
    RESULT("tfusi", unsigned, 4, (unsigned)a);
    RESULT("tfudi", u64, 8, (u64)a);
    RESULT("tfuti", u128, 16, (u128)a);
    RESULT("hfti", i128, 16, (i128)h);
}

static void integer(void)
{
    u64 r = next();
    volatile u128 u = ((u128)next() << 64 | next()) >> (r & 127);
    volatile i128 i = (i128)((u128)next() << 64 | next()) >> (r >> 8 & 127);
    volatile int small = (int)i;
    volatile long long middle = (long long)i;
    RESULT("utitf", tf, 16, (tf)u);
    RESULT("titf", tf, 16, (tf)i);
    RESULT("tihf", hf, 2, (hf)i);
    RESULT("sitf", tf, 16, (tf)small);
    RESULT("usitf", tf, 16, (tf)(unsigned)small);
    RESULT("ditf", tf, 16, (tf)middle);
    RESULT("uditf", tf, 16, (tf)(u64)middle);
}

int main(void)
{
    static const int modes[] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };
    for (int mode = 0; mode < 4; mode++) {
        fesetround(modes[mode]);
        printf("mode %d\n", mode);
        for (int i = 0; i < 3000; i++) {
            tf a = any_tf(), b = any_tf();
            /* Sums that cancel, quotients near one. */
            if (i % 7 == 0)
                b = -a;
            both(a, b);
            one(a);
            integer();
        }
    }
    return 0;
}
