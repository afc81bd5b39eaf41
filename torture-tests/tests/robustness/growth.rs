//! Time grows with the input, phase by phase: an input eight times as large may take twenty times as long, for caches miss
//! more often then; a quadratic phase takes sixty-four times as long.

use crate::run::Case;
use std::fmt::Write;
use std::time::Duration;

/// How many times larger the larger input is, and how much longer it may take.
const TIMES: usize = 8;
const LONGER: u32 = 20;
/// Less than this is the start of the program.
const LEAST: Duration = Duration::from_millis(25);

/// An input that is generated in any size.
struct Growing {
    name: &'static str,
    /// Size of the smaller input.
    size: usize,
    file: &'static str,
    text: fn(usize) -> String,
    words: &'static [&'static str],
}

/// `count` pieces between two texts.
fn many(front: &str, count: usize, piece: impl Fn(usize) -> String, end: &str) -> String {
    let mut text = front.to_string();
    for i in 0..count {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}", piece(i));
    }
    text + end
}

const O0: &[&str] = &["-w", "-O0", "-c", "x.c"];
const O1: &[&str] = &["-w", "-O1", "-c", "x.c"];
const O2: &[&str] = &["-w", "-O2", "-g", "-c", "x.c"];
const WARNED: &[&str] = &["-Wall", "-Wextra", "-O1", "-c", "x.c"];

