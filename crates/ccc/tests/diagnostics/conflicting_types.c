extern int f(int);
extern long f(int);
int v;
double v;
typedef int t;
typedef char t;
int t;
