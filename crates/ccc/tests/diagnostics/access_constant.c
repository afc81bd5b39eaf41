// options: -Wall
// Attributes that name parameters, of functions, pointers to them and typedef names: what is written is not constant.
typedef int F(int, int);
int constant(const void *, int) __attribute__((access(read_write, 1, 2)));
void function(F *) __attribute__((access(read_only, 1)));
extern void (*pointer)(int, void *) __attribute__((access(write_only, 1, 2)));
typedef char *Alloc(int, int) __attribute__((alloc_size(1, 2)));
typedef char *Alloc(int, int) __attribute__((alloc_size(1)));
