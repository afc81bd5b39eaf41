struct inner { int a; const int b; };
const struct { struct inner i; } whole;
struct { const struct inner i; } part;
void f(void)
{
  "text"[0] = 'T';
  ++"text"[1];
  whole.i.a = 1;
  part.i.a = 1;
  part.i.b = 1;
}
enum empty {};
enum empty {};
enum outer { A = sizeof(enum outer { B }), C = sizeof(enum outer { D }) };
void g(enum unknown e) {}
typedef int T __attribute__((aligned(32)));
typedef int T;
_Static_assert(_Alignof(T) == 32, "kept");
void h(void, ...);
static int size[(char *)0x86 - (char *)0x80];
void i(void) { extern void j(void) {} }
register int file_scope;
void tentative;
int (*call)(const char *, int);
void k(void)
{
  call(1);
  call(2, "", 3);
}
