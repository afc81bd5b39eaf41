/* { dg-options "-frounding-math" } */
// What is rounded is rounded by the mode in force: constants, conversions and functions, unless they are exact.
#include <fenv.h>
#include <math.h>

#define CHECK(x) if (!(x)) return __LINE__

static double fixed = 0.1 + 0.2;

int main(void)
{
    unsigned long large = 0x8000000000000001;
    fesetround(FE_UPWARD);
    double third = 1.0 / 3.0, sum = 0.1 + 0.2, root = sqrt(2.0), sine = sin(1.0), number = large;
    float narrow = 1.3;
    fesetround(FE_DOWNWARD);
    volatile double one = 1.0, three = 3.0;
    CHECK(third > one / three && number == 0x1.0000000000001p63);
    CHECK(narrow > 1.3);
    fesetround(FE_TONEAREST);
    CHECK(fixed == 0x1.3333333333334p-2 && sum >= fixed);
    CHECK(sqrt(4.0) == 2.0 && sine > 0.84 && root > 1.41);
    return 0;
}
