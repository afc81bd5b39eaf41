// options: -O2 -Winline -Wtrampolines -fgnu89-inline
#include <stdarg.h>
inline __attribute__((always_inline)) int bodiless(void);
inline __attribute__((always_inline)) void varied(int n, ...)
{
  va_list list;
  va_start(list, n);
  va_end(list);
}
inline __attribute__((always_inline)) void again(void) { again(); }
inline void *room(int n) { return __builtin_alloca(n); }
void use(int (*)(void), void *);
int f(int n)
{
  int inner(void) { return n; }
  use(inner, room(n));
  return bodiless();
}
