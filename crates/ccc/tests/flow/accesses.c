// options: -O2 -Wall
typedef __SIZE_TYPE__ size_t;
void *memcpy(void *, const void *, size_t);
void *memset(void *, int, size_t);
char *strcpy(char *, const char *);
size_t strlen(const char *);
int memcmp(const void *, const void *, size_t);
void *malloc(size_t);
void use(void *, ...);

char five[5];
int four[4];
struct s { int x; char name[4]; int y; } *s;

void calls(const char *from, int n)
{
    memcpy(five + 2, from, 9);
    strcpy(five, "12345");
    strcpy(five, "1234");
    if (n > 5)
        memset(five, 0, n);
    char *new = malloc(4);
    memcpy(new, from, 5);
    use(new, strlen(five + 5));
}

int elements(int n)
{
    four[4] = 1;
    s->name[4] = 1;
    if (n > 3)
        four[n] = 2;
    if (n < 3)
        four[n] = 2;
    char *p = five;
    p[7] = 1;
    return four[-1];
}

static inline void fill(char *to, size_t bytes)
{
    memset(to, 0, bytes);
}

void inlined(void)
{
    fill(five, 6);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Warray-bounds"
    fill(five, 7);
#pragma GCC diagnostic pop
}

int contradiction(unsigned n)
{
    if (n < 4) {
        if (n == 9)
            return four[n];
        return four[n & 3];
    }
    return 0;
}

char *strncpy(char *, const char *, size_t);

void members(struct s *p, const char *from, int n)
{
    strncpy(p->name, from, sizeof p->name + 1);
    strcpy(p->name, n ? "1234" : "123456");
    memcpy(p->name, from, 8);
}
