typedef int t;
int f(int a)
{
    a = ;
    a = * ;
    return t + (a ? : ) + sizeof + f(,);
}
