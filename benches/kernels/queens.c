// Recursion: the queens' puzzle by bits and by arrays, Ackermann's function, permutations.
#include <stdio.h>
#include <stdlib.h>

static int by_bits(unsigned all, unsigned columns, unsigned left, unsigned right) {
    if (columns == all) return 1;
    int count = 0;
    for (unsigned free = all & ~(columns | left | right); free; free &= free - 1) {
        unsigned bit = free & -free;
        count += by_bits(all, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return count;
}

static int place[16];

static int by_arrays(int n, int row) {
    if (row == n) return 1;
    int count = 0;
    for (int column = 0; column < n; column++) {
        int ok = 1;
        for (int r = 0; r < row && ok; r++) ok = place[r] != column && abs(place[r] - column) != row - r;
        if (ok) place[row] = column, count += by_arrays(n, row + 1);
    }
    return count;
}

static unsigned ackermann(unsigned m, unsigned n) {
    if (m == 0) return n + 1;
    return n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

static unsigned long permute(char *s, int n) {
    if (n == 1) return (unsigned long)s[0] * 3 + (unsigned long)s[4];
    unsigned long sum = 0;
    for (int i = 0; i < n; i++) {
        char t = s[i];
        s[i] = s[n - 1], s[n - 1] = t;
        sum = sum * 5 + permute(s, n - 1);
        t = s[i];
        s[i] = s[n - 1], s[n - 1] = t;
    }
    return sum;
}

int main(int argc, char **argv) {
    int n = argc > 1 ? atoi(argv[1]) : 11;
    char letters[] = "permutations";
    if (n < 1 || n > 14) return 1;
    printf("%d %d %u %lu\n", by_bits((1u << (n + 2)) - 1, 0, 0, 0), by_arrays(n, 0), ackermann(2, 1500), permute(letters, n));
    return 0;
}
