// options: -Wall -Wextra -Wattribute-alias=2
__attribute__((const, cold)) int target(void) { return 0; }
__attribute__((alias("target"))) int less(void);
__attribute__((alias("target"), const, cold, nothrow)) int more(void);
static void other_type(void) __attribute__((weakref("taker")));
void taker(int value) { if (value) other_type(); }
__attribute__((ifunc("resolve_void"))) int indirect(void);
void *resolve_void(void) { return 0; }
__attribute__((ifunc("resolve_other"))) int indirect_other(void);
typedef void other(void);
other *resolve_other(void) { return 0; }
__attribute__((ifunc("resolve_number"))) int indirect_number(void);
int resolve_number(void) { return 0; }
void body(void) {}
void elsewhere(void) __attribute__((alias("body")));
void elsewhere(void) __attribute__((section("own")));
