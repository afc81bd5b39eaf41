/* { dg-additional-options "-fexceptions" } */
/* Exceptions run the cleanups of what they leave, innermost first. They are caught by a stop function that jumps. */
//> nested: c0 c3 c2 c1 caught
//> loop: k3 o3 k2 o2 k1 o1 l0 x10 l5 x1 l2 x2 caught
//> values: 6 7.500000 8 caught 45
//> kept: 1 2 3 4 5 6 caught
//> inlined: i2 i1 o7 caught
//> handlers: h1 h2 h3 caught
//> normal: n2 n1 12
//> left: g1 g2 r1 r0
//> results: 1.250000 2 s33 w4 caught
//> array: a10 caught
//> expression: e1 e2 caught
//> deep: 1000 caught
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <unwind.h>

#ifdef __EXCEPTIONS
#define CLEANUP(f) __attribute__((cleanup(f)))
#endif
#define APART __attribute__((noinline, noclone))

static struct _Unwind_Exception exception;
static jmp_buf place;
static char *limit;

static _Unwind_Reason_Code stop(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
                                struct _Unwind_Exception *object, struct _Unwind_Context *context, void *parameter) {
    if (actions & _UA_END_OF_STACK || (char *)_Unwind_GetCFA(context) > limit) longjmp(place, 1);
    return _URC_NO_REASON;
}

APART void throw(void) {
    memset(&exception, 0, sizeof exception);
    _Unwind_ForcedUnwind(&exception, stop, 0);
    printf("not thrown\n");
}

/* Calls it, and says that an exception came out of it. */
APART void catching(const char *name, void (*f)(void)) {
    char here;
    limit = &here;
    printf("%s:", name);
    if (setjmp(place)) printf(" caught");
    else f();
}

static void say(char (*text)[8]) { printf(" %s", *text); }
#define SAYS(name, text) CLEANUP(say) char name[8] = text

APART void maybe(int doit) { if (doit) throw(); }
APART int result(int doit, int n) { maybe(doit); return n; }

APART void nested(void) {
    SAYS(a, "c1");
    maybe(0);
    {
        SAYS(gone, "c0");
    }
    {
        SAYS(b, "c2");
        {
            SAYS(c, "c3");
            throw();
        }
    }
}

static void count(int *n) { printf(" k%d", *n); }
static void outer(int *n) { printf(" o%d", *n); }
static void loops(int *n) { printf(" l%d", *n); }
static void last(int *n) { printf(" x%d", *n); }

APART void loop(void) {
    for (int i = 3; i > 0; i--) {
        CLEANUP(outer) int o = i;
        CLEANUP(count) int k = i;
        if (result(0, i) == 0) return;
    }
    for (int i = 0;; i++) {
        CLEANUP(last) int x = i;
        CLEANUP(loops) int l = i;
        if (i == 1) {
            l = 5;
            continue;
        }
        maybe(i == 2);
        x = i + 10;
    }
}

static int sum;
static void integer(int *n) { printf(" %d", *n); }
static void number(double *n) { printf(" %f", *n); }

APART void values(void) {
    CLEANUP(integer) int c = 1;
    CLEANUP(number) double b = 1;
    CLEANUP(integer) int a = 1;
    maybe(0);
    a = 5;
    b = result(0, 3) * 2.5;
    c = result(0, 8);
    for (int i = 0; i < 10; i++) sum += result(0, i);
    a++;
    throw();
    a = b = c = 0;
}

static int six[6];
APART void kept_below(void) {
    CLEANUP(integer) int n = six[0];
    int a = result(0, 21), b = result(0, 22), c = result(0, 23), d = result(0, 24), e = result(0, 25);
    throw();
    printf("%d", a + b + c + d + e + result(0, 1) + a * b * c * d * e);
}

