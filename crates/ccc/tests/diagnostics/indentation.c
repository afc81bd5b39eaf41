// options: -Wall -Wno-dangling-else
/* Statements that seem to be guarded. */
void f(void), g(void);
void h(int a)
{
    if (a)
        f();
        g();
    while (a--) f(); g();
    for (; a; a--)
	f();
        g();
    if (a)
        f();
    else
        g();
        f();
    if (a);
        f();
    if (a)
        f();
    g();
    if (a)
        f();
#ifdef SOMETHING
        g();
#endif
        g();
    if (a) f();
    g();
}
