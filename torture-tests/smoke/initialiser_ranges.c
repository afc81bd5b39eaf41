// What follows a range without a designator goes on in its last element (GCC manual, "Designated Initializers").
#include <stdio.h>
//> 9 0 9 0 5 6
//> 0 9 3 9 0 9
//> 7 0 7 0 0 0 7 0 7 0 8 9
//> 0 1 0 0 0 0 1 0 0 0 0 1 0 0 5 6 7 0 0 0
//> 0 0 0 0 0 0 0 4 4 0 0 0 4 4 0 0 0 0 0 0 0 0 0 0 4 4 0 0 0 4 4 0 0 0 0 0 0 0 0 0 0 4 4 0 0 0 4 4 5 6 7
//> 0 0 0 0 0 0 0 1 1 0 0 0 1 1 0 0 0 0 0 0 0 0 0 0 1 1 0 0 0 1 1 0 0 0 0 0 0 0 0 0 0 1 1 0 0 0 1 1 2 3 4
//> 0 0 5 0 5 0 5 6 7 8
static int calls;
static int next(void) { return ++calls; }
struct row { int first; int middle[3]; int last; };
struct table { int first; struct row rows[3]; int last; };
int anew[3][2] = { { 1, 2 }, { 3, 4 }, { 5, 6 }, [0 ... 1] = { [0] = 9 } };
int later[3][2] = { [2] = { 5, 6 }, [0 ... 2] = { [1] = 9 }, [1][0] = 3 };
int cube[2][3][2] = { [0 ... 1][0 ... 1] = { 7 }, 8, 9 };
struct row elided[] = { [0 ... 2].middle = { 1 }, 5, 6, 7 };
struct table nested[] = { [0 ... 2].rows[1 ... 2].middle[0 ... 1] = 4, 5, 6, 7 };

static void show(const int *ints, size_t size)
{
    for (size_t i = 0; i < size / sizeof(int); i++)
        printf("%d%c", ints[i], i + 1 == size / sizeof(int) ? '\n' : ' ');
}
#define SHOW(object) show((const int *)&object, sizeof object)

int main(void)
{
    SHOW(anew);
    SHOW(later);
    SHOW(cube);
    SHOW(elided);
    SHOW(nested);
    struct table local[] = { [0 ... 2].rows[1 ... 2].middle[0 ... 1] = next(), next(), next(), next() };
    SHOW(local);
    int pairs[5][2] = { [1 ... 3][0] = next(), next(), next(), next() };
    SHOW(pairs);
    return 0;
}
