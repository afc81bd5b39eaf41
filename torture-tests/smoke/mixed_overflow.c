/* __builtin_*_overflow: a negative result of narrow operands is none of a wide unsigned type. */
#include <stdio.h>
//> 1 ffffffffffffffff
//> 0 1
//> 1 ffffffffffffffde
//> 1 ffffffffffffffff ffffffffffffffff
//> 1 fffffffffffffffe ffffffffffffffff
//> 0 2 0
#define NOINLINE __attribute__((noinline))
typedef unsigned __int128 Wide;
NOINLINE int add(int x, int y, unsigned long *r) { return __builtin_add_overflow(x, y, r); }
NOINLINE int mul(unsigned char x, signed char y, unsigned long *r) { return __builtin_mul_overflow(x, y, r); }
NOINLINE int wide(signed char x, signed char y, Wide *r) { return __builtin_add_overflow(x, y, r); }
static void narrow(int over, unsigned long r) { printf("%d %lx\n", over, r); }
static void both(int over, Wide r) { printf("%d %lx %lx\n", over, (unsigned long)r, (unsigned long)(r >> 64)); }

int main(void)
{
  unsigned long r;
  Wide w;
  int over = add(-3, 2, &r);
  narrow(over, r);
  over = add(-3, 4, &r);
  narrow(over, r);
  over = mul(17, -2, &r);
  narrow(over, r);
  over = wide(-1, 0, &w);
  both(over, w);
  over = wide(-1, -1, &w);
  both(over, w);
  over = wide(-1, 3, &w);
  both(over, w);
  return 0;
}
