int p;
<<<<<<< HEAD
extern int q;
=======
extern short q;
>>>>>>> message
int r;
 <<<<<<< HEAD
int s;
<<<<<< HEAD
int t;
void f(void)
{
  p = 1;
<<<<<<< HEAD
  p = 2;
}
