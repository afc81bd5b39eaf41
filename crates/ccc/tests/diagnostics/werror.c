// options: -Werror -Wno-error=int-conversion
int *p = 1;
int f(void) { return g(); }
