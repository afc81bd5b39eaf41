#include <stdio.h>
//> 10 11 20 -1 30 40 40
static int f(long x) {
    switch (x) {
    case 0: return 10;
    case 1: return 11;
    case 2: case 3: return 20;
    case 0x7fffffffffffffff: return 30;
    case 100 ... 1000: return 40;
    default: return -1;
    }
}
int main(void) {
    printf("%d %d %d %d %d %d %d\n", f(0), f(1), f(3), f(99), f(0x7fffffffffffffff), f(100), f(1000));
    return 0;
}
