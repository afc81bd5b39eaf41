// options: -Wall -Wanalyzer-malloc-leak
#pragma GCC diagnostic ignored "-Wanalyzer-null-argument"
void give(int *);
__attribute__((malloc(give))) inline int *declared_inline(void) { return 0; }
inline void give_inline(long *p) { __builtin_free(p); }
__attribute__((malloc(give_inline)))
long *with_inline(void);
static void release(char *p) { __builtin_free(p - 1); }
static __attribute__((malloc(release))) char *make(void) { return (char *)__builtin_malloc(9) + 1; }
void user(void)
{
  char *p = make();
  p[0] = 1;
  release(p);
}
