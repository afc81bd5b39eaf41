/* asm goto jumps to labels without names of their own, in the object file as in text (GCC manual 6.47.2.7). */
#include <stdlib.h>

#if defined __x86_64__
static int carry(unsigned bits)
{
    asm goto("btl $3, %0; jc %l[set]" : : "r"(bits) : "cc" : set);
    return 0;
set:
    return 1;
}

static int choose(int way)
{
    asm goto("cmpl $1, %0; je %l1; jg %l2" : : "r"(way) : "cc" : one, more);
    return 0;
one:
    return 1;
more:
    return 2;
}

int main(void)
{
    if (carry(8) != 1 || carry(7) != 0)
        abort();
    if (choose(0) != 0 || choose(1) != 1 || choose(5) != 2)
        abort();
    return 0;
}
#else
int main(void)
{
    return 0;
}
#endif
