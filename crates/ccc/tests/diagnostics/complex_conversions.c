// options: -std=gnu17 -Wconversion
float f;
unsigned u;
int _Complex ic;
float _Complex fc;
unsigned _Complex uc;
struct { signed s : 1; unsigned u : 1; } bits;
void g(double _Complex dc, int b)
{
  f = 1.0i;
  f = 16777217. + 0.i;
  u = -1. + 0.i;
  u = 1 + 1i;
  u = 0x100000000 + 0i;
  ic = 0.5 + 0.i;
  ic = 2 + 0.i;
  ic = dc;
  fc = 0xffffffffu * 1i;
  uc = 0x100000000 * 1i;
  bits.s = b == 1;
  bits.s = b ? 1 : 0;
  bits.u = b ? 2 : 0;
  bits.u = b ? 0 : -1;
  ic = b ? 2.5 : 1;
  signed char c = b ? 2.1 : 10;
}
