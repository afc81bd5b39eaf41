// options: -Wall -Wextra -Wshift-overflow=2
/* Counts of shifts, of vectors too, and bits that are shifted out. */
typedef int v4 __attribute__((vector_size(16)));
typedef unsigned char b16 __attribute__((vector_size(16)));
typedef float f4 __attribute__((vector_size(16)));
v4 v;
b16 b;
f4 f;
int constants[] = { 1 << 31, 1 << 32, 3 << 30, -1 << 1, -1 >> 40, 2 << 31 };
_Static_assert((1 << 32) == 0 && (-1 >> 40) == -1, "bits that are shifted out");
int negative = 1 << -1;
int shift(int n, v4 w)
{
    v = v << 32;
    v = v >> -1;
    b = b << 7;
    v = v << b;
    v = v << f;
    f = f << 1;
    v = 1 << v;
    v <<= w;
    n <<= 33;
    return n >> -1;
}

unsigned short narrow;
int known_count(int a) { return 1 >> ~(a || ~narrow); }
