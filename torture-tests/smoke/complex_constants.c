/* Complex constants: folded where they are finite, recovered as Annex G asks in initialisers, and the same as at run time. */
#include <stdlib.h>

#define CHECK(x) if (!(x)) abort()

static const _Complex double infinite = (_Complex double)1 / (_Complex double)0;
static const _Complex double vanishing = 1 / ((_Complex double)__builtin_inf() * 1i);
static const _Complex double large = (__DBL_MAX__ * 0.5 + __DBL_MAX__ * 0.5i) / (__DBL_MAX__ * 0.25 + __DBL_MAX__ * 0.25i);

#define BOTH(x, op, y)                                                                                                 \
    {                                                                                                                  \
        volatile _Complex double a = x, b = y;                                                                         \
        _Complex double folded = (_Complex double)(x)op(_Complex double)(y), run = a op b;                             \
        CHECK(folded == run);                                                                                          \
        CHECK(!__builtin_signbit(__real__ folded) == !__builtin_signbit(__real__ run));                                \
        CHECK(!__builtin_signbit(__imag__ folded) == !__builtin_signbit(__imag__ run));                                \
    }

int main(void)
{
    CHECK(__builtin_isinf(__real__ infinite) || __builtin_isinf(__imag__ infinite));
    CHECK(vanishing == 0 && large == 2);
    BOTH(3. + 4.i, *, 2 + 5i)
    BOTH(3. + 4.i, /, 5i)
    BOTH(1 - 2.i, -, 1 - 2.i)
    BOTH(-0.0 + 1.i, *, 0.0 + 2.i)
    BOTH(6 + 8.i, +, -6 - 8.i)
    CHECK((14 + 6i) / (7 + 3i) == 2 && (3 + 4i) * 2 == 6 + 8i);
    CHECK((1 + __DBL_EPSILON__ + 1i) * (1 - __DBL_EPSILON__ + 1i) == -0x1p-104 + 2i);
    return 0;
}
