/* A function with a builtin's name may be defined by its means: it does not call itself. */
#include <stdlib.h>

void __sync_synchronize(void)
{
    __sync_synchronize();
}

static void (*volatile fence)(void) = __sync_synchronize;

int main(void)
{
    fence();
    __sync_synchronize();
    return 0;
}
