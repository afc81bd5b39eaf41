/* Attributes at what they can say nothing of. */
extern int object __attribute__((nonnull, noreturn, pure, nothrow));
typedef void function(void) __attribute__((noreturn, pure));
extern void (*pointer)(void) __attribute__((noreturn, const, nonnull));
extern void (*pointers[3])(void) __attribute__((noreturn));
struct s { int x __attribute__((warn_unused_result)); } __attribute__((const, nonnull));
void nothing(void) __attribute__((const));
int *parameters(int x __attribute__((section("a"))), int y __attribute__((aligned(8))));
int number(void) __attribute__((returns_nonnull));
typedef int placed __attribute__((section("a")));
static int hidden __attribute__((visibility("hidden")));
int mode_of_function(void) __attribute__((mode(QI)));
int *mode_of_pointer __attribute__((mode(QI)));
union narrow { int a; long b; } __attribute__((transparent_union));
union floating { float a; int b; } __attribute__((transparent_union));
union right { int *a; long b; } __attribute__((transparent_union));
struct no_union { int a; } __attribute__((transparent_union));
int uninitialized __attribute__((uninitialized));
enum e { A } __attribute__((vector_size(16)));
extern int no_function __attribute__((no_instrument_function));
void body(void)
{
  int x __attribute__((section("a")));
  __attribute__((fallthrough)) int y;
}
