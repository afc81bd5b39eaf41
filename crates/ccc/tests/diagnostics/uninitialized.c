// options: -Wall -Wextra
/* What is read before it has a value, certainly. */
void take(int), give(int *);
int certain(int a) { int x; return x + a; }
int after(int a) { int x; if (a) take(a); else take(2); x++; return x; }
int either(int a) { int x; if (a) x = 1; return x; }
int loop(int n) { int x; for (int i = 0; i < n; i++) { take(x); x = i; } return x; }
int inner(int n) { while (n--) { int x; take(x); x = n; take(x); } return 0; }
int pointer(void) { int x; give(&x); return x; }
int switched(int a) { int x; switch (a) { case 1: x = 1; break; default: take(x); } return x; }
int self(void) { int x = x; return x; }
int jump(int a) { int x; if (a) goto set; back: return x; set: x = 1; goto back; }
int dead(int a) { int x; if (0) take(x); x = a; return x; }
int chosen(int a) { int x; return a ? (x = 1) : x; }
int both(int a) { int x; return a && (x = a) && x; }
int expression(void) { return ({ int x; x; }); }
int conditional(int a) { int x; do { if (a) break; x = a; } while (x); return 0; }
struct s { int a, b; } record(void) { struct s s; return s; }
int member(void) { struct s s; s.a = 1; return s.a + s.b; }
