// options: -std=c23
/* Types declared again with another content (C23 6.7.3.4p1). */
struct s { int a; };
struct s { long a; };
union u { int a, b; };
union u { int b, a; };
enum e { A };
enum e { A = 1 };
enum f { B };
enum g { B };
struct t { struct t { int a; } t; };
enum h : short;
enum h : int;
enum i { I };
enum i : long;
void f(struct s *outer)
{
    struct s { char a; } inner;
    outer = &inner;
}
