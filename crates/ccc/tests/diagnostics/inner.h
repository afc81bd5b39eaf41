/* Included by outer.h. */
#define CALL(x) undeclared_function(x, no_such)
static int from_inner(void) { return CALL(1); }
int again(int)
