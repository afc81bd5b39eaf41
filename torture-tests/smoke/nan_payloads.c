/* The payload of a NaN: from a literal, and from a string that only the run knows. */
//> 0 0 0
//> 0 0
//> 7ff8000000000005 7fc00007
#include <math.h>
#include <stdio.h>
#include <string.h>

static double fixed = __builtin_nan("5");
static const char *volatile digits = "0x123";
static const char *volatile seven = "7";

int main(void)
{
    double run = nan(digits), literal = nan("0x123"), (*pointer)(const char *) = nan;
    double by_pointer = pointer("0x123"), builtin = __builtin_nan(digits);
    printf("%d %d %d\n", memcmp(&run, &literal, 8) != 0, memcmp(&by_pointer, &literal, 8) != 0,
           memcmp(&builtin, &literal, 8) != 0);
    float f = __builtin_nanf(seven), g = nanf("7");
    long double x = nanl(seven), y = __builtin_nanl("7");
    printf("%d %d\n", memcmp(&f, &g, 4) != 0, memcmp(&x, &y, 10) != 0);
    unsigned long bits;
    unsigned short_bits;
    memcpy(&bits, &fixed, 8);
    memcpy(&short_bits, &g, 4);
    printf("%lx %x\n", bits, short_bits);
    return 0;
}
