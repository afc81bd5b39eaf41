/* A real operand beside a complex one is not converted (C23 Annex G.5.1, G.5.2): the part that it lacks is no zero. */
#include <complex.h>
#include <math.h>
#include <stdio.h>
//> 1 -0
//> 1 -0
//> -1 0
//> inf -inf
//> inf -inf
//> 0.5 -0
//> 1 0
//> inf nan
//> 6 -0
volatile double zero = -0.0, infinite = INFINITY, two = 2;
volatile double complex z = CMPLX(1, -0.0), w = CMPLX(1, -1);
static void show(double complex r) { printf("%g %g\n", creal(r), fabs(cimag(r)) == 0 || cimag(r) == cimag(r) ? cimag(r) : NAN); }

int main(void)
{
  volatile float complex g = CMPLXF(3, -0.0f);
  show(zero + z);
  show(z - zero);
  show(zero - z);
  show(infinite * w);
  show(w * infinite);
  show(z / two);
  show((double complex)zero + z);
  show((double complex)infinite * CMPLX(1, 0));
  g *= two;
  show(g);
  return 0;
}
