// options: -fno-builtin-abs -Wdate-time -Wall
#define NAME noreturn
#define SHOWN __has_attribute(NAME)
#if !SHOWN || !__has_attribute(NAME) || __has_attribute(__has_attribute(x))
#error
#endif
#if __has_builtin(abs) || !__has_builtin(__builtin_abs) || !__has_builtin(labs)
#error
#endif
const char *stamp(void) { typedef int T; typedef int T; typedef int U __attribute__((used)); typedef int V; return __TIMESTAMP__; }
