// options: -std=c11 -pedantic
#define A(x, ...) __VA_OPT__
#define B(x, ...) __VA_OPT__ x
#define C(x, ...) __VA_OPT__(## x)
#define D(x, ...) __VA_OPT__(x ##)
#define E(x, ...) __VA_OPT__(x) ##
#define F(x, ...) a __VA_OPT__(x) x
int F(b);
