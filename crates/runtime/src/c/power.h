/* Powers with integer exponents, by squaring. */
#define POWER(name, type)                                                                                             \
    type name(type x, int n)                                                                                          \
    {                                                                                                                 \
        unsigned left = n < 0 ? -(unsigned)n : (unsigned)n;                                                           \
        type y = left & 1 ? x : 1;                                                                                    \
        while (left >>= 1) {                                                                                          \
            x = x * x;                                                                                                \
            if (left & 1)                                                                                             \
                y *= x;                                                                                               \
        }                                                                                                             \
        return n < 0 ? 1 / y : y;                                                                                     \
    }
