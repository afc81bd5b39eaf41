// options: -Wswitch-enum -Wswitch
enum e { A, B };
int f(enum e e, int a)
{
  switch (e) {
  case A:
    return 1;
  }
  switch (a) {
  case 1 ... 3:
  case 2:
  case 0 ... 1:
  case (void *)0:
    return 2;
  }
  return 0;
}
