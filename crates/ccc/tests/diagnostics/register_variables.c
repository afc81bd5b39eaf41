// options: -Wall -Wno-unused
register int unknown asm("nosuch");
register long initialised asm("rbx") = 5;
register long unnamed;
register volatile long again asm("ebx");
register int needed asm("rax");
register double general asm("r13");
register struct { char bytes[40]; } wide asm("r14");
register long double stacked asm("st");
register long flags asm("flags");
register _Thread_local long own asm("r15");
register double vector asm("xmm9");
long *address(void) { return &initialised; }
void memory(void)
{
    asm("# %0" : : "m"(initialised));
    asm("# %0" : "=m"(initialised));
}
