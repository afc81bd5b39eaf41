/* 128-bit products. */
typedef unsigned __int128 u128;
typedef __int128 i128;

i128 __multi3(i128 a, i128 b)
{
    return a * b;
}

i128 __muloti4(i128 a, i128 b, int *overflow)
{
    u128 x = a < 0 ? -(u128)a : (u128)a, y = b < 0 ? -(u128)b : (u128)b;
    int negative = (a < 0) != (b < 0);
    u128 limit = ((u128)1 << 127) - !negative;
    *overflow = y != 0 && x > limit / y;
    return (i128)((u128)a * (u128)b);
}
