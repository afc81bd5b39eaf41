// Arguments of builtins that are declared without prototype, after a function with more expressions.
struct s { int a; };
int memcmp();
int strchr();
int many(char *q) { void *p = q; p = q + 1; return q[3] + q[4] + q[5] * (q[6] - 7) + (p == q); }
int few(struct s s) { return strchr(s, 1); }
int both(struct s s) { return memcmp(s, s, 3); }
