/* __builtin_object_size and __builtin_dynamic_object_size. What optimisation is needed for is asked only with it. */
#include <stdlib.h>
#include <string.h>

#define CHECK(what) ((what) ? (void)0 : exit(__LINE__))
#define UNKNOWN ((size_t)-1)

struct tail;
struct wrapped;
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

struct tail { int length; char text[4]; };
struct wrapped { int first; struct { char c; char array[10]; } inner; };

__attribute__((noipa)) static void parts(struct part *p, struct tail *t, struct wrapped *w, int n)
{
  char *c = p->name + 2;
  CHECK(__builtin_object_size(c, 1) == 8 && __builtin_object_size(c, 3) == 8 && __builtin_object_size(c, 0) == UNKNOWN);
  /* An array at the end of what a pointer points to may go on, but not one inside of a structure's structure. */
  c = t->text;
  CHECK(__builtin_object_size(c, 1) == UNKNOWN && __builtin_object_size(c, 3) == 0);
  c = w->inner.array;
  CHECK(__builtin_object_size(c, 1) == 10);
  /* Back from a member to what it is a member of. */
  c = (char *)&p->number;
  struct part *again = (struct part *)(c - __builtin_offsetof(struct part, number));
  CHECK(__builtin_object_size(again->name, 1) == 10);
  /* Which part it is, and how far: the greatest and the least. */
  c = n > 3 ? whole.name + 2 : whole.head;
  CHECK(__builtin_object_size(c, 1) == 8 && __builtin_object_size(c, 3) == 4);
  for (int i = 0; i < n; i++)
    c++;
  CHECK(__builtin_object_size(c, 1) == 8 && __builtin_object_size(c, 3) == 0 && __builtin_object_size(c, 2) == 0);
  for (int i = 0; i < n; i++)
    c--;
  CHECK(__builtin_object_size(c, 0) == sizeof whole);
  t = malloc(sizeof *t + n);
  CHECK(__builtin_dynamic_object_size(t->text, 1) == 4u + n && __builtin_object_size(t->text, 1) == UNKNOWN);
  free(t);
}

__attribute__((noipa)) static void at_run_time(int n, int steps)
{
  char *big = malloc(n), local[50], *p = n > 10 ? big : local + 3;
  CHECK(__builtin_dynamic_object_size(p, 0) == (n > 10 ? n : 47));
  for (int i = 0; i < steps; i++)
    p += 2;
  CHECK(__builtin_dynamic_object_size(p, 2) == (n > 10 ? n : 47) - 2 * steps);
  CHECK(__builtin_dynamic_object_size(p + 100, 0) == 0 && __builtin_dynamic_object_size(p - 1, 0) == (n > 10 ? n : 47) - 2 * steps + 1);
  free(big);
}
#else
static void derived(int which) {}
static void parts(struct part *p, struct tail *t, struct wrapped *w, int n) {}
static void at_run_time(int n, int steps) {}
#endif

int main(void)
{
  volatile int one = 1;
  direct(&whole, one);
  derived(one);
  parts(&whole, (void *)buffer, (void *)buffer, one);
  at_run_time(40, one + 2);
  at_run_time(4, one + 4);
  return 0;
}
