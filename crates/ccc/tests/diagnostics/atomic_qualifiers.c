/* What atomic operations write through. */
void f(const int *p, int *q, volatile int *v)
{
  __atomic_store_n(p, 1, 0);
  __atomic_load_n(p, 0);
  __atomic_load(p, q, 0);
  __atomic_load(q, p, 0);
  __atomic_store(q, p, 0);
  __atomic_exchange(v, v, q, 0);
  __atomic_compare_exchange_n(q, p, 1, 0, 0, 0);
  __sync_fetch_and_add(p, 1);
  __sync_lock_test_and_set(p, 1);
  __atomic_clear(p, 0);
}
