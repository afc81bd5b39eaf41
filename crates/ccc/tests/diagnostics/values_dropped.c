// options: -Wall
#include <stdlib.h>
int g(void);
int f(int array[4], int b)
{
  malloc(3);
  g(), b;
  (g(), b, g());
  return sizeof array + sizeof *&array;
}
