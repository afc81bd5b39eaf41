// options: -Wall
int a __attribute__((aligned(3)));
int b __attribute__((nosuch(1)));
int c __attribute__((section(1)));
int d __attribute__((mode(XX)));
int e __attribute__((vector_size(3)));
int f(void) __attribute__((alias("nosuch"), noreturn));
int g __attribute__((cleanup(f)));

int const_pure(int) __attribute__((const, pure));
void *const_malloc(int) __attribute__((const, malloc));
int pure_first(int) __attribute__((pure));
int pure_first(int) __attribute__((const));
static inline void __attribute__((leaf)) local_leaf(void) {}
void __attribute__((leaf)) public_leaf(void);
void nested_leaf(void) {
    void __attribute__((leaf)) inner(void) {}
    inner();
}

int never(void) __attribute__((noreturn));
__attribute__((noreturn)) int passes_on(void) { return never(); }
__attribute__((noreturn)) int returns(void) { return 1; }
