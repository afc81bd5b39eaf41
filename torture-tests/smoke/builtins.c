#include <stdio.h>
//> 3 4 28 1 2147483648 1 78563412
int main(void) {
    volatile unsigned x = 0x70000008u & 0xfu | 0x00000000u, y = 8; int r; long w;
    volatile int max = 2147483647;
    int over = __builtin_add_overflow(max, 1, &r);
    __builtin_add_overflow(max, 1, &w);
    printf("%d %d %d %d %ld %d %x\n", __builtin_ctz(x), __builtin_ffs(y), __builtin_clz(y), over, w, __builtin_popcount(y), __builtin_bswap32(0x12345678));
    return 0;
}
