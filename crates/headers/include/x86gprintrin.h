/* Intrinsics of x86 that need the general registers only: those of the baseline, and of user interrupts. */
#ifndef _X86GPRINTRIN_H_INCLUDED
#define _X86GPRINTRIN_H_INCLUDED 1

#include <stddef.h>

#define __CCC_INTRINSIC extern __inline __attribute__((__gnu_inline__, __always_inline__, __artificial__))

__CCC_INTRINSIC int __bsfd(int __x) { return __builtin_ctz(__x); }
__CCC_INTRINSIC int __bsrd(int __x) { return 31 ^ __builtin_clz(__x); }
__CCC_INTRINSIC int __bswapd(int __x) { return __builtin_bswap32(__x); }
__CCC_INTRINSIC int __bsfq(long long __x) { return __builtin_ctzll(__x); }
__CCC_INTRINSIC int __bsrq(long long __x) { return 63 ^ __builtin_clzll(__x); }
__CCC_INTRINSIC long long __bswapq(long long __x) { return __builtin_bswap64(__x); }
__CCC_INTRINSIC int __popcntd(unsigned int __x) { return __builtin_popcount(__x); }
__CCC_INTRINSIC long long __popcntq(unsigned long long __x) { return __builtin_popcountll(__x); }
__CCC_INTRINSIC unsigned int __rold(unsigned int __x, int __n) { return __x << (__n & 31) | __x >> (-__n & 31); }
__CCC_INTRINSIC unsigned int __rord(unsigned int __x, int __n) { return __x >> (__n & 31) | __x << (-__n & 31); }
__CCC_INTRINSIC unsigned long long __rolq(unsigned long long __x, int __n)
{
    return __x << (__n & 63) | __x >> (-__n & 63);
}
__CCC_INTRINSIC unsigned long long __rorq(unsigned long long __x, int __n)
{
    return __x >> (__n & 63) | __x << (-__n & 63);
}
__CCC_INTRINSIC void __pause(void) { __asm__ __volatile__("pause"); }
__CCC_INTRINSIC unsigned long long __rdtsc(void)
{
    unsigned int __low, __high;
    __asm__ __volatile__("rdtsc" : "=a"(__low), "=d"(__high));
    return (unsigned long long)__high << 32 | __low;
}
__CCC_INTRINSIC unsigned long long __rdtscp(unsigned int *__processor)
{
    unsigned int __low, __high;
    __asm__ __volatile__("rdtscp" : "=a"(__low), "=d"(__high), "=c"(*__processor));
    return (unsigned long long)__high << 32 | __low;
}
__CCC_INTRINSIC unsigned long long __rdpmc(int __counter)
{
    unsigned int __low, __high;
    __asm__ __volatile__("rdpmc" : "=a"(__low), "=d"(__high) : "c"(__counter));
    return (unsigned long long)__high << 32 | __low;
}
__CCC_INTRINSIC unsigned long long __readeflags(void)
{
    unsigned long long __flags;
    __asm__ __volatile__("pushfq; popq %0" : "=r"(__flags) : : "redzone");
    return __flags;
}
__CCC_INTRINSIC void __writeeflags(unsigned long long __flags)
{
    __asm__ __volatile__("pushq %0; popfq" : : "r"(__flags) : "cc", "redzone");
}

#ifdef __x86_64__
/* What the processor pushes for a handler of user interrupts. */
struct __uintr_frame {
    unsigned long long rip;
    unsigned long long rflags;
    unsigned long long rsp;
};

__CCC_INTRINSIC void _clui(void) { __asm__ __volatile__("clui"); }
__CCC_INTRINSIC void _stui(void) { __asm__ __volatile__("stui"); }
__CCC_INTRINSIC unsigned char _testui(void)
{
    unsigned char __enabled;
    __asm__ __volatile__("testui" : "=@ccc"(__enabled));
    return __enabled;
}
#endif

#undef __CCC_INTRINSIC
#endif
