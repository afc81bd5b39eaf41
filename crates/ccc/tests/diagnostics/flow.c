// options: -Wall -Wextra -Wswitch-default
void g(int); int h(void); extern void ex(int) __attribute__((noreturn));
int f(int a) {
 switch (a) {
 case 1: g(1);
 case 2: g(2); break;
 case 3: g(3); 
 case 4: break;
 case 5: g(3); 
 case 6: return 1;
 case 7: if (a) g(1);
 case 8: if (a) return 1; else return 2;
 case 9: for (;;) ;
 case 10: ex(1);
 case 11: { g(1); }
 case 12: g(1); /* FALLTHRU */
 case 13: g(1); // falls through
 case 14: g(1); /* fall through, really */
 case 15: g(1);
   __attribute__((fallthrough));
 case 16: a = 1;
 lab: g(1);
 case 17: while (a) g(1);
 case 18: do { g(2); } while (0);
 case 19: switch (a) { case 1: g(1); break; }
 case 20: if (a) { g(1); break; } else g(2);
 case 21: if (a) goto lab;
 default: ;
   g(1);
 case 22: g(2);
 }
 switch (a) { case 1: g(2); case 2: ; }
 switch (a) { case 1: g(2); case 2: g(3); }
}
int r1(int a) { if (a) return 1; }
int r2(int a) { while (1) ; }
int r3(int a) { g(1); }
int r4(int a) { switch (a) { case 1: return 1; default: return 2; } }
int r5(int a) { ex(1); }
int r6(int a) { return; }
int r7(int a) { for (;;) { if (a) break; } }
int r8(int a) { do { return 1; } while (a); }
int r9(int a) { goto x; y: return 1; x: goto y; }
int r10(int a) { if (1) return 1; }
int r11(int a) { x: if (a) goto x; }
__attribute__((noreturn)) void n1(int a) { if (a) return; ex(1); }
__attribute__((noreturn)) void n2(int a) { g(1); }
enum e { A, B, C };
void s(enum e x, int y, _Bool b, unsigned char c) { switch (x) { case A: case B: break; } switch (x) { case A: default: break; } switch (x) { case A: case B: case C: case 7: break; }
 switch (y) { case 1: break; } switch (b) { case 1: break; } switch (c) { case 300: break; case -1: break; } switch (y) { g(1); case 2: break; } switch (y > 1) { case 1: ; } switch (y) { case 0x1ffffffffL: ; } }
