// Integer loops over arrays: a sieve, Collatz chains, dot products, prefix sums, greatest common divisors.
#include <stdio.h>
#include <stdlib.h>

enum { LIMIT = 2000000, WIDTH = 4096 };

static unsigned char composite[LIMIT];

static int sieve(void) {
    int count = 0;
    for (int i = 0; i < LIMIT; i++) composite[i] = 0;
    for (int i = 2; i < LIMIT; i++) {
        if (composite[i]) continue;
        count++;
        for (long j = (long)i * i; j < LIMIT; j += i) composite[j] = 1;
    }
    return count;
}

static unsigned collatz(unsigned bound) {
    unsigned best = 0, longest = 0;
    for (unsigned start = 1; start < bound; start++) {
        unsigned long n = start;
        unsigned steps = 0;
        while (n != 1) {
            n = n & 1 ? 3 * n + 1 : n / 2;
            steps++;
        }
        if (steps > longest) longest = steps, best = start;
    }
    return best;
}

static int a[WIDTH], b[WIDTH];

static unsigned dot_and_prefix(int rounds) {
    unsigned total = 0;
    for (int i = 0; i < WIDTH; i++) a[i] = i * 7 % 31, b[i] = i * 13 % 29;
    for (int r = 0; r < rounds; r++) {
        int dot = 0;
        for (int i = 0; i < WIDTH; i++) dot += a[i] * b[i];
        for (int i = 1; i < WIDTH; i++) a[i] = (a[i] + a[i - 1]) & 1023;
        total += (unsigned)dot;
    }
    return total;
}

static unsigned gcd(unsigned x, unsigned y) {
    while (y) {
        unsigned r = x % y;
        x = y;
        y = r;
    }
    return x;
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 6;
    unsigned primes = 0, coprime = 0;
    for (int i = 0; i < scale; i++) primes += (unsigned)sieve();
    for (unsigned x = 1; x < 300u * (unsigned)scale; x++)
        for (unsigned y = 1; y < 300; y++) coprime += gcd(x, y) == 1;
    printf("%u %u %u %u\n", primes, collatz(60000u * (unsigned)scale), dot_and_prefix(1000 * scale), coprime);
    return 0;
}
