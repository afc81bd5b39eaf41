#include <stdio.h>
//> 3628800 17
static int apply(int (*f)(int), int n) { return f(n); }
static int factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }
static int add7(int n) { return n + 7; }
int main(void) { printf("%d %d\n", apply(factorial, 10), apply(add7, 10)); return 0; }
