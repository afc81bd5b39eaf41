int function(int);
struct incomplete;
struct flexible { int a; char b[]; };
struct holder { struct flexible f; int c; };
void *calls(int n, const int *constant, struct incomplete *p, void *q, struct holder *h)
{
    struct { char a; int b[n]; } variable;
    __builtin_clear_padding();
    __builtin_clear_padding(n);
    __builtin_clear_padding(constant);
    __builtin_clear_padding(p);
    __builtin_clear_padding(q);
    __builtin_clear_padding(h);
    __builtin_clear_padding(&variable);
    __builtin_apply(function, q);
    __builtin_apply(n, q, 16);
    __builtin_apply(function, q, p);
    __builtin_return();
    return __builtin_apply_args(1);
}
