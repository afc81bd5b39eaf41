/* Pragmas about loops stand before one; the pragmas of packing and visibility that say nothing are passed over. */
void f(int *a)
{
#pragma GCC unroll 4
  while (*a) a++;
#pragma GCC unroll
  for (;*a;) a++;
#pragma GCC unroll 65535
  for (;*a;) a++;
#pragma GCC unroll -1
  for (;*a;) a++;
#pragma GCC ivdep
  a++;
#pragma GCC unroll 2
  int b;
}
#pragma pack(
#pragma pack(push
#pragma pack(1) x
#pragma GCC visibility
#pragma GCC visibility push
#pragma GCC visibility push(none)
#pragma GCC visibility pop
#pragma push_macro(f)
#pragma GCC error f
