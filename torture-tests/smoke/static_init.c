#include <stdio.h>
//> 3 b 7 0 9 xyz
struct p { int x, y; const char *s; };
static int target = 7;
static int *pointer = &target;
static struct p table[] = {[2] = {.y = 9, .s = "xyz"}, [0] = {1}};
static const char *const name = "abc" + 1;
static const long count = sizeof table / sizeof *table;
int main(void) { printf("%ld %c %d %d %d %s\n", count, *name, *pointer, table[1].x, table[2].y, table[2].s); return 0; }
