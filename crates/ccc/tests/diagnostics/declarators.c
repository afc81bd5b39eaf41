int f(void)[3];
int g(void)(void);
int (h[3])(void);
void v[2];
int neg[-1];
int big[1.5];
int &ref;
