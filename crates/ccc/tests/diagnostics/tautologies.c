// options: -Wall
#define SAME(x) ((x) == (x))
int f(int a, unsigned u, int *p, double d, int n)
{
  static int t[4];
  if (a == a || a + 1 < 1 + a || *p != *p) return 1;
  if (t[n] == t[n] || t[1] == t[1] || t[0] == t[0] || d == d) return 2;
  if ((unsigned)a == (unsigned)a || SAME(a)) return 3;
  if ((a & 16) == 10 || (a | 1) != 4 || (u & -16) == -16) return 4;
  return 0;
}
