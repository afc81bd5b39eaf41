// options: -O2 -Wall -Wno-array-bounds
// Strings stay within the rows and members that they stand in, wherever in them they begin.
char *strncpy(char *, const char *, __SIZE_TYPE__);
void sink(void *);
struct s { char a[9], b[9]; };

void rows(const char *s)
{
  char rows[2][2][3];
  sink(strncpy(rows[0][1], s, 4));
  sink(strncpy(rows[1][2], s, 5));
}

void members(struct s *p, const char *s, int i)
{
  if (i < 2)
    i = 2;
  sink(strncpy(p->a + i, s, 8));
  sink(strncpy(p->b + 1 + i, s, 7));
}
