#define OPERAND ("stddef.h")
#define NONE ("none.h")
#if !__has_include OPERAND || __has_include NONE || !__has_include(<stddef.h>)
#error
#endif
#if __has_include(<stddef.h)
#endif
#if __has_include("stddef.h"
#endif
