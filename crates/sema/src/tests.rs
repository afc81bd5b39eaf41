//! Tests of semantic analysis on C text: programs whose `_Static_assert`s state layouts and constants (checked with
//! GCC), wrong programs with the messages that they get, and the HIR of a few statements.

use crate::Sema;
use crate::hir::{Emission, Item};
use lexer::Session;
use preprocessor::{Options, Preprocessor, Source};
use std::sync::Arc;

fn session() -> Session {
    let session = Session::new(Arc::new(x86::x86_64_linux()), lexer::LangOptions::default());
    session.diags.capture();
    session
}

fn analyse<'s>(session: &'s Session, text: &str) -> (Sema<'s>, Vec<Item>) {
    let source = Source { name: "t.c".to_string(), bytes: text.as_bytes().to_vec() };
    let mut preprocessor = Preprocessor::new(session, Options::default(), source);
    let mut parser = parser::Parser::new(&mut preprocessor, session);
    let mut sema = Sema::new(session);
    let mut items = Vec::new();
    loop {
        let arena = bumpalo::Bump::new();
        let Some(decl) = parser.external_declaration(&arena) else { break };
        sema.external_declaration(&decl);
        items.extend(sema.take_items());
    }
    sema.finish();
    items.extend(sema.take_items());
    (sema, items)
}

fn diagnostics(text: &str) -> Vec<String> {
    let session = session();
    analyse(&session, text);
    let text = session.diags.take_captured();
    let lines = text.lines().filter_map(|line| line.strip_prefix("t.c:"));
    lines
        .filter(|line| !line.contains("In function") && !line.contains("At top level"))
        .map(str::to_string)
        .collect()
}

fn clean(text: &str) {
    assert_eq!(diagnostics(text), Vec::<String>::new(), "{text}");
}

/// The bytes of the last variable of `text`.
fn image(text: &str) -> Vec<u8> {
    let session = session();
    let (_, items) = analyse(&session, text);
    assert_eq!(session.diags.take_captured(), "");
    let init = items.iter().rev().find_map(|item| match item {
        Item::Variable(_, init) => Some(init.clone()),
        _ => None,
    });
    let Some(init) = init else { panic!("no variable in {text}") };
    let mut bytes = init.bytes;
    bytes.resize(init.size as usize, 0);
    bytes
}

/// The statements of the body of the last function of `text`, without the outer braces.
fn body(text: &str) -> String {
    let session = session();
    let (sema, items) = analyse(&session, text);
    assert_eq!(session.diags.take_captured(), "");
    let Some(Item::Function(body)) = items.iter().rev().find(|item| matches!(item, Item::Function(_))) else {
        panic!("no function in {text}")
    };
    let text = crate::print_body(body, &sema.unit, &session.interner);
    let start = text.find("  {\n").map_or(0, |at| at + 4);
    text[start..]
        .trim_end()
        .trim_end_matches('}')
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join("\n")
        .trim()
        .to_string()
}

