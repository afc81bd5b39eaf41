// options: -Wall -Wformat-signedness
_Bool r, b, c;
int f(int a, unsigned char u, int n)
{
  r = !a == (b | c);
  r = !a == (n > 1);
  r = !b == 2;
  r = !a == 0;
  r = !!a == n;
  r = !a > 0;
  r = !a == n;
  r = !a == (b | n);
  __builtin_printf("%u %u", u, n);
  return 0;
}
__attribute__((naked, noreturn)) void bare(void) { __asm__(""); }
