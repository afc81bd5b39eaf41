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
