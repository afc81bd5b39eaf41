// A subobject that is initialised anew as a whole loses all that it was given before (C23 6.7.11p20).
#include <stdio.h>
//> b 0 0
//> a 2
//> boo 1
//> 1 2 0 7
//> 3 1
//> 0 5 0
//> same
struct H { char I[6]; int J; };
struct H m[] = { { { "foo" }, 1 }, [0] = { .I[0] = 'b' } };
struct H n[] = { { { "foo" }, 1 }, [0].I = { "a" }, [0].J = 2 };
struct H k[] = { { { "foo" }, 1 }, [0].I[0] = 'b' };
struct P { int x, y; } far[] = { [3] = { 5, 6 }, [1] = { 1, 2 }, [3] = { .y = 7 } };
int literal[] = (int[3]){ 1 };

int main(void) {
    printf("%s %d %d\n", m[0].I, m[0].I[2], m[0].J);
    printf("%s %d\n", n[0].I, n[0].J);
    printf("%s %d\n", k[0].I, k[0].J);
    printf("%d %d %d %d\n", far[1].x, far[1].y, far[3].x, far[3].y);
    printf("%d %d\n", (int)(sizeof literal / sizeof *literal), literal[0]);
    struct P local[2] = { { 8, 9 }, { 3, 4 }, [0] = { .y = 5 }, [1] = { 0 } };
    printf("%d %d %d\n", local[0].x, local[0].y, local[1].y);
    const char *p = __func__;
    puts(p == __func__ && p != "main" ? "same" : "different");
    return 0;
}
