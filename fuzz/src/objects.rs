//! What the linker reads: objects, archives, shared libraries, scripts.

use linker::{Bytes, Input, Options, Output, script};
use x86::{LinkX86_64, X86};

const MAIN: &str = "
    .globl main
    .section .text.main,\"ax\",@progbits
main: call helper@PLT
    movq value@GOTPCREL(%rip), %rax
    movl %fs:own@tpoff, %eax
    ret
    .data
value: .quad main
";

const HELPER: &str = "
    .file \"helper.c\"
    .globl helper, value, own
    .text
helper:
    .cfi_startproc
    leaq .LC0(%rip), %rdi
    .cfi_def_cfa_offset 24
    ret
    .cfi_endproc
    .size helper, .-helper
    .section .rodata.str1.1,\"aMS\",@progbits,1
.LC0: .string \"text\"
    .string \"xt\"
    .section .text.group,\"axG\",@progbits,group,comdat
    .weak group
group: nop
    .section .tdata,\"awT\",@progbits
own: .long 3
    .section .init_array,\"aw\"
    .quad helper
    .comm common, 64, 16
    .section .note.GNU-stack,\"\",@progbits
";

/// Larger outputs than this are not written here.
const MOST_BYTES: Option<u64> = Some(1 << 28);

fn object(text: &str) -> Vec<u8> {
    assembler::assemble_text(X86::x86_64(), "seed.s", text.as_bytes(), Vec::new()).0
}

fn run(inputs: &[Input], options: &Options) -> Option<Vec<u8>> {
    linker::link(&LinkX86_64, inputs, options, &mut |_| None).ok().map(|linked| linked.bytes)
}

fn input(name: &str, bytes: Vec<u8>) -> Input {
    Input::new(name.into(), Bytes::Owned(bytes))
}

/// Links it with an object that refers to what it should define; the length decides what is made.
pub(crate) fn link(data: &[u8]) {
    let outputs = [Output::Pie, Output::Static, Output::Shared, Output::Relocatable];
    let output = outputs[data.len() % outputs.len()];
    let options = Options {
        output,
        most_bytes: MOST_BYTES,
        entry: Some("main".into()),
        gc: data.len().is_multiple_of(3),
        gnu_hash: true,
        eh_frame_hdr: true,
        ignore_undefined: true,
        allow_multiple: true,
        map: true,
        ..Options::default()
    };
    let whole = Input { whole: data.len().is_multiple_of(5), ..input("text", data.to_vec()) };
    run(&[input("main.o", object(MAIN)), whole], &options);
}

/// An object, an archive of it, and a shared library of it.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let (main, helper) = (object(MAIN), object(HELPER));
    let options = Options {
        output: Output::Shared,
        most_bytes: MOST_BYTES,
        gnu_hash: true,
        sysv_hash: true,
        ..Options::default()
    };
    let shared = run(&[input("helper.o", helper.clone())], &options).expect("it links");
    let archived = archive(&helper);
    vec![main, helper, archived, shared]
}

/// An archive of one member with a long name and a symbol table.
fn archive(member: &[u8]) -> Vec<u8> {
    let mut out = b"!<arch>\n".to_vec();
    let mut add = |name: &str, bytes: &[u8]| {
        let header = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, bytes.len());
        out.extend_from_slice(header.as_bytes());
        out.extend_from_slice(bytes);
        if bytes.len() % 2 == 1 {
            out.push(b'\n');
        }
    };
    let names = b"a_member_with_a_long_name.o/\n";
    let symbol = b"helper\0\0";
    let at = 8 + 60 + 8 + symbol.len() + 60 + names.len() + names.len() % 2;
    let mut index = 1u32.to_be_bytes().to_vec();
    index.extend_from_slice(&(at as u32).to_be_bytes());
    index.extend_from_slice(symbol);
    add("/", &index);
    add("//", names);
    add("/0", member);
    out
}

/// Reads a script, a version script, a list of dynamic symbols and an expression, and links by what it says.
pub(crate) fn script(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut options = Options {
        output: Output::Static,
        most_bytes: MOST_BYTES,
        entry: Some("main".into()),
        ..Options::default()
    };
    if let Ok(commands) = script::script("text.ld", &text, &mut |name| Err(format!("there is no {name}"))) {
        options.script = commands;
    }
    if let Ok(versions) = script::versions("text.map", &text) {
        options.output = Output::Shared;
        options.versions = versions;
    }
    if let Ok(patterns) = script::dynamic_list("text.list", &text) {
        options.dynamic_list = patterns;
    }
    let _ = script::expression("text", &text);
    run(&[input("main.o", object(MAIN)), input("helper.o", object(HELPER))], &options);
}

/// A script with most of the language, the default one, and the smaller languages.
pub(crate) fn script_seeds() -> Vec<Vec<u8>> {
    let texts: [&str; 5] =
        [SCRIPT, linker::default_script(), VERSIONS, "{ a*; \"b c\"; };", "1 + ALIGN(2, 3) ? 4 : ~x"];
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

const VERSIONS: &str = "V1 { global: a*; extern \"C\" { \"b c\"; d?; }; local: *; };\nV2 { x[a-z]; } V1;\n";

const SCRIPT: &str = r#"
OUTPUT_FORMAT("elf64-x86-64") OUTPUT_ARCH(i386:x86-64) ENTRY(main)
PHDRS { text PT_LOAD FILEHDR PHDRS FLAGS(5); data PT_LOAD; note PT_NOTE; }
MEMORY { ram (rwx) : ORIGIN = 0x100000, LENGTH = 64M }
x = DEFINED(main) ? main : 0x10K;
SECTIONS {
  . = 0x400000 + SIZEOF_HEADERS;
  .text : ALIGN(16) SUBALIGN(4) { *(.text .text.*) KEEP(*(SORT_BY_NAME(.init*))) ; PROVIDE(etext = .); } :text =0x90
  .data ADDR(.text) + SIZEOF(.text) : AT(LOADADDR(.text) + 0x100) {
    . = ALIGN(8); *(EXCLUDE_FILE(*x.o) .data) helper.o(.tdata) LONG(5) QUAD(x) FILL(0x12) ASSERT(. > 1, "no")
    PROVIDE_HIDDEN(here = ABSOLUTE(.)); CONSTRUCTORS
  } :data
  .bss (NOLOAD) : { *(COMMON) *(.bss) . += 0x100; }
  /DISCARD/ : { *(.comment) }
  end = MAX(., 1 ? 2 : 3) & ~(CONSTANT(MAXPAGESIZE) - 1);
}
INSERT AFTER .data;
ASSERT(end > 1, "small")
"#;
