/* { dg-additional-options "-fstack-protector-explicit -fstack-clash-protection" } */
/* A function that is protected notices that an array of its was overrun; its other objects are not hit.
   Here a program is its own __stack_chk_fail. */
//> intact 42 7
//> noticed
//> probed 300000 200000
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>



static volatile int overrun;

void __stack_chk_fail(void)
{
    puts("noticed");
    fflush(stdout);
    extern void go_on(void);
    go_on();
    exit(0);
}

static __attribute__((noinline)) void fill(char *p, int n) { memset(p, 7, n); }

__attribute__((stack_protect, noinline)) int guarded(int n)
{
    volatile int before = 42;
    char text[20];
    volatile int after = 7;
    fill(text, n);
    if (n <= 20)
        printf("intact %d %d\n", before, after);
    return before + after;
}

static __attribute__((noinline)) int touch(char *p, int n) { p[0] = p[n - 1] = 1; return n; }

static __attribute__((noinline)) int frames(int n)
{
    char fixed[300000];
    char variable[n];
    int a = touch(fixed, sizeof fixed), b = touch(variable, n);
    printf("probed %d %d\n", a, b);
    return 0;
}

void go_on(void) { frames(200000); }

int main(void)
{
    guarded(20);
    guarded(36);
    return 1;
}
