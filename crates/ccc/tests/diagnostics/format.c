// options: -Wformat=2 -Wextra -Wall -Wpedantic
// Formats of the C library and of functions with the attribute, literal or not.
int printf(const char *, ...);
int scanf(const char *, ...);
typedef __builtin_va_list va_list;
int vprintf(const char *, va_list);
void note(int level, const char *text, ...) __attribute__((format(printf, 2, 3)));
extern int (*pointer)(const char *, ...) __attribute__((format(printf, 1, 2)));
char *gettext(const char *);
static const char constant[] = "%s\n";
void f(int i, long l, unsigned u, char *s, const char *fixed, double d, void *p, unsigned char *c) {
    printf("%d %ld %s %p %x %hhd %c\n", i, l, s, p, u, i, i);
    printf("%d", l);
    printf("%5ld and\t%-*.*f"
           " then %s", i, l, i, d, i);
    printf("%d %d", i);
    printf("%d", i, s);
    printf("%y %", i);
    printf("%0-5d %hf %+u %#d", i, d, u, i);
    printf("%2$d %1$s", s, i);
    printf("%2$d", s, i);
    printf(i ? "%d" : "%s", i);
    printf(gettext("%s"), i);
    printf(constant, i);
    printf("");
    printf("a\0b");
    printf(fixed);
    printf(fixed, i);
    scanf("%d %s %f %lf %[^]x] %5c %*d", &u, c, &d, &d, s, s);
    scanf("%s %n", fixed, (int *)0);
    note(1, "%s", i);
    pointer("%s", i);
    __builtin_printf("%lu", i);
}
void g(const char *format, va_list list) { vprintf(format, list); }
int h(int, ...) __attribute__((format(printf, 1, 2)));
int k(const char *, ...) __attribute__((format(nothing, 1, 2), format(strftime, 1, 2), format_arg(3)));
int last(int, ...) __attribute__((sentinel));
void keep(void *, void *) __attribute__((nonnull));
int take(void) __attribute__((warn_unused_result));
void m(void *p) {
    last(1, 2, (void *)0);
    last(1, 2, 3);
    last(1);
    keep(p, 0);
    __builtin_strlen(0);
    take();
    (void)take();
    int t = take();
    (void)t;
}
