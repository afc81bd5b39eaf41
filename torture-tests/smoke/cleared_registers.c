/* zero_call_used_regs: the result survives, whatever carries it, and what the function knew is gone. */
/* { dg-additional-options "-fzero-call-used-regs=used" } */
#include <complex.h>
#include <stdio.h>
//> 42 1.5 2.5 3 4 7 8 36
//> 0 0
#define ALL __attribute__((noinline, zero_call_used_regs("all")))
struct Pair { long a; double b; };
ALL int integer(int a, int b) { return a * b; }
ALL double real(double x) { return x * 1.5; }
ALL long double extended(long double x) { return x + 1; }
ALL _Complex long double both(long double x) { return x + x * 1.0il + 1.0il; }
ALL struct Pair pair(long a, double b) { return (struct Pair){ a, b }; }
ALL int many(int a, int b, int c, int d, int e, int f, int g, int h) { return a + b + c + d + e + f + g + h; }
__attribute__((noinline, zero_call_used_regs("all-gpr"))) void secret(long a, long b, long c, long d, long e)
{
  __asm__ volatile("" : : "r"(a + b), "r"(c), "r"(d), "r"(e));
}

int main(void)
{
  struct Pair p = pair(7, 8);
  _Complex long double z = both(3);
  printf("%d %g %Lg %Lg %Lg %ld %g %d\n", integer(6, 7), real(1), extended(1.5L), creall(z), cimagl(z), p.a, p.b,
         many(1, 2, 3, 4, 5, 6, 7, 8));
  long left, other;
  secret(11, 22, 33, 44, 55);
  __asm__ volatile("movq %%rdi, %0\n\tmovq %%r8, %1" : "=r"(left), "=r"(other));
  printf("%ld %ld\n", left, other);
  return 0;
}
