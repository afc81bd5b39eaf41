#include <math.h>
#include <stdio.h>
//> 1 1 0 -0 3 4294967295
int main(void) {
    volatile double nan = 0.0 / 0.0, zero = 0.0; volatile float f = 3.99f; volatile double big = 4294967295.0;
    printf("%d %d %d %g %d %u\n", nan != nan, !(nan < 1) , nan == nan, -zero, (int)f, (unsigned)big);
    return 0;
}
