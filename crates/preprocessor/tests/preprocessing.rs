//! What comes out of the preprocessor, as text: C23 6.10's examples, GNU's extensions, directives, diagnostics.

use lexer::{LangOptions, Session, Std};
use preprocessor::{
    CommandLineMacro, Options, OutputOptions, Preprocessor, PrintedMacros, Source, print_preprocessed,
};
use std::sync::Arc;
use target::{CType, FloatFormat, TargetInfo, VaListKind};

fn target() -> TargetInfo {
    TargetInfo {
        triple: "test-unknown-none",
        pointer_size: 8,
        long_size: 8,
        llong_align: 8,
        long_double: (FloatFormat::F128, 16, 16),
        char_signed: true,
        has_int128: true,
        size_type: CType::ULong,
        ptrdiff_type: CType::Long,
        wchar_type: CType::Int,
        wint_type: CType::UInt,
        intmax_type: CType::Long,
        int64_type: CType::Long,
        biggest_alignment: 16,
        aggregate_alignment: 1,
        max_atomic_size: 8,
        big_endian: false,
        va_list: VaListKind::Pointer,
        trampoline: (16, 8),
        predefined_macros: Vec::new(),
        is_register_name: |_| false,
        claimed_register: |_| target::ClaimedRegister::Unknown,
    }
}

/// The output of `-E -P` and the diagnostics without source lines.
fn run(options: LangOptions, macros: &[&str], text: &str) -> (String, String) {
    let session = Session::new(Arc::new(target()), options);
    let mut warnings = diag::WarningOptions::default();
    warnings.show_caret = false;
    session.diags.set_options(warnings);
    session.diags.capture();
    let options = Options {
        macros: macros.iter().map(|m| CommandLineMacro::Define(m.to_string())).collect(),
        record_events: true,
        has_attribute: Box::new(|name| name == "packed"),
        has_builtin: Box::new(|name| name == "__builtin_trap"),
        ..Options::default()
    };
    let source = Source { name: "x.c".into(), bytes: text.as_bytes().to_vec() };
    let mut pp = Preprocessor::new(&session, options, source);
    let printed =
        print_preprocessed(&mut pp, OutputOptions { no_linemarkers: true, ..OutputOptions::default() });
    (String::from_utf8_lossy(&printed).trim().to_string(), session.diags.take_captured())
}

#[track_caller]
fn expands(text: &str, expected: &str) {
    let (printed, messages) = run(LangOptions::default(), &[], text);
    assert_eq!((printed.as_str(), messages.as_str()), (expected, ""), "{text}");
}

#[track_caller]
fn complains(text: &str, expected: &str) {
    let (_, messages) = run(LangOptions::default(), &[], text);
    assert_eq!(messages.trim_end(), expected, "{text}");
}

#[test]
fn rescanning() {
    // C23 6.10.4.4, example 3.
    let definitions = "#define x 3\n#define f(a) f(x * (a))\n#undef x\n#define x 2\n#define g f\n#define z z[0]\n\
                       #define h g(~\n#define m(a) a(w)\n#define w 0,1\n#define t(a) a\n#define p() int\n\
                       #define q(x) x\n#define r(x,y) x ## y\n#define str(x) # x\n";
    for (text, expected) in [
        (
            "f(y+1) + f(f(z)) % t(t(g)(0) + t)(1);",
            "f(2 * (y+1)) + f(2 * (f(2 * (z[0])))) % f(2 * (0)) + t(1);",
        ),
        ("g(x+(3,4)-w) | h 5) & m\n(f)^m(m);", "f(2 * (2 +(3,4)-0,1)) | f(2 * (~ 5)) & f(2 * (0,1))^m(0,1);"),
        ("p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };", "int i[] = { 1, 23, 4, 5, };"),
        ("char c[2][6] = { str(hello), str() };", "char c[2][6] = { \"hello\", \"\" };"),
    ] {
        expands(&format!("{definitions}{text}"), expected);
    }
    // The unspecified case of 6.10.4.4p4 goes as in GCC: the outer macro is done when its last token was read.
    expands("#define f(a) a*g\n#define g(a) f(a)\nf(2)(9)", "2*9*g");
}

#[test]
fn stringify_and_paste() {
    // C23 6.10.4.3, examples 4 and 5.
    expands(
        "#define hash_hash # ## #\n#define mkstr(a) # a\n#define in_between(a) mkstr(a)\n\
             #define join(c, d) in_between(c hash_hash d)\nchar p[] = join(x, y);",
        "char p[] = \"x ## y\";",
    );
    expands(
        "#define t(x,y,z) x ## y ## z\nint j[] = { t(1,2,3), t(,4,5), t(6,,7), t(8,9,),\n\
             t(10,,), t(,11,), t(,,12), t(,,) };",
        "int j[] = { 123, 45, 67, 89,\n10, 11, 12, };",
    );
    expands(
        "#define str(s) # s\nstr(strncmp(\"abc\\0d\", \"abc\", '\\4') == 0) str(: @\\n)",
        "\"strncmp(\\\"abc\\\\0d\\\", \\\"abc\\\", '\\\\4') == 0\" \": @\\n\"",
    );
    expands(
        "#define cat(a, b) a ## b\ncat(L, \"x\") cat(x, 1) cat(., 5) cat(<, <=) cat(-, >)",
        "L\"x\" x1 .5 <<= ->",
    );
}

