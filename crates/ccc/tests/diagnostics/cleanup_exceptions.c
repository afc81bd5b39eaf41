// options: -fexceptions
void done(int *);
void f(void) { int x __attribute__((cleanup(done))) = 1; }
