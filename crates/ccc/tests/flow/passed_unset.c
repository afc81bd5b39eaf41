// options: -O1 -Wall -Wextra
__attribute__((access(read_only, 1))) void reads(int *);
__attribute__((access(read_write, 1))) void changes(int *);
void looks(const int *);
void f(int i)
{
    int a, b, c[2], d[2];
    reads(&a);
    changes(&b);
    looks(c);
    d[0] = 1;
    looks(d);
}
int g(int i)
{
    int a[4];
    return a[i];
}
