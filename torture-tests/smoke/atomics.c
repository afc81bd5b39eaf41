#include <stdatomic.h>
#include <stdio.h>
//> 6 5 1 9 1
int main(void) {
    atomic_int a = 5; _Atomic long b = 1; int expected = 6;
    int old = atomic_fetch_add(&a, 1), now = a;
    int swapped = atomic_compare_exchange_strong(&a, &expected, 9);
    b <<= 3; b += 1;
    printf("%d %d %d %ld %d\n", now, old, swapped, b, __sync_bool_compare_and_swap((int *)&a, 9, 1));
    return 0;
}
