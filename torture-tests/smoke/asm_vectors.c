/* 128-bit integers in vector registers, and a constraint without letters, which allows all (GCC manual 6.47.3.1). */
#include <stdlib.h>

#if defined __x86_64__
static __int128 plus(__int128 a, __int128 b)
{
    asm("paddq %1, %0" : "+x"(a) : "x"(b));
    return a;
}

static __int128 move(__int128 a)
{
    __int128 result;
    asm("" : "=x"(result) : "0"(a));
    return result;
}

static int any(int a)
{
    int result = 1;
    asm("movl %1, %0" : "=&r"(result) : ""(a));
    return result;
}

int main(void)
{
    __int128 a = ((__int128)1 << 64) | 5, b = ((__int128)7 << 64) | 9;
    if (plus(a, b) != (((__int128)8 << 64) | 14) || move(a) != a)
        abort();
    if (any(4) != 4)
        abort();
    return 0;
}
#else
int main(void)
{
    return 0;
}
#endif
