// Structures by value: arguments keep the values they had, results go where they are wanted without being seen
// early, and a function that passes many of them still has a small frame.
//> order: 1 2 5
//> swapped: 4 3
//> seen: 7
//> odd: abc abd
//> memory: 6 9
//> a frame is small: 1
#include <stdint.h>
#include <stdio.h>

struct pair { long a, b; };
struct odd { char text[3]; };
struct large { long words[5]; };

static long noinline_sum(struct pair p, struct pair q, long more) { return p.a + 10 * q.a + 100 * more; }

static struct pair swapped(struct pair p) { return (struct pair){p.b, p.a}; }

static struct pair global = {7, 8};

static struct pair through_pointer(struct pair *p) {
  struct pair result = {0, 0};
  p->a = 7;
  result.a = p->a;
  return result;
}

static struct odd next(struct odd o) {
  o.text[2]++;
  return o;
}

static struct large last_first(struct large l, long *count) {
  ++*count;
  struct large result = l;
  result.words[0] = l.words[4];
  return result;
}

static struct pair made(long a) { return (struct pair){a, a}; }

static long use(struct pair p) { return p.a; }

static uintptr_t deepest;

static long recurse(struct pair p, int depth) {
  volatile char here;
  deepest = (uintptr_t)&here;
  if (depth == 0) return p.a;
  long sum = 0;
  sum += use(made(1)); sum += use(made(2)); sum += use(made(3)); sum += use(made(4)); sum += use(made(5));
  sum += use(made(1)); sum += use(made(2)); sum += use(made(3)); sum += use(made(4)); sum += use(made(5));
  sum += use(made(1)); sum += use(made(2)); sum += use(made(3)); sum += use(made(4)); sum += use(made(5));
  sum += use(made(1)); sum += use(made(2)); sum += use(made(3)); sum += use(made(4)); sum += use(made(5));
  sum += use(p); sum += use(p); sum += use(p); sum += use(p); sum += use(p); sum += use(p); sum += use(p);
  sum += use(p); sum += use(p); sum += use(p); sum += use(p); sum += use(p); sum += use(p); sum += use(p);
  return sum + recurse(p, depth - 1);
}

int main(void) {
  struct pair p = {1, 2};
  long sum = noinline_sum(p, (struct pair){2, 0}, 5);
  printf("order: %ld %ld %ld\n", sum % 10, sum / 10 % 10, sum / 100);
  struct pair q = {3, 4};
  q = swapped(q);
  printf("swapped: %ld %ld\n", q.a, q.b);
  global = through_pointer(&global);
  printf("seen: %ld\n", global.a);
  struct odd o = {{'a', 'b', 'c'}}, o2 = next(o);
  printf("odd: %.3s %.3s\n", o.text, o2.text);
  struct large l = {{1, 2, 3, 4, 5}};
  long count = 0;
  l = last_first(l, &count);
  l.words[4] = 9;
  l = last_first(l, &count);
  printf("memory: %ld %ld\n", l.words[1] + count + 2, l.words[0]);
  volatile char here;
  uintptr_t top = (uintptr_t)&here;
  long total = recurse(p, 100);
  printf("a frame is small: %d\n", total != 0 && top - deepest < 100 * 700);
}
