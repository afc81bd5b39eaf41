int f(int a, float x)
{
    __builtin_popcount();
    __builtin_add_overflow(1, 2, 3);
    __builtin_prefetch(&a, a);
    __builtin_choose_expr(a, 1, 2);
    __builtin_va_start(a, a);
    __builtin_nosuch(1);
    return __builtin_isnan(a) + __builtin_offsetof(int, x);
}