/* Values in registers that a caller keeps, across what uses them all and is left by an exception. */
static void show(int (*n)[5]) { for (int i = 0; i < 5; i++) printf(" %d", (*n)[i]); }
APART void kept(void) {
    CLEANUP(show) int shown[5] = {0};
    int a = result(0, 2), b = result(0, 3), c = result(0, 4), d = result(0, 5), e = result(0, 6);
    shown[0] = a, shown[1] = b, shown[2] = c, shown[3] = d, shown[4] = e;
    six[0] = 1;
    kept_below();
    printf("%d%d%d%d%d", a, b, c, d, e);
}

static inline __attribute__((always_inline)) void inner(int n) {
    CLEANUP(say) char text[8] = {'i', '0' + n};
    if (n == 2) throw();
    maybe(0);
}
static inline __attribute__((always_inline)) void middle(void) {
    SAYS(text, "i1");
    inner(2);
}
static void around(int *n) { printf(" o%d", *n); }
APART void inlined(void) {
    CLEANUP(around) int n = 1;
    n = 7;
    middle();
    n = 8;
}

static void third(int *n) { printf(" h3"); }
static void second(int *n) { printf(" h2"); throw(); }
static void first(int *n) { printf(" h1"); throw(); }
APART void handlers(void) {
    CLEANUP(third) int c = 3;
    CLEANUP(second) int b = 2;
    CLEANUP(first) int a = 1;
    throw();
}

APART void normal(void) {
    int n;
    {
        SAYS(a, "n1");
        SAYS(b, "n2");
        n = result(0, 12);
    }
    printf(" %d", n);
}

APART int left(int n) {
    SAYS(r, "r0");
    for (int i = 0; i < 2; i++) {
        CLEANUP(say) char g[8] = {'g', '1' + i};
        if (i == n) goto out;
        maybe(0);
    }
out:;
    SAYS(s, "r1");
    return result(0, n);
}
APART void leaves(void) { left(5); }

struct pair { long a, b; };
struct large { int n[20]; };
APART long double wide(int doit) { maybe(doit); return 1.25L; }
APART struct pair two(int doit) { maybe(doit); return (struct pair){1, 2}; }
APART struct large many(int doit) { maybe(doit); return (struct large){{[7] = 33}}; }
APART __int128 big(int doit) { maybe(doit); return (__int128)4 << 64; }
static void quiet(int *n) {}
APART void results(void) {
    CLEANUP(quiet) int n = 0;
    long double x = wide(0);
    struct pair pair = two(0);
    struct large large = many(0);
    __int128 number = big(0);
    printf(" %Lf %ld s%d w%d", x, pair.b, large.n[7], (int)(number >> 64));
    printf("%Lf", wide(1));
    printf("%ld", two(1).a + many(1).n[3] + (long)big(1));
}

static void length(char **p) { printf(" a%d", (int)strlen(*p)); }
APART void array(void) {
    int n = result(0, 11);
    char text[n];
    CLEANUP(length) char *p = text;
    memset(text, 'x', n);
    text[n - 1] = 0;
    {
        char more[n * 100];
        memset(more, 0, n * 100);
        throw();
    }
}

APART void expression(void) {
    SAYS(a, "e2");
    int n = 1 + ({ SAYS(b, "e1"); result(1, 2); });
    printf("%d", n);
}

static int depth;
static void deeper(int *n) { depth++; }
APART void deep(int n) {
    CLEANUP(deeper) int here = n;
    if (n == 1) throw();
    deep(n - 1);
    __asm__ volatile("");
}
static void thousand(int *n) { printf(" %d", depth); }
APART void all(void) {
    CLEANUP(thousand) int n = 0;
    deep(1000);
}

int main(void) {
    catching("nested", nested), printf("\n");
    catching("loop", loop), printf("\n");
    catching("values", values), printf(" %d\n", sum);
    catching("kept", kept), printf("\n");
    catching("inlined", inlined), printf("\n");
    catching("handlers", handlers), printf("\n");
    catching("normal", normal), printf("\n");
    catching("left", leaves), printf("\n");
    catching("results", results), printf("\n");
    catching("array", array), printf("\n");
    catching("expression", expression), printf("\n");
    catching("deep", all), printf("\n");
}
