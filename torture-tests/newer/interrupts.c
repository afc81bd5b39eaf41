/* { dg-options "-mgeneral-regs-only" } */
// Handlers that the machine calls: what they are given, and that all registers come back. (GCC manual, x86 attributes.)
#if defined __x86_64__ && defined __linux__
struct frame {
    unsigned long ip, cs, flags, sp, ss;
};

static volatile unsigned long seen, error;
static void other(void);

__attribute__((interrupt)) static void plain(struct frame *frame)
{
    seen = frame->ss;
    other();
}

__attribute__((interrupt)) static void with_code(struct frame *frame, unsigned long code)
{
    int aligned __attribute__((aligned(16)));
    error = code + ((unsigned long)&aligned & 15);
    seen = frame->ss;
    other();
}

__attribute__((no_caller_saved_registers, noinline)) static long keeping(long a, long b)
{
    other();
    return a + b;
}

static volatile int calls;

__attribute__((noinline)) static void other(void)
{
    calls++;
    __asm__ volatile("" : : : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "rbx", "r12", "r13");
}

// The processor's way to a handler, without the processor; registers of the caller are seen not to change.
#define ENTER(handler, code)                                                                                           \
    __asm__ volatile("movl $0x1111, %%eax; movl $0x2222, %%ecx; movl $0x3333, %%r11d; movl $0x4444, %%ebx;"            \
                     "movq %%rsp, %%r12; andq $-16, %%rsp;"                                                            \
                     "movl %%ss, %%edx; pushq %%rdx; pushq %%r12; pushfq; movl %%cs, %%edx; pushq %%rdx;"              \
                     "leaq 1f(%%rip), %%rdx; pushq %%rdx;" code "jmp %c1; 1: addl %%ecx, %%eax; addl %%r11d, %%eax;"    \
                     "addl %%ebx, %%eax"                                                                               \
                     : "=&a"(sum)                                                                                      \
                     : "i"(handler)                                                                                    \
                     : "rcx", "rdx", "rbx", "r11", "r12", "cc", "memory", "redzone")

int main(void)
{
    unsigned sum, ss;
    __asm__("movl %%ss, %0" : "=r"(ss));
    ENTER(plain, "");
    if (sum != 0x1111 + 0x2222 + 0x3333 + 0x4444 || seen != ss)
        return 1;
    seen = 0;
    ENTER(with_code, "pushq $77;");
    if (sum != 0x1111 + 0x2222 + 0x3333 + 0x4444 || seen != ss || error != 77)
        return 2;
    if (keeping(3, 4) != 7 || calls != 3)
        return 3;
    return 0;
}
#else
int main(void)
{
    return 0;
}
#endif
