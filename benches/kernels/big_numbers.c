// Arithmetic of numbers of many words: factorials, Fibonacci numbers, digits of e, modular powers in 128 bits.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 1024 };

struct number { int size; uint32_t word[WORDS]; };

static void multiply_small(struct number *n, uint32_t f) {
    uint64_t carry = 0;
    for (int i = 0; i < n->size; i++) {
        carry += (uint64_t)n->word[i] * f;
        n->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry && n->size < WORDS) n->word[n->size++] = (uint32_t)carry;
}

static uint32_t divide_small(struct number *n, uint32_t d) {
    uint64_t rest = 0;
    for (int i = n->size; i-- > 0;) {
        rest = rest << 32 | n->word[i];
        n->word[i] = (uint32_t)(rest / d);
        rest %= d;
    }
    while (n->size > 0 && n->word[n->size - 1] == 0) n->size--;
    return (uint32_t)rest;
}

static void add(struct number *a, const struct number *b) {
    uint64_t carry = 0;
    for (int i = 0; i < b->size || carry; i++) {
        if (i >= a->size) a->word[a->size++] = 0;
        carry += (uint64_t)a->word[i] + (i < b->size ? b->word[i] : 0);
        a->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

static unsigned digits(struct number n) {
    unsigned sum = 0;
    while (n.size > 0) sum = sum * 7 + divide_small(&n, 1000000000);
    return sum;
}

static uint64_t power_modulo(uint64_t base, uint64_t exponent, uint64_t modulus) {
    uint64_t result = 1;
    for (; exponent; exponent >>= 1) {
        if (exponent & 1) result = (uint64_t)((unsigned __int128)result * base % modulus);
        base = (uint64_t)((unsigned __int128)base * base % modulus);
    }
    return result;
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 100;
    unsigned sum = 0;
    for (int round = 0; round < scale; round++) {
        struct number f = {1, {1}}, a = {1, {1}}, b = {1, {1}};
        for (uint32_t i = 2; i <= 1200; i++) multiply_small(&f, i);
        for (int i = 0; i < 4000; i++) {
            struct number t = b;
            add(&b, &a);
            a = t;
        }
        sum += digits(f) + digits(b);
        for (uint64_t i = 3; i < 3003; i += 2) sum += (unsigned)power_modulo(i, 0xfffffffbu, 0xffffffffffffffc5u - i);
    }
    printf("%u\n", sum);
    return 0;
}
