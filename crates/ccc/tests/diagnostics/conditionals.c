#if
#endif
#if 1 +
#elif 1
#else
#else
#elif 0
#endif
#endif
#if 1 / 0
#endif
#if foo(1)
#endif
#ifdef 3
#endif
#if 1