#[test]
fn variable_arguments() {
    expands("#define e(fmt, ...) p(fmt, ## __VA_ARGS__)\ne(a) e(a,) e(a, 1, 2)", "p(a) p(a,) p(a, 1, 2)");
    expands("#define v(...) [x, ## __VA_ARGS__]\nv() v(1)", "[x] [x,1]");
    expands("#define n(a...) {a}\nn() n(1,2)", "{} {1,2}");
    // C23 6.10.4.2, example 2.
    expands(
        "#define F(...) f(0 __VA_OPT__(,) __VA_ARGS__)\n#define EMP\nF(a, b, c) F() F(EMP)",
        "f(0 , a, b, c) f(0 ) f(0 )",
    );
    expands("#define H3(X, ...) #__VA_OPT__(X##X X##X)\nH3(, 0)", "\"\"");
    expands("#define H4(X, ...) __VA_OPT__(a X ## X) ## b\nH4(, 1) H4(x, 1)", "a b a xxb");
}

/// Empty arguments at the ends of what `__VA_OPT__` yields keep `##` from what is beside them (C23 6.10.5.2p7).
#[test]
fn empty_arguments_in_va_opt() {
    expands("#define f(x,...) __VA_OPT__(f0 x) ## 1\nf(,1) f(2,1)", "f0 1 f0 21");
    expands("#define f(x,...) 1 ## __VA_OPT__(x 2) ## 3\nf(,y) f(x,y)", "1 23 1x 23");
    let spaced = "#define f(x,...) #__VA_OPT__(a x ## __VA_ARGS__ ## x ## c)\nf(,b)";
    expands(spaced, "\"a bc\"");
}

#[test]
fn conditions() {
    for (condition, holds) in [
        ("1 ? 0 : 2", false),
        ("2 || 1/0", true),
        ("0 && 1/0", false),
        ("-1 > 0u", true),
        ("-1 < 0", true),
        ("(2 + 3) * 4 == 20 && 7 % 4 == 3", true),
        ("1 << 63 < 0", true),
        ("~0u == 0xffffffffffffffff", true),
        ("'a' == 97 && '\\377' < 0 && L'\\xff' > 0", true),
        ("defined A && !defined(B) && A == 3", true),
        ("undefined_name", false),
        ("__has_attribute(packed) && __has_attribute(__packed__) && !__has_attribute(zork)", true),
        ("__has_builtin(__builtin_trap) && !__has_builtin(zork)", true),
        ("__has_c_attribute(nodiscard) >= 202003", true),
        ("__has_include(<zork.h>)", false),
        ("-9223372036854775807 - 1 < 0", true),
        ("3 - 4 + 2 == 1 && 2 - (3 - 4) == 3", true),
        ("10 / 3 * 3 == 9 && -7 / 2 == -3 && -7 % 2 == -1", true),
    ] {
        let text = format!("#if {condition}\nyes\n#else\nno\n#endif");
        let (printed, messages) = run(LangOptions::default(), &["A=3"], &text);
        assert_eq!(
            (printed.as_str(), messages.as_str()),
            (if holds { "yes" } else { "no" }, ""),
            "{condition}"
        );
    }
}

#[test]
fn inactive_groups_are_skipped() {
    expands(
        "#if 0\ndon't /* #endif\n*/ #else\n\" /* \"\n#if 1\n#else\n#endif\n#bogus\n'\n# else\nyes\n#endif",
        "yes",
    );
    expands("#ifdef A\na\n#elifndef A\nb\n#else\nc\n#endif", "b");
    expands("#if 1\na\n#elif 1/0\nb\n#else\nc\n#endif\n#if 0 \\\n || 1\nd\n#endif", "a\nd");
    expands("#if 0\nx \\\n#else\n#else\ny\n#endif", "y");
}

#[test]
fn lines_files_and_counters() {
    expands(
        "__LINE__ \\\n__LINE__\n#line 7 \"q.c\"\n__LINE__ __FILE__\n__COUNTER__ __COUNTER__",
        "1 2\n7 \"q.c\"\n0 1",
    );
    expands("#define f(x) x __LINE__\n\nf(\n1\n)", "1 3");
}

#[test]
fn pragmas() {
    expands(
        "#define P 4\n#pragma pack(P)\n#define Q(x) _Pragma(#x) x\nQ(foo \"a\") y\n_Pragma(\"bar\") z",
        "#pragma pack(P)\n#pragma foo \"a\"\n foo \"a\" y\n#pragma bar\n z",
    );
    expands(
        "#define X 1\n#pragma push_macro(\"X\")\n#undef X\n#define X 2\nX\n#pragma pop_macro(\"X\")\nX",
        "2\n1",
    );
    complains("#pragma GCC poison foo\nfoo", "x.c:2:1: error: attempt to use poisoned \"foo\"");
    complains(
        "#pragma GCC diagnostic push\n#pragma GCC diagnostic ignored \"-Wcpp\"\n#warning a\n\
         #pragma GCC diagnostic pop\n#warning b",
        "x.c:5:2: warning: #warning b [-Wcpp]",
    );
}

