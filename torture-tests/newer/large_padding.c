/* __builtin_clear_padding where GCC 12 does too much (a large array behind another member) or too little (bit-fields of the
   other storage order). */
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

struct tail { long l; char c; };
struct large { char c; struct tail t[1000]; short s; long l; };
struct ordered { unsigned a : 3; unsigned b : 7; } __attribute__((scalar_storage_order("big-endian")));

static struct large large, *pointer = &large;

int main(void)
{
    memset(&large, 0xff, sizeof large);
    __builtin_clear_padding(pointer);
    const unsigned char *bytes = (const unsigned char *)&large;
    for (size_t i = 0; i < sizeof large; i++) {
        size_t in = i >= 8 && i < 8 + 16000 ? (i - 8) % 16 : i < 8 ? 8 + i : i - 16008 < 2 ? 0 : i - 16008 < 8 ? 9 : 0;
        check(bytes[i] == (in <= 8 ? 255 : 0), __LINE__);
    }


    struct ordered ordered;
    memset(&ordered, 0xff, sizeof ordered);
    __builtin_clear_padding(&ordered);
    check(memcmp(&ordered, "\xff\xc0\0", sizeof ordered) == 0, __LINE__);
    puts("ok");
    return 0;
}
