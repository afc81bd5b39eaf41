#include <stdio.h>
//> 11 22 33 44 -1
typedef int v4 __attribute__((vector_size(16)));
int main(void) {
    v4 a = {1, 2, 3, 4}, b = {10, 20, 30, 40}, c = a + b, d = a < b;
    printf("%d %d %d %d %d\n", c[0], c[1], c[2], c[3], d[3]);
    return 0;
}
