// options: -std=gnu17 -pedantic
int array[4];
int m, n;
int f(int n)
{
  static int (*a)[n] = (int (*)[n])array;
  static int (*b)[n] = (int (*)[(int){n++}])array;
  static int (*c)[n] = (__typeof__((int (*)[n])array + m++))array;
  static unsigned long d = sizeof(int[n]);
  return n;
}
int (*e)[] = (int (*)[f(n)])array;
int (*g)[] = (int (*)[sizeof(*(int (*)[n])array)])array;
