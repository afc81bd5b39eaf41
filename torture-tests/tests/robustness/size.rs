//! Large inputs: long lines, many of everything, and sizes that overflow. What is large must be compiled; what no machine
//! holds must be refused.

use crate::run::Case;
use std::fmt::Write;

/// Compiles a C file at a level; it must be accepted.
#[track_caller]
fn compiles(text: &str, levels: &[&str]) {
    let case = Case::with("x.c", text);
    for level in levels {
        case.run(["-w", "-c", level, "x.c"]).must_be_accepted();
    }
}

/// Compiles a C file that must be refused with this text.
#[track_caller]
fn refused(text: &str, error: &str) {
    Case::with("x.c", text).run(["-w", "-c", "x.c"]).must_be_refused(error);
}

/// `count` pieces of text.
fn many(count: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for i in 0..count {
        text += &piece(i);
    }
    text
}

#[test]
fn line_of_ten_million_characters() {
    compiles(&format!("int x = 1{};\n", " ".repeat(10_000_000)), &["-O0"]);
    compiles(&format!("int x; /*{}*/\n", "x".repeat(10_000_000)), &["-O0"]);
    compiles(&format!("int x; //{}\n", "x".repeat(10_000_000)), &["-O0"]);
    compiles(&many(1_000_000, |i| format!("int x{i};")), &["-O0"]);
    compiles(&format!("char x[] = \"{}\";\n", "x".repeat(10_000_000)), &["-O0"]);
    compiles(&format!("#define m {}\nint x;\n", "x ".repeat(5_000_000)), &["-O0"]);
    compiles(&format!("#if 0\n{}\n#endif\nint x;\n", "' x".repeat(3_000_000)), &["-O0"]);
    refused(&"x".repeat(10_000_000), "expected");
    refused(&"1".repeat(10_000_000), "expected");
    Case::with("x.c", format!("int x = {};", "1".repeat(10_000_000)))
        .run(["-w", "-c", "x.c"])
        .must_be_clear();
    compiles(&format!("int x = '{}';", "1".repeat(10_000_000)), &["-O0"]);
    refused(&format!("#include \"{}\"", "x".repeat(10_000_000)), "File name too long");
    refused(&"@ ".repeat(1_000_000), "stray '@'");
    refused(&"x ".repeat(5_000_000), "unknown type name");
}

#[test]
fn long_names() {
    let name = "x".repeat(1_000_000);
    compiles(&format!("int {name}; int f(void) {{ return {name}; }}\n"), &["-O0"]);
    compiles(&format!("int f(void) {{ goto {name}; {name}: return 0; }}\n"), &["-O0", "-O1"]);
    compiles(&format!("struct {name} {{ int {name}; }}; struct {name} v;\n"), &["-O0"]);
    refused(&format!("{name} x;\n"), "unknown type name");
    let case = Case::with(
        "x.c",
        format!("int {name}(void) {{ return 0; }} int main(void) {{ return {name}(); }}\n"),
    );
    case.run(["x.c"]).must_be_accepted();
}

#[test]
fn initialiser_of_a_million_elements() {
    let ones = "1,".repeat(1_000_000);
    compiles(&format!("int x[] = {{{ones}}};\n"), &["-O0", "-O1"]);
    compiles(&format!("char x[] = {{{ones}}};\n"), &["-O0"]);
    compiles(&format!("double x[] = {{{ones}}};\n"), &["-O0"]);
    compiles(&format!("struct {{ int a, b; }} x[] = {{{}}};\n", "{1,2},".repeat(1_000_000)), &["-O0"]);
    compiles(&format!("struct {{ int a, b; }} x[] = {{{ones}}};\n"), &["-O0"]);
    compiles(&format!("int x[] = {{{}}};\n", many(1_000_000, |i| format!("[{i}]=1,"))), &["-O0"]);
    compiles(&format!("int x[] = {{{}}};\n", many(1_000_000, |i| format!("[{}]=1,", 999_999 - i))), &["-O0"]);
    compiles(&format!("int x[] = {{{}}};\n", "[0]=1,".repeat(1_000_000)), &["-O0"]);
    compiles(&format!("char *x[] = {{{}}};\n", many(1_000_000, |i| format!("\"{i}\","))), &["-O0"]);
    compiles(&format!("int y; int *x[] = {{{}}};\n", "&y,".repeat(1_000_000)), &["-O0"]);
    compiles(
        &format!("int f(int a) {{ int x[] = {{{}}}; return x[a]; }}\n", "1,".repeat(1_000_000)),
        &["-O0", "-O1"],
    );
    compiles(
        &format!("int f(int a) {{ int x[] = {{{}}}; return x[1]; }}\n", "a,".repeat(100_000)),
        &["-O0", "-O1"],
    );
}

