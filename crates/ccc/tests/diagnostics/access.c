// options: -Wall
#define A(...) __attribute__((access(__VA_ARGS__)))
int f(int *, int) A(read_onli, 1);
int g(int *, int) A(read_only);
int h(int *, int) A(read_only, 2);
int i(int *, int) A(read_only, 1, 1);
int j(int *, int) A(read_only, 3);
int k(int *, int) A(read_only, 1, 2);
int k(int *, int) A(write_only, 1, 2);
int k(int *, int) A(read_only, 1);
int l(int *, int) A("read_only", 1);
int m(int *, int) A(read_only, -1);
