// options: -Wall -Wextra -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wold-style-declaration -Wredundant-decls -Wnested-externs -Wshadow
int f1() { return 0; }
int f2(a) int a; { return a; }
int f3();
int f4(void) { int loc(void); extern int g; int f4 = g; { int loc2; int f4; (void)f4; (void)loc2; } return f4; }
extern int g; extern int g; int f5(int g) { { int g = 1; (void)g;} return g; }
const int f6(void) { return 1; }
static inline int unusedi(void); inline int f7(void); 
typedef int T; int f8(int T) { typedef long g; return (g)T; }
int static f9(void) { return 1; }
void f10(int (*p)()) { p(); } volatile void f11(void); 
char *main(int a) { return 0; }
int g; int f3(int x) { return x; }
static int h; inline int f12(void) { static int k; return h + k; }
struct S { int f4; }; int f13(int f3) { int f13; return f3; }
