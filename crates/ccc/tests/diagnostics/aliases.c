// options: -pedantic -std=c99
/* Aliases of nothing, and what attributes and initialisers can't do where they stand. */
extern int nothing(void) __attribute__((alias("undefined")));
static void circle(void) __attribute__((alias("round_"))), round_(void) __attribute__((alias("circle")));
int real(void) { return 0; }
extern int fine(void) __attribute__((alias("real")));
static __thread int twice;
static __thread int twice = 1;
enum later variable;
struct flexible { int n; int rest[]; } direct = { 1, { 2 } };
struct outer { struct flexible in; } nested = { { 1, { 2 } } };
typedef struct plain { int i; } packed __attribute__((packed));
void f(void)
{
    extern int local(void) __attribute__((alias("real")));
    static int g(void) { return 1; }
    int array[variable];
    (void)sizeof((struct missing){ 0 });
}
enum later { LAST };
