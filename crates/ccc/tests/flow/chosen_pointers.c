// options: -O2 -Wall -Wno-array-bounds
// Pointers that are one of several: all objects are named; the lesser or greater of two is in the same object as the other.
void sink(void *);
void *memset(void *, int, __SIZE_TYPE__);
extern char five[5], seven[7];

void either(int c, int i)
{
  if (i < 1)
    i = 1;
  char *p = c ? five : seven;
  memset(p + i, 0, 7);
}

void least(char *p, int i)
{
  char *q = five + i;
  sink(memset(p < q ? p : q, 0, 6));
  q = five + 1;
  sink(memset(p < q ? q : p, 0, 5));
}
