// options: -Wall
void *sized(int n) __attribute__((alloc_size(2)));
void *zero(int n) __attribute__((alloc_size(0)));
void *by_pointer(void *n) __attribute__((alloc_size(1)));
void nothing(int n) __attribute__((alloc_align(1)));
void *text(int n) __attribute__((alloc_align("1")));
void *odd(void) __attribute__((assume_aligned(3)));
void *offset(void) __attribute__((assume_aligned(8, 8)));
int *one(int, int) __attribute__((alloc_align(1)));
int *one(int, int) __attribute__((alloc_align(2)));
enum small { LARGE = 300 } __attribute__((mode(QI)));
struct record { int a; } __attribute__((mode(SI)));
union u { int a; } __attribute__((designated_init));
