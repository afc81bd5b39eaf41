// options: -Wall -Wextra
/* What nobody uses, and what does nothing. */
static int never(void);
static int unused_function(void) { return 0; }
static int unused_object;
static const int unused_constant = 1;
static int __attribute__((unused)) fine;
int f(int parameter, int assigned, [[maybe_unused]] int allowed, volatile int *port)
{
    int variable, set, used = 1, *p = &used;
    static int kept;
    typedef int local;
    struct { int member; } record;
    set = 1;
    assigned = used;
    record.member = 2;
label:
    used + 1;
    used;
    *p++;
    *port;
    (void) used;
    used++, used;
    f(1, 2, 3, port) == 3;
    used ? f(0, 0, 0, port) : 0;
    for (used; used < 3; used + 1)
        ;
    return never();
}
__attribute__((deprecated("use g"))) void old(void);
void g(void) { old(); }
/* What is only ever set; the value of an assignment is a use of what it sets. */
void only_set(void) { static int kept; int seen, passed; kept = 1; seen = passed = 2; take(passed = 3); }
void set_within(void) { int a, b; void inner(void) { a = 2; b += a; } b = 1; inner(); }
void never_within(void) { int c; void inner(void) { c = 2; } c = 1; inner(); }
