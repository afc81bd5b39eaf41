struct s { int a; };
_Atomic int x;
int f(struct s *p, const int *q)
{
    __atomic_load_n(p, 0);
    __atomic_store_n(q, 1, 0);
    __sync_fetch_and_add(p, 1);
    return __atomic_exchange_n(&x);
}
