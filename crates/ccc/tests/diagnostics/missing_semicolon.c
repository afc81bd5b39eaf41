int a
int f(void)
{
    int b = 1
    return b
}
