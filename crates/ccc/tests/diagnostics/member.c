struct s { int length; } v;
int f(struct s *p, int n)
{
    p.length = 1;
    v->length = 2;
    return v.lenght + n.length + p->nothing;
}
