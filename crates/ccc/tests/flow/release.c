// options: -O1 -Wall
void free(void *);
void *realloc(void *, __SIZE_TYPE__);
void close_it(void *);
__attribute__((malloc(close_it))) void *open_it(int);
char table[4];
void sink(void *);
void objects(char *p)
{
    char local[4];
    sink(local);
    free(local);
    free(table + 1);
    free("text");
    free(p + 2);
}
void functions(void)
{
    close_it(open_it(1));
    free(open_it(2));
}
