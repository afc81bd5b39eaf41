#include <stdarg.h>
#include <stdio.h>
//> 55 5.5 1.25
static long ints(int n, ...) { va_list ap; long s = 0; va_start(ap, n); while (n--) s += va_arg(ap, int); va_end(ap); return s; }
static double doubles(int n, ...) {
    va_list ap, copy; double s = 0; va_start(ap, n); va_copy(copy, ap);
    for (int i = 0; i < n; i++) s += va_arg(copy, double);
    va_end(copy); va_end(ap); return s;
}
static long double longs(int n, ...) { va_list ap; va_start(ap, n); long double x = va_arg(ap, long double); va_end(ap); return x; }
int main(void) {
    printf("%ld %g %Lg\n", ints(10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
           doubles(11, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5), longs(1, 1.25L));
    return 0;
}
