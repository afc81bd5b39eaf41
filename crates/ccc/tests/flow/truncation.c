// options: -O2 -Wall
char *strncpy(char *, const char *, __SIZE_TYPE__);
char *strncat(char *, const char *, __SIZE_TYPE__);
char *strcpy(char *, const char *);
void *malloc(__SIZE_TYPE__);
__SIZE_TYPE__ strlen(const char *);
char four[4];
__attribute__((nonstring)) char raw[4];
struct member { char a[4]; };
void f(const char *s, struct member *p, const struct member *q)
{
    strncpy(four, s, sizeof four);
    strncpy(raw, s, sizeof raw);
    strncpy(p->a, q->a, 3);
    strncpy(p->a, "1234", 3);
    strncat(four, s, sizeof four);
}
void g(const char *s)
{
    strncpy(four, s, sizeof four);
    four[3] = 0;
}
char *h(const char *s)
{
    return strcpy(malloc(strlen(s)), s);
}
