static int hidden = 3;
void f(register short last, ...)
{
  char c;
  int c;
  int v;
  volatile int v;
  extern int e;
  int e;
  static int s;
  extern int s;
  int hidden = 4;
  {
    extern int hidden;
  }
  __label__ nothing;
  goto *c;
}
void g(void)
{
  __label__ a, b, a;
  char x, union u y;
}
char union u z;
typedef struct later named;
later *pointer;
in count;
void h(int a, const void);
void i(const void);
void j(void a);
void k(struct later x) {}
int l(int n) { return __builtin_va_arg_pack_len() + sizeof(_Alignas(8) long) + (enum unknown)1; }
restrict struct s;
int restrict wrong;
enum { };
__auto_type nothing;
__auto_type long both = 1;
int m(int n) { return _Generic(n, int: 1, signed int: 2, void: 3, int[n]: 4, default: 0); }
