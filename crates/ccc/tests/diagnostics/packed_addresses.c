struct inner { int i; int a[2]; };
struct packed { char c; int i; struct inner in; int a[3]; } __attribute__((packed));
struct member { char c; struct inner in __attribute__((packed)); struct inner fine; };
struct raised { char c; int a[4]; } __attribute__((packed, aligned(4)));
struct packed p;
struct member m;
struct raised r;
int *fine[] = { m.fine.a, &m.fine.i };
int *element = &p.a[1], *deep = p.in.a, *of_member = &m.in.i, *of_raised = r.a;
int *choice(int n, int *other) { return n ? (n = 2, &p.i) : other; }
long *pointer(struct packed (*array)[3]) { return (long *)array; }
typedef float decimal __attribute__((mode(SD)));
_Static_assert(_Generic((decimal)0, _Decimal32: 1), "");
