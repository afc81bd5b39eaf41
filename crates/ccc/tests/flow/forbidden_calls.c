// options: -O1
void never(void) __attribute__((error("this is wrong")));
void rarely(void) __attribute__((warning("this is odd")));
static inline void wrapped(int n)
{
  if (__builtin_constant_p(n) && n > 3)
    rarely();
}
void f(int n)
{
  if (sizeof(int) != 4)
    never();
  if (n)
    never();
  wrapped(2);
  wrapped(5);
}
extern inline int packed(int n, ...) { return __builtin_va_arg_pack_len(); }
