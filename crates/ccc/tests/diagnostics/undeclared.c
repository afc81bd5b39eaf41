int f(void)
{
    return missing + missing;
}

double library(double *x)
{
    fprintf(x, "");
    return cabs(x) + nearbyintl(x) + frobnicate();
}
