// options: -Wformat
__attribute__((format(printf, 1, 2))) void old();
void old(void);
typedef struct locus locus;
void fortran(const char *, ...) __attribute__((format(gcc_gfc, 1, 2)));
int printf(const char *, ...);
void f(int x, long l, locus *at)
{
  fortran("%d%C%L%qs", x, at, "");
  fortran("%d%L%C", l, x, x);
  printf((char *)(__UINTPTR_TYPE__)"%s", x);
  printf((void *)0);
}
