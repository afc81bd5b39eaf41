#include <stdio.h>
//> 1000000000000 7 fffffffffffffffe 1
int main(void) {
    volatile unsigned __int128 a = (unsigned __int128)1000000000000ULL * 1000000000000ULL + 7;
    volatile unsigned long long m = ~0ULL;
    unsigned __int128 square = (unsigned __int128)m * m;
    printf("%llu %llu %llx %llx\n", (unsigned long long)(a / 1000000000000ULL), (unsigned long long)(a % 1000000000000ULL),
           (unsigned long long)(square >> 64), (unsigned long long)square);
    return 0;
}
