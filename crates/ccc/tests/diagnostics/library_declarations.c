// options: -Wall -Wextra -std=gnu17
void __clear_cache(char *, char *);
int main(_Atomic int count, char **words)
{
  __fprintf_chk(0, 0, "");
  __builtin_calloc(1, 1);
  __builtin_alloca(1);
  return 0;
}
