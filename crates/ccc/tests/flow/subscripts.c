// options: -O2 -Wall
// Elements that arrays do not have: rows, members, the last member of a structure, literals, parameters, addresses.
void sink(void *, ...);
struct last { int n; int one[1]; };
struct open { int n; int none[]; } open = { 1, { 2, 3 } };
struct interior { int n; int none[0]; int next[2]; } interior;
struct outer { struct last inner; int n; } outer;
extern int rows[3][5];

int members(struct last *p, struct interior *q, int i)
{
  int n = p->one[5] + p->one[-1];
  n += q->none[0] + q->none[i];
  n += interior.none[2];
  n += outer.inner.one[1];
  return n + open.none[1] + open.none[2];
}

int columns(int i)
{
  return rows[0][5] + rows[3][0] + rows[i][6];
}

int *end(void) { return &rows[0][5]; }
int *beyond(void) { return &rows[0][6]; }

int pointed(int (*row)[3], char text[2], int i)
{
  int local[1] = { i };
  sink(0, (int[]){ 1, 2 }[2]);
  sink(&rows[4]);
  return (*row)[3] + text[2] + local[i];
}

int either_side(int i)
{
  if (i < 0 || i > 2)
    return rows[i][0];
  return 0;
}
