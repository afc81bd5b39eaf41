/* The unwinder's machine (x86-64 psABI 3.6.2, 3.7): register numbers, and the code that has registers in its hands. */
#define REGISTERS 17
#define STACK_POINTER 7
#define RETURN_ADDRESS 16
/* Where a landing pad finds the exception and its selector: %rax, %rdx. */
#define EXCEPTION_REGISTER 0
#define SELECTOR_REGISTER 1

/* An entry of the interface hands the function behind it the registers that its caller preserves across the call, the
   stack pointer after the return, and the return address. `registers` is the argument register that is free. */
#define ENTRY(name, function, registers)                                                                              \
    __asm__(".text\n.globl " name "\n.type " name ", @function\n" name ":\n"                                          \
            "\t.cfi_startproc\n"                                                                                      \
            "\tsubq $136, %rsp\n"                                                                                     \
            "\t.cfi_def_cfa_offset 144\n"                                                                             \
            "\tmovq %rbx, 24(%rsp)\n"                                                                                 \
            "\tmovq %rbp, 48(%rsp)\n"                                                                                 \
            "\tleaq 144(%rsp), %rax\n"                                                                                \
            "\tmovq %rax, 56(%rsp)\n"                                                                                 \
            "\tmovq %r12, 96(%rsp)\n"                                                                                 \
            "\tmovq %r13, 104(%rsp)\n"                                                                                \
            "\tmovq %r14, 112(%rsp)\n"                                                                                \
            "\tmovq %r15, 120(%rsp)\n"                                                                                \
            "\tmovq 136(%rsp), %rax\n"                                                                                \
            "\tmovq %rax, 128(%rsp)\n"                                                                                \
            "\tmovq %rsp, %" registers "\n"                                                                           \
            "\tcall " function "\n"                                                                                   \
            "\taddq $136, %rsp\n"                                                                                     \
            "\t.cfi_def_cfa_offset 8\n"                                                                               \
            "\tret\n"                                                                                                 \
            "\t.cfi_endproc\n"                                                                                        \
            ".size " name ", .-" name "\n")

ENTRY("_Unwind_RaiseException", "__unwind_raise", "rsi");
ENTRY("_Unwind_Resume", "__unwind_resume", "rsi");
ENTRY("_Unwind_Resume_or_Rethrow", "__unwind_resume_or_rethrow", "rsi");
ENTRY("_Unwind_ForcedUnwind", "__unwind_forced", "rcx");
ENTRY("_Unwind_Backtrace", "__unwind_backtrace", "rdx");

/* Goes on in a frame with these registers: the address to go to is put below its stack pointer. */
__asm__(".text\n.globl __unwind_install\n.hidden __unwind_install\n.type __unwind_install, @function\n"
        "__unwind_install:\n"
        "\tmovq 56(%rdi), %r11\n"
        "\tmovq 128(%rdi), %rax\n"
        "\tleaq -8(%r11), %r11\n"
        "\tmovq %rax, (%r11)\n"
        "\tmovq 0(%rdi), %rax\n"
        "\tmovq 8(%rdi), %rdx\n"
        "\tmovq 16(%rdi), %rcx\n"
        "\tmovq 24(%rdi), %rbx\n"
        "\tmovq 32(%rdi), %rsi\n"
        "\tmovq 48(%rdi), %rbp\n"
        "\tmovq 64(%rdi), %r8\n"
        "\tmovq 72(%rdi), %r9\n"
        "\tmovq 80(%rdi), %r10\n"
        "\tmovq 96(%rdi), %r12\n"
        "\tmovq 104(%rdi), %r13\n"
        "\tmovq 112(%rdi), %r14\n"
        "\tmovq 120(%rdi), %r15\n"
        "\tmovq 40(%rdi), %rdi\n"
        "\tmovq %r11, %rsp\n"
        "\tret\n"
        ".size __unwind_install, .-__unwind_install\n");
