/* scalar_storage_order: each byte where the other order has it, whoever writes and reads it. */
//> ok
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BIG __attribute__((scalar_storage_order("big-endian")))
#define LITTLE __attribute__((scalar_storage_order("little-endian")))

static void check(int ok, int line)
{
    if (!ok) {
        printf("line %d\n", line);
        exit(1);
    }
}
#define CHECK(condition) check(condition, __LINE__)

static int same(const void *object, const char *bytes, int count)
{
    const unsigned char *p = object;
    for (int i = 0; i < count; i++)
        if (p[i] != (unsigned char)bytes[i])
            return 0;
    return 1;
}

struct BIG scalars {
    char c;
    short s;
    int i;
    long l;
    float f;
    double d;
    __int128 q;
    _Complex float cf;
    _Float128 ld;
    void *p;
    enum e { E0, E1 = 0x10203 } e;
    _Bool b;
};

struct scalars global = { 1, 0x203, 0x4050607, 0x08090a0b0c0d0e0f, 1.0f, -2.0, 0x102030405060708, 3.0f + 4.0if, 1.0F128, 0, E1, 1 };

static void test_scalars(int n, double d)
{
    struct scalars local = { 1, 0x203, 0x4050607, 0x08090a0b0c0d0e0f, 1.0f, -2.0, 0x102030405060708, 3.0f + 4.0if, 1.0F128, 0, E1, 1 };
    struct scalars written;
    memset(&written, 0, sizeof written);
    written.c = 1; written.s = 0x203; written.i = 0x4050607; written.l = 0x08090a0b0c0d0e0f; written.f = n; written.d = -2 * d;
    written.q = 0x102030405060708; written.cf = 3.0f + 4.0if; written.ld = n; written.p = 0; written.e = E1; written.b = n;
    CHECK(memcmp(&global, &local, sizeof global) == 0);
    CHECK(memcmp(&global, &written, sizeof global) == 0);
    CHECK(same((char *)&global + 2, "\2\3", 2));
    CHECK(same((char *)&global + 4, "\4\5\6\7", 4));
    CHECK(same((char *)&global + 8, "\10\11\12\13\14\15\16\17", 8));
    CHECK(same((char *)&global + 16, "\x3f\x80\0\0", 4));
    CHECK(same((char *)&global + 24, "\xc0\0\0\0\0\0\0\0", 8));
    CHECK(same((char *)&global + 32, "\0\0\0\0\0\0\0\0\1\2\3\4\5\6\7\10", 16));
    CHECK(same((char *)&global + 48, "\x40\x40\0\0\x40\x80\0\0", 8));
    CHECK(same((char *)&global + 64, "\x3f\xff\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16));
    struct scalars copy = written;
    copy.s++; copy.i += 3; copy.l <<= 4; copy.f /= 2; copy.d -= n; copy.q *= 2; copy.cf *= 2; copy.ld += 1; copy.e = E0; copy.b = !copy.b;
    __real__ copy.cf += 1;
    CHECK(copy.s == 0x204 && copy.i == 0x405060a && copy.l == 0x8090a0b0c0d0e0f0 && copy.f == 0.5f && copy.d == -3);
    CHECK(copy.q == 0x20406080a0c0e10 && __real__ copy.cf == 7 && __imag__ copy.cf == 8 && copy.ld == 2 && copy.e == E0 && !copy.b);
    CHECK(copy.i++ == 0x405060a && --copy.i == 0x405060a);
    copy.p = &copy;
    CHECK(*(void **)&copy.p == &copy);
    __typeof__(copy.i) native = 1;
    CHECK(same(&native, "\1\0\0\0", 4));
}

struct BIG arrays {
    short a[3];
    int m[2][2];
    struct { int inner; } native;
    struct BIG { int inner; } other;
};
struct arrays table = { { 1, 2, 3 }, { { 4, 5 }, { 6, 7 } }, { 8 }, { 9 } };

static int sum(struct arrays *p, int n)
{
    int total = 0;
    for (int i = 0; i < n; i++) {
        total += p->a[i];
        p->a[i] *= 2;
    }
    return total + p->m[n - 2][n - 3] + p->m[1][1];
}

static void test_arrays(int n)
{
    CHECK(same(&table, "\0\1\0\2\0\3\0\0\0\0\0\4\0\0\0\5\0\0\0\6\0\0\0\7\10\0\0\0\0\0\0\11", 32));
    CHECK(sum(&table, n) == 6 + 6 + 7);
    CHECK(table.a[0] == 2 && table.a[2] == 6);
    CHECK(table.native.inner == 8 && table.other.inner == 9);
    struct arrays dynamic = { { n, 2, n }, { { 4, n }, { 6, 7 } }, { n }, { n } };
    CHECK(same(&dynamic, "\0\3\0\2\0\3", 6) && same(dynamic.m[0], "\0\0\0\4\0\0\0\3", 8));
    CHECK(same(&dynamic.native, "\3\0\0\0", 4) && same(&dynamic.other, "\0\0\0\3", 4));
    struct BIG { int x[4]; } literal = { .x = { [1] = n, [3] = 0x1020304 } };
    CHECK(same(&literal, "\0\0\0\0\0\0\0\3\0\0\0\0\1\2\3\4", 16));
}

struct BIG fields {
    char a : 4, b : 4;
    unsigned c : 3, d : 20;
    unsigned long long e : 40;
    _Bool f : 1;
    unsigned short g : 9;
    int s : 5;
    unsigned __int128 w : 100;
};
struct fields bits = { 1, 2, 3, 4, 5, 1, 6, -3, 7 };

static void test_fields(int n)
{
    CHECK(same(&bits, "\x12\x60\0\x8\0\0\0\0\0\0\0\0\5\x80\3\x74", 16));
    CHECK(bits.a == 1 && bits.b == 2 && bits.c == 3 && bits.d == 4 && bits.e == 5 && bits.f == 1 && bits.g == 6 && bits.s == -3 && bits.w == 7);
    struct fields local = { n - 2, n - 1, n, n + 1, n + 2, n, n + 3, -n, n + 4 };
    CHECK(local.a == 1 && local.b == 2 && local.c == 3 && local.d == 4 && local.e == 5 && local.f && local.g == 6 && local.s == -3 && local.w == 7);
    local.d -= 5;
    CHECK(local.d == 0xfffff && local.c == 3 && local.e == 5);
    local.e |= 1ull << 39;
    CHECK(local.e == 0x8000000005 && local.d == 0xfffff && local.f);
    local.s = 15;
    local.s++;
    CHECK(local.s == -16 && local.g == 6);
    local.w = ((unsigned __int128)1 << 99) | 1;
    CHECK(local.w >> 99 == 1 && (int)local.w == 1 && ++local.g == 7);
    if (local.b)
        local.a = -8;
    CHECK(local.a == -8 && local.b == 2);
}

union BIG punned {
    int whole;
    short half[2];
    struct BIG { unsigned high : 12, low : 20; } parts;
};

static void test_union(int n)
{
    union punned u = { .whole = 0x01020304 * (n - 2) };
    CHECK(u.half[0] == 0x102 && u.half[1] == 0x304 && u.parts.high == 0x10 && u.parts.low == 0x20304);
    u.parts.high = 0xabc;
    CHECK(u.half[0] == (short)0xabc2);
}

struct LITTLE native { int i; };
struct plain { int i; };
typedef struct plain BIG reordered;

#pragma scalar_storage_order big-endian
struct by_pragma { int i; };
#pragma scalar_storage_order default
struct by_default { int i; };

static struct fields pass(struct fields f, struct by_pragma p)
{
    f.d += p.i;
    return f;
}

int main(int argc, char **argv)
{
    (void)argv;
    int n = argc + 2;
    test_scalars(n - 2, n - 2);
    test_arrays(n);
    test_fields(n);
    test_union(n);
    struct native a = { n };
    reordered b = { n };
    struct by_pragma c = { n };
    struct by_default d = { n };
    CHECK(same(&a, "\3\0\0\0", 4) && same(&b, "\0\0\0\3", 4) && same(&c, "\0\0\0\3", 4) && same(&d, "\3\0\0\0", 4));
    CHECK(pass(bits, c).d == 7);
    volatile struct by_pragma v = { n };
    v.i += 1;
    CHECK(v.i == 4);
    puts("ok");
    return 0;
}
