// The Mandelbrot set in doubles, and a Julia set in floats.
#include <stdio.h>
#include <stdlib.h>

static int mandelbrot(double cr, double ci, int limit) {
    double r = 0, i = 0;
    int n = 0;
    while (n < limit && r * r + i * i <= 4) {
        double t = r * r - i * i + cr;
        i = 2 * r * i + ci;
        r = t;
        n++;
    }
    return n;
}

static int julia(float r, float i, int limit) {
    int n = 0;
    for (; n < limit && r * r + i * i < 4.0f; n++) {
        float t = r * r - i * i - 0.8f;
        i = 2.0f * r * i + 0.156f;
        r = t;
    }
    return n;
}

int main(int argc, char **argv) {
    int size = argc > 1 ? atoi(argv[1]) : 800;
    unsigned sum = 0;
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++) {
            sum = sum * 3 + (unsigned)mandelbrot(3.0 * x / size - 2, 2.0 * y / size - 1, 200);
            sum = sum * 3 + (unsigned)julia(3.0f * (float)x / (float)size - 1.5f, 2.0f * (float)y / (float)size - 1.0f, 100);
        }
    printf("%u\n", sum);
    return 0;
}
