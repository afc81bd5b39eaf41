/* Attributes of a declaration after the definition keep it: used, constructor; retain puts it in a section of its own. */
#include <stdio.h>
//> first
//> main 3
static void first(void) { puts("first"); }
static void first(void) __attribute__((constructor));
static int marked(void) { return 3; }
static int marked(void) __attribute__((used));
__asm__(".globl look\n.type look, @function\nlook:\n\tjmp marked");
extern int look(void);
__attribute__((used, retain, section("own_code"))) static int one(void) { return 1; }
__attribute__((used, section("own_code"))) static int other(void) { return 1; }

int main(void)
{
  printf("main %d\n", look());
  return 0;
}
