// options: -Wall -Wextra
/* Operators that may not mean what they seem to. */
int f(int a, int b, int c)
{
    if (a = b)
        ;
    while ((a = b))
        if (a)
            if (b)
                c++;
            else
                c--;
    if (a) {
        if (b)
            c++;
    } else
        ;
    a = a && b || c;
    a = a << b + 1;
    a = a & b == c;
    a = a | b & c;
    a = a ^ b + c;
    a = a < b < c;
    a = a == b < c;
    a = !a == b;
    a = !a & b;
    a = !a & (a < b);
    a = (a && b) || (a + b) << 1;
    return a;
}
