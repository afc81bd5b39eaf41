// options: -Wtraditional -Wcast-qual -Wextra -Wpointer-arith -Wmissing-noreturn -Woverlength-strings
/* What older C did not have, and other things asked for by name. */
struct __attribute__((packed)) packed { char c; long l; struct { int i; } in; };
struct plain { int a, b, c; };
union either { int i; float f; };
static void before(void);
void before(void) { }
long *address(struct packed *p) { return &p->l; }
long *convert(struct packed *p) { return p; }
int f(long l, const char *text, void *v, void (*call)(void))
{
    struct plain lacking = { 1, 2 }, whole = { 0 }, twice = { .a = 1, .a = 2, 3, .b = 4 };
    union either zero = { 0 }, one = { 1 };
    char *writable = (char *)text;
    unsigned u = 1U + +2;
    const char *joined = "one" " two\a\x1";
    v + 1;
    v++;
    call + 1;
    *v;
    switch (l) { default: break; }
f:
    return lacking.a + whole.a + twice.a + zero.i + one.i + *writable + (int)u + *joined + sizeof(void);
}
void ends(void) { for (;;) ; }
