// options: -funsigned-bitfields -Wconversion -Wc++-compat
typedef int plain;
typedef signed int marked;
typedef marked marked_too;
struct {
  int a : 1;
  signed b : 1;
  plain c : 1;
  marked d : 1;
  marked_too e : 1;
} bits = {1, 1, 1, 1, 1};
void *p = &((struct unknown) {});
