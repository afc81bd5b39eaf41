/* Comparisons of decimal numbers, each with a result that compares to zero as the operands do (GCC internals manual,
   4.3.2). */

enum { UNORDERED = 2 };

static int compare(struct decimal a, struct decimal b)
{
    if (a.kind == NAN_ || b.kind == NAN_)
        return UNORDERED;
    if (a.kind == INFINITE || b.kind == INFINITE) {
        int x = a.kind == INFINITE ? 1 - 2 * a.sign : 0, y = b.kind == INFINITE ? 1 - 2 * b.sign : 0;
        return (x > y) - (x < y);
    }
    if (a.coefficient == 0 || b.coefficient == 0) {
        int x = a.coefficient ? 1 - 2 * a.sign : 0, y = b.coefficient ? 1 - 2 * b.sign : 0;
        return (x > y) - (x < y);
    }
    if (a.sign != b.sign)
        return a.sign ? -1 : 1;
    struct wide x, y;
    int lost;
    decimal_align(a, b, &x, &y, &lost);
    /* What is lost is too little to matter. */
    int order = compare_wide(x, y);
    return a.sign ? -order : order;
}

/* A name, the answer for NaNs, and the answer for others. */
#define RELATION(name, suffix, type, unordered, answer)                                                               \
    int __bid_##name##suffix##2(type a, type b)                                                                       \
    {                                                                                                                 \
        int order = compare(suffix##_read(a), suffix##_read(b));                                                      \
        return order == UNORDERED ? (unordered) : (answer);                                                           \
    }

#define RELATIONS(suffix, type)                                                                                       \
    RELATION(eq, suffix, type, 1, order != 0)                                                                         \
    RELATION(ne, suffix, type, 1, order != 0)                                                                         \
    RELATION(lt, suffix, type, 1, order)                                                                              \
    RELATION(le, suffix, type, 1, order)                                                                              \
    RELATION(gt, suffix, type, -1, order)                                                                             \
    RELATION(ge, suffix, type, -1, order)                                                                             \
    RELATION(unord, suffix, type, 1, 0)

RELATIONS(sd, _Decimal32)
RELATIONS(dd, _Decimal64)
RELATIONS(td, _Decimal128)