#[rustfmt::skip]
const INPUTS: &[Growing] = &[
    // Preprocessing.
    Growing { name: "macros", size: 4000, file: "x.c", words: &["-E", "x.c"],
        text: |n| many("", n, |i| format!("#define M{i}(a) a + {i}\n#ifdef M{}\nint x{i} = M{i}(2);\n#endif", i / 2), "") },
    Growing { name: "arguments", size: 100_000, file: "x.c", words: &["-E", "x.c"],
        text: |n| many("#define F(...) G(__VA_ARGS__, #__VA_ARGS__)\n#define G(a, ...) a\nF(", n, |i| format!("a{i},"), "z)\n") },
    Growing { name: "conditionals", size: 10_000, file: "x.c", words: &["-E", "x.c"],
        text: |n| many("", n, |i| format!("#if defined(A{i}) && {i} > 3\nx\n#elif {i}\ny\n#else\nz\n#endif"), "") },
    Growing { name: "one line", size: 30_000, file: "x.c", words: &["-E", "x.c"],
        text: |n| "x(1, 'a', \"b\") ".repeat(n) },
    // Declarations.
    Growing { name: "declarations", size: 5000, file: "x.c", words: O0,
        text: |n| many("", n, |i| format!("extern int a{i}(int, char *); static int b{i} = {i}; typedef struct s{i} {{ int m; }} t{i}; t{i} c{i};"), "") },
    Growing { name: "redeclarations", size: 20_000, file: "x.c", words: WARNED,
        text: |n| many("", n, |_| "extern int a; int f(int, char *);".into(), "") },
    Growing { name: "members", size: 5000, file: "x.c", words: O0,
        text: |n| many("struct s {", n, |i| format!("int m{i} : 3; char c{i};"), "} x; int f(void) {") + &many("", n, |i| format!("x.m{i} = x.c{i};"), "return 0; }") },
    Growing { name: "enumerators", size: 10_000, file: "x.c", words: WARNED,
        text: |n| many("enum e {", n, |i| format!("e{i},"), "}; int f(enum e x) { switch (x) {") + &many("", n, |i| format!("case e{i}: return {i} * 3;"), "} return 0; }") },
    Growing { name: "initialisers", size: 20_000, file: "x.c", words: O0,
        text: |n| many("struct { int a; const char *b; } x[] = {", n, |i| format!("{{ {i}, \"s{i}\" }}, [{}].a = 3,", i / 2), "};") },
    Growing { name: "nested initialisers", size: 10_000, file: "x.c", words: O0,
        text: |n| many("int x[][2][2] = {", n, |i| format!("{{ {{ {i}, 1 }}, [1] = {{ [0 ... 1] = 2 }} }},"), "};") },
    Growing { name: "generic selections", size: 3000, file: "x.c", words: O0,
        text: |n| many("long f(int x) { long s = 0;", n, |i| format!("s += _Generic(x, char: 1, int: x + {i}, default: 2) + (__typeof__(s))sizeof(int [{}]);", i + 1), "return s; }") },
    // Functions.
    Growing { name: "functions", size: 3000, file: "x.c", words: O1,
        text: |n| many("", n, |i| format!("static int f{i}(int a) {{ return a ? a + {i} : 3; }}\nint g{i}(int a) {{ return f{i}(a) + f{i}(2); }}"), "") },
    Growing { name: "statements", size: 4000, file: "x.c", words: O0,
        text: |n| many("int g(int); int f(int a, int *p) {", n, |i| format!("a = a * {} + p[{}]; p[{}] = g(a);", i | 1, i % 100, i % 7), "return a; }") },
    Growing { name: "optimised statements", size: 3000, file: "x.c", words: O2,
        text: |n| many("int g(int); int f(int a, int *p) {", n, |i| format!("a = a * {} + p[{}]; p[{}] = g(a);", i | 1, i % 100, i % 7), "return a; }") },
    Growing { name: "expression", size: 6000, file: "x.c", words: O1,
        text: |n| many("int f(int a, int *p) { return a", n, |i| format!("+ p[{i}] * {}", i | 1), "; }") },
    Growing { name: "branches", size: 3000, file: "x.c", words: O2,
        text: |n| many("int g(int); int f(int a, int b) {", n, |i| format!("if (a > {i}) b += g(a); else if (b < {i}) a -= 2;"), "return a + b; }") },
    Growing { name: "loops", size: 800, file: "x.c", words: O2,
        text: |n| many("int f(int a, int *p) {", n, |i| format!("for (int i = 0; i < a; i++) {{ if (p[i] == {i}) continue; p[i] += a * {i}; }}"), "return a; }") },
    Growing { name: "labels", size: 4000, file: "x.c", words: O1,
        text: |n| many("int g(int); int f(int a) {", n, |i| format!("l{i}: if (g({i})) goto l{}; a++;", i * 7 % n.max(1)), "return a; }") },
    Growing { name: "computed gotos", size: 2000, file: "x.c", words: O1,
        text: |n| many("int f(int a) { static void *const t[] = {", n, |i| format!("&&l{i},"), "};") + &many("", n, |i| format!("l{i}: a += {i}; goto *t[a];"), "}") },
    Growing { name: "switch", size: 5000, file: "x.c", words: O2,
        text: |n| many("int g(int); int f(int a) { switch (a) {", n, |i| format!("case {}: a = g({i}); break;", i * 5), "} return a; }") },
    Growing { name: "variables", size: 1500, file: "x.c", words: O2,
        text: |n| many("int g(void); int f(void) {", n, |i| format!("int v{i} = g();"), "return 0") + &many("", n, |i| format!("+ v{i} * {i}"), "; }") },
    Growing { name: "variables by address", size: 2000, file: "x.c", words: O2,
        text: |n| many("int g(int *); int f(void) { int s = 0;", n, |i| format!("int v{i}; s += g(&v{i}); s += v{i};"), "return s; }") },
    Growing { name: "maybe unset variables", size: 500, file: "x.c", words: WARNED,
        text: |n| many("int g(int); int f(int a) { int s = 0;", n, |i| format!("int v{i}; if (a == {i}) v{i} = g(s); s++; if (a == {i}) s += v{i};"), "return s; }") },
    Growing { name: "structures by value", size: 1500, file: "x.c", words: O2,
        text: |n| many("struct s { int a, b; double c; } g(struct s); int f(struct s x) {", n, |i| format!("struct s y{i} = x; y{i}.a += {i}; x = g(y{i});"), "return x.b; }") },
    Growing { name: "chain of inlined calls", size: 1000, file: "x.c", words: O2,
        text: |n| many("static int f0(int a) { return a; }\n", n, |i| format!("static int f{}(int a) {{ return f{i}(a) + 1; }}", i + 1), "") + &format!("int h(int a) {{ return f{n}(a); }}") },
    Growing { name: "calls of one function", size: 2000, file: "x.c", words: O2,
        text: |n| many("static int k(int a, int b) { return a > b ? a * b : a + 1; } int f(int a) {", n, |i| format!("a = k(a, {i});"), "return a; }") },
    Growing { name: "inline assembly", size: 2000, file: "x.c", words: O1,
        text: |n| many("int f(int a) {", n, |i| format!("__asm__ volatile (\"addl %1, %0\" : \"+r\"(a) : \"ri\"({i}));"), "return a; }") },
    Growing { name: "strings", size: 10_000, file: "x.c", words: O1,
        text: |n| many("void p(const char *); void f(void) {", n, |i| format!("p(\"string {i}\");"), "}") },
    Growing { name: "warnings", size: 3000, file: "x.c", words: WARNED,
        text: |n| many("int f(unsigned a, int b) {", n, |i| format!("int u{i}; if (a < b) b = a == -1 & {i};"), "}") },
    Growing { name: "errors", size: 500, file: "x.c", words: &["-c", "x.c"],
        text: |n| many("int f(int a) {", n, |i| format!("b{i} = a.c; f(1, {i}); {i} = 3; *a;"), "}") },
    // Assembly and linking.
    Growing { name: "instructions", size: 20_000, file: "x.s", words: &["-c", "x.s"],
        text: |n| many("", n, |i| format!("l{i}: movq {}(%rdi), %rax; addl $l{i} - l0, %eax", i % 300), "") },
    Growing { name: "jumps", size: 15_000, file: "x.s", words: &["-c", "x.s"],
        text: |n| many("", n, |i| format!("l{i}: jne l{}\n .p2align 2", i * 13 % n.max(1)), "") },
    Growing { name: "repetitions", size: 20_000, file: "x.s", words: &["-c", "x.s"],
        text: |n| format!(".macro m a, b\n .long \\a + \\b\n.endm\n.rept {n}\n m 1, 2\n.endr\n") },
    Growing { name: "sections", size: 1500, file: "x.s", words: &["-nostdlib", "-r", "-o", "x.o", "x.s"],
        text: |n| many("", n, |i| format!(".section .text.f{i},\"ax\"\n.globl f{i}\nf{i}: call f{}", i * 7 % n.max(1)), "") },
    Growing { name: "linked symbols", size: 3000, file: "x.s", words: &["-nostdlib", "-shared", "-o", "x.so", "x.s"],
        text: |n| many("", n, |i| format!(".section .data.f{i},\"aw\"\n.globl f{i}\nf{i}: .quad f{}", i * 7 % n.max(1)), "") },
    Growing { name: "collected sections", size: 2000, file: "x.c", words: &["-w", "-O0", "-ffunction-sections", "-Wl,--gc-sections", "x.c"],
        text: |n| many("int main(void) { return 0; }\n", n, |i| format!("int f{}(int); int f{i}(int a) {{ return f{}(a) + 1; }}", (i + 1) % n, (i + 1) % n), "") },
    Growing { name: "debugging information", size: 2000, file: "x.c", words: &["-w", "-g", "-O0", "x.c"],
        text: |n| many("int main(void) { return 0; }\n", n, |i| format!("struct s{i} {{ int a; struct s{} *b; }};\nint f{i}(struct s{i} *p) {{\n int x = p->a;\n return x; }}", i / 2), "") },
    Growing { name: "script", size: 3000, file: "x.ld", words: &["-nostdlib", "-T", "x.ld", "-r", "-o", "y.o", "x.ld"],
        text: |n| many("SECTIONS {\n", n, |i| format!("s{i} = {i} + (s0 ? 1 : 2);\n.a{i} : {{ *(.a{i}) }}"), "}\n") },
];

