struct s {
    int a : 33;
    int b : -1;
    int c : 0;
    double d : 3;
    int e : x;
    int f : 3;
    int f;
};
int *g(struct s *p) { return &p->f + sizeof(p->f); }
struct incomplete { enum nowhere named : 8; enum nowhere : 8; };
