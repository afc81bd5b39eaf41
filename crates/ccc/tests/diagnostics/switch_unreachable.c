// options: -Wdangling-else
void foo(int);
void f(int i, int j) {
  switch (i) { if (j) foo(1); case 1: foo(2); }
  switch (i) { switch (j) { case 2: foo(1); } case 1: foo(2); }
  switch (i) { while (j) foo(1); case 1: foo(2); }
  switch (i) { do foo(1); while (j); case 1: foo(2); }
  switch (i) { { foo(1); } case 1: foo(2); }
  switch (i) { { int k = 1; foo(k); } case 1: foo(2); }
  switch (i) { if (j) { case 3: foo(1); } case 1: foo(2); }
  switch (i) { { case 3: foo(1); } case 1: foo(2); }
  switch (i) { { int k; case 3: foo(1); } case 1: foo(2); }
  switch (i) { for (j = 1; j; j++) foo(1); case 1: foo(2); }
  switch (i) for (j = 1; j; j++) foo(1);
  switch (i) if (j) { case 3: foo(1); }
  switch (i) foo(1);
  switch (i) return;
}
void g(int a, int b, int c) {
  if (a)
    switch (b)
    case 0:
      if (c)
        foo(1);
      else
        foo(2);
}
