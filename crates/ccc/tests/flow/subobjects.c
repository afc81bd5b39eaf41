// options: -O2 -Wall
// Strings that are copied or appended beyond the member that they go to, and sizes in calls through pointers.
char *strcpy(char *, const char *);
char *strcat(char *, const char *);
__SIZE_TYPE__ strlen(const char *);
void sink(void *);
struct s { char a[7], b[4]; };
__attribute__((alloc_size(1))) void *(*allocate)(int);

void append(struct s *p)
{
  char five[] = "12345", two[] = "67";
  strcpy(p->a, five);
  strcat(p->a, two);
  sink(p);
}

void sizes(int n, unsigned long i)
{
  extern char three[3];
  if (n > -1)
    n = -1;
  sink(allocate(n));
  i |= 4;
  if (strlen(three + i))
    sink(0);
}