impl Growing {
    /// The least time of some runs in which the input is so large.
    fn time(&self, size: usize, runs: usize) -> Duration {
        let case = Case::with(self.file, (self.text)(size));
        let time = |_| {
            let ending = case.run(self.words);
            // Who takes longer than any run may is stopped.
            if ending.signal.is_some() { ending.time } else { ending.must_be_clear().time }
        };
        (0..runs).map(time).min().unwrap_or_default()
    }

    /// What is wrong with how the time grows.
    fn complaint(&self) -> Option<String> {
        let mut said = None;
        // Other work on the machine may slow a run down, but not all of them.
        for _ in 0..3 {
            let small = self.time(self.size, 3).max(LEAST);
            let large = self.time(self.size * TIMES, 1);
            println!("{}: {small:.2?} becomes {large:.2?}", self.name);
            if large <= small * LONGER {
                return None;
            }
            said = Some(format!("{}: {small:.2?} becomes {large:.2?}", self.name));
        }
        said
    }
}

#[test]
fn time_grows_with_the_input() {
    let complaints: Vec<String> = INPUTS.iter().filter_map(Growing::complaint).collect();
    assert!(
        complaints.is_empty(),
        "{TIMES} times the input takes more than {LONGER} times as long:\n{}",
        complaints.join("\n")
    );
}
