#include <stdio.h>
//> start 64 5 12 absent
static int order;
__attribute__((constructor)) static void start(void) { order = 1; }
struct packed { char c; int i; } __attribute__((packed));
static int aligned __attribute__((aligned(64)));
static int leave; static void done(int *p) { leave = *p; }
static int weak_value(void) __attribute__((noinline)); static int weak_value(void) { return 12; }
/* Beside the name, an attribute that says nothing of the pointer is the declaration's. */
extern char * __attribute__((weak)) nowhere(void);
int main(void) {
    { int x __attribute__((cleanup(done))) = 5; (void)x; }
    printf("%s %d %zu %d %s\n", order && leave == 5 ? "start" : "none", (unsigned long)&aligned % 64 ? 0 : 64, sizeof(struct packed), weak_value(), nowhere ? "present" : "absent");
    return 0;
}
