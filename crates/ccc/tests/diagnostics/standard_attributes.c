// options: -std=c2x -pedantic -Wextra
[[deprecated]];
int [[deprecated]] on_type;
[[unknown_thing(any ! thing)]] int unknown;
[[gnu::no_such(![!(!)!]!,;;)]] int scoped;
[[deprecated()]] int empty_reason;
[[nodiscard("use it")]] int asked(void);
struct [[nodiscard]] status { int code; };
struct status act(void);
[[nodiscard]] int object;
void g(void);

int f(int a)
{
  [[maybe_unused]] a = 1;
  asked();
  act();
  switch (a) {
  case 1:
    g();
    [[fallthrough]];
    g();
    [[fallthrough, __fallthrough__]];
  case 2:
    if (a)
      [[fallthrough]];
    else
      [[fallthrough]];
  case 3:
    g();
    [[fallthrough]];
  }
  for ([[unknown_thing]] int i = 0; i < 2; i++)
    ;
  return a;
}
