// options: -O1 -Wall -Wno-array-bounds
short s;
void f(void)
{
    __atomic_add_fetch((int *)&s, 1, 0);
    __atomic_exchange_n((char *)&s + 2, 1, 0);
}
