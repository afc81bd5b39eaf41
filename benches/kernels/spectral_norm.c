// The largest singular value of an infinite matrix, by the power method.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST = 1000 };

static double element(int i, int j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }

static void times(int n, const double *v, double *out) {
    for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int j = 0; j < n; j++) sum += element(i, j) * v[j];
        out[i] = sum;
    }
}

static void times_transposed(int n, const double *v, double *out) {
    for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int j = 0; j < n; j++) sum += element(j, i) * v[j];
        out[i] = sum;
    }
}

int main(int argc, char **argv) {
    int n = argc > 1 ? atoi(argv[1]) : 1000;
    static double u[MOST], v[MOST], w[MOST];
    double uv = 0, vv = 0;
    if (n < 1 || n > MOST) return 1;
    for (int i = 0; i < n; i++) u[i] = 1;
    for (int round = 0; round < 10; round++) {
        times(n, u, w);
        times_transposed(n, w, v);
        times(n, v, w);
        times_transposed(n, w, u);
    }
    for (int i = 0; i < n; i++) uv += u[i] * v[i], vv += v[i] * v[i];
    printf("%.9f\n", sqrt(uv / vv));
    return 0;
}
