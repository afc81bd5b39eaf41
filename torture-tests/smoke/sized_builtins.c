// Operations of a named size on what a plain pointer points to; values that no guess can reach; what __has_builtin says.
#include <stdint.h>

#define CHECK(x) do { if (!(x)) __builtin_abort(); } while (0)

#if !__has_builtin(__atomic_load_4) || !__has_builtin(__sync_fetch_and_add_8) || __has_builtin(__sync_fetch_and_add_3) \
    || !__has_builtin(__builtin_iceil) || !__has_builtin(strlen) || __has_builtin(__builtin_nothing)
#error "__has_builtin is wrong"
#endif

int main(int argc, char **argv)
{
  uint32_t x = 5, want = 9;
  unsigned char c = 250;
  uint64_t q = 1;
  void *p = &x;
  CHECK(__sync_fetch_and_add_4(p, 3) == 5);
  CHECK(__atomic_load_4(p, 5) == 8);
  __atomic_store_4(p, 77, 5);
  CHECK(__atomic_exchange_4(p, 9, 5) == 77 && x == 9);
  CHECK(__atomic_compare_exchange_4(p, &want, 10, 0, 5, 5) && x == 10);
  CHECK(!__atomic_compare_exchange_4(p, &want, 11, 0, 5, 5) && want == 10);
  CHECK(__atomic_add_fetch_1(&c, 10, 0) == 4 && c == 4);
  CHECK(__sync_bool_compare_and_swap_8(&q, 1, 0x100000000) && q == 0x100000000);
  CHECK(__sync_lock_test_and_set_1((void *)&c, 1) == 4);
  int v = argc, *pointer = &v;
  CHECK(__builtin_speculation_safe_value(v) == argc);
  CHECK(*__builtin_speculation_safe_value(pointer, pointer) == argc);
  CHECK(__builtin_extend_pointer(pointer) == (uintptr_t)pointer);
  CHECK(__builtin_popcountimax(-1) == 64 && __builtin_parityimax(7) == 1);
  CHECK(__builtin_clrsbimax(1) == 62 && __builtin_ffsimax(8) == 4);
  return 0;
}
