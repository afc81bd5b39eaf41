// Products of double matrices, a Gaussian elimination with pivots, and a Gauss-Seidel relaxation.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 128 };

static double a[N][N], b[N][N], c[N][N], x[N];

static void product(void) {
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) c[i][j] = 0;
        for (int k = 0; k < N; k++) {
            double f = a[i][k];
            for (int j = 0; j < N; j++) c[i][j] += f * b[k][j];
        }
    }
}

static void solve(double m[N][N], double *v) {
    for (int i = 0; i < N; i++) {
        int pivot = i;
        for (int r = i + 1; r < N; r++)
            if (fabs(m[r][i]) > fabs(m[pivot][i])) pivot = r;
        for (int j = 0; j < N; j++) {
            double t = m[i][j];
            m[i][j] = m[pivot][j];
            m[pivot][j] = t;
        }
        double t = v[i];
        v[i] = v[pivot];
        v[pivot] = t;
        for (int r = i + 1; r < N; r++) {
            double f = m[r][i] / m[i][i];
            for (int j = i; j < N; j++) m[r][j] -= f * m[i][j];
            v[r] -= f * v[i];
        }
    }
    for (int i = N - 1; i >= 0; i--) {
        for (int j = i + 1; j < N; j++) v[i] -= m[i][j] * v[j];
        v[i] /= m[i][i];
    }
}

static double relax(double g[N][N], int sweeps) {
    double change = 0;
    for (int s = 0; s < sweeps; s++) {
        change = 0;
        for (int i = 1; i < N - 1; i++)
            for (int j = 1; j < N - 1; j++) {
                double old = g[i][j];
                g[i][j] = 0.25 * (g[i - 1][j] + g[i + 1][j] + g[i][j - 1] + g[i][j + 1]);
                change += fabs(g[i][j] - old);
            }
    }
    return change;
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 30;
    double sum = 0;
    for (int round = 0; round < scale; round++) {
        for (int i = 0; i < N; i++) {
            x[i] = i % 10;
            for (int j = 0; j < N; j++) a[i][j] = i == j ? 100 : (i * 7 + j * 3 + round) % 17, b[i][j] = i == j ? 20 : (i + j) % 5;
        }
        product();
        solve(c, x);
        for (int i = 0; i < N; i++) sum += x[i];
        sum += relax(b, 20);
    }
    printf("%.6f\n", sum);
    return 0;
}
