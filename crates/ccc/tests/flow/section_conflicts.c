// A section that the program names holds things of one kind (GCC manual 6.33.1, section).
int k __attribute__((section("bar")));
__thread int l __attribute__((section("bar")));
const int m __attribute__((section("bar"))) = 1;
void f(void) __attribute__((section("bar")));
void f(void) {}
const int n __attribute__((section("baz"))) = 1;
const int *const o __attribute__((section("baz"))) = &n;
int p __attribute__((section("baz"))) = 1;
void g(void) __attribute__((section("qux")));
void g(void) {}
int q __attribute__((section("qux"))) = 1;
