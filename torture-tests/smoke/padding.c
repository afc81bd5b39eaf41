/* __builtin_clear_padding: what no value uses is zero afterwards, and nothing else has changed. */
//> ok
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(int ok, int line)
{
    if (!ok) {
        printf("line %d\n", line);
        exit(1);
    }
}
#define CLEARED(type, ...)                                              \
    do {                                                                \
        static const unsigned char wanted[] = { __VA_ARGS__ };          \
        _Alignas(32) unsigned char bytes[512];                          \
        memset(bytes, 0xff, sizeof bytes);                              \
        __builtin_clear_padding((type *)bytes);                         \
        check(sizeof wanted == sizeof(type), __LINE__);                 \
        check(memcmp(bytes, wanted, sizeof wanted) == 0, __LINE__);     \
        check(bytes[sizeof wanted] == 0xff, __LINE__);                  \
    } while (0)

struct plain { char c; short s; int i; };
struct tail { long l; char c; };
struct nested { char c; struct tail t; short s; };
struct fields { int a : 3; int : 2; int b : 5; char c; unsigned d : 1; };
struct array { struct fields f[2]; char c; };
struct aligned { char c; } __attribute__((aligned(8)));
struct packed { char c; long l; } __attribute__((packed));
union both { int a; struct { char x; short y; } s; long double l; };
struct empty { struct { } e; char c; int i; };

int main(void)
{
    CLEARED(int, 255, 255, 255, 255);
    CLEARED(_Bool, 255);
    CLEARED(long double, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0);
    CLEARED(struct plain, 255, 0, 255, 255, 255, 255, 255, 255);
    CLEARED(struct tail, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0);
    CLEARED(struct nested, 255, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0);
    CLEARED(struct fields, 0xe7, 3, 255, 1);
    CLEARED(struct array, 0xe7, 3, 255, 1, 0xe7, 3, 255, 1, 255, 0, 0, 0);
    CLEARED(struct aligned, 255, 0, 0, 0, 0, 0, 0, 0);
    CLEARED(struct packed, 255, 255, 255, 255, 255, 255, 255, 255, 255);
    CLEARED(union both, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0);
    CLEARED(struct empty, 255, 0, 0, 0, 255, 255, 255, 255);

    const unsigned char *bytes;
    volatile int n = 3;
    struct tail elements[n][2];
    memset(elements, 0xff, sizeof elements);
    __builtin_clear_padding(&elements);
    bytes = (const unsigned char *)elements;
    for (int i = 0; i < 96; i++)
        check(bytes[i] == (i % 16 <= 8 ? 255 : 0), __LINE__);
    puts("ok");
    return 0;
}
