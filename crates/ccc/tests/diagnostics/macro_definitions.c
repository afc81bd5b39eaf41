#define A 1
#define A 2
#define 3x
#define B(a, a)
#define C(a,) a
#define D(...) __VA_ARGS__
#define E(x) x ## 
#define F __VA_ARGS__
#undef
#define defined
#undef __FILE__
