// An LZ77 compressor with hash chains and a Huffman-like bit packer, and the way back.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 1 << 17, WINDOW = 1 << 15, HASH = 1 << 14, LONGEST = 66 };

static uint8_t plain[SIZE + 8], again[SIZE + 8];
static uint32_t packed[SIZE];
static int head[HASH], chain[WINDOW];

struct bits { uint32_t *words; uint64_t buffer; int held; };

static void put(struct bits *b, uint32_t value, int width) {
    b->buffer |= (uint64_t)value << b->held;
    b->held += width;
    while (b->held >= 32) {
        *b->words++ = (uint32_t)b->buffer;
        b->buffer >>= 32;
        b->held -= 32;
    }
}

static uint32_t get(struct bits *b, int width) {
    if (b->held < width) {
        b->buffer |= (uint64_t)*b->words++ << b->held;
        b->held += 32;
    }
    uint32_t value = (uint32_t)(b->buffer & ((1ull << width) - 1));
    b->buffer >>= width;
    b->held -= width;
    return value;
}

static unsigned hash(const uint8_t *p) { return (unsigned)(p[0] << 8 ^ p[1] << 5 ^ p[2] * 33) % HASH; }

static int pack(const uint8_t *in, int n, uint32_t *out) {
    struct bits b = {out, 0, 0};
    for (int i = 0; i < HASH; i++) head[i] = -1;
    for (int at = 0; at < n;) {
        int best = 0, from = 0, tries = 16;
        unsigned h = hash(in + at);
        for (int c = head[h]; c >= 0 && at - c < WINDOW && tries-- > 0; c = chain[c % WINDOW]) {
            int length = 0;
            while (length < LONGEST && at + length < n && in[c + length] == in[at + length]) length++;
            if (length > best) best = length, from = c;
        }
        if (best >= 3) {
            put(&b, 1, 1);
            put(&b, (uint32_t)(best - 3), 6);
            put(&b, (uint32_t)(at - from), 15);
        } else {
            best = 1;
            put(&b, 0, 1);
            put(&b, in[at], 8);
        }
        for (int end = at + best; at < end; at++) {
            h = hash(in + at);
            chain[at % WINDOW] = head[h];
            head[h] = at;
        }
    }
    put(&b, 0, 31);
    put(&b, 0, 31);
    return (int)(b.words - out);
}

static void unpack(uint32_t *in, uint8_t *out, int n) {
    struct bits b = {in, 0, 0};
    for (int at = 0; at < n;) {
        if (get(&b, 1)) {
            int length = (int)get(&b, 6) + 3, back = (int)get(&b, 15);
            for (; length > 0; length--, at++) out[at] = out[at - back];
        } else {
            out[at++] = (uint8_t)get(&b, 8);
        }
    }
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 60;
    unsigned seed = 1, sum = 0;
    for (int round = 0; round < scale; round++) {
        for (int i = 0; i < SIZE; i++) {
            seed = seed * 1103515245 + 12345;
            plain[i] = seed >> 27 && i > 99 ? plain[i - 1 - (int)(seed >> 8) % 3 * 32] : (uint8_t)(seed >> 16);
        }
        int words = pack(plain, SIZE, packed);
        unpack(packed, again, SIZE);
        if (memcmp(plain, again, SIZE)) return 1;
        for (int i = 0; i < words; i++) sum = sum * 31 + packed[i];
    }
    printf("%u\n", sum);
    return 0;
}
