// options: -fexceptions -Wall -O1
void done(int *);
int other(void);
/* That the calls may throw is no end to speak of. */
void f(int n) { int x __attribute__((cleanup(done))) = n; if (n) other(); f(n - 1); }
