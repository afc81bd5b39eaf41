extern __attribute__((pure)) _Complex float foo_c (int x);
extern __attribute__((pure)) int foo (int x);
void bar(void) { float f = __real foo_c(5); int i = foo(3); }
extern float ceilf(float), floorf(float); void link_error(void);
void t(float x) {  if (ceilf (floorf (x)) != floorf (x))
    link_error (); if (floorf (floorf (x)) != floorf (x))
    link_error (); }
