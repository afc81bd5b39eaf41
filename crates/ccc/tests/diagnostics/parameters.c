int f(int a, int a) { return a; }
int g(void x) { return 0; }
int h(int, char) { return 0; }
int k(static int n) { return n; }
int old(a, b) int a; double c; { return a; }
int inc(struct none s) { return 0; }
