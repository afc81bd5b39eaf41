//! Assembler text: a file of it, and the text of asm statements, which another syntax of comments and places is for.

use assembler::{ObjectStreamer, Streamer, TextStreamer};
use x86::X86;

/// Assembles it as a file, or as statements of inline asm to an object and to text.
pub(crate) fn assemble(data: &[u8]) {
    match data.split_last() {
        Some((b'\n', _)) | None => drop(assembler::assemble_text(X86::x86_64(), "text.s", data, Vec::new())),
        Some((kind, text)) => {
            let text = String::from_utf8_lossy(text);
            let (first, second) = text.split_at(text.find("\n\n").unwrap_or(text.len()));
            if kind % 2 == 0 {
                let mut out = TextStreamer::new(X86::x86_64());
                [first, second].into_iter().for_each(|text| out.inline_asm(text));
                drop(out.finish());
            } else {
                let mut out = ObjectStreamer::new(X86::x86_64());
                [first, second].into_iter().for_each(|text| out.inline_asm(text));
                drop(out.finish());
            }
        }
    }
}

/// A file with most directives, its lines apart as asm statements, and what the compiler writes.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![SEED.as_bytes().to_vec()];
    for (i, part) in SEED.split("\n\n").enumerate() {
        seeds.push(format!("{part}\n").into_bytes());
        seeds.push(format!("{part}\n\n{part}{}", i % 2).into_bytes());
    }
    seeds
}

const SEED: &str = r#"
    .file "a.c"
    .text
    .globl main, other
    .type main, @function
    .p2align 4, 0x90, 7
main:
    .cfi_startproc
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset 6, -16
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    movl $5, -4(%rbp,%rax,4)
    leaq .LC0(%rip), %rdi
    call puts@PLT
    movq x@GOTPCREL(%rip), %rax
    movl %fs:y@tpoff, %eax
    jne 1f
    rep movsb
    lock cmpxchgq %rcx, (%rdx)
    vaddps %ymm1, %ymm2, %ymm3
    vmovaps %zmm1{%k2}{z}, %zmm3
    imul $-1000, %rax, %rbx
1:  jmp 1b
    .cfi_restore_state
    ret
    .cfi_endproc
    .size main, .-main

    .section .rodata.str1.1,"aMS",@progbits,1
.LC0: .string "hello\n\101"
    .ascii "a", "b\0"
    .pushsection .note.GNU-stack,"",@progbits
    .popsection
    .subsection 2
    .previous

    .data
    .balign 8
x:  .quad main, x+8, .-x, 1b
    .long (3 + 4) * -2 << 1, 0x10, 'a, ~1
    .byte 1, 2
    .2byte 0xffff
    .zero 16
    .fill 3, 2, 5
    .space 4, 1
    .uleb128 300
    .sleb128 -300
    .float 1.5
    .double -2e10
    .org x + 100
    .set y, x + 4
    z = y - x
    .comm common, 16, 8
    .lcomm local, 4
    .weak weak
    .hidden x
    .symver x, x@VERS_1
    .reloc x, R_X86_64_NONE, main

    .macro twice a, b=3, rest:vararg
    .long \a, \b
    .if \b > 2 && \a
    twice \a, \b - 1
    .elseif \@
    .exitm
    .else
    .error "no"
    .endif
    .endm
    twice 1
    .rept 3
    nop
    .endr
    .irp r, ax, bx
    push %r\r
    .endr
    .ifdef main
    .endif

    .intel_syntax noprefix
    mov eax, dword ptr [rbx + rcx*4 + 8]
    lea rdi, [rip + x]
    .att_syntax prefix

    .section .debug_line,"",@progbits
    .loc 1 2 3 is_stmt 0
    .file 1 "dir" "a.c"
    .altmacro
    .noaltmacro
    .code32
    .arch generic64
    .ident "x"
    .end
"#;
