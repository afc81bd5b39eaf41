// options: -O -Wall
/* Variables of which only the bodies of the functions called tell whether they are set. */
void use(int);
static void sometimes(int a, int *x) { if (a) *x = 1; }
static void never(int *x) { }
static void always(int a, int *x) { if (a) *x = 1; else *x = 2; }
static int succeeds(int a, int *x) { if (a < 0) return 0; *x = a; return 1; }
void maybe(int a) { int x; sometimes(a, &x); use(x); }
void certainly(void) { int x; never(&x); use(x); }
void set(int a) { int x; always(a, &x); use(x); }
void asked(int a) { int x; if (succeeds(a, &x)) use(x); }
void unasked(int a) { int x; succeeds(a, &x); use(x); }
