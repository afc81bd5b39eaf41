// options: -O2 -Wall
void *memchr(const void *, int, __SIZE_TYPE__);
char *stpcpy(char *, const char *);
extern char unknown[], three[3], five[5];
volatile char x;
void sink(const void *);
void f(int i, const char *s)
{
    const char *p = memchr(five, x, 3);
    x = p[-2];
    x = p[-3];
    char *q = stpcpy(unknown, three);
    x = q[-3];
    const char *r = five + i;
    x = r[-5];
    x = r[-6];
    sink(&five[5]);
    sink(&five[6]);
    sink("12" + 4);
}
