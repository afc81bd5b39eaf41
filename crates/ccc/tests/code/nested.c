extern void each(void (*)(int));

int count(int limit)
{
    int n = 0;
    void visit(int k) { n += k < limit; }
    each(visit);
    return n;
}
