struct bits { unsigned a : 3; int b; };
extern void done(char **);

int conversions(char c, struct bits *p, int n)
{
    int v[n];
    p->a += c;
    v[c] = p->b ? c : 1.5f;
    return v[0]++;
}

int nested(int n)
{
    int total = 0;
    void add(int k) { total += k; }
    for (int i = 0; i < n; i++)
        add(i);
    return total;
}

void cleanups(void)
{
    char *text __attribute__((cleanup(done))) = "x";
    switch (*text) {
    case 'a' ... 'f':
        return;
    default:
        break;
    }
}
