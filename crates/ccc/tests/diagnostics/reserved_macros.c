// options: -std=c17 -pedantic
/* Names that may not be defined or undefined (C23 6.10.10.1p3), and where __VA_OPT__ may not be (6.10.5p5). */
#define __STDC__ 1
#undef __STDC_VERSION__
#define __FILE__ 1
#define __VA_OPT__ 1
#define NONE(x) __VA_OPT__(x)
#define NESTED(x, ...) __VA_OPT__(__VA_OPT__(x))
_Float128 quad = 1.0f128;
__int128 wide;
