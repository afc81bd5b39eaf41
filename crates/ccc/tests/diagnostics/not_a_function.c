int x;
int f(void) { return x(1) + 3(2); }
