// options: -O -Wall
/* Memory that is allocated and read, arrays of variable length, and what a parameter may only be written through. */
void *malloc(unsigned long);
unsigned long strlen(const char *);
char *strcpy(char *, const char *);
void give(int *);
int allocated(void) { int *p = malloc(8); return p[1]; }
int partly(int a) { int *p = malloc(8); if (a) p[0] = 1; else return *p; return p[1]; }
int filled(int a) { int *p = malloc(8); p[a] = 1; return p[1]; }
int given_away(void) { int *p = malloc(8); give(p); return p[1]; }
int variable(int n) { int a[n]; return a[0]; }
unsigned long string(char *to) { char *s = malloc(8); strcpy(to, s); return strlen(s); }
unsigned long copied(char *from) { char *s = malloc(8); strcpy(s, from); return strlen(s); }
__attribute__((access(write_only, 1))) int output(int *p) { return *p; }
__attribute__((access(write_only, 1))) int written(int *p) { *p = 1; return *p; }
