// options: -std=c17 -pedantic
/* What the constraints of declarations and expressions forbid, and what -pedantic asks of them. */
void none(void);
void take(int n, void *object, void (*function)(void))
{
  n ? none() : 1;
  n ? none() : (void)1;
  n ? object : function;
  n ? function : (void *)0;
  register int kept[3];
  kept[0] = 1;
  auto int nested(void);
  static int fixed[n];
  extern int known[n];
  extern int (*rows)[n];
}
struct part { struct { const int x; } y[2]; };
void copy(struct part *a, struct part *b) { *a = *b; }
auto int declared(void);
int main;
static int later[];
typedef int F(void);
const F qualified;
typedef int A[3];
_Atomic A atomic_array;
_Atomic F *atomic_function;
_Atomic(const int) atomic_const;
int old(a, b) static int a; register int b; {}
struct bits { _Atomic int x : 2; _Alignas(8) int y : 2; _Alignas(4) int : 3; };
int empty[] = {};
__auto_type guess(void) { return 1; }
typedef __auto_type T = 1;
enum { COMMA = (1, 2), NOT_TAKEN = 1 || (1, 2) };
struct part *pointer;
int member(void) { return pointer.y; }
