int n = 3;
int file[n];
struct s { int a[n]; };
extern int e[n];
int f(int m)
{
    static int a[m];
    int b[m] = { 1 };
    int c[m][];
    struct v { int a[m]; } s = { 0 };
    return sizeof s;
}
