#include <stdio.h>
//> 9 4 3 int
#define MAX(a, b) ({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a > _b ? _a : _b; })
int main(void) {
    int i = 3, zero = 0;
    printf("%d %d %d %s\n", MAX(9, i), zero ?: 4, i, _Generic(i, int: "int", default: "other"));
    return 0;
}
