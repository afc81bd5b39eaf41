struct unknown v;
struct unknown *p;
int f(void)
{
    struct unknown local;
    return sizeof(struct unknown) + sizeof *p + p->x;
}
int a[];
void nothing;
