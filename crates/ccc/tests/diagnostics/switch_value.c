void f(double d, int n, char *p)
{
    switch (d) { case 1:; }
    switch (p) { default:; }
    switch (n) { case n:; case 3 ... 1:; }
}
