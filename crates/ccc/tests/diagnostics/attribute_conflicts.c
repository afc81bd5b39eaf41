// options: -Wall
void __attribute__((aligned(32), aligned(16))) twice(void);
void __attribute__((aligned(32))) lower(void);
void __attribute__((aligned(8))) lower(void);
void __attribute__((aligned(8), packed)) both(void);
void *__attribute__((noreturn, alloc_size(1))) behind_star(int);
int *__attribute__((warn_unused_result)) result(void);
void __attribute__((warn_unused_result)) no_result(void);
void *__attribute__((assume_aligned(4, -1))) offset(void);
void __attribute__((constructor(50))) early(void);
void __attribute__((destructor(65536))) late(void);
void __attribute__((constructor((void *)500))) pointer(void);
__attribute__((aligned(1 << 29))) int in_file;
typedef __attribute__((aligned(1 << 29))) int in_type;
void parameters(int (*__attribute__((used)) callee)(void));
static void internal(void) {}
extern void internal(void) __attribute__((externally_visible));
int plain(void) { return 0; }
__attribute__((flatten, alias("plain"))) int flat(void);
void f(void)
{
  __attribute__((aligned(1 << 29))) int on_stack;
  result();
}
