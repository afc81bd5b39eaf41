/* A variable that is pinned to a register and not initialised reads it: the stack pointer, or the static chain of a
   function that does not know that it has one (GCC manual 6.47.5.2). */
#include <stdlib.h>

#if defined __x86_64__
__attribute__((noinline)) static void *stack(void)
{
    register void *sp __asm__("rsp");
    return sp;
}

__attribute__((noinline)) static void *chain(void)
{
    register void *chain __asm__("r10");
    return chain;
}

static void *(*volatile chained)(void) = chain;

int main(void)
{
    char here;
    long distance = &here - (char *)stack();
    if (distance < 0 || distance > 4096)
        abort();
    if (__builtin_call_with_static_chain(chained(), &here) != &here)
        abort();
    return 0;
}
#else
int main(void)
{
    return 0;
}
#endif
