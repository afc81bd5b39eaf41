struct s { int a; } v;
int f(int n)
{
    (struct s)n;
    (int)v;
    (int[2])n;
    (int(void))n;
    return (char *)1.5 == 0;
}
