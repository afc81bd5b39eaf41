// options: -std=c23 -pedantic
[[fallthrough]];
[[nodiscard]];
struct [[gnu::no_such]] declared;
struct s { [[nodiscard]] int member; };
int g(int a [[gnu::no_such]]);
int f(int a)
{
  [[fallthrough]] int b = a;
  switch (a) {
  case 1:
    b = 2;
    [[fallthrough(1)]];
  case 2:
    b = 3;
  }
  return b;
}
