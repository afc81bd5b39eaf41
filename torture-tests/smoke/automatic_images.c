// An automatic object's image in read-only data may be shorter than the object: the rest is cleared, not copied.
struct Words { int a[17]; };
struct Sparse { char c[3000]; int z; };

void abort(void);

__attribute__((noinline)) void dirty(void)
{
  volatile char c[8000];
  for (int i = 0; i < 8000; i++)
    c[i] = -1;
}

__attribute__((noinline)) void check(void)
{
  struct Words s = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 } };
  struct Sparse b = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
                        27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50,
                        51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67 }, 0 };
  char t[100] = "a long string that makes an image of many bytes, and ends a little after this comma, here";
  if (s.a[16] != 17 || b.c[66] != 67 || b.z || t[99] || t[88] != 'e')
    abort();
  for (int i = 67; i < 3000; i++)
    if (b.c[i])
      abort();
}

int main(void)
{
  dirty();
  check();
  return 0;
}
