/* Nested functions that return objects of variable size. */
//> abcdefgh 8
//> 10 20 30 40
//> 3 3 3
//> ok
#include <stdio.h>
#include <string.h>

static int run(int n)
{
    typedef struct { char v[n]; } block;
    block b, a;
    block get(void) { return b; }
    block filled(int c) { block local; memset(&local, c, sizeof local); return local; }
    for (int i = 0; i < n; i++)
        b.v[i] = 'a' + i;
    a = get();
    printf("%.*s %d\n", n, a.v, (int)sizeof(get()));
    a = filled('x');
    for (int i = 0; i < n; i++)
        if (a.v[i] != 'x' || filled('y').v[i] != 'y' || get().v[i] != 'a' + i)
            return 1;
    block (*pointer)(int) = filled;
    block c;
    c = pointer(n > 4 ? 'p' : 'q');
    return c.v[n - 1] != 'p';
}

static void numbers(int n)
{
    typedef struct { double before; int v[n]; } row;
    row scale(row r, int by, double d)
    {
        for (int i = 0; i < n; i++)
            r.v[i] *= by;
        r.before += d;
        return r;
    }
    row r;
    r.before = 1;
    for (int i = 0; i < n; i++)
        r.v[i] = i + 1;
    r = scale(r, 5, 0.5);
    r = scale(r, 2, 1.5);
    for (int i = 0; i < n; i++)
        printf("%d%c", r.v[i], i == n - 1 ? '\n' : ' ');
    if (r.before != 3)
        __builtin_abort();
    row conditional(int yes) { row zero; memset(&zero, 0, sizeof zero); return yes ? r : zero; }
    printf("%g %g", conditional(1).before, conditional(0).before + 3);
    int recursive(int depth) { return depth == 0 ? (int)conditional(1).before : recursive(depth - 1); }
    printf(" %d\n", recursive(3));
}

int main(void)
{
    if (run(8))
        return 1;
    numbers(4);
    for (int i = 0; i < 100000; i++) {
        typedef struct { char v[i % 100 + 1]; } block;
        block get(void) { block b; b.v[0] = i; return b; }
        if (get().v[0] != (char)i)
            return 2;
    }
    puts("ok");
    return 0;
}
