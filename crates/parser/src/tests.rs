//! Tests of the parser: what it takes, what it says about what it doesn't, and that it goes on.

use crate::Parser;
use crate::ast::*;
use bumpalo::Bump;
use lexer::Session;
use preprocessor::{Options, Preprocessor, Source};
use std::sync::Arc;

/// Parses `text`; hands each external declaration to `look`. Returns the diagnostics' first lines.
fn parse(text: &str, mut look: impl FnMut(&ExternalDecl<'_>, &Session)) -> Vec<String> {
    let session = Session::new(Arc::new(x86::x86_64_linux()), lexer::LangOptions::default());
    session.diags.capture();
    let source = Source { name: "t.c".to_string(), bytes: text.as_bytes().to_vec() };
    let mut preprocessor = Preprocessor::new(&session, Options::default(), source);
    let mut parser = Parser::new(&mut preprocessor, &session);
    let mut arena = Bump::new();
    while let Some(decl) = parser.external_declaration(&arena) {
        look(&decl, &session);
        arena.reset();
    }
    let text = session.diags.take_captured();
    text.lines().filter_map(|line| line.strip_prefix("t.c:")).map(str::to_string).collect()
}

fn clean(text: &str) {
    assert_eq!(parse(text, |_, _| {}), Vec::<String>::new(), "{text}");
}

/// How a declarator derives its type, innermost last.
fn derivation(text: &str) -> String {
    let mut out = String::new();
    parse(text, |decl, _| {
        let ExternalDecl::Declaration(declaration) = decl else { return };
        for chunk in declaration.declarators[0].declarator.chunks {
            out.push_str(match chunk {
                Chunk::Pointer { .. } => "pointer ",
                Chunk::Array { .. } => "array ",
                Chunk::Function(_) => "function ",
                Chunk::Attributes(_) => "attributes ",
            });
        }
    });
    out.trim_end().to_string()
}

#[test]
fn declarators_apply_outside_in() {
    assert_eq!(derivation("int *a[3];"), "pointer array");
    assert_eq!(derivation("int (*a)[3];"), "array pointer");
    assert_eq!(derivation("int (*f(int))(double);"), "function pointer function");
    assert_eq!(derivation("int *(*(*f)(void))[2];"), "pointer array pointer function pointer");
    assert_eq!(derivation("int (__attribute__((noreturn)) *f)(void);"), "function attributes pointer");
}

#[test]
fn gnu_and_standard_syntax_is_taken() {
    clean("int f(a, b) int a; char *b; { return a ?: *b; }");
    clean("void f(int x) { switch (x) { case 1 ... 5: default: ; } }");
    clean("struct s { int a : 3, : 0; struct { int b; }; } x = { .a = 1, b: 2 };");
    clean("int a[] = { [0 ... 3] = 1, [5] 2 };");
    clean("int f(int n) { __label__ l; goto *&&l; l: return ({ int x = n; x; }); }");
    clean("__extension__ typedef __attribute__((vector_size(16))) int v4; [[gnu::unused]] static int x;");
    clean(
        "void f(void) { asm volatile goto (\"\" : : \"r\"(1) : \"memory\", \"cc\" : l); l:; asm(\"nop\"); }",
    );
    clean("int x = _Generic(1, int: 1, default: 2) + __builtin_offsetof(struct { int a[2]; }, a[1]);");
    clean("#pragma pack(push, 1)\nstruct s { char c; int i; };\n#pragma pack(pop)\n_Static_assert(1, \"\");");
    clean(
        "int f(int (*)[*], int [static 3], ...); typeof(int (*)(void)) g; _Atomic(int) h; __auto_type i = 1;",
    );
}

#[test]
fn a_typedef_name_ends_where_it_is_hidden() {
    // In `g`, `T` is a parameter: `(T) * 2` multiplies.
    let mut casts = 0;
    let mut products = 0;
    let text = "typedef int T; int f(int *p) { return (T) * p; } int g(int T) { return (T) * 2; }";
    let diagnostics = parse(text, |decl, _| {
        let ExternalDecl::Function(function) = decl else { return };
        let StmtKind::Return(Some(value)) = function.body.items[0].kind else { return };
        match value.kind {
            ExprKind::Cast(..) => casts += 1,
            ExprKind::Binary(BinaryOp::Mul, ..) => products += 1,
            _ => {}
        }
    });
    assert_eq!((diagnostics.len(), casts, products), (0, 1, 1));
}

#[test]
fn packing_is_what_it_is_at_the_closing_brace() {
    let mut packs = Vec::new();
    parse(
        "struct a { int x; };\n#pragma pack(2)\nstruct b { int x; };\n#pragma pack()\nstruct c { int x; };",
        |decl, _| {
            if let ExternalDecl::Declaration(Declaration {
                specs: DeclSpecs { ty: TypeSpec::Record(record), .. },
                ..
            }) = decl
            {
                packs.push(record.pack);
            }
        },
    );
    assert_eq!(packs, [0, 2, 0]);
}

#[test]
fn each_mistake_is_reported_and_parsing_goes_on() {
    let text =
        "int f(void) { int x = 1 return x; }\nint g(void) { foo( ; }\nint x\nint y;\nfoo z;\nlong float q;\n";
    let found = parse(text, |_, _| {});
    assert_eq!(
        found,
        [
            " In function 'f':",
            "1:25: error: expected ',' or ';' before 'return'",
            " In function 'g':",
            "2:20: error: expected expression before ';' token",
            " At top level:",
            "4:1: error: expected '=', ',', ';', 'asm' or '__attribute__' before 'int'",
            "5:1: error: unknown type name 'foo'",
            "6:1: error: both 'long' and 'float' in declaration specifiers",
        ]
    );
}

#[test]
fn deep_nesting_is_no_problem() {
    let deep = 20_000;
    clean(&format!("int x = {}1{};", "(".repeat(deep), ")".repeat(deep)));
    clean(&format!("void f(void) {{ {} }}", "if (1) ".repeat(deep) + ";"));
    clean(&format!("int {}x{};", "(".repeat(deep), ")".repeat(deep)));
}
