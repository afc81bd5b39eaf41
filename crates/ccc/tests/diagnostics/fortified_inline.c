// options: -Wextra -pedantic
typedef __SIZE_TYPE__ size_t;
extern inline __attribute__((always_inline, gnu_inline)) void *copy(void *to, const void *from, size_t n)
{
  return __builtin_memcpy(to, from, n);
}
inline void user(char *a, const char *b) { copy(a, b, 10); }
enum small { one, two };
int limits(long n, unsigned u, enum small e, unsigned char c)
{
  return n <= __LONG_MAX__ && u <= 0xffffffff && e >= 0 && c < 256 && n < 0x7fffffffffffffff;
}
