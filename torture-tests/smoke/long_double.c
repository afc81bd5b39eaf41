#include <stdio.h>
//> 16 1 18446744073709551615
int main(void) {
    volatile long double a = 18446744073709551615.0L, b = a + 1.0L;
    unsigned long long back = (unsigned long long)a;
    printf("%zu %d %llu\n", sizeof a, b - a == 1.0L, back);
    return 0;
}
