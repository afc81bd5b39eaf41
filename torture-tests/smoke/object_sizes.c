/* __builtin_object_size and __builtin_dynamic_object_size. What optimisation is needed for is asked only with it. */
#include <stdlib.h>
#include <string.h>

#define CHECK(what) ((what) ? (void)0 : exit(__LINE__))
#define UNKNOWN ((size_t)-1)

struct part { char head[4]; char name[10]; int number; char tail[6]; };
static char buffer[20];
static struct part whole;
extern char elsewhere[];

__attribute__((alloc_size(2, 3), noinline)) static void *get(int x, int n, int size)
{
  return x ? malloc((size_t)n * size) : 0;
}

static inline __attribute__((always_inline)) size_t size_of(const void *p) { return __builtin_object_size(p, 0); }

__attribute__((noipa)) static void direct(struct part *p, int i)
{
  CHECK(__builtin_object_size(buffer, 0) == 20 && __builtin_object_size(&buffer[7], 0) == 13);
  CHECK(__builtin_object_size(buffer + 25, 0) == 0);
  CHECK(__builtin_object_size(whole.name, 0) == sizeof whole - 4 && __builtin_object_size(whole.name, 1) == 10);
  CHECK(__builtin_object_size(&whole.name[3], 1) == 7 && __builtin_object_size(&whole.name[3], 3) == 7);
  CHECK(__builtin_object_size(&whole, 1) == sizeof whole && __builtin_object_size(&whole.number, 1) == 4);
  CHECK(__builtin_object_size(p, 0) == UNKNOWN && __builtin_object_size(p, 2) == 0);
#ifdef __OPTIMIZE__
  CHECK(__builtin_object_size(p->name, 1) == 10 && __builtin_object_size(p->name, 0) == UNKNOWN);
#endif
  CHECK(__builtin_object_size("string", 0) == 7 && __builtin_object_size(elsewhere, 0) == UNKNOWN);
  CHECK(__builtin_object_size(&i, 0) == sizeof i);
  int j = i;
  CHECK(__builtin_object_size(&buffer[i++], 0) == UNKNOWN && i == j);
}

#ifdef __OPTIMIZE__
static void derived(int which)
{
  char local[12], *p = local + 2;
  CHECK(__builtin_object_size(p, 0) == 10 && size_of(p + 3) == 7);
  p = which ? buffer + 5 : local;
  CHECK(__builtin_object_size(p, 0) == 15 && __builtin_object_size(p, 2) == 12);
  p = malloc(30);
  CHECK(size_of(p) == 30 && size_of(p + 10) == 20);
  free(p);
  p = calloc(3, 5);
  CHECK(size_of(p + 1) == 14);
  free(p);
  p = get(1, 3, 4);
  CHECK(size_of(p) == 12);
  free(p);
  p = __builtin_alloca(9);
  CHECK(size_of(strcpy(p, "x")) == 9);
  size_t n = which + 4;
  p = __builtin_alloca(n);
  CHECK(__builtin_dynamic_object_size(p + 1, 0) == n - 1 && __builtin_object_size(p, 0) == UNKNOWN);
}
#else
static void derived(int which) {}
#endif

int main(void)
{
  volatile int one = 1;
  direct(&whole, one);
  derived(one);
  return 0;
}