#[test]
fn records_are_laid_out_as_gcc_does() {
    clean(
        "struct a { char c; int i; short s; }; _Static_assert(sizeof(struct a) == 12, \"\");
         struct b { char c; long double d; }; _Static_assert(sizeof(struct b) == 32, \"\");
         struct c { int a : 3; int b : 30; }; _Static_assert(sizeof(struct c) == 8, \"\");
         struct d { char a; int b : 20; }; _Static_assert(sizeof(struct d) == 4, \"\");
         struct e { char a; int : 0; char b; }; _Static_assert(sizeof(struct e) == 5, \"\");
         struct __attribute__((packed)) f { char a; int b; long c : 33; }; _Static_assert(sizeof(struct f) == 10, \"\");
         struct g { char a; int b __attribute__((packed)); }; _Static_assert(sizeof(struct g) == 5, \"\");
         struct h { char a; } __attribute__((aligned(16))); _Static_assert(sizeof(struct h) == 16, \"\");
         union i { char a[5]; int b; }; _Static_assert(sizeof(union i) == 8, \"\");
         struct j { int n; char data[]; }; _Static_assert(sizeof(struct j) == 4, \"\");
         struct k {}; _Static_assert(sizeof(struct k) == 0, \"\");
         struct l { long a : 40; int b : 20; }; _Static_assert(sizeof(struct l) == 8, \"\");
         struct m { struct { int x, y; }; union { int z; char w; }; };
         _Static_assert(__builtin_offsetof(struct m, y) == 4 && __builtin_offsetof(struct m, w) == 8, \"\");",
    );
    clean(
        "#pragma pack(1)\nstruct a { char c; int i : 30; int j; }; _Static_assert(sizeof(struct a) == 9, \"\");",
    );
    clean(
        "enum small { A, B = 255 } __attribute__((packed)); _Static_assert(sizeof(enum small) == 1, \"\");
           enum big { C = 1L << 40 }; _Static_assert(sizeof(enum big) == 8 && sizeof(C) == 8, \"\");",
    );
}

#[test]
fn integer_constant_expressions_are_exact() {
    clean(
        "_Static_assert((unsigned char)300 == 44 && -1 > 1u && (signed char)200 == -56, \"\");
         _Static_assert(((__int128)1 << 100) / 3 % 1000 == 125, \"\");
         _Static_assert(sizeof(1 ? (char)1 : 2L) == 8 && sizeof('a') == 4 && sizeof(L'a') == 4, \"\");
         _Static_assert(-7 / 2 == -3 && -7 % 2 == -1 && -7 >> 1 == -4, \"\");
         _Static_assert((int)3.99 == 3 && (long)1e15 == 1000000000000000, \"\");
         _Static_assert(0x7fffffff + 0 == 2147483647 && sizeof(0x80000000) == 4 && sizeof(2147483648) == 8, \"\");
         _Static_assert(__builtin_popcount(255) == 8 && __builtin_clz(1) == 31 && __builtin_bswap32(1) == 0x1000000, \"\");
         _Static_assert(_Generic(1.0f + 1, float: 1, default: 0) && _Generic((char)1 + (char)1, int: 1, default: 0), \"\");
         _Static_assert(__builtin_types_compatible_p(int[], int[5]) && !__builtin_types_compatible_p(int, long), \"\");
         _Static_assert(__builtin_strlen(\"abc\") == 3 && sizeof(\"abc\") == 4 && __builtin_constant_p(3 + 4), \"\");
         _Static_assert(sizeof(int[2][3]) == 24 && _Alignof(double) == 8, \"\");",
    );
}

#[test]
fn the_constant_expression_idiom_of_the_kernel_works() {
    let is_constant =
        "#define is_constant(x) (sizeof(int) == sizeof(*(8 ? ((void *)((long)(x) * 0l)) : (int *)8)))\n";
    clean(&format!(
        "{is_constant}_Static_assert(is_constant(5), \"\"); void f(int n) {{ _Static_assert(!is_constant(n), \"\"); }}"
    ));
}

#[test]
fn static_initialisers_become_bytes() {
    assert_eq!(image("char a[] = \"ab\";"), b"ab\0");
    assert_eq!(image("char a[2] = \"ab\";"), b"ab");
    assert_eq!(image("short a[4] = { [2] = 7, 8 };"), [0, 0, 0, 0, 7, 0, 8, 0]);
    assert_eq!(
        image("struct { char a; struct { short b, c; } s[2]; } x = { 1, 2, 3, 4 };"),
        [1, 0, 2, 0, 3, 0, 4, 0, 0, 0]
    );
    assert_eq!(image("struct { int a : 3, b : 5; } x = { -1, 2 };"), [0x17, 0, 0, 0]);
    assert_eq!(image("int a[] = { [0 ... 2] = 1, [1] = 9 };"), [1, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0]);
    assert_eq!(image("struct { int n; char d[]; } x = { 1, \"hi\" };"), [1, 0, 0, 0, b'h', b'i', 0]);
    assert_eq!(image("union { char c; int i; } u = { .i = 258 };"), [2, 1, 0, 0]);
    assert_eq!(
        image("struct { struct { int a, b; }; int c; } x = { .b = 1, 2 };"),
        [0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]
    );
    assert_eq!(image("float f = 0.1;"), 0.1f32.to_le_bytes());
    assert_eq!(
        image("double d[2] = { 1.0 / 3, -0.0 };"),
        [(1.0f64 / 3.0).to_le_bytes(), (-0.0f64).to_le_bytes()].concat()
    );
    assert_eq!(image("long double l = 1;"), [0, 0, 0, 0, 0, 0, 0, 0x80, 0xff, 0x3f, 0, 0, 0, 0, 0, 0]);
    assert_eq!(
        image("typedef int v __attribute__((vector_size(8))); v x = { 1, 2 };"),
        [1, 0, 0, 0, 2, 0, 0, 0]
    );
}

#[test]
fn addresses_become_relocations() {
    let session = session();
    let (sema, items) = analyse(&session, "int a[4]; int *p[] = { &a[1], a + 2, (int *)((char *)a - 1) };");
    let Some(Item::Variable(_, init)) = items.first() else { panic!("{items:?}") };
    let addends: Vec<(u64, i64)> = init.relocs.iter().map(|reloc| (reloc.offset, reloc.addend)).collect();
    assert_eq!(addends, [(0, 4), (8, 8), (16, -1)]);
    assert_eq!(sema.unit.decls.len(), 2);
}

#[test]
fn wrong_programs_get_gccs_messages() {
    let check = |text: &str, expected: &[&str]| assert_eq!(diagnostics(text), expected, "{text}");
    check(
        "int f(void) { return x; }",
        &[
            "1:22: error: 'x' undeclared (first use in this function)",
            "1:22: note: each undeclared identifier is reported only once for each function it appears in",
        ],
    );
    check(
        "int *p = 1;",
        &[
            "1:10: warning: initialization of 'int *' from 'int' makes pointer from integer without a cast [-Wint-conversion]",
        ],
    );
    check(
        "void f(const int *p) { int *q = p; *q = 1; *p = 2; }",
        &[
            "1:33: warning: initialization discards 'const' qualifier from pointer target type [-Wdiscarded-qualifiers]",
            "1:47: error: assignment of read-only location '*p'",
        ],
    );
    check(
        "struct s { int a; }; int f(struct s *p) { return p->b; }",
        &["1:53: error: 'struct s' has no member named 'b'"],
    );
    check(
        "int f(int); int g(void) { return f(); }",
        &["1:34: error: too few arguments to function 'f'", "1:5: note: declared here"],
    );
    check(
        "int f(void); double f(void);",
        &[
            "1:21: error: conflicting types for 'f'; have 'double(void)'",
            "1:5: note: previous declaration of 'f' with type 'int(void)'",
        ],
    );
    check(
        "int x; static int x;",
        &[
            "1:19: error: static declaration of 'x' follows non-static declaration",
            "1:5: note: previous declaration of 'x' with type 'int'",
        ],
    );
    check(
        "void f(int x) { switch (x) { case 1: case 1:; } goto l; }",
        &[
            "1:38: error: duplicate case value",
            "1:30: note: previously used here",
            "1:54: error: label 'l' used but not defined",
        ],
    );
    check(
        "struct s { int a; } v; int f(void) { return v + 1; }",
        &["1:47: error: invalid operands to binary + (have 'struct s' and 'int')"],
    );
    check(
        "int a[2] = { 1, 2, 3 };",
        &["1:20: warning: excess elements in array initializer", "1:20: note: (near initialization for 'a')"],
    );
    check("_Static_assert(1 == 2, \"no\");", &["1:1: error: static assertion failed: \"no\""]);
    check("int n; int a[n];", &["1:12: error: variably modified 'a' at file scope"]);
    check(
        "void f(void) { 1 = 2; break; }",
        &[
            "1:18: error: lvalue required as left operand of assignment",
            "1:23: error: break statement not within loop or switch",
        ],
    );
}

#[test]
fn conversions_are_explicit() {
    assert_eq!(
        body("long f(int a, unsigned b) { return a + b; }"),
        "return (IntToInt (Add (Bitcast Local(local0) :unsigned int) Local(local1) :unsigned int) :long int)"
    );
    assert_eq!(body("int f(char c) { return !c; }"), "return (Eq (IntToInt Local(local0) :int) 0:int :int)");
    assert_eq!(
        body("struct { unsigned b : 3; } x; int f(void) { return x.b - 5 < 0; }"),
        "return (Lt (Sub (Bitcast (+0:0:3 x) :int) 5:int :int) 0:int :int)"
    );
    assert_eq!(
        body("void f(short *p) { *p++ += 1.5; }"),
        "(update tmp1 (* (update tmp0 Local(local0) (PtrAdd Temp(tmp0) 2:long int) old)) \
         (FloatToInt (Add (IntToFloat (IntToInt Temp(tmp1) :int) :double) 0x3ff8000000000000:double :double) :short int) new)"
    );
    assert_eq!(
        body("int *f(int (*a)[3], int i) { return a[i]; }"),
        "return (Bitcast (PtrAdd Local(local0) (Mul (IntToInt Local(local1) :long int) 12:long int :long int)) :int *)"
    );
}

#[test]
fn inline_definitions_follow_c99_and_gnu() {
    let emission = |text: &str| {
        let session = session();
        let (sema, _) = analyse(&session, text);
        sema.unit.decls.values().next().map(|decl| decl.emission)
    };
    assert_eq!(emission("inline int f(void) { return 1; }"), Some(Emission::None));
    assert_eq!(emission("extern inline int f(void) { return 1; }"), Some(Emission::Always));
    assert_eq!(emission("inline int f(void) { return 1; } int f(void);"), Some(Emission::Always));
    assert_eq!(emission("int f(void); inline int f(void) { return 1; }"), Some(Emission::Always));
    assert_eq!(emission("static inline int f(void) { return 1; }"), Some(Emission::IfUsed));
    let gnu = "__attribute__((gnu_inline))";
    assert_eq!(emission(&format!("extern inline {gnu} int f(void) {{ return 1; }}")), Some(Emission::None));
    assert_eq!(emission(&format!("inline {gnu} int f(void) {{ return 1; }}")), Some(Emission::Always));
}

#[test]
fn variable_length_arrays_keep_their_size() {
    assert_eq!(
        body("unsigned long f(int n) { int a[n]; return sizeof a; }"),
        "(= Local(local1) (Mul (IntToInt Local(local0) :long unsigned int) 4:long unsigned int :long unsigned int))\n\
         SaveStack(local2)\n\
         cleanup cleanup0 restore local2\n\
         VlaAlloc(local3, local1)\n\
         return Local(local1)"
    );
}

#[test]
fn any_text_is_analysed_without_a_panic() {
    // Every prefix and every single-token deletion of a program that uses most of the language.
    let text = "typedef struct s { int a : 3; union { float f; char c[4]; }; } T; static T t = { .f = 1.5f }; \
        int g(int n, T *p, ...) { __builtin_va_list ap; __builtin_va_start(ap, p); int a[n]; for (int i = 0; i < n; i++) \
        a[i] = p->a ? : (int)t.f; switch (n) { case 1 ... 3: return ({ int x = a[0]; x; }); default: goto out; } \
        out: __builtin_va_end(ap); asm(\"\" : \"+r\"(n) : : \"memory\"); return sizeof(int[n]) + (char)'x' + (n, L\"s\"[0]); }";
    let words: Vec<&str> = text.split(' ').collect();
    for skip in 0..words.len() {
        let prefix = words[..skip].join(" ");
        diagnostics(&prefix);
        let mut without = words.clone();
        without.remove(skip);
        diagnostics(&without.join(" "));
    }
}
