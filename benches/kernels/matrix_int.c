// Products of integer matrices: by rows, through a transposed copy, and modulo a prime.
#include <stdio.h>
#include <stdlib.h>

enum { N = 160, PRIME = 1000003 };

static int a[N][N], b[N][N], c[N][N], t[N][N];
static long power[N / 4][N / 4], scratch[N / 4][N / 4];

static void plain(void) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            int sum = 0;
            for (int k = 0; k < N; k++) sum += a[i][k] * b[k][j];
            c[i][j] = sum;
        }
}

static void transposed(void) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) t[j][i] = b[i][j];
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            const int *x = a[i], *y = t[j];
            int sum = 0;
            for (int k = 0; k < N; k++) sum += *x++ * *y++;
            c[i][j] -= sum - 1;
        }
}

static void square(void) {
    for (int i = 0; i < N / 4; i++)
        for (int j = 0; j < N / 4; j++) {
            long sum = 0;
            for (int k = 0; k < N / 4; k++) sum = (sum + power[i][k] * power[k][j]) % PRIME;
            scratch[i][j] = sum;
        }
    for (int i = 0; i < N / 4; i++)
        for (int j = 0; j < N / 4; j++) power[i][j] = scratch[i][j];
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 24;
    long sum = 0;
    for (int i = 0; i < N / 4; i++)
        for (int j = 0; j < N / 4; j++) power[i][j] = (i * 31 + j) % 97;
    for (int round = 0; round < scale; round++) {
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++) a[i][j] = i * 3 + j + round, b[i][j] = i - j * 5;
        plain();
        sum += c[round % N][7];
        transposed();
        for (int i = 0; i < N; i++) sum += c[i][(i * 7) % N];
        square();
        square();
        sum += power[3][round % (N / 4)];
    }
    printf("%ld\n", sum);
    return 0;
}
