// options: -Wshadow
int v;
int unused(int v);
int used(int v, int x[v]);
int inner(int a, int b(int a, int x[a]));
void f(void)
{
  int local;
  int g(int local, int x[sizeof local]);
}
