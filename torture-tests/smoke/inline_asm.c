#include <stdio.h>
//> 42 1 8
int main(void) {
    int a = 40, b = 2, carry, value = 8, out;
    __asm__("addl %1, %0" : "+r"(a) : "r"(b) : "cc");
    __asm__("addl %2, %1" : "=@ccc"(carry), "+r"(b) : "r"(-1) : "cc");
    __asm__ volatile("movl %1, %0" : "=r"(out) : "m"(value));
    printf("%d %d %d\n", a, carry, out);
    return 0;
}
