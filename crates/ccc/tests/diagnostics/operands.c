struct s { int a; } v;
int f(double d)
{
    v + 1;
    if (v) return 1;
    ~d;
    d << 1;
    -v;
    return d % 2 || !v;
}
