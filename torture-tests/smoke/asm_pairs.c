/* Operands of inline asm that two registers hold. */
//> 1 2 3
//> ffffffffffffffff 1 1 0
//> 3 4 5 4
#include <stdio.h>

typedef unsigned __int128 wide;

static wide multiply(unsigned long a, unsigned long b)
{
    wide product;
    asm("mulq %2" : "=A"(product) : "a"(a), "r"(b) : "cc");
    return product;
}

int main(void)
{
    _Complex long long c = 1 + 2i;
    asm("" : "+r"(c) : "r"(0), "r"(1));
    wide w = 3;
    asm volatile("" : "+r"(w));
    printf("%lld %lld %d\n", __real__ c, __imag__ c, (int)w);

    wide product = multiply(-1UL, 2), tied;
    asm("" : "=r"(tied) : "0"(product + 1));
    wide memory = 1;
    asm("addq $1, %0\n\tadcq $0, 8%0" : "+o"(memory) : : "cc");
    printf("%lx %lx %lx %d\n", (unsigned long)tied, (unsigned long)(product >> 64), (unsigned long)(tied >> 64), (int)(memory - 2));

    wide low = 3, high = (wide)4 << 64;
    asm("addq $2, %0" : "+r"(low) : "r"(high) : "cc");
    struct { int i; wide w; } s = { 3, high };
    asm goto("" : : "r"(s.w) : : out);
    s.i = 3;
out:
    printf("%d %d %d %d\n", s.i, (int)(s.w >> 64), (int)low, (int)(high >> 64));
    return 0;
}
