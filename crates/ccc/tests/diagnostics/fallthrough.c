// options: -Wimplicit-fallthrough=2
void bar(int);int g(void);
void f(int i){
 switch(i){
 case 1:
   {
     int j = 0;
     while (j < 10) j++;
   }
 case 2:
   {
     int j = 0;
     {
       int k = 2;
       if (j) bar(k);
     }
   }
 case 3:
   {
     int j = 0;
     bar(j);
     {
       if (j) bar(2);
     }
   }
 case 4:
   while (i)
     bar(3);
 case 5:
   for (;i<3;i++)
     bar(3);
 case 6:
   while (1) { if (g()) break; }
 case 7:
   do { if (g()) break; bar(3); } while (0);
 case 8:
   switch (g()) { case 3: bar(2); break; case 4: bar(3); break; }
 case 9:
   if (g()) { bar(1); __attribute__((fallthrough)); }
 case 10:
   if (g()) __attribute__((fallthrough)); else if (g()) { bar(3); return; }
 case 11:
   do { bar(3); } while (0);
 case 12:
   do { if (g()) break; return; } while (0);
 case 13:
   do { if (g()) break; } while (g());
 case 14:
   if (g()) bar(1); else { int k = g(); bar(k); }
 case 15:
   { bar(1); int k; }
 case 16:
   asm("");
 case 17: ;
   switch (g()) { default: bar(2); }
 case 18:
   bar(4);
 case 19:
   bar(19);
   /* we Fall--Thru here */
 L: case 20:
   bar(7);
#define CASE case
   /* we Fall--Thru here */
 CASE 21:
   bar(21);
#define F /* we Fall--Thru here */
   F
  case 22: bar(22);
 }
}
int covered(int a, int b)
{
  switch (a) {
  case 1:
    switch (b) { case -__INT_MAX__ - 1 ... 7: return 1; case 8 ... __INT_MAX__: return 2; }
  case 2:
    if (b) return 1; else { }
  label:
  case 3:
    if (b) { b++; __attribute__((fallthrough)); } else if (b > 2) a++;
  case 4:
    return 3;
  case 5: a++;
  case 6: a++; /* no word of it */
  case 7: a++;
  default: goto label;
  }
}
