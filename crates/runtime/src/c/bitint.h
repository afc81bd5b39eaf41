/* Integers of any width (C23 6.2.5p4): arrays of limbs, the lowest first. A precision is a width in bits, negative for a
   signed type. What a limb holds beyond the width is not specified when it is read (x86-64 psABI 3.1.2), and written as an
   extension. A result overlaps no operand. */
typedef unsigned long long limb;
typedef long long slimb;
#define LIMB 64

static inline int width_of(int precision) { return precision < 0 ? -precision : precision; }

static inline int limbs_of(int precision) { return (width_of(precision) + LIMB - 1) / LIMB; }

/* An operand: its limbs, the highest one extended, and what all beyond are. */
struct operand {
    const limb *limbs;
    int last;
    limb top, fill;
};

static inline limb extend(limb value, int precision)
{
    int unused = limbs_of(precision) * LIMB - width_of(precision);
    return precision < 0 ? (limb)((slimb)(value << unused) >> unused) : value << unused >> unused;
}

static inline struct operand operand(const limb *limbs, int precision)
{
    int last = limbs_of(precision) - 1;
    limb top = extend(limbs[last], precision);
    return (struct operand){ limbs, last, top, precision < 0 && (slimb)top < 0 ? ~0ull : 0 };
}

static inline limb get(const struct operand *a, int index)
{
    return index < a->last ? a->limbs[index] : index == a->last ? a->top : a->fill;
}

static inline void finish(limb *result, int precision)
{
    int last = limbs_of(precision) - 1;
    result[last] = extend(result[last], precision);
}
