#include <stdio.h>
//> 8 -1 5 1 1023 0
struct s { int a : 3; unsigned b : 4; _Bool c : 1; unsigned d : 10; unsigned : 0; unsigned e : 6; };
int main(void) {
    struct s s = {.a = 7, .b = 5, .c = 8, .d = 1023, .e = 63};
    s.e++;
    printf("%zu %d %u %d %u %u\n", sizeof s, s.a, s.b, s.c, s.d, s.e);
    return 0;
}
