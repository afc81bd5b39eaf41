// options: -std=c99 -pedantic-errors
int a[0];
struct empty { };
int f(int n)
{
    int (*p)[] = 0;
    return ({ n; }) + (n ?: 1) + __extension__ ({ n; });
}
;
