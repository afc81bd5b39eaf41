typedef int open[];
typedef int ten[10];
extern open a;
int b[1] = {0};
int c[];
open *p;
long returns_long(void);
void f(void)
{
  {
    extern ten a;
    (void)sizeof a;
    extern int c[2];
    extern int (*p)[5];
    (void)sizeof *p;
  }
  (void)sizeof a;
  (void)sizeof *p;
  int b;
  {
    extern int b[];
    (void)sizeof b;
  }
}
extern int a[11];
void g(void)
{
  long hidden();
  extern void (*callee)(int x[3]);
}
void h(void)
{
  hidden();
  later();
}
static int later(void) { return 0; }
void i(void)
{
  auto int nested();
  const int nested() { return 0; }
  auto void silent(void);
  volatile void silent() {}
}
void twice(int (*x)[1]) {}
void twice(int x) {}
void implied(int, int);
implied(int x, int y) {}
int *(*deep())(void);
int (*deep())(int);
int (*restrict callee)(void);
