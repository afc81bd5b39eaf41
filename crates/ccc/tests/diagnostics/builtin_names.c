void (*complex)(void) = __builtin_complex;
void f(void)
{
  __builtin_trap;
  (void)__builtin_trap;
  __typeof__(__builtin_trap) *p;
  p = __builtin_trap;
  p = &__builtin_trap;
  p = __builtin_abort;
  (void)__builtin_lgammaf_r(1.0f, (int *)p);
  __atomic_load_n;
  p = __atomic_load_n;
}
_Static_assert(0, L"wide");
_Static_assert(0, u"narrower");
struct s { const bits : 3; };
