// options: -O2 -Wall
__SIZE_TYPE__ strlen(const char *);
__attribute__((nonnull(2))) void second(void *, void *);
static void *nothing(void) { return 0; }
__SIZE_TYPE__ f(const char *name, void *p)
{
    second(nothing(), p);
    second(p, nothing());
    return name ? 0 : strlen(name);
}
