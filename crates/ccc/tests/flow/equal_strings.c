// options: -O2 -Wall -Wextra
int strcmp(const char *, const char *);
int strncmp(const char *, const char *, __SIZE_TYPE__);
char *strcpy(char *, const char *);
char four[4];
void sink(int, char *);
void f(void)
{
    char text[8];
    strcpy(text, "12345");
    sink(strcmp(four, text) == 0, text);
    sink(strcmp(four, "123") == 0, four);
    sink(strncmp("12345", four, 4) == 0, four);
    sink(strncmp("12345", four, 5) == 0, four);
}
