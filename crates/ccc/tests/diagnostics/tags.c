struct s { int a; };
union s u;
enum s e;
struct t *p;
enum t { A, B, A };
int B;
