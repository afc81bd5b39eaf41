// options: -S -o /dev/null
int f(int a)
{
    asm("" : "r"(a));
    asm("" : "=r"(1));
    asm("" : : "=r"(a));
    asm("" : : : "nosuch");
    asm("%[none]" : : [some] "r"(a));
    register int r asm("nosuch");
    return a;
}

int memory_call(void);
struct incomplete;

void memory_inputs(int x, struct incomplete *p) {
    asm("" : : "m"(x + 1));
    asm("" : : "m"(memory_call()));
    asm("" : : "m"(({ x; })));
    asm("" : : "m"((x, x)));
    asm("" : : "m"(({ int inner = x; inner; })));
    asm("" : "=g"(*p));
    asm("" : "=r,m"(*p));
    asm("" : "=r"(*p));
}

void immediates(char (*a)[16], int y) {
    asm("" : : "i"(&a[1][0] - &a[0][0]));
    asm("" : : "i"(y * 0));
}
