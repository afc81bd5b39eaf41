// options: -Wall
/* Aggregates in aggregates without braces of their own (-Wmissing-braces). */
struct p { int x, y; };
struct q { struct p a, b; int c; };
struct q flat = { 1, 2, 3, 4, 5 };
struct q zero = { 0 }, real = { 0.0 };
struct q half = { { 1, 2 }, 3, 4, 5 };
struct q rows[2] = { { 1, 2, 3, 4, 5 }, { { 1, 2 }, { 3, 4 }, 5 } };
struct q zeros[1] = { { 0 } };
struct q named = { .b = 1, 2 }, through = { .b.x = 1, 2 };
char text[2][4] = { "abc", "def" };
char letters[2][4] = { 'a', 'b' };
void f(struct p p) { struct q whole = { p, p, 1 }; (void)whole; }
