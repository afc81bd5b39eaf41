#ifdef __x86_64__
/* Divides high:low by divisor; high must be below divisor, so that the quotient fits (Intel SDM, DIV). */
#define DIVIDE_DOUBLE_WORD 1
static inline unsigned long divide_double_word(unsigned long high, unsigned long low, unsigned long divisor,
                                               unsigned long *rest)
{
    unsigned long quotient;
    __asm__("divq %4" : "=a"(quotient), "=d"(*rest) : "0"(low), "1"(high), "r"(divisor) : "cc");
    return quotient;
}
#endif
