//! Each kind of output runs, and is what was asked for.

use crate::bench::Bench;
use object::elf;
use object::read::elf::{FileHeader as _, ProgramHeader as _};

const HELLO: &str = r#"
#include <stdio.h>
int numbers[3] = {1, 2, 3};
int *pointer = &numbers[1];
int (*say)(const char *) = puts;
int main(int argc, char **argv) { printf("%d %d\n", argc, *pointer); return say("hello") < 0; }
"#;

/// Links a program as an option says: the file's type, and whether it names a dynamic linker.
fn kind(option: &str) -> (elf::FileType, bool) {
    let bench = Bench::new();
    bench.file("hello.c", HELLO).ccc(&format!("{option} hello.c -o hello"));
    assert_eq!(bench.run("hello"), "1 2\nhello\n", "{option}");
    bench.elf("hello", |file| {
        let header = file.elf_header();
        let segments = header.program_headers(file.endian(), file.data()).expect("program headers");
        let named = segments.iter().any(|segment| segment.p_type(file.endian()) == elf::PT_INTERP);
        (header.e_type(file.endian()), named)
    })
}

#[test]
fn a_program_is_a_pie_unless_told_otherwise() {
    assert_eq!(kind(""), (elf::ET_DYN, true));
    assert_eq!(kind("-pie -fPIE"), (elf::ET_DYN, true));
}

#[test]
fn no_pie_stands_at_a_fixed_address() {
    assert_eq!(kind("-no-pie -fno-pie"), (elf::ET_EXEC, true));
}

#[test]
fn static_programs_need_no_dynamic_linker() {
    assert_eq!(kind("-static"), (elf::ET_EXEC, false));
    assert_eq!(kind("-static-pie -fPIE"), (elf::ET_DYN, false));
}

/// Calls go through the PLT at once or when they are first made; data and function addresses are the library's own.
#[test]
fn a_program_uses_a_shared_library() {
    let library = r#"
        int counter = 40;
        static int twice(int x) { return 2 * x; }
        int (*chosen(void))(int) { return twice; }
        int add(int x) { return counter += x; }
    "#;
    let main = r#"
        #include <stdio.h>
        extern int counter;
        int add(int), (*chosen(void))(int);
        int main(void) {
            int first = add(1), second = add(1);
            printf("%d %d %d %d\n", first, second, counter, chosen()(4));
            return 0;
        }
    "#;
    for binding in ["lazy", "now"] {
        for executable in ["-pie", "-no-pie -fno-pie"] {
            let bench = Bench::new();
            bench.file("lib.c", library).file("main.c", main);
            bench.ccc(&format!("-shared -fPIC -Wl,-z,{binding} -Wl,-soname,libx.so lib.c -o libx.so"));
            bench.ccc(&format!("{executable} -Wl,-z,{binding} main.c -L. -lx -o main"));
            assert_eq!(bench.run("main"), "41 42 42 8\n", "{binding} {executable}");
            let now = bench.tool("readelf", "-dW main").contains("NOW");
            assert_eq!(now, binding == "now");
        }
    }
}

/// The output of `-r` is an object like any other, groups and all.
#[test]
fn a_relocatable_output_links_again() {
    let bench = Bench::new();
    bench.file("a.c", "#include <stdio.h>\nint b(void); static int own = 3; int shared;\nint main(void) { printf(\"%d %d\\n\", b() + own, shared); return 0; }");
    bench.file("b.c", "extern int shared; static int own = 4; int b(void) { shared = 5; return own; }");
    bench.ccc("-c a.c");
    bench.ccc("-c b.c");
    bench.ccc("-r a.o b.o -o both.o");
    bench.elf("both.o", |file| assert_eq!(file.elf_header().e_type(file.endian()), elf::ET_REL));
    for linker in ["pie", "static"] {
        bench.ccc(&format!("-{linker} both.o -o program"));
        assert_eq!(bench.run("program"), "7 5\n");
    }
    // GNU ld reads it as well, and is not told to make the stack executable.
    let said = bench.gcc("both.o -o program");
    assert_eq!((bench.run("program").as_str(), said.as_str()), ("7 5\n", ""));
}

/// A group comes before its sections, one for each signature, with the relocations of what is in it.
#[test]
fn a_relocatable_output_keeps_groups() {
    let bench = Bench::new();
    let unit = r#"
        .section .data.g,"awG",@progbits,g,comdat
        .weak g
        g: .quad main
        .text
        .globl NAME
        NAME: movq g(%rip), %rax
        ret
    "#;
    bench.file("a.s", unit.replace("NAME", "a")).file("b.s", unit.replace("NAME", "b"));
    bench.file("main.c", "void *a(void), *b(void); int main(void) { return a() != main || b() != main; }");
    bench.ccc("-c a.s b.s main.c");
    bench.ccc("-r a.o b.o -o both.o");
    let groups = bench.tool("readelf", "-gW both.o");
    assert!(groups.contains("[g] contains 2 sections") && groups.contains(".rela.data.g"), "{groups}");
    for linker in [Bench::ccc, Bench::gcc] {
        linker(&bench, "both.o main.o -o program");
        assert_eq!(bench.run("program"), "");
    }
}

/// The stack is executable if an object or an option asks.
#[test]
fn the_stack_is_executable_only_on_demand() {
    let flags = |options: &str, flags: &str| {
        let bench = Bench::new();
        bench.file("note.s", format!(".section .note.GNU-stack,\"{flags}\",@progbits\n"));
        bench.file("main.c", "int main(void) { return 0; }").ccc(&format!("{options} main.c note.s -o main"));
        bench.elf("main", |file| {
            let segments = file.elf_header().program_headers(file.endian(), file.data()).expect("headers");
            let stack = segments.iter().find(|s| s.p_type(file.endian()) == elf::PT_GNU_STACK);
            stack.map(|s| s.p_flags(file.endian()))
        })
    };
    let (data, code) = (elf::PF_R | elf::PF_W, elf::PF_R | elf::PF_W | elf::PF_X);
    assert_eq!(flags("", ""), Some(data));
    assert_eq!(flags("", "x"), Some(code));
    assert_eq!(flags("-Wl,-z,execstack", ""), Some(code));
    assert_eq!(flags("-Wl,-z,noexecstack", "x"), Some(data));
}

/// What is asked of the linker is answered on its own and through the compiler; `--verbose` links besides.
#[test]
fn questions() {
    let bench = Bench::new();
    bench.file("main.c", "int main(void) { return 0; }").ccc("-c main.c");
    for (question, answer) in [
        ("--version", "GNU ld"),
        ("-v", "GNU ld"),
        ("--help", "supported targets: elf64-x86-64"),
        ("--verbose", "SECTIONS"),
    ] {
        for words in [format!("-Wl,{question}"), format!("-Wl,{question} main.o -o {}", &question[1..])] {
            assert!(bench.ccc(&words).contains(answer), "{words}");
        }
    }
    let linked = ["-version", "v", "-help", "-verbose"].map(|name| bench.path(name).exists());
    assert_eq!(linked, [false, true, false, true]);
    assert!(bench.ccc("-Wl,--verbose main.o -o main").contains("\nmain.o\n"));
}
