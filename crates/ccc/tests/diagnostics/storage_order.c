// options: -Wall -Wno-unused -std=gnu17
#define BIG __attribute__((scalar_storage_order("big-endian")))
#pragma scalar_storage_order
#pragma scalar_storage_order middle-endian
#pragma scalar_storage_order big
struct BIG record { int i; int a[2]; char c; int *p; _Complex float f; long b : 3; struct inner { int x; } n; };
struct __attribute__((scalar_storage_order("middle"))) wrong { int i; };
struct __attribute__((scalar_storage_order(1))) number { int i; };
struct BIG refused { long double d; _Atomic int a; _BitInt(300) b; };
union BIG punned { int i; struct inner n; };
int BIG plain;
typedef int BIG integer;
int variable;
struct record object = { .p = &variable };
typedef struct inner BIG other;
void *take(void *);
void *addresses(struct record *r, int which, struct inner *n, other *o)
{
    int *i = &r->i, *e = &r->a[which], *a = r->a;
    void *c = &r->c, *p = &r->p, *whole = &r->n, *array = &r->a;
    asm("" : "=m"(r->i));
    *n = *o;
    take(r);
    struct record *back = take(&r->c);
    __builtin_memcpy(r, n, 4);
    return r;
}
