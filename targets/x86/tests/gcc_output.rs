//! What gcc writes with -S assembles to the sections and relocations that GNU as makes of it, and so does what our
//! own printer makes of it. Needs gcc and binutils.

use assembler::{TextStreamer, assemble_text};
use object::{Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use x86::X86;

const PROGRAMS: &[&str] = &[
    // Jumps of all lengths, jump tables, tail calls, static and global data, strings that merge.
    r#"
    #include <stdio.h>
    #include <string.h>
    struct s { int a; double b; char c[10]; };
    static struct s table[10];
    int global = 5; extern int ext; _Thread_local int tl; static _Thread_local long stl = 3;
    const char *names[] = { "a", "bc", "def", "abc" };
    int alias(void) __attribute__((alias("real_one"))); int real_one(void) { return 3; }
    __attribute__((weak)) int weak(void) { return 1; }
    __attribute__((visibility("hidden"))) int hidden(int x) { return x + weak() + alias(); }
    __attribute__((section("mine_here"))) int mine = 4; int common[100]; static char big[100000];
    static int sw(int x) {
        switch (x) { case 1: return 5; case 2: return 7; case 3: puts("x"); case 4: return 22; case 5: return ext;
        case 6: return 99; case 7: return x * global; default: return 0; }
    }
    double f(double x, float y, long double z) { tl++; stl += tl; return x * y + (double) z + ext; }
    int main(int argc, char **argv) {
        for (int i = 0; i < argc; i++) {
            table[i].a = sw(i) + global; table[i].b = f(i, argc, 1.0L); strcpy(table[i].c, argv[i]); big[i] = i;
        }
        printf("%d %f %s\n", table[0].a, table[0].b, names[argc]);
        return argc > 3 ? main(argc - 1, argv) : hidden(common[argc]);
    }
    __attribute__((constructor)) static void init(void) { common[3] = 4; }
    "#,
    // Vectors, bit operations, atomics, variable arguments, wide arithmetic, inline asm with sections of its own.
    r#"
    #include <stdarg.h>
    typedef float v4 __attribute__((vector_size(16))); typedef int i4 __attribute__((vector_size(16)));
    v4 add(v4 a, v4 b) { return a * b + a; } i4 shift(i4 a) { return (a << 3) ^ (a > 5); }
    int sum(int n, ...) { va_list l; va_start(l, n); int s = 0; while (n--) s += va_arg(l, int) + va_arg(l, double); return s; }
    __int128 mul(__int128 a, __int128 b) { return a * b; }
    unsigned bits(unsigned x, unsigned long y) { return __builtin_popcount(x) + __builtin_clz(x) + __builtin_ctzl(y) + __builtin_bswap32(x); }
    int atomics(int *p, long *q) { __sync_fetch_and_add(p, 2); __atomic_store_n(q, 5, 5); return __sync_bool_compare_and_swap(p, 1, 2) + __sync_lock_test_and_set(q, 3); }
    int asms(int x) {
        int y;
        __asm__("1:\tmovl %1, %0\n\t.pushsection .fix,\"a\"\n\t.long 1b - ., 2f - 1b\n\t.popsection\n2:\taddl $(2b-1b), %0" : "=r"(y) : "r"(x));
        __asm__ volatile("lock; addl $0, (%%rsp)\n\trep movsb\n\tcpuid\n\tjmp 1f\n\t.skip 200, 0x90\n1:" ::: "memory", "rax", "rbx", "rcx", "rdx", "rsi", "rdi");
        return y;
    }
    long double x87(long double a, double b, int c) { return __builtin_sqrtl(a) / b - c + (a < b); }
    void *label(int i) { static void *t[] = { &&a, &&b, &&c }; goto *t[i]; a: return 0; b: return t; c: return &&b; }
    "#,
];

/// Sections' contents and relocations by name, in a form to compare.
fn facts(file: &[u8]) -> BTreeMap<String, (Vec<u8>, Vec<String>)> {
    let file = object::File::parse(file).expect("an object file");
    let mut facts = BTreeMap::new();
    for section in file.sections() {
        let name = section.name().expect("a name").to_string();
        let tables = [".symtab", ".strtab", ".shstrtab", ".debug_line", ".debug_line_str"];
        if tables.contains(&name.as_str()) || name.starts_with(".rela") {
            continue;
        }
        let mut relocations: Vec<String> = section
            .relocations()
            .map(|(offset, r)| {
                let RelocationFlags::Elf { r_type } = r.flags() else { panic!("not ELF") };
                let target = match r.target() {
                    RelocationTarget::Symbol(index) => {
                        let symbol = file.symbol_by_index(index).expect("a symbol");
                        let section =
                            symbol.section_index().filter(|_| symbol.kind() == object::SymbolKind::Section);
                        match section {
                            Some(s) => file
                                .section_by_index(s)
                                .expect("a section")
                                .name()
                                .expect("a name")
                                .to_string(),
                            None => symbol.name().expect("a name").to_string(),
                        }
                    }
                    _ => "none".into(),
                };
                format!("{offset:#x} {r_type:?} {target} {:+}", r.addend())
            })
            .collect();
        relocations.sort();
        facts.insert(name, (section.data().expect("contents").to_vec(), relocations));
    }
    facts
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?} is needed by this test: {e}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn assemble(text: &[u8]) -> Vec<u8> {
    let (bytes, context) = assemble_text(X86::x86_64(), "t.s", text, Vec::new());
    assert_eq!(context.error_count(), 0, "{}", context.format_messages());
    bytes
}

fn compare(program: &str, options: &[&str], dir: &Path) {
    let path = |name: &str| dir.join(name);
    std::fs::write(path("t.c"), program).expect("written");
    run(Command::new("gcc").args(options).args(["-w", "-S", "-o"]).arg(path("t.s")).arg(path("t.c")));
    run(Command::new("as").arg(path("t.s")).arg("-o").arg(path("t.o")));
    let text = std::fs::read(path("t.s")).expect("gcc wrote it");
    let ours = assemble(&text);
    let theirs = facts(&std::fs::read(path("t.o")).expect("as wrote it"));
    let found = facts(&ours);
    assert_eq!(found.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "{options:?}");
    for (name, (bytes, relocations)) in &theirs {
        assert!(found[name].0 == *bytes, "{options:?}: contents of {name} differ");
        assert_eq!(found[name].1, *relocations, "{options:?}: relocations of {name}");
    }
    let mut printer = TextStreamer::new(X86::x86_64());
    printer.reprint("t.s", &text);
    assert!(
        assemble(printer.finish().0.as_bytes()) == ours,
        "{options:?}: printed and read again, it differs"
    );
}

#[test]
fn gcc_output_assembles_as_gnu_as_does_it() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for program in PROGRAMS {
        for options in [
            &["-O0"][..],
            &["-O2"],
            &["-O2", "-g"],
            &["-Os", "-fPIC"],
            &["-O2", "-mcmodel=large"],
            &["-O1", "-fno-pic"],
            &["-O3", "-mavx2", "-mbmi2", "-mfma"],
            &["-O2", "-ffunction-sections", "-fdata-sections"],
        ] {
            compare(program, options, dir.path());
        }
    }
}
