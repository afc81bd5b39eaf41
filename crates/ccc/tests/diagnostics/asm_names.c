/* Names that asm gives, and operands that it does not have. */
int renamed asm("a");
int renamed asm("b");
void f(int a)
{
  int x asm("eax");
  static int y asm("y1");
  asm("" : "=r"(a) : "1"(a));
  asm goto("" : : : : );
}
