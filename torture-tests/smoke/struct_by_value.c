#include <stdio.h>
//> 3 7.5 abcdefg 45
struct mixed { int a; double b; };
struct big { long v[10]; };
struct text { char s[7]; };
static struct mixed bump(struct mixed m) { m.a++; m.b *= 2.5; return m; }
static struct big fill(int n) { struct big b; for (int i = 0; i < 10; i++) b.v[i] = i * n; return b; }
static long sum(struct big b) { long s = 0; for (int i = 0; i < 10; i++) s += b.v[i]; return s; }
static struct text letters(void) { struct text t; for (int i = 0; i < 7; i++) t.s[i] = 'a' + i; return t; }
int main(void) {
    struct mixed m = bump((struct mixed){2, 3.0});
    struct text t = letters();
    printf("%d %g %.7s %ld\n", m.a, m.b, t.s, sum(fill(1)));
    return 0;
}
