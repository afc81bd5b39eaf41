//! The HIR of a few functions: C with nothing implicit.

use lexer::{LangOptions, Session};
use preprocessor::{Options, Preprocessor, Source};
use sema::hir::Item;
use sema::{Sema, print_body};
use std::sync::Arc;

#[test]
fn functions() {
    let session = Session::new(Arc::new(x86::x86_64_linux()), LangOptions::default());
    session.diags.capture();
    let bytes = include_bytes!("hir/functions.c").to_vec();
    let source = Source { name: "functions.c".to_string(), bytes };
    let mut preprocessor = Preprocessor::new(&session, Options::default(), source);
    let mut parser = parser::Parser::new(&mut preprocessor, &session);
    let mut sema = Sema::new(&session);
    let mut text = String::new();
    let mut arena = bumpalo::Bump::new();
    while let Some(declaration) = parser.external_declaration(&arena) {
        sema.external_declaration(&declaration);
        for item in sema.take_items() {
            if let Item::Function(body) = item {
                text.push_str(&print_body(&body, &sema.unit, &session.interner));
            }
        }
        arena.reset();
    }
    assert_eq!(session.diags.take_captured(), "");
    insta::assert_snapshot!(text);
}
