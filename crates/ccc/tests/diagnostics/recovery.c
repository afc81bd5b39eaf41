// options: -std=gnu17
/* After an error, what follows from it is not said; what stands on its own feet is. */
void paren(void) { int x = (1 + ), y = 1; x = y; z = 3; }
void twice(void) { (())((int){0); missing; }
int list[2] = { 1, (2 3) };
int elements[] = { [0 ... 1] = { ; } };
enum e { first = (X) 0, second };
int later = X, again = first;
int unknown(foo_t a, bar_t b) { return nothing + a; }
int unknown_called(void) { return unknown(1, 2); }
int sized(int x[y - y()], int z);
int missing_colon(int a) { switch (a) { case 1 a = 2; default: return a; } }
old(a)
    int a;;
{ return a; }
struct s { enum t { one } int member; };
