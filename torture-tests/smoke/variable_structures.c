// Structures with members of variable size: layout as of the fixed ones, copies, arguments, arrays, captured by a nested function.
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
//> 42 1 242602 abcdefgh
static int read(int n, ...)
{
    struct s { char name[n]; long value; } got;
    va_list list;
    va_start(list, n);
    got = va_arg(list, struct s);
    va_end(list);
    return (int)got.value + got.name[n - 1];
}

static int layout(int n)
{
    struct fixed { char c; short v[5]; char d; int bits : 7, more : 12; double e; union { char f[10]; int g; } u; char h; };
    struct variable { char c; short v[n]; char d; int bits : 7, more : 12; double e; union { char f[2 * n]; int g; } u; char h; };
    struct fixed f;
    struct variable v;
    memset(&f, 0, sizeof f);
    memset(&v, 0, sizeof v);
    f.c = v.c = 1, f.v[4] = v.v[4] = 2, f.d = v.d = 3, f.bits = v.bits = -4, f.more = v.more = 1000;
    f.e = v.e = 6, f.u.f[9] = v.u.f[9] = 7, f.h = v.h = 8;
    return sizeof f == sizeof v && memcmp(&f, &v, sizeof f) == 0
        && offsetof(struct fixed, u) == (size_t)((char *)&v.u - (char *)&v) && v.more == 1000 && v.bits == -4;
}

static int copies(int n)
{
    struct s { int head; int body[n]; } a[3], b, *p = &b;
    int sum(struct s x) { x.head *= 2; return x.head + x.body[n - 1]; }
    for (int i = 0; i < 3; i++)
        a[i].head = i, a[i].body[n - 1] = 10 * i;
    *p = a[2];
    a[0] = ({ struct s inner; inner = b; inner.head++; inner; });
    a[1] = n > 3 ? a[0] : b;
    return sum(b) * 10000 + sum(a[1]) * 100 + b.head;
}

static struct word { char text[4]; } words[3] = { "abc", "def", { "gh" } };

int main(void)
{
    int n = 6;
    struct s { char name[n]; long value; } s;
    s.name[n - 1] = 5, s.value = 37;
    printf("%d %d %d %s%s%s\n", read(n, s), layout(5), copies(4), words[0].text, words[1].text, words[2].text);
    return 0;
}
