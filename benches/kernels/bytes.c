// Bytes: base64 both ways, UTF-8 decoding, run lengths, a histogram, big-endian fields.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIZE = 48000 };

static uint8_t raw[SIZE], coded[SIZE / 3 * 4 + 4], back[SIZE + 4], runs[2 * SIZE];
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int encode(const uint8_t *in, int n, uint8_t *out) {
    uint8_t *start = out;
    for (int i = 0; i + 2 < n; i += 3) {
        uint32_t v = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 | in[i + 2];
        *out++ = (uint8_t)digits[v >> 18];
        *out++ = (uint8_t)digits[v >> 12 & 63];
        *out++ = (uint8_t)digits[v >> 6 & 63];
        *out++ = (uint8_t)digits[v & 63];
    }
    return (int)(out - start);
}

static int decode(const uint8_t *in, int n, uint8_t *out, const int8_t *value) {
    int k = 0;
    for (int i = 0; i < n; i += 4) {
        uint32_t v = (uint32_t)value[in[i]] << 18 | (uint32_t)value[in[i + 1]] << 12 | (uint32_t)value[in[i + 2]] << 6 | (uint32_t)value[in[i + 3]];
        out[k++] = (uint8_t)(v >> 16);
        out[k++] = (uint8_t)(v >> 8);
        out[k++] = (uint8_t)v;
    }
    return k;
}

static unsigned utf8(const uint8_t *p, const uint8_t *end) {
    unsigned sum = 0;
    while (p < end) {
        uint8_t c = *p++;
        int more = c < 0xc0 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
        uint32_t code = more ? c & (0x3fu >> more) : c;
        while (more-- > 0 && p < end && (*p & 0xc0) == 0x80) code = code << 6 | (*p++ & 0x3f);
        sum = sum * 5 + code;
    }
    return sum;
}

static int run_lengths(const uint8_t *in, int n, uint8_t *out) {
    int k = 0;
    for (int i = 0; i < n;) {
        int j = i;
        while (j < n && in[j] == in[i] && j - i < 255) j++;
        out[k++] = (uint8_t)(j - i);
        out[k++] = in[i];
        i = j;
    }
    return k;
}

struct header { uint16_t type, length; uint32_t id; };

static struct header read_header(const uint8_t *p) {
    struct header h = {(uint16_t)(p[0] << 8 | p[1]), (uint16_t)(p[2] << 8 | p[3]),
                       (uint32_t)p[4] << 24 | (uint32_t)p[5] << 16 | (uint32_t)p[6] << 8 | p[7]};
    return h;
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 400;
    int8_t value[256] = {0};
    unsigned sum = 0, x = 1;
    for (int i = 0; i < 64; i++) value[(uint8_t)digits[i]] = (int8_t)i;
    for (int round = 0; round < scale; round++) {
        unsigned count[256] = {0};
        for (int i = 0; i < SIZE; i++) {
            x = x * 1664525 + 1013904223;
            raw[i] = x >> 29 ? raw[i > 0 ? i - 1 : 0] : (uint8_t)(x >> 20);
        }
        int n = encode(raw, SIZE, coded);
        int m = decode(coded, n, back, value);
        for (int i = 0; i < m; i++) sum += back[i] != raw[i], count[back[i]]++;
        for (int i = 0; i < 256; i++) sum = sum * 3 + count[i];
        sum += utf8(raw, raw + SIZE) + (unsigned)run_lengths(raw, SIZE, runs);
        for (int i = 0; i + 8 <= SIZE; i += 8) {
            struct header h = read_header(raw + i);
            sum += h.type ^ h.length ^ h.id;
        }
    }
    printf("%u\n", sum);
    return 0;
}
