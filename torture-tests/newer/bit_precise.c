/* { dg-options "-std=c23" } */
// _BitInt of all kinds of width: operators, conversions, constants, bit-fields, switches, calls, atomic objects.
#include <limits.h>
#include <stdarg.h>
#include <stdckdint.h>
#define CHECK(x) if (!(x)) return __LINE__

static_assert(BITINT_MAXWIDTH >= 65535);
static_assert(sizeof(_BitInt(7)) == 1 && sizeof(_BitInt(33)) == 8 && sizeof(_BitInt(65)) == 16);
static_assert(sizeof(_BitInt(129)) == 24 && alignof(_BitInt(128)) == 8 && alignof(_BitInt(17)) == 4);
static_assert(_Generic(3wb, _BitInt(3): 1) && _Generic(3uwb, unsigned _BitInt(2): 1) && _Generic(0wb, _BitInt(2): 1));
static_assert(_Generic((_BitInt(31))1 + 1, int: 1) && _Generic((_BitInt(33))1 + 1, _BitInt(33): 1));
static_assert(_Generic((unsigned _BitInt(32))1 + 1, unsigned: 1) && _Generic(+(_BitInt(5))1, _BitInt(5): 1));
static_assert(0x1'0000'0000'0000'0000'0000'0000'0000'0000'0000uwb >> 144 == 1);
static_assert((_BitInt(300))-1 < 0 && (unsigned _BitInt(300))-1 >> 299 == 1 && -(_BitInt(200))7 / 2 == -3);
static_assert((int)(double)((unsigned _BitInt(200))1 << 4) == 16);

enum { CONSTANT = 12345678901234567890123456789012345678901234567890wb % 1000 };
constexpr _BitInt(500) huge = 1wb + ((_BitInt(500))1 << 400);
static _BitInt(180) table[3] = { -1, 1e40, 99999999999999999999999999999999999999999999999999wb };

struct fields {
    unsigned before : 3;
    _BitInt(200) wide : 150;
    unsigned _BitInt(90) middle : 77;
    _BitInt(13) narrow : 11;
    unsigned after : 5;
};

static struct fields given = { 5, -((_BitInt(200))1 << 140), 0x1fff'ffff'ffff'ffff'ffffuwb, -1024, 17 };

static _BitInt(257) factorial(int n)
{
    _BitInt(257) product = 1;
    while (n > 1)
        product *= n--;
    return product;
}

static unsigned _BitInt(96) sum(int n, ...)
{
    unsigned _BitInt(96) total = 0;
    va_list list;
    va_start(list, n);
    while (n--)
        total += va_arg(list, unsigned _BitInt(96));
    va_end(list);
    return total;
}

static _BitInt(23) mixed(_BitInt(5) a, unsigned _BitInt(300) b, double c, _BitInt(100) d)
{
    return a + (_BitInt(23))(b >> 290) + (_BitInt(23))c + (_BitInt(23))(d >> 80);
}

static int select(_BitInt(150) value)
{
    switch (value) {
    case -1: return 1;
    case (_BitInt(150))1 << 100: return 2;
    case 10 ... 20: return 3;
    default: return 4;
    }
}

static int conversions(void)
{
    volatile double d = -1e30;
    _BitInt(120) a = d;
    _BitInt(220) b = d;
    CHECK(a == b && b < -(_BitInt(220))999999999999999999 && (double)b == d && (float)b == (float)d);
    volatile long double l = 0x1.23456789abcdefp200L;
    unsigned _BitInt(300) c = l;
    CHECK(c >> 140 == 0x1234'5678'9abc'def0uwb && (long double)c == l);
    /* Ties go to even, and any bit below breaks them. */
    unsigned _BitInt(300) half = ((unsigned _BitInt(300))0x20'0000'0000'0001uwb << 200);
    CHECK((double)half == 0x1p253 && (double)(half + 1) == 0x1.0000000000001p253);
    CHECK((float)((unsigned _BitInt(300))1 << 299) == __builtin_inff());
    volatile _BitInt(9) small = -3;
    unsigned char byte = small;
    CHECK(byte == 253 && (unsigned _BitInt(400))small >> 399 == 1 && (bool)small && !(bool)(_BitInt(400))0);
    _BitInt(400) narrowed = huge;
    CHECK(narrowed == 1 && (int)huge == 1 && (huge >> 400) == 1);
    return 0;
}

static int operators(void)
{
    volatile unsigned _BitInt(3) three = 7;
    CHECK(three++ == 7 && three == 0 && --three == 7 && (three += 3) == 2);
    CHECK(~three == 5 && -three == 6);
    volatile _BitInt(257) x = factorial(50);
    CHECK(x / factorial(49) == 50 && x % 51 == 0);
    CHECK(-x / 7 == -(x / 7) && -x % 1000003 == -(x % 1000003));
    CHECK((x << 20 >> 20) == x && -x >> 256 == -1 && (x ^ x) == 0 && (x | ~x) == -1 && (x & -1) == x);
    CHECK(x > 0 && -x < 0 && x != -x && x >= x && (x ? 1 : 0) && !!x && (x && 1));
    _BitInt(257) y = x++;
    CHECK(x == y + 1 && x-- == y + 1 && x == y);
    unsigned _BitInt(129) wrapped = -1;
    CHECK(wrapped + 1 == 0 && wrapped * wrapped == 1 && wrapped >> 128 == 1);
    return 0;
}

static int overflows(void)
{
    _BitInt(37) narrow;
    unsigned _BitInt(200) wide;
    CHECK(__builtin_add_overflow((_BitInt(37))0xf'ffff'ffff, 1, &narrow) && narrow == -0xf'ffff'ffff - 1);
    CHECK(!__builtin_sub_overflow(5, 7wb, &narrow) && narrow == -2);
    CHECK(__builtin_mul_overflow((_BitInt(200))1 << 150, (_BitInt(200))1 << 50, &wide) && wide == 0);
    CHECK(!__builtin_mul_overflow((_BitInt(200))1 << 150, 3, &wide) && wide >> 150 == 3);
    CHECK(__builtin_sub_overflow(0, 1wb, &wide) && wide + 1 == 0);
    CHECK(__builtin_add_overflow_p(15wb, 1, (_BitInt(5))0) && !__builtin_add_overflow_p(14wb, 1, (_BitInt(5))0));
    return 0;
}

static int bit_fields(void)
{
    struct fields local = { 5, -((_BitInt(200))1 << 140), -1, -1024, 17 };
    CHECK(given.before == 5 && given.wide >> 140 == -1 && given.narrow == -1024 && given.after == 17);
    CHECK(given.middle == local.middle && local.wide == given.wide && local.narrow == given.narrow);
    CHECK((local.wide += 12345) == given.wide + 12345 && local.before == 5);
    CHECK(local.middle++ >> 76 == 1 && local.middle == 0 && local.narrow == -1024 && local.after == 17);
    CHECK((local.wide = (_BitInt(200))1 << 149) < 0);
    return 0;
}

static int atomics(void)
{
    _Atomic _BitInt(37) narrow = -1;
    _Atomic unsigned _BitInt(64) whole = 5;
    narrow += 5;
    whole--;
    CHECK(narrow == 4 && whole == 4 && narrow++ == 4);
    return 0;
}

int main(void)
{
    int line;
    CHECK(CONSTANT == 890 && table[0] == -1 && (double)table[1] == 1e40 && table[2] > 0);
    CHECK(sum(3, (unsigned _BitInt(96))1 << 90, (unsigned _BitInt(96))2, (unsigned _BitInt(96))3) % 8 == 5);
    CHECK(mixed(-3, (unsigned _BitInt(300))5 << 290, 7.5, (_BitInt(100))-1) == 8);
    CHECK(select(-1) == 1 && select((_BitInt(150))1 << 100) == 2 && select(15) == 3 && select(1) == 4);
    if ((line = conversions()) || (line = operators()) || (line = overflows()) || (line = bit_fields()))
        return line;
    return atomics();
}
