/* Integer functions of the runtime library, called by name. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

typedef unsigned long long u64;
typedef unsigned __int128 u128;
typedef __int128 i128;

int __clzdi2(u64), __ctzdi2(u64), __ffsdi2(u64), __paritydi2(u64), __popcountdi2(u64), __clrsbdi2(u64);
int __clzti2(u128), __ctzti2(u128), __ffsti2(u128), __parityti2(u128), __popcountti2(u128), __clrsbti2(u128);
u64 __bswapdi2(u64);
unsigned __bswapsi2(unsigned);
i128 __ashlti3(i128, int), __ashrti3(i128, int), __lshrti3(i128, int), __negti2(i128);
int __cmpti2(i128, i128), __ucmpti2(u128, u128);
int __addvsi3(int, int), __subvsi3(int, int), __mulvsi3(int, int), __negvsi2(int), __absvsi2(int);
long long __addvdi3(long long, long long), __subvdi3(long long, long long), __mulvdi3(long long, long long);
i128 __addvti3(i128, i128), __mulvti3(i128, i128);

static u64 state = 88172645463325252ull;
static u64 next(void)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state;
}

static sigjmp_buf caught;
static void on_abort(int signal)
{
    (void)signal;
    siglongjmp(caught, 1);
}

static void show(i128 x)
{
    printf(" %016llx%016llx", (u64)((u128)x >> 64), (u64)x);
}

#define TRAPPING(expression)                                                                                          \
    do {                                                                                                              \
        if (sigsetjmp(caught, 1) == 0)                                                                                \
            show(expression);                                                                                         \
        else                                                                                                          \
            printf(" abort");                                                                                         \
    } while (0)

int main(void)
{
    signal(SIGABRT, on_abort);
    for (int i = 0; i < 2000; i++) {
        u64 r = next();
        volatile u64 x = next() >> (r & 63) | 1;
        volatile u128 y = ((u128)next() << 64 | next()) >> (r >> 8 & 127) | (u128)1 << (r >> 16 & 127);
        volatile u128 z = ((u128)next() << 64 | next()) >> (r >> 24 & 127);
        int n = r >> 32 & 127;
        printf("%d %d %d %d %d %d", __clzdi2(x), __ctzdi2(x), __ffsdi2(x), __paritydi2(x), __popcountdi2(x),
            __clrsbdi2(x));
        printf(" %d %d %d %d %d %d %d %d", __clzti2(y), __ctzti2(y), __ffsti2(y), __parityti2(y), __popcountti2(y),
            __clrsbti2(y), __cmpti2(y, z), __ucmpti2(y, z));
        printf(" %llx %x", __bswapdi2(x), __bswapsi2((unsigned)x));
        show(__ashlti3(y, n)), show(__ashrti3(y, n)), show(__lshrti3(y, n)), show(__negti2(y));
        volatile int a = (int)next() >> (r >> 40 & 31), b = (int)next() >> (r >> 45 & 31);
        volatile long long c = (long long)next() >> (r >> 50 & 63), d = (long long)next() >> (r >> 56 & 63);
        TRAPPING(__addvsi3(a, b));
        TRAPPING(__subvsi3(a, b));
        TRAPPING(__mulvsi3(a, b));
        TRAPPING(__negvsi2(a));
        TRAPPING(__absvsi2(i ? a : (int)0x80000000));
        TRAPPING(__addvdi3(c, d));
        TRAPPING(__subvdi3(c, d));
        TRAPPING(__mulvdi3(c, d));
        TRAPPING(__addvti3((i128)y, (i128)z));
        TRAPPING(__mulvti3((i128)y, (i128)z));
        printf("\n");
    }
    return 0;
}
