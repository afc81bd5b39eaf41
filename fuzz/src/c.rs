//! C text: preprocessed, analysed, compiled. Each goes one phase further than the one before.

use lexer::{LangOptions, Session, TokenKind};
use preprocessor::{Options, Preprocessor, Source};
use sema::Sema;
use std::path::Path;
use std::sync::Arc;

fn with_preprocessor(data: &[u8], work: impl FnOnce(&Session, &mut Preprocessor<'_>)) {
    let session = Session::new(Arc::new(x86::x86_64_linux()), LangOptions::default());
    session.diags.capture();
    let source = Source { name: "text.c".into(), bytes: data.to_vec() };
    work(&session, &mut Preprocessor::new(&session, Options::default(), source));
    session.diags.finish();
}

/// Reads all tokens, and the values of literals.
pub(crate) fn preprocess(data: &[u8]) {
    with_preprocessor(data, |session, preprocessor| {
        loop {
            let token = preprocessor.next();
            match token.kind {
                TokenKind::Eof => break,
                TokenKind::Number => drop(session.number(&token)),
                TokenKind::Char => drop(session.char_constant(&token)),
                TokenKind::String => drop(session.string_literal(&[token])),
                _ => {}
            }
        }
    });
}

/// Parses and analyses.
pub(crate) fn analyse(data: &[u8]) {
    with_preprocessor(data, |session, preprocessor| {
        let mut arena = bumpalo::Bump::new();
        let mut sema = Sema::new(session);
        {
            let mut parser = parser::Parser::new(preprocessor, session);
            while let Some(declaration) = parser.external_declaration(&arena) {
                sema.external_declaration(&declaration);
                drop(sema.take_items());
                arena.reset();
            }
        }
        sema.finish();
    });
}

/// Compiles to an object at a level that the text's length decides, verifying the IR after each pass.
pub(crate) fn compile(data: &[u8]) {
    let level = (data.len() % 3) as u8;
    // Refusing it is as good as compiling it.
    let _ = ccc::text_to_object(data, level);
}

/// The smoke programs, and a text with what they have little of.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../torture-tests/smoke");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut seeds = vec![SEED.as_bytes().to_vec()];
    seeds.extend(paths.iter().filter_map(|path| std::fs::read(path).ok()));
    seeds
}

const SEED: &str = r##"
#define JOIN(a, b) a##b
#define TEXT(...) #__VA_ARGS__ __VA_OPT__(" more")
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#if defined(__x86_64__) && MAX(1, 2) > 1u || 'a' == 0x61 && __has_include("none.h")
#pragma GCC diagnostic push
#line 7 "other.c"
#elif 0
#error no
#endif
int JOIN(x, 1) = 0b101, y = 1'000, z[] = { [3] = 07, [0 ... 1] = 0x1p3 };
const char *s = TEXT(a, "b\n") u8"\u00e9\x41\101";
struct s { int a : 3; union { long b; float c[2]; }; struct s *next; } v = { .b = 3, .next = &v };
enum e : short { A = -1, B };
typedef int t __attribute__((vector_size(16)));
_Static_assert(sizeof(struct s) == 24, "size");
static inline t add(t a, t b) { return a + b * 3; }
int k(a, b) int a; char b; { return a - b; }
double f(int n, double m[n][3], ...) {
    __builtin_va_list l;
    __builtin_va_start(l, m);
    static void *labels[] = { &&one, &&two };
    int w[n];
    goto *labels[n & 1];
one:
    for (int i = 0; i < n; i++) w[i] = _Generic(i, int: 1, default: 2) + ({ int q = i; q++; });
two:
    switch (n) { case 1 ... 3: n++; case 9: break; default: do n -= 2; while (n > 0); }
    asm volatile("add %1, %0" : "+r"(n) : "ri"(5), "m"(y) : "cc", "memory");
    _Complex double c = m[0][1] + 2.0i;
    __int128 big = (__int128)n << 70;
    int inner(int p) { return p + n; }
    return __real__ c * (double)(big >> 3) + inner(__builtin_va_arg(l, int)) + __builtin_popcountll(n);
}
"##;
