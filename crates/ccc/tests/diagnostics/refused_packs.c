int takes(int, ...);
int fixed(int);
extern inline __attribute__((always_inline, gnu_inline)) int f(int x, ...)
{
  takes(x, __builtin_va_arg_pack());
  takes(x, __builtin_va_arg_pack(), x);
  takes(__builtin_va_arg_pack());
  fixed(__builtin_va_arg_pack());
  return __builtin_va_arg_pack();
}
