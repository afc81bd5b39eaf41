/* An inline definition in GNU's sense wraps the function that is defined elsewhere: it reaches that one by the name of
   the builtin, and the address of the function is that one's (GCC manual 6.45). */
#include <stdlib.h>

static int wrapped;

extern inline __attribute__((gnu_inline, always_inline)) int strcmp(const char *a, const char *b)
{
    wrapped++;
    return __builtin_strcmp(a, b);
}

static int (*volatile pointer)(const char *, const char *) = strcmp;

int main(void)
{
    const char *volatile a = "same";
    char *volatile b = "samf";
    if (strcmp(a, b) >= 0 || wrapped != 1)
        abort();
    if (pointer(a, b) >= 0 || wrapped != 1)
        abort();
    return 0;
}
