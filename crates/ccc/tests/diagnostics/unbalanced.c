int f(int a)
{
    if (a {
        return (a + 1;
    }
    return v[a;
}
int g(void) { return 1; 
