// options: -std=gnu17 -pedantic
/* Widths and combinations that _BitInt does not take. */
int n;
_BitInt(0) none;
_BitInt(1) sign;
_BitInt(70000) wide;
_BitInt(n) variable;
_BitInt(1.5) floating;
unsigned _BitInt(1) bit;
signed unsigned _BitInt(4) both;
long _BitInt(4) long_one;
_Complex _BitInt(4) complex_one;
_BitInt(4) int twice;
enum e : _BitInt(5) { A };
typedef _BitInt(8) vector __attribute__((vector_size(16)));
struct { _BitInt(5) field : 6; } s;
int constant = 5wb + 0x10000000000000000000000000000000000uwb % 7;
