// Builtins that call or are called as C has no words for.
void plain(void);
void chain(int (*f)(void), char *p)
{
  __builtin_call_with_static_chain(f(), p);
  __builtin_call_with_static_chain(p, f());
  __builtin_call_with_static_chain(f() + 1, p);
  __builtin_call_with_static_chain(f(), 0);
  __builtin_call_with_static_chain(plain(), p);
}
int first(int a, int b, ...) { char *p = __builtin_next_arg(a); return *p; }
int fixed(int a) { char *p = __builtin_next_arg(a); return *p; }
int none(int a, ...) { char *p = __builtin_next_arg(); return *p; }
int last(int a, ...) { char *p = __builtin_next_arg(a); return *p; }
