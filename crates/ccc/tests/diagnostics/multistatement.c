// options: -Wmultistatement-macros
#define SWAP(x, y) t = x; x = y; y = t
#define LOOP for (;;) SWAP(a, b)
#define CHECK(x) if (x) a++; b++
#define ONE(x) x++;;
int a, b, t;
void f(void)
{
  if (a)
    SWAP(a, b);
  if (a)
    a++;
  else
    label: SWAP(a, b);
  while (a)
    { SWAP(a, b); }
  switch (a)
    case 1: SWAP(b, a);
  LOOP;
  CHECK(a);
  if (b)
    ONE(a)
  goto label;
}
