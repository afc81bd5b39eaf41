// Bodies that attract one another, in steps of a symplectic integrator; conserved energy is printed.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct body { double at[3], speed[3], mass; };

static struct body bodies[] = {
    {{0, 0, 0}, {0, 0, 0}, 39.5},
    {{4.8, -1.2, -0.1}, {0.6, 2.8, -0.02}, 0.037},
    {{8.3, 4.1, -0.4}, {-1.0, 1.8, 0.008}, 0.011},
    {{12.9, -15.1, -0.2}, {1.1, 0.9, -0.01}, 0.0017},
    {{15.4, -25.9, 0.2}, {1.0, 0.6, -0.03}, 0.002},
    {{1.0, 0.1, 0}, {-0.6, 6.2, 0}, 0.00012},
};
enum { COUNT = sizeof bodies / sizeof *bodies };

static void advance(double dt) {
    for (int i = 0; i < COUNT; i++)
        for (int j = i + 1; j < COUNT; j++) {
            double d[3], square = 0;
            for (int k = 0; k < 3; k++) d[k] = bodies[i].at[k] - bodies[j].at[k], square += d[k] * d[k];
            double f = dt / (square * sqrt(square));
            for (int k = 0; k < 3; k++) {
                bodies[i].speed[k] -= d[k] * bodies[j].mass * f;
                bodies[j].speed[k] += d[k] * bodies[i].mass * f;
            }
        }
    for (struct body *b = bodies; b < bodies + COUNT; b++)
        for (int k = 0; k < 3; k++) b->at[k] += dt * b->speed[k];
}

static double energy(void) {
    double e = 0;
    for (int i = 0; i < COUNT; i++) {
        const struct body *b = &bodies[i];
        e += 0.5 * b->mass * (b->speed[0] * b->speed[0] + b->speed[1] * b->speed[1] + b->speed[2] * b->speed[2]);
        for (int j = i + 1; j < COUNT; j++) {
            double square = 0;
            for (int k = 0; k < 3; k++) square += (b->at[k] - bodies[j].at[k]) * (b->at[k] - bodies[j].at[k]);
            e -= b->mass * bodies[j].mass / sqrt(square);
        }
    }
    return e;
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 5;
    printf("%.9f ", energy());
    for (int i = 0; i < 100000 * scale; i++) advance(0.001);
    printf("%.9f\n", energy());
    return 0;
}
