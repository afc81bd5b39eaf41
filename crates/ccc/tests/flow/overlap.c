// options: -O2 -Wall -Wrestrict
void *memcpy(void *, const void *, __SIZE_TYPE__);
char *strcpy(char *, const char *);
char *strcat(char *, const char *);
char *strncpy(char *, const char *, __SIZE_TYPE__);
void both(char *restrict, const char *restrict);
void f(char *d)
{
    memcpy(d, d + 2, 5);
    memcpy(d, d + 5, 5);
    strcat(d, d + 3);
    strncpy(d, d + 1, 4);
    strcpy(d, "0123456");
    strcpy(d, d + 2);
    both(d, d);
}
