// options: -O2 -Wall
// Accesses that lie in an object in part, and how memory without a type is named.
typedef short int16;
void sink(void *, ...);
void *malloc(__SIZE_TYPE__);
char *strcpy(char *, const char *);
__SIZE_TYPE__ strlen(const char *);

int declared(void)
{
  struct s { char a[6]; } s;
  sink(&s);
  int16 *p = (int16 *)(s.a + 1);
  return p[2] + *(int *)(s.a + 4);
}

void allocated(int n)
{
  int16 *p = malloc(3);
  p[1] = 1;
  p[2] = 2;
  sink(p);
  if (n <= 0) {
    char vla[n];
    sink(0, __builtin_strlen(vla));
  }
}

void copied(const char *s)
{
  char known[] = "1234";
  char *p = malloc(strlen(known));
  strcpy(p, known);
  sink(p);
  char array[strlen(s)];
  strcpy(array, s);
  sink(array);
}
