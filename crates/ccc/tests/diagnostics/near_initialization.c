// options: -Wall -Wextra -Wconversion
/* Where in an aggregate the initialiser stands that something is said of. */
struct point { int x; char *name; float f; unsigned bits : 3; };
extern int n;
double d;
struct point a = { 1.5, 3, 1, 9 };
struct point b[2][2] = { [1] = { { .name = 5 }, { .x = n } } };
struct { struct point p, q[2]; } c = { .q[1].name = &n, .p = { .x = 1, .x = 2 } };
int rows[2][2] = { { 1, 2 }, { 3, 4, 5 }, { 6 } };
char text[2][3] = { "abcd", "ab" };
void f(void)
{
    struct point local = { .name = d, .x = &n };
    char *list[] = { 1, &d, [1] = "x" };
    (void)local, (void)list;
}
