#define TWO(a, b) a + b
#define NONE() 0
#define SELF(x) #y
int f(void) { return TWO(1) + TWO(1, 2, 3) + NONE(4) + TWO(1, (2, 3)); }
int g(void) { return TWO(1, 
