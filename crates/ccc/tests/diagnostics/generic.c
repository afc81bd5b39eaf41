int f(int a, double d)
{
    return _Generic(a, char: 1, long: 2) + _Generic(d, double: 1, double: 2, default: 3, default: 4);
}
