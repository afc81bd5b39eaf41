//! Conditions that are known when the program is compiled: what they guard is not there.

use std::io::Write;
use std::process::{Command, Stdio};

/// The assembly of a program.
fn assembly(flags: &str, program: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccc"));
    command.args(flags.split_whitespace()).args(["-w", "-S", "-x", "c", "-", "-o", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("ccc starts");
    child.stdin.take().expect("it is piped").write_all(program.as_bytes()).expect("ccc reads");
    let output = child.wait_with_output().expect("ccc ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Each of the conditions, over parameters, is false.
fn never(flags: &str, declarations: &str, params: &str, conditions: &[&str]) {
    for condition in conditions {
        let program =
            format!("void gone(void);\n{declarations}\nvoid f({params}) {{ if ({condition}) gone(); }}\n");
        let text = assembly(flags, &program);
        assert!(!text.contains("gone"), "{flags} {condition}\n{text}");
    }
}

/// Each of the conditions is asked when the program runs.
fn asked(flags: &str, declarations: &str, params: &str, conditions: &[&str]) {
    for condition in conditions {
        let program =
            format!("void gone(void);\n{declarations}\nvoid f({params}) {{ if ({condition}) gone(); }}\n");
        let text = assembly(flags, &program);
        assert!(text.contains("gone"), "{flags} {condition}\n{text}");
    }
}

const MATH: &str =
    "double sqrt(double), pow(double, double), exp(double), log(double), cbrt(double), fabs(double),
    tan(double), atan(double), floor(double), trunc(double), ceil(double), logb(double), fmod(double, double),
    cabs(_Complex double), pure(double) __attribute__((pure));
    float floorf(float); long double sqrtl(long double), fabsl(long double), cabsl(_Complex long double);
    int ilogb(double); long lround(double); long long llround(double);";

#[test]
fn mathematics_as_if_numbers_were_real() {
    let conditions = [
        "x + x != 2 * x",
        "3 * x + x * 5 != 8 * x",
        "sqrt(pow(x, y)) != pow(fabs(x), y * 0.5)",
        "pow(sqrt(x), 4) != x * x",
        "log(pow(x, y)) != y * log(x)",
        "pow(exp(x), y) != exp(x * y)",
        "sqrt(x) * sqrt(y) != sqrt(x * y)",
        "exp(x) * exp(y) != exp(x + y)",
        "pow(x, y) * pow(z, y) != pow(z * x, y)",
        "pow(x, y) * pow(x, z) != pow(x, y + z)",
        "x / exp(y) != x * exp(-y)",
        "x / cbrt(y / z) != x * cbrt(z / y)",
        "pow(x, 3) / x != x * x",
        "tan(atan(x)) != x",
        "(int)logb(x) != ilogb(x)",
        "cabs(x + x * 1i) != fabs(x) * __builtin_sqrt(2)",
        "cabsl(3.0L + 4.0iL) != 5",
        "exp(1) < 2.71 || exp(1) > 2.72",
        "__builtin_powi(x, -1) != 1 / x",
        "llround(x) != lround(x)",
    ];
    never("-O2 -ffast-math", MATH, "double x, double y, double z", &conditions);
    // What is not exact is left to the program otherwise.
    asked("-O2", MATH, "double x, double y, double z", &conditions[..5]);
}

#[test]
fn functions_without_effects() {
    let params = "double x";
    never(
        "-O2 -fno-math-errno",
        MATH,
        params,
        &[
            "floor(floor(x)) > ceil(floor(x))",
            "fmod(6.5, 2.25) != 2",
            "pow(2, -3) != 0.125",
            "pure(x) < pure(x) && x == x",
        ],
    );
    asked("-O2", MATH, params, &["exp(x) < exp(x)"]);
    let unused = "void f(double x, double *p) { double y = pure(x); if (0) *p = y; }";
    assert!(!assembly("-O1", &format!("{MATH}\n{unused}")).contains("call"));
    let unreachable = "int f(double x) { if (pure(x) < 1) __builtin_unreachable(); return 3; }";
    assert!(!assembly("-O1", &format!("{MATH}\n{unreachable}")).contains("call"));
}

#[test]
fn what_is_the_same_for_all_operands() {
    let conditions = ["x + 5 == x", "~~x - x", "x + ~(x - 1)", "!(-~x - x)", "u == u + 10", "-(-x) != x"];
    never("-O0", "", "int x, unsigned u", &conditions);
    asked("-O0", "", "volatile int x, unsigned u", &["x == x + 5", "u + x == u + 1"]);
    let relations =
        ["__builtin_isless(x, __builtin_nan(\"\"))", "!__builtin_isunordered(__builtin_nan(\"\"), x)"];
    never("-O0", "", "double x", &relations);
    let finite = ["x != x", "__builtin_isnan(x)", "!__builtin_isfinite(x)", "__builtin_isinf(x)"];
    never("-O0 -ffinite-math-only", "", "double x", &finite);
    asked("-O0", "", "double x", &finite);
    never("-O1", "", "int x", &["x & ~x", "(x | ~x) != -1", "x && !x", "\"abc\" + 1 == 0"]);
}

#[test]
fn aliases_keep_what_they_name() {
    for level in ["-O0", "-O2"] {
        let text = assembly(level, "static int v; extern int a __attribute__((alias(\"v\"))); int *p = &a;");
        assert!(text.contains("v:"), "{text}");
    }
}

#[test]
fn functions_leave_by_their_last_call() {
    let leaves = |flags: &str, program: &str| assembly(flags, program).contains("jmp\tg");
    let program = "int g(int); int f(int x, int y) { if (y) return g(x + 1); return y; }";
    assert!(leaves("-O2", program) && !leaves("-O1", program));
    assert!(!leaves("-O2 -fno-optimize-sibling-calls", program));
    // What the callee may look at must be there, and so must room for its arguments.
    assert!(!leaves("-O2", "void g(int *); void f(void) { int x; g(&x); }"));
    assert!(!leaves(
        "-O2",
        "int g(int, int, int, int, int, int, int); int f(int x) { return g(x, 1, 2, 3, 4, 5, 6); }"
    ));
    assert!(!leaves("-O2", "int g(int); long f(int x) { return g(x); }"));
}

#[test]
fn static_objects_that_are_only_read() {
    never("-O1", "static int v = 3; static int *p = &v;", "void", &["!p", "p != &v"]);
    never("-O1", "static int t[3] = { 1, 2, 4 };", "void", &["t[2] != 4"]);
    asked("-O1", "static int v; void set(int n) { v = n; }", "void", &["v"]);
    asked("-O1", "static int v; int *get(void) { return &v; }", "void", &["v"]);
    asked("-O1", "static volatile int v;", "void", &["v"]);
    // What is known of them they need not be there for.
    let program =
        "extern int absent; static const struct { int *p; char c[8]; } s = { &absent, \"1234567\" };
        int f(void) { return s.c[2]; }";
    assert!(!assembly("-O1", program).contains("absent"));
    assert!(
        assembly("-O0 -fwhole-program", "int f(void) { return 1; } int v; int main(void) { return 0; }")
            .find("f:")
            .is_none()
    );
    assert!(assembly("-O0", "static void f(void) {} static int v;").contains("f:"));
    assert!(!assembly("-O1", "static void f(void) {} static int v;").contains("f:"));
    assert!(assembly("-fcommon -fdata-sections", "int x; int y; int y = 0;").contains(".comm\tx"));
}

#[test]
fn products_divided_back_and_exchanges() {
    never("-O1", "", "int x", &["x * 3 / 3 != x"]);
    asked("-O1 -fwrapv", "", "int x", &["x * 3 / 3 != x"]);
    asked("-O1", "", "unsigned x", &["x * 3 / 3 != x"]);
    let text = assembly(
        "-O0",
        "int x; int f(void) { return __atomic_fetch_and(&x, 0, 0) + __atomic_fetch_or(&x, -1, 0); }",
    );
    assert!(!text.contains("cmpxchg"), "{text}");
}

#[test]
fn names_that_become_weak_late() {
    let text = assembly(
        "-O2",
        "void g(void); void f(void) { if (g) g(); }\n#pragma weak g\n#pragma weak other = f\n",
    );
    assert!(text.contains(".weak\tg") && text.contains(".weak\tother"), "{text}");
}

#[test]
fn copies_and_computations_in_assembly() {
    let text = assembly("-O2", "void use(char *); void f(void) { char a[10] = \"abcdefghi\"; use(a); }");
    assert!(text.contains("7523094288207667809") && !text.contains("abcdefghi"), "{text}");
    let text = assembly(
        "-O2",
        "int f(void) { int a, b; asm(\"#one\" : \"=r\"(a)); asm(\"#one\" : \"=r\"(b)); return a + b; }",
    );
    assert_eq!(text.matches("#one").count(), 1, "{text}");
    let text = assembly(
        "-O2",
        "int f(void) { int a, b; asm volatile(\"#one\" : \"=r\"(a)); asm volatile(\"#one\" : \"=r\"(b)); return a + b; }",
    );
    assert_eq!(text.matches("#one").count(), 2, "{text}");
    let program = "char *f(char *d, char *s, unsigned long n) {
        d = __builtin_malloc(64); n = n > 64 ? 64 : n; return __builtin___memcpy_chk(d, s, n, __builtin_object_size(d, 0)); }";
    assert!(!assembly("-O2", program).contains("__memcpy_chk"));
}

#[test]
fn formats_in_another_character_set() {
    let program = "int printf(const char *, ...), puts(const char *), isdigit(int);
        void f(char *s) { printf(\"%s\\n\", s); printf(\"line\\n\"); } int d(void) { return isdigit('7') && !isdigit('a'); }";
    for charset in ["", " -fexec-charset=IBM1047"] {
        let text = assembly(&format!("-O2{charset}"), program);
        assert!(!text.contains("printf") && text.contains("puts") && !text.contains("isdigit"), "{text}");
        assert!(text.contains("movl\t$1, %eax"), "{text}");
    }
}

#[test]
fn frames_keep_the_stack_aligned() {
    let program = "void g(int *); void f(void) { int x; g(&x); }";
    assert!(assembly("-O2 -mpreferred-stack-boundary=6", program).contains("subq\t$56, %rsp"));
    assert!(!assembly("-O2 -mpreferred-stack-boundary=4", program).contains("subq\t$56, %rsp"));
}

#[test]
fn extern_inline_is_like_a_macro() {
    let mut body = String::from(
        "extern int g(int); extern inline __attribute__((gnu_inline)) int f(int x) { int s = 0;",
    );
    (0..200).for_each(|i| body += &format!("s += g({i});"));
    body += "return s + x; } int h(void) { return f(1); }";
    assert!(!assembly("-O2", &body).contains("call\tf"));
    assert!(
        assembly("-O2 -fno-inline", &body).contains("call\tf")
            || assembly("-O2 -fno-inline", &body).contains("jmp\tf")
    );
}

#[test]
fn equal_calls_of_library_functions() {
    let conditions = ["isalnum(i) != isalnum(i)", "towupper(i) != towupper(i)", "toascii(i) != (i & 127)"];
    let declarations = "int isalnum(int), toascii(int), isascii(int); unsigned towupper(unsigned);";
    never("-O1", declarations, "int i", &conditions);
    never("-O0", declarations, "int i", &conditions[..2]);
    never("-O1", declarations, "int i", &["isascii(i) != ((i & ~127) == 0)"]);
    asked("-O1", declarations, "int i", &["isalnum(i) != isalnum(i + 1)"]);
    let conditions = ["__builtin_csin(x) != __builtin_csin(x)", "__builtin_fabs(y) != __builtin_fabs(y)"];
    never("-O0 -ffast-math", "", "_Complex double x, double y", &conditions);
    never("-O0 -ffinite-math-only", "", "_Complex double x", &["__builtin_cproj(x * 2) != x * 2"]);
    asked("-O0", "", "_Complex double x, double y", &conditions);
}

#[test]
fn orders_that_are_the_same() {
    let conditions = [
        "(a < b) != (b > a)",
        "(a + 1 <= b) != (a < b)",
        "(a - 2 >= b) != (a - 1 > b)",
        "(a + 1 < b + 1) != (a < b)",
        "(a + (-__INT_MAX__ - 1) < b - __INT_MAX__) != (a < b - -1)",
    ];
    for level in ["-O0", "-O1"] {
        never(level, "", "int a, int b", &conditions);
    }
    asked("-O0", "", "int a, int b", &["(a < b) != (a <= b)", "(a < b) != (b < a)"]);
    // These are no more than alike: a sum wraps, or would have to.
    asked("-O0", "", "int a, int b", &["(a <= b) != (a + __INT_MAX__ < b + (-__INT_MAX__ - 1))"]);
    asked("-O0", "", "unsigned a, unsigned b", &["(a + 1 < b + 1) != (a < b)"]);
    asked("-O0 -fwrapv", "", "int a, int b", &["(a + 1 < b + 1) != (a < b)"]);
}

#[test]
fn second_operands_that_decide() {
    let declarations = "unsigned short narrow; unsigned wide; volatile int changing; int call(void);";
    for level in ["-O0", "-O1"] {
        never(level, declarations, "int a", &["a && 0", "!(a || ~narrow)", "!~narrow"]);
    }
    asked("-O0", declarations, "int a", &["!~wide"]);
    let text =
        assembly("-O0", &format!("{declarations} int f(void) {{ return (changing && 0) + (call() && 0); }}"));
    assert!(text.contains("changing(%rip)") && text.contains("call\tcall"), "{text}");
}

#[test]
fn signs_of_infinities() {
    let conditions = [
        "__builtin_isinf_sign(f) != (__builtin_isinf(f) ? (__builtin_signbit(f) ? -1 : 1) : 0)",
        "(__builtin_isinf_sign(d) != 0) != (__builtin_isinf(d) != 0)",
        "(_Bool)__builtin_isinf_sign(d) != (__builtin_isinf(d) != 0)",
        "(__builtin_isinf_sign(f) ? 5 : 6) != (__builtin_isinf(f) ? 5 : 6)",
    ];
    let unlike = [
        "__builtin_isinf_sign(f) != (__builtin_isinf(f) ? (__builtin_signbit(f) ? 1 : -1) : 0)",
        "__builtin_isinf_sign(f) != __builtin_isinf_sign(d)",
        "(__builtin_isinf_sign(f) ? 5 : 6) != (__builtin_isinf(f) ? 6 : 5)",
        "(__builtin_isnan(f) != 0) != (__builtin_isinf(f) != 0)",
    ];
    for level in ["-O0", "-O1"] {
        never(level, "", "float f, double d", &conditions);
        asked(level, "", "float f, double d", &unlike);
    }
}

#[test]
fn functions_of_widened_numbers() {
    let declarations =
        "double floor(double), sin(double), round(double), sqrt(double); float floorf(float), sinf(float),
        sqrtf(float); long double floorl(long double); long lround(double), lroundf(float);";
    // These are exact.
    let exact = [
        "floor(f) != floorf(f)",
        "(double)floorl(f) != floor(f)",
        "floorl((double)f) != floorf(f)",
        "__builtin_lfloor(f) != (long)floorf(f)",
    ];
    never("-O1 -ffinite-math-only -fno-math-errno", declarations, "float f", &exact);
    let near = [
        "(float)sin(f) != sinf(f)",
        "(float)sqrt(f) != sqrtf(f)",
        "lround(f) != lroundf(f)",
        "(long)round(d) != lround(d)",
    ];
    never("-O1 -ffast-math", declarations, "float f, double d", &near);
    let roots = ["sqrt(d) < 0", "(sqrt(d) <= 0) != (d == 0)", "(sqrt(d) > 0) != (d > 0)", "!(sqrtf(f) >= 0)"];
    never("-O1 -ffast-math", declarations, "float f, double d", &roots);
    asked("-O1 -ffinite-math-only", declarations, "float f", &near[..1]);
}
