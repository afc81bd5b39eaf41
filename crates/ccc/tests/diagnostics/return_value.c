void f(void) { return 1; }
int g(void) { return; }
struct s { int a; } h(void) { return 1; }
