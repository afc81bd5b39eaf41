// options: -std=c90 -Wall -Wextra
/* Before C11 the result of a function kept its qualifiers. */
const int f(void);
int f(void);
volatile void stops(void);
typedef const char letter;
letter g(void);
const int h(void);
const int (*p)(void) = h;
void use(void)
{
    int (*q)(void) = f;
    stops();
    q();
}
