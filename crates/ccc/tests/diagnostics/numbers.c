int a = 09;
int b = 0x;
int c = 1.2.3;
int d = 123abc;
int e = 99999999999999999999999;
double f = 1e;
double g = 0x1.8;
int h = 0b12;
