// options: -Wpacked
struct a { int x; char c; } __attribute__((packed));
struct b { char c[4]; } __attribute__((packed));
struct c { int a, b; } __attribute__((packed));
int x = {1};
int y = {{1}};
struct S { int a; int b[2]; } s = { {0}, {{1}, 2} };
struct S t = { .a = {3} };
int arr[2] = { {1}, {2} };
struct { int : 3; } none;
union empty { } __attribute__((transparent_union));
int big[0x7fffffff][0x7fffffff];
int bss __attribute__((section(".bss.own"))) = 1;
int wanted __attribute__((warn_if_not_aligned(8)));
