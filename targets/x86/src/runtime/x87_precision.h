/* The start of a program that was linked with -mpc32, -mpc64 or -mpc80: how many bits of a significand the x87 computes
   (Intel SDM vol. 1, 8.1.5.2, precision control). BITS and CONTROL come from the file that includes this. */
#define PASTE(name, bits) name##bits
#define NAMED(name, bits) PASTE(name, bits)

static __attribute__((constructor)) void set_precision(void)
{
    unsigned short control;
    __asm__ volatile("fnstcw %0" : "=m"(control));
    control = (control & ~0x300) | CONTROL;
    __asm__ volatile("fldcw %0" : : "m"(control));
}

/* What the link asks for, so that the constructor is in it. */
__attribute__((visibility("hidden"))) void NAMED(__ccc_x87_precision_, BITS)(void) {}
