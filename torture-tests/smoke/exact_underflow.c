/* An exact result below binary128's normal numbers raises no flag, but traps if underflows are to trap (IEEE 754-2019,
   7.5). */
#define _GNU_SOURCE
#include <fenv.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>

static sigjmp_buf back;

static void caught(int number)
{
    siglongjmp(back, number);
}

int main(void)
{
    volatile _Float128 smallest = 0x1p-16382f128, quarter = 0.25f128, result = 0;
    result = smallest * quarter;
    if (fetestexcept(FE_UNDERFLOW) || result != 0x1p-16384f128)
        abort();
    signal(SIGFPE, caught);
    feenableexcept(FE_UNDERFLOW);
    if (sigsetjmp(back, 1) != 0)
        return 0;
    result = smallest * quarter;
    abort();
}