#[test]
fn switch_with_a_hundred_thousand_cases() {
    let levels = &["-O0", "-O1"];
    let switch = |cases: String| format!("int f(int a) {{ switch (a) {{ {cases} }} return 0; }}\n");
    compiles(&switch(many(100_000, |i| format!("case {i}: return {};\n", i * 7))), levels);
    compiles(&switch(many(100_000, |i| format!("case {}: a++; break;\n", i * 1000))), levels);
    compiles(&switch(many(100_000, |i| format!("case {}: a += {i};\n", i * i % 2_000_003))), levels);
    compiles(
        &switch(many(100_000, |i| format!("case {} ... {}: a += {i}; break;\n", i * 10, i * 10 + 5))),
        levels,
    );
    compiles(
        "int f(int a) { switch (a) { case -2147483647-1 ... 2147483647: return 1; } return 0; }\n",
        levels,
    );
    refused(&switch(many(100_000, |i| format!("case {}: return 1;\n", i / 2))), "duplicate case value");
}

#[test]
fn function_of_two_hundred_thousand_lines() {
    let levels = &["-O0", "-O1"];
    let function =
        |lines: String| format!("int g(int); int y; int f(int a) {{ int b = a;\n{lines} return a; }}\n");
    compiles(&function("a = a * 3 + b;\n".repeat(200_000)), levels);
    compiles(&function("b = g(a);\n".repeat(200_000)), levels);
    compiles(&function("y += a;\n".repeat(200_000)), levels);
    compiles(&function("if (a > y) b++;\n".repeat(100_000)), levels);
    compiles(&function("while (g(a)) b++;\n".repeat(100_000)), levels);
    compiles(&function(many(100_000, |i| format!("int v{i} = g(a);\n"))), levels);
    compiles(
        &function(many(50_000, |i| format!("L{i}: if (g({i})) goto L{};\n", (i * 7919) % 50_000))),
        levels,
    );
}

#[test]
fn many_live_variables() {
    let declared = many(20_000, |i| format!("int v{i} = g({i});\n"));
    let used = many(20_000, |i| format!("a += v{i};\n"));
    compiles(&format!("int g(int); int f(int a) {{ {declared} {used} return a; }}\n"), &["-O0", "-O1"]);
    let around = many(70_000, |i| format!("int v{i} = 0;\n"));
    let changed = many(70_000, |i| format!("v{i}++;\n"));
    let text = format!("int g(int); int f(int a) {{ {around} while (g(a)) {{ {changed} }} return v1; }}\n");
    compiles(&text, &["-O0"]);
    Case::with("x.c", text).run(["-w", "-c", "-O1", "x.c"]).must_be_clear();
}

#[test]
fn many_declarations() {
    compiles(&many(200_000, |i| format!("int f{i}(int a) {{ return a + {i}; }}\n")), &["-O0", "-O1"]);
    compiles(&many(200_000, |i| format!("static int f{i}(int a) {{ return a + {i}; }}\n")), &["-O0", "-O1"]);
    compiles(&many(200_000, |i| format!("struct s{i} {{ int a; }} v{i};\n")), &["-O0"]);
    compiles(&many(200_000, |i| format!("typedef int t{i}; extern t{i} v{i};\n")), &["-O0"]);
    compiles(&format!("enum e {{ {} }};\n", many(200_000, |i| format!("E{i},"))), &["-O0"]);
    compiles(&format!("struct s {{ {} }} v;\n", many(200_000, |i| format!("int m{i};"))), &["-O0"]);
    compiles(&many(200_000, |i| format!("#define m{i} {i}\n#ifdef m{i}\n#undef m{i}\n#endif\n")), &["-O0"]);
    compiles(&"extern int x;\n".repeat(200_000), &["-O0"]);
    compiles(&"int f(int);\n".repeat(200_000), &["-O0"]);
    compiles(
        &format!("int f({} int a) {{ return a; }}\n", many(100_000, |i| format!("int p{i},"))),
        &["-O0", "-O1"],
    );
    compiles(
        &format!("int f(int, ...); int h(int a) {{ return f({} a); }}\n", "a,".repeat(20_000)),
        &["-O0", "-O1"],
    );
    let chain = many(20_000, |i| format!("static int f{}(int a) {{ return f{i}(a) + 1; }}\n", i + 1));
    let chain = format!("int f0(int a) {{ return a; }}\n{chain}int g(int a) {{ return f20000(a); }}\n");
    compiles(&chain, &["-O0", "-O1", "-O2"]);
}

#[test]
fn same_function_many_times() {
    let mut text = String::from("static inline int f(int a) { return a * 3 + 1; }\nint g(int a) {\n");
    for _ in 0..50_000 {
        text += "a += f(a);\n";
    }
    text += "return a; }\n";
    compiles(&text, &["-O0", "-O1", "-O2"]);
}

