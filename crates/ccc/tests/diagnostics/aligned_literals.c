// options: -std=c11
long *reduced = &(_Alignas(1) long){1};
int *kept = &(_Alignas(64) int){1};
struct s { volatile int field; };
void f(int (*call)(void))
{
  register struct s array[2];
  register struct s named __asm__("nowhere");
  array;
  struct { signed bits : 4; } x;
  x.bits = f;
  _Bool (*builtin)(void) = __builtin_abs;
  int *pointer = (_Atomic int *)0 + 1;
  __atomic_load(pointer, pointer, 45);
  switch (*pointer) {
  default:;
  default:;
  }
}
static char *names[] = {
  [0x8000000000000000] = "far"
};
int target(void) { return 0; }
int target(void) __attribute__((alias("f")));
void weak(void) __attribute__((weak, ifunc("target")));
_Complex _Decimal32 number;
