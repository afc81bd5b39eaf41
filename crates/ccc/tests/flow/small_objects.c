// options: -O0 -Wall
__attribute__((access(read_only, 1, 2))) void reads(const void *, int);
__attribute__((access(write_only, 1))) void writes(int *);
void three(int[3]);
void counted(int n, short a[n]);
void full(int[static 2]);
void f(void)
{
    char c[3] = "ab";
    int pair[2] = { 1, 2 };
    short s[2] = { 1, 2 };
    reads(c, 4);
    reads(0, 1);
    writes((int *)c);
    three(pair);
    counted(3, s);
    counted(-1, s);
    full(0);
}
