int n;
int a = n;
int b[2] = { 1, 2, 3 };
int c[] = { [5] = 1, [-1] = 2, [9999999999999999999] = 3 };
struct s { int x, y; } d = { .z = 1, .x = 2, 3, 4 };
char e[2] = "abc";
int g = { 1, 2 };
int h = "text";
static int i = { };
