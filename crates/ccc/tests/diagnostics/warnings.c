// options: -Wall -Wextra
static int unused(void) { return 0; }
int f(int a, unsigned b)
{
    int x;
    if (a = 1)
        ;
    "text";
    a == b;
    return a << 40;
}
int g(int n) { if (n) return 1; }
h() { return i(); }
