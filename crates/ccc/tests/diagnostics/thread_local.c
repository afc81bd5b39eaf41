int y;
_Thread_local int *p = &y;
_Thread_local int t;
int *q = &t;
void f(void) { _Thread_local int a; }
extern _Thread_local int y;
