// options: -O2 -Wall
__SIZE_TYPE__ strlen(const char *);
__SIZE_TYPE__ strnlen(const char *, __SIZE_TYPE__);
const char rows[2][3] = { "ab", "xyz" };
__SIZE_TYPE__ f(int i)
{
    return strlen(rows[0]) + strlen(rows[1]) + strlen(rows[1] + i) + strnlen(rows[1] + 1, 3);
}
