// options: -Wconversion -Wsign-conversion -Wall -Wextra
/* Values that conversions change, and comparisons that they decide. */
signed char a = 200;
unsigned char b = -1, c = 256;
int d = 1.5, e = 1e10, f = 0xffffffffu;
float g = 0.1, h = 0.5f, i = 16777217;
struct { int field : 3; unsigned flag : 1; } s;
enum color { red, green };
enum fruit { apple, pear };
extern int weak(void) __attribute__((weak));
void constants(void)
{
    s.field = 4;
    s.flag = 2;
    s.field = -4;
}
int values(char c, unsigned char uc, short sh, int n, unsigned u, long l, float fl, double db, _Bool t, char *p)
{
    c = n;
    c = c + 1;
    c = n & 0x7f;
    c = t ? 1 : 300;
    uc = u >> 24;
    n = u;
    u = n;
    n = l;
    fl = n;
    fl = db;
    n = db;
    uc = uc + uc;
    uc |= 1;
    l = u + n;
    n = u % 16;
    n = n < u;
    n = uc < u;
    n = n == 5u;
    n = t ? n : u;
    n = uc < 0;
    n = uc > 255;
    n = u >= 0;
    n = t > 1;
    n = (n < sh) == 2;
    n = (enum color)n == (enum fruit)n;
    n = p[c];
    t++;
    if (&n)
        n = &n == 0;
    if (weak)
        n = !values;
    if (p == "text")
        n = !(n << 2);
    n = p > 0;
    return sizeof(l);
}
