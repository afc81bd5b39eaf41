#define INNER(x) ((x)->member)
#define OUTER(x) (INNER(x) + 1)
#define STRANGE OUTER(&
int f(int *p)
{
    return OUTER(p)
        + STRANGE 3);
}
