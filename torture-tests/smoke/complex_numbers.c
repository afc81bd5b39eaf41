#include <complex.h>
#include <stdio.h>
//> -5 10 0.44 0.08 5
int main(void) {
    volatile double _Complex a = 1 + 2 * I, b = 3 + 4 * I;
    double _Complex p = a * b, q = a / b;
    printf("%g %g %g %g %g\n", creal(p), cimag(p), creal(q), cimag(q), __real__ b + 2);
    return 0;
}