#[test]
fn inlining_does_not_explode() {
    let mut text = String::from(
        "int h(int);\n__attribute__((always_inline)) static inline int f0(int a) { return h(a); }\n",
    );
    for i in 1..40 {
        let _ = writeln!(
            text,
            "__attribute__((always_inline)) static inline int f{i}(int a) {{ return f{0}(a) + f{0}(a + 1); }}",
            i - 1
        );
    }
    text += "int g(int a) { return f39(a); }\n";
    Case::with("x.c", text).run(["-w", "-c", "-O2", "x.c"]).must_be_clear();
}

#[test]
fn sizes_overflow() {
    refused("int x[0x7fffffffffffffff];", "exceeds maximum object size");
    refused("int x[0xffffffffffffffff];", "is too large");
    refused("int x[-1];", "negative");
    refused("int x[1000000][1000000][1000000][1000000];", "exceeds maximum object size");
    refused("char x[0xffffffffffffffffffffffff];", "too large");
    refused("struct { char a[0x7fffffffffffffff]; char b[0x7fffffffffffffff]; } x;", "too large");
    refused("struct { char a[0x7fffffffffffffff]; int b; } x;", "too large");
    refused("struct { int a : 100; } x;", "exceeds its type");
    refused("int x __attribute__((aligned(0x10000000000)));", "alignment");
    refused("int x __attribute__((vector_size(0x1000000000000)));", "vector");
    refused("int x = sizeof(char[0x8000000000000000]);", "too large");
    refused("int f(void) { char x[0x7fffffffffffffff]; return x[0]; } int g(void) { return 0 }", "error");
}

#[test]
fn objects_too_large_for_an_output() {
    let case =
        Case::with("x.c", "char x[0x100000000000] = {1}; int main(void) { return x[0]; }\n").memory(4096);
    case.run(["-w", "-c", "x.c"]).must_be_clear();
    case.file("y.c", "char x[0x100000000000]; int main(void) { return 0; }\n");
    case.run(["-w", "-c", "y.c"]).must_be_accepted();
    case.run(["-w", "y.c"]).must_be_clear();
    case.file("z.c", "int x[] = { [0x100000000] = 1 };\n");
    case.run(["-w", "-c", "z.c"]).must_be_clear();
    case.file("w.c", "int f(void) { char x[0x40000000000]; x[1] = 1; return x[2]; }\n");
    case.run(["-w", "-c", "w.c"]).must_be_clear();
    case.run(["-w", "-O1", "-c", "w.c"]).must_be_clear();
    case.file("v.c", "struct s { char a[0x7fffffff0]; }; void g(struct s); void f(struct s *p) { g(*p); }\n");
    case.run(["-w", "-c", "v.c"]).must_be_clear();
    case.file(
        "u.c",
        "struct s { char a[0x7fffffff0]; }; struct s g(void); void f(struct s *p) { *p = g(); }\n",
    );
    case.run(["-w", "-c", "u.c"]).must_be_clear();
}

#[test]
fn assembly_sizes() {
    let refused = |text: &str, error: &str| {
        Case::with("x.s", text).memory(4096).run(["-c", "x.s"]).must_be_refused(error)
    };
    let clear = |text: &str| Case::with("x.s", text).memory(4096).run(["-c", "x.s"]).must_be_clear();
    refused(".fill 0x7fffffffffffffff, 8, 0\n", "rror");
    refused(".space 0x7fffffffffffffff\n", "rror");
    refused(".rept 0x7fffffffffffffff\nnop\n.endr\n", "rror");
    refused(".rept 1000000\n.rept 1000000\nnop\n.endr\n.endr\n", "rror");
    refused(".macro m\nm\nm\n.endm\nm\n", "nested too deeply");
    refused(".macro m a\nm \\a\\a\n.endm\nm x\n", "rror");
    clear(".org -1\n");
    refused(".incbin \"/dev/zero\"\n", "rror");
    clear(".org 0x7fffffffffffffff\n");
    clear(".balign 0x8000000000000000\n");
    clear(".p2align 64\n");
    clear(".bss\n.space 0x7fffffffffffffff\n");
    clear(".comm x, 0x7fffffffffffffff, 0x8000000000000000\n");
    clear(&format!("x{}:\n", "y".repeat(10_000_000)));
    clear(&".long 1\n".repeat(1_000_000));
    clear(&many(300_000, |i| format!("x{i}: jmp x{}\n", (i * 7919) % 300_000)));
    clear(&many(300_000, |i| format!(".section .s{i},\"a\"\n.long x{i}\n")));
    clear(&format!(".ascii \"{}\"\n", "x".repeat(10_000_000)));
    clear(&"1: jmp 1b\n".repeat(300_000));
    clear(&"jmp 1f\n".repeat(300_000));
    clear(&many(200_000, |i| format!(".set x{}, x{i}+1\n", i + 1)));
    clear(&many(200_000, |i| format!(".set x{i}, x{}+1\n", i + 1)));
    clear(".set x, x+1\n.long x\n");
    clear(".set x, y\n.set y, x\n.long x\n");
}
