struct a { int n[]; };
struct b { int n[]; int last; };
struct c { int count; int n[]; } array[] = { { 1, { 2 } } };
union u { int n; char c[]; };