#[test]
fn assembler_text_passes() {
    let options = LangOptions { assembler: true, ..LangOptions::default() };
    let text = "#define BAR 5\n# a comment, isn't it\n mov $BAR, %eax # BAR\n#APP\n.ascii 'a";
    let (printed, messages) = run(options, &[], text);
    assert_eq!(messages, "");
    assert_eq!(printed, "# a comment, isn't it\n mov $5, %eax # 5\n#APP\n.ascii 'a");
}

#[test]
fn dialects() {
    let strict = LangOptions { std: Std::C89, gnu: false, trigraphs: true, ..LangOptions::default() };
    let (printed, _) = run(strict, &[], "??=define A ??(\nA a //**/ b\n+ 0xe+1");
    assert_eq!(printed, "[ a / b\n+ 0xe+1");
    let c23 = LangOptions { std: Std::C23, ..LangOptions::default() };
    assert_eq!(run(c23, &[], "#if true\n1'000\n#endif").0, "1'000");
    expands("%:define x <: :>\nx \\u00e9\\\n1", "<: :> é1");
}

#[test]
fn mistakes() {
    for (text, expected) in [
        ("#if 1 +\n#endif", "x.c:1:8: error: operator '+' has no right operand"),
        ("#if foo(1)\n#endif", "x.c:1:8: error: missing binary operator before token \"(\""),
        ("#if 1/0\n#endif", "x.c:1:6: error: division by zero in #if"),
        ("#else", "x.c:1:2: error: #else without #if"),
        ("#if 1", "x.c:1:2: error: unterminated #if"),
        ("#foo", "x.c:1:2: error: invalid preprocessing directive #foo"),
        ("#define f(x,x)", "x.c:1:13: error: duplicate macro parameter \"x\""),
        ("#define f(x) x ##", "x.c:1:18: error: '##' cannot appear at either end of a macro expansion"),
        (
            "#define f(x) x\nf(1,2)",
            "x.c:2:6: error: macro \"f\" passed 2 arguments, but takes just 1\n\
             x.c:1:9: note: macro \"f\" defined here",
        ),
        ("#define f(x) x\nf(", "x.c:2:1: error: unterminated argument list invoking macro \"f\""),
        (
            "#define A 1\n#define A 2",
            "x.c:2:9: warning: \"A\" redefined\nx.c:1:9: note: this is the location of the previous definition",
        ),
        ("#error a  b", "x.c:1:2: error: #error a b"),
        (
            "#include \"zork.h\"\n#error not reached",
            "x.c:1:10: fatal error: zork.h: No such file or directory\ncompilation terminated.",
        ),
        ("/* x", "x.c:1:1: error: unterminated comment"),
        ("int x = 'a", "x.c:1:9: warning: missing terminating ' character"),
    ] {
        complains(text, expected);
    }
    complains("#define A 1\n#define A 1", "");
}

/// What `-E -P -dU` prints.
fn uses(text: &str) -> String {
    let session = Session::new(Arc::new(target()), LangOptions::default());
    let options = Options { record_events: true, record_uses: true, ..Options::default() };
    let source = Source { name: "x.c".into(), bytes: text.as_bytes().to_vec() };
    let mut pp = Preprocessor::new(&session, options, source);
    let output =
        OutputOptions { no_linemarkers: true, macros: PrintedMacros::Uses, ..OutputOptions::default() };
    String::from_utf8_lossy(&print_preprocessed(&mut pp, output)).trim().to_string()
}

#[test]
fn macros_are_printed_where_they_are_used() {
    assert_eq!(uses("#define A B\n#define B C\n#define D\nA\nA"), "C\n#define B C\n#define A B\nC");
    assert_eq!(uses("#ifdef A\n#endif\n#define A\n#ifdef A\n#endif"), "#undef A\n#define A");
    assert_eq!(uses("#define A(x) x\nA B"), "A B");
}

#[test]
fn older_dialects() {
    let c90 = || LangOptions { std: lexer::Std::C89, gnu: false, ..LangOptions::default() };
    let (printed, messages) =
        run(c90(), &[], "#define str(x) #x\n#define xstr(x) str(x)\n#define s //\nxstr(s)\n// x\n// y");
    assert_eq!(printed, "\"//\"");
    assert_eq!(
        messages,
        "x.c:5:1: error: C++ style comments are not allowed in ISO C90\n\
         x.c:5:1: note: (this will be reported only once per input file)\n"
    );
    // A byte beyond ASCII is no letter in C90, so this `a` is a macro's name.
    let (printed, _) = run(c90(), &[], "#define a b\na\u{aa}");
    assert!(printed.starts_with("b"), "{printed}");
    let (printed, _) = run(LangOptions::default(), &[], "#define a b\na\u{aa}");
    assert_eq!(printed, "a\u{aa}");
    complains("??=", "x.c:1:1: warning: trigraph ??= ignored, use -trigraphs to enable [-Wtrigraphs]");
}
