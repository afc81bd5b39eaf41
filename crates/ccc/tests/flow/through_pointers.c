// options: -O2 -Wall -Wno-array-bounds
// What attributes say of functions that are called through pointers, and typedef names keep.
typedef __attribute__((alloc_size(1))) char *Allocate(unsigned);
extern Allocate allocate, *pointer;
struct s { Allocate *member; };
__attribute__((access(read_only, 1))) void (*reads)(const void *);
void sink(void *);

void f(struct s *s)
{
  reads("" + 1);
  char *p = allocate(0);
  p[0] = 0;
  sink(p);
  p = pointer(2);
  p[3] = 0;
  sink(p);
  p = s->member(3);
  p[5] = 0;
  sink(p);
}
