extern void leave(int *);
extern int call(int);

static void done(int *n) { leave(n); }

/* A pad of its own for each scope; what is inlined lands in that of the scope around. */
int two(int n)
{
    __attribute__((cleanup(leave))) int outer = n;
    {
        __attribute__((cleanup(done))) int inner = 2;
        n = call(n);
    }
    return call(n);
}
