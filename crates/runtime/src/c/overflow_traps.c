/* Arithmetic that aborts on overflow: what -ftrapv calls. */
extern void abort(void);

#define TRAPPING(size, type)                                                                                          \
    type __addv##size##3(type a, type b)                                                                              \
    {                                                                                                                 \
        type r;                                                                                                       \
        if (__builtin_add_overflow(a, b, &r))                                                                         \
            abort();                                                                                                  \
        return r;                                                                                                     \
    }                                                                                                                 \
    type __subv##size##3(type a, type b)                                                                              \
    {                                                                                                                 \
        type r;                                                                                                       \
        if (__builtin_sub_overflow(a, b, &r))                                                                         \
            abort();                                                                                                  \
        return r;                                                                                                     \
    }                                                                                                                 \
    type __mulv##size##3(type a, type b)                                                                              \
    {                                                                                                                 \
        type r;                                                                                                       \
        if (__builtin_mul_overflow(a, b, &r))                                                                         \
            abort();                                                                                                  \
        return r;                                                                                                     \
    }                                                                                                                 \
    type __negv##size##2(type a) { return __subv##size##3(0, a); }                                                    \
    type __absv##size##2(type a) { return a < 0 ? __negv##size##2(a) : a; }

TRAPPING(si, int)
TRAPPING(di, long long)
TRAPPING(ti, __int128)
