// CRC-32 (IEEE 802.3) bit by bit, by one table, and by eight tables.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIZE = 1 << 18 };
static uint32_t table[8][256];
static uint8_t buffer[SIZE];

static void make_tables(void) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int bit = 0; bit < 8; bit++) c = c & 1 ? c >> 1 ^ 0xedb88320 : c >> 1;
        table[0][i] = c;
    }
    for (int t = 1; t < 8; t++)
        for (int i = 0; i < 256; i++) table[t][i] = table[t - 1][i] >> 8 ^ table[0][table[t - 1][i] & 0xff];
}

static uint32_t by_bits(const uint8_t *p, size_t n) {
    uint32_t c = ~0u;
    while (n--) {
        c ^= *p++;
        for (int bit = 0; bit < 8; bit++) c = c >> 1 ^ (0xedb88320 & -(c & 1));
    }
    return ~c;
}

static uint32_t by_table(const uint8_t *p, size_t n) {
    uint32_t c = ~0u;
    for (size_t i = 0; i < n; i++) c = c >> 8 ^ table[0][(c ^ p[i]) & 0xff];
    return ~c;
}

static uint32_t by_eight(const uint8_t *p, size_t n) {
    uint32_t c = ~0u;
    for (; n >= 8; p += 8, n -= 8) {
        c ^= (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
        c = table[7][c & 0xff] ^ table[6][c >> 8 & 0xff] ^ table[5][c >> 16 & 0xff] ^ table[4][c >> 24] ^
            table[3][p[4]] ^ table[2][p[5]] ^ table[1][p[6]] ^ table[0][p[7]];
    }
    while (n--) c = c >> 8 ^ table[0][(c ^ *p++) & 0xff];
    return ~c;
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 100;
    uint32_t sum = 0;
    make_tables();
    for (int round = 0; round < scale; round++) {
        for (int i = 0; i < SIZE; i++) buffer[i] = (uint8_t)(i * round + (i >> 8));
        uint32_t a = by_table(buffer, SIZE), b = by_eight(buffer, SIZE), c = by_bits(buffer, SIZE / 4);
        if (a != b) return 1;
        sum = sum * 33 + a + c;
    }
    printf("%08x %08x\n", by_bits((const uint8_t *)"123456789", 9), sum);
    return 0;
}
