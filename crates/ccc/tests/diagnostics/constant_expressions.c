int n = 3;
enum e { A = n, B = 1.5, C = 1 / 0 };
_Static_assert(sizeof(int) == 3, "int is too wide");
_Static_assert(n, "not constant");
int v[n];
char c = 300;
int big = 2147483647 + 1;
