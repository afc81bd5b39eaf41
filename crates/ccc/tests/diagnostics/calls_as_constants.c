// options: -std=gnu17 -pedantic -O1
double atan(double), nan(const char *);
const double computed = 4 * atan(1.0);
const double built_in = 4 * __builtin_atan(1.0);
const double not = nan("");
int f(int x)
{
  const int zero = 0;
  return x / zero;
}
