/* Shifts, negation and three-way comparison of 128-bit integers. */
typedef unsigned __int128 u128;
typedef __int128 i128;

i128 __ashlti3(i128 x, int n) { return x << n; }
i128 __ashrti3(i128 x, int n) { return x >> n; }
i128 __lshrti3(i128 x, int n) { return (u128)x >> n; }
i128 __negti2(i128 x) { return -(u128)x; }
int __cmpti2(i128 a, i128 b) { return (a > b) - (a < b) + 1; }
int __ucmpti2(u128 a, u128 b) { return (a > b) - (a < b) + 1; }
