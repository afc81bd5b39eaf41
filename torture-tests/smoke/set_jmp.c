#include <setjmp.h>
#include <stdio.h>
//> 3 3
static jmp_buf env;
static void thrower(int n) { longjmp(env, n + 1); }
int main(void) {
    volatile int count = 0;
    int r = setjmp(env);
    if (r < 3) { count++; thrower(r); }
    printf("%d %d\n", r, count);
    return 0;
}
