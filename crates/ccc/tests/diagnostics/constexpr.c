// options: -std=c23
/* What constexpr objects may not be (C23 6.7.2p5-p6). */
int variable;
constexpr int none;
constexpr volatile int qualified = 1;
constexpr struct { int *restrict p; } restricted = { 0 };
constexpr int floating = 1.0;
constexpr int run_time = variable;
constexpr unsigned char narrow = 256;
constexpr unsigned negative = -1;
constexpr float inexact = 0.1;
constexpr float large = 16777217;
constexpr int *address = &variable;
constexpr const char *string = "x";
constexpr struct { int a; unsigned b : 2; } members = { .b = 1, .a = 1ll << 40 };
void f(int n)
{
    constexpr int array[] = { 1, n };
    constexpr int late = n;
    const int *p = (constexpr int []) { variable };
    constexpr int a[n] = { };
    array[0] = 1;
}
