/* weakref, with its target in the attribute or by alias: nothing need be there, and what is static here stays
   (GCC manual 6.33.1). */
#include <stdlib.h>

typedef void function(void);

static int here = 5;
static int reference __attribute__((weakref("here")));
static int *volatile pointer = &reference;

static void does_exist(void)
{
    here++;
}
static function by_name __attribute__((weakref("does_exist")));
static function absent __attribute__((weakref("exists_nowhere")));
static function in_two __attribute__((weakref));
extern function in_two __attribute__((alias("exists_nowhere")));
static function at_once __attribute__((weakref, alias("does_exist")));

int main(void)
{
    by_name();
    at_once();
    if (*pointer != 7 || absent || in_two)
        abort();
    return 0;
}
