// options: -fplan9-extensions
typedef struct { int a; } inner;
struct outer { int b; inner; };
struct two { struct outer; struct { inner; int c; }; };
struct again { inner; int inner; };
struct tagged { char d; };
struct twice { struct tagged; struct tagged; };
void take(inner *);
int f(struct outer *p, struct two *t, struct twice *w)
{
  inner *i = p;
  take(p);
  take(t);
  i = &p->inner;
  return p->inner.a + p->a + w->d;
}
