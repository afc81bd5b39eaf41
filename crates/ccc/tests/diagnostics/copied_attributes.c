// options: -Wall
__attribute__((noreturn)) void leaves(void);
__attribute__((copy(leaves))) void too(void);
__attribute__((copy(&too))) void also(void);
int f(void) { also(); }
int v;
__attribute__((copy(v))) void of_variable(void);
__attribute__((copy(f))) int of_function;
__attribute__((copy(v))) extern int v;
__attribute__((copy("v"))) int of_string;
__attribute__((copy(1)))
int of_number;
__attribute__((copy(missing))) int of_nothing;
__attribute__((const)) int constant(void);
__attribute__((pure)) int pure(void);
__attribute__((copy(constant), copy(pure))) int both(void);
__attribute__((unused)) static int unused;
__attribute__((copy(unused))) static int unused_too;
__attribute__((nonnull)) void *wants(void *p);
__attribute__((copy(wants))) void *wants_too(void *p);
void g(void) { wants_too(0); }
