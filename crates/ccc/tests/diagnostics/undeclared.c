int f(void)
{
    return missing + missing;
}
