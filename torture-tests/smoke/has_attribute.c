/* __builtin_has_attribute: of declarations, types and members, with and without arguments; operands not evaluated. */
struct __attribute__((packed)) Packed { char c; int i; };
struct Member { char c; int a[2] __attribute__((packed)); };
typedef int Int16 __attribute__((aligned(16)));
union __attribute__((transparent_union)) Either { int *i; void *p; };
__attribute__((section(".data.own"))) int placed = 1;
int plain;
__attribute__((noinline, cold)) static int called(void) { __builtin_abort(); }
void *get(int, int) __attribute__((alloc_size(1, 2)));
int counter;

typedef int Aliasing __attribute__((may_alias));
typedef char Wanted __attribute__((warn_if_not_aligned(8)));
typedef struct { int i; } Int32 __attribute__((aligned(32)));
enum __attribute__((packed)) Small { small };
union Members { char c; __attribute__((packed)) int i; };
void printing(int, const char *, ...) __attribute__((format(printf, 2, 3)));
const char *translated(int, const char *) __attribute__((format_arg(2)));
void fill(int *, int) __attribute__((access(write_only, 1, 2), nonnull(1)));
Int32 over;
Int32 result(void);

static int of_values(int n, union Members *u)
{
  if (!__builtin_has_attribute(Aliasing, may_alias) || !__builtin_has_attribute(*(Aliasing *)0, may_alias)) return 20;
  if (__builtin_has_attribute(Aliasing *, may_alias) || __builtin_has_attribute(int, may_alias)) return 21;
  if (!__builtin_has_attribute(const Wanted, warn_if_not_aligned(8)) || __builtin_has_attribute(char, warn_if_not_aligned)) return 22;
  if (!__builtin_has_attribute((n, over), aligned(32)) || !__builtin_has_attribute(over = over, aligned)) return 23;
  if (!__builtin_has_attribute(n ? over : over, aligned(32)) || !__builtin_has_attribute(({ over; }), aligned)) return 24;
  if (!__builtin_has_attribute((n ? &over : &over)[0], aligned(32)) || !__builtin_has_attribute(result(), aligned)) return 25;
  if (_Alignof(result()) != 32 || !__builtin_has_attribute((Int32){ 1 }, aligned)) return 26;
  if (!__builtin_has_attribute(enum Small, packed) || !__builtin_has_attribute(u->i, packed) || __builtin_has_attribute(u->c, packed)) return 27;
  if (!__builtin_has_attribute(printing, format(printf)) || __builtin_has_attribute(printing, format(scanf))) return 28;
  if (!__builtin_has_attribute(translated, format_arg(2)) || !__builtin_has_attribute(fill, access)) return 29;
  if (__builtin_has_attribute(fill, nonnull) || !__builtin_has_attribute(fill, nonnull(1))) return 30;
  _Static_assert(!__builtin_has_attribute(int[n++], aligned), "a constant");
  _Static_assert(_Alignof(int[n++]) == 4, "a constant");
  return n;
}

int main(void)
{
  struct Member *m = 0;
  __attribute__((aligned(32))) char local;
  __attribute__((vector_size(16))) int vector;
  if (!__has_builtin(__builtin_has_attribute)) return 1;
  if (!__builtin_has_attribute(struct Packed, packed) || __builtin_has_attribute(struct Member, packed)) return 2;
  if (!__builtin_has_attribute(m->a, __packed__) || __builtin_has_attribute(m->c, packed)) return 3;
  if (!__builtin_has_attribute(Int16, aligned(8 + 8)) || __builtin_has_attribute(Int16, aligned(8))) return 4;
  if (__builtin_has_attribute(int, aligned)) return 5;
  if (!__builtin_has_attribute(union Either, transparent_union)) return 6;
  if (!__builtin_has_attribute(placed, section(".data.own")) || __builtin_has_attribute(placed, section("x"))) return 7;
  if (__builtin_has_attribute(plain, section)) return 8;
  if (!__builtin_has_attribute(called, cold) || __builtin_has_attribute(called, hot)) return 9;
  if (!__builtin_has_attribute(get, alloc_size(1, 2)) || !__builtin_has_attribute(get, alloc_size)) return 10;
  if (!__builtin_has_attribute(local, aligned(32)) || __builtin_has_attribute(local, aligned(16))) return 11;
  if (!__builtin_has_attribute(vector, vector_size(16)) || __builtin_has_attribute(vector, vector_size(8))) return 12;
  if (__builtin_has_attribute(called(), packed) || __builtin_has_attribute(counter++, aligned)) return 13;
  _Static_assert(_Generic(__builtin_has_attribute(int, packed), _Bool: 1, default: 0), "_Bool");
  if (of_values(0, 0)) return of_values(0, 0);
  (void)called; (void)local; (void)vector;
  return counter;
}
