// options: -O2 -Wall -Wno-array-bounds
// What was inlined says by which calls. A system header's function is its caller's.
void *memset(void *, int, __SIZE_TYPE__);
char buffer[6];

static inline void inner(int n) { memset(buffer, 0, n); }
static void outer(int n) { inner(n); }
int main(void) { outer(7); return 0; }

# 3 "system.h" 1 3
static inline void plain(char *p) { memset(p, 0, 7); }
static inline void around(char *p) { plain(p); }
# 16 "inlined_from.c"
void own(void) { around(buffer); }
