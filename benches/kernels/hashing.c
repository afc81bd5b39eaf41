// Hashing: an open-addressing table of integers, a chained table of words, several hash functions.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << 17, BUCKETS = 4096 };

static struct { unsigned long key, value; } table[SLOTS];

static unsigned long mix(unsigned long x) {
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdul;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ul;
    return x ^ x >> 33;
}

static unsigned long *find(unsigned long key) {
    unsigned long i = mix(key) & (SLOTS - 1);
    while (table[i].key && table[i].key != key) i = (i + 1) & (SLOTS - 1);
    table[i].key = key;
    return &table[i].value;
}

struct entry {
    struct entry *next;
    unsigned hash, count;
    char word[12];
};

static struct entry *buckets[BUCKETS];

static unsigned fnv1a(const char *s) {
    unsigned h = 2166136261u;
    for (; *s; s++) h = (h ^ (unsigned char)*s) * 16777619u;
    return h;
}

static unsigned adler(const char *s, size_t n) {
    unsigned a = 1, b = 0;
    for (size_t i = 0; i < n; i++) {
        a = (a + (unsigned char)s[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

static struct entry *look_up(const char *word) {
    unsigned h = fnv1a(word);
    struct entry **at = &buckets[h % BUCKETS];
    for (; *at; at = &(*at)->next)
        if ((*at)->hash == h && strcmp((*at)->word, word) == 0) return *at;
    struct entry *e = calloc(1, sizeof *e);
    if (!e) exit(1);
    e->hash = h;
    strcpy(e->word, word);
    return *at = e;
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 5;
    unsigned long x = 88172645463325252ul, sum = 0;
    for (int i = 0; i < 500000 * scale; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        unsigned long key = x % 60000 + 1;
        *find(key) += key;
        if (i % 8 == 0) {
            char word[12];
            unsigned w = (unsigned)(x >> 20) % 20000;
            int n = 0;
            do word[n++] = (char)('a' + w % 26); while (w /= 26);
            word[n] = 0;
            struct entry *e = look_up(word);
            e->count++;
            sum += adler(e->word, (size_t)n);
        }
    }
    for (int i = 0; i < SLOTS; i++) sum = sum * 3 + table[i].value;
    for (int i = 0; i < BUCKETS; i++)
        for (struct entry *e = buckets[i]; e; e = e->next) sum += e->count * e->hash;
    printf("%lu\n", sum);
    return 0;
}
