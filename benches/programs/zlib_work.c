/* Compresses and decompresses texts of several kinds at several levels with zlib. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "zlib.h"

enum { SIZE = 1 << 20 };

static unsigned char plain[SIZE], packed[SIZE + SIZE / 100 + 1000], again[SIZE];

static void fill(int kind)
{
    static const char *const words[] = { "alpha ", "beta ", "gamma ", "delta\n", "epsilon ", "zeta, ", "eta. " };
    unsigned seed = 99;
    for (int i = 0; i < SIZE;) {
        seed = seed * 1103515245 + 12345;
        if (kind == 0) {
            const char *word = words[(seed >> 16) % 7];
            while (*word && i < SIZE)
                plain[i++] = (unsigned char)*word++;
        } else {
            plain[i] = (unsigned char)(kind == 1 ? (seed >> 16) & 15 : i / 16 ^ (seed >> 30));
            i++;
        }
    }
}

int main(void)
{
    unsigned long sum = 0;
    for (int kind = 0; kind < 3; kind++) {
        fill(kind);
        for (int level = 1; level <= 9; level += 4) {
            uLongf size = sizeof packed, back = sizeof again;
            if (compress2(packed, &size, plain, SIZE, level) != Z_OK)
                return 1;
            for (int i = 0; i < 3; i++, back = sizeof again)
                if (uncompress(again, &back, packed, size) != Z_OK || memcmp(again, plain, SIZE) != 0)
                    return 2;
            sum = sum * 31 + size + crc32(0, packed, (uInt)size);
        }
    }
    printf("%lu\n", sum);
    return 0;
}
