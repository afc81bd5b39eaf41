void set(void (*routine)(void) __attribute__((__noreturn__)));
__attribute__((__noreturn__)) void d(void);
__attribute__((__noreturn__)) void e(void) { for(;;); }
void g(void){ set(d); }
void h(void){ set(e); }
void plain(void); int c;
void i(void){ set(c ? d : e); set(plain); set(c ? d : plain); }
_Noreturn void n(void);
void j(void){ set(n); set(&n); void (*p)(void) __attribute__((noreturn)) = plain; p = n; }
