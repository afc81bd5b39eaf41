/* Compiled by GCC with -fexceptions: a landing pad that the unwinder has to find. */
#include <stdio.h>

static void leave(int *value)
{
    printf("leave %d\n", *value);
}

void with_cleanup(void (*f)(void))
{
    int first __attribute__((cleanup(leave))) = 1;
    {
        int second __attribute__((cleanup(leave))) = 2;
        f();
        second = 3;
    }
    first = 4;
}
