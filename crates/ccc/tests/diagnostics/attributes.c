// options: -Wall
int a __attribute__((aligned(3)));
int b __attribute__((nosuch(1)));
int c __attribute__((section(1)));
int d __attribute__((mode(XX)));
int e __attribute__((vector_size(3)));
int f(void) __attribute__((alias("nosuch"), noreturn));
int g __attribute__((cleanup(f)));
