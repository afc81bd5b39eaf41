//! The syntax tree of a few declarations: its debug text, with names in place of their numbers, and without places and
//! what is empty.

use bumpalo::Bump;
use lexer::{LangOptions, Session, Symbol};
use parser::Parser;
use preprocessor::{Options, Preprocessor, Source};
use std::sync::Arc;

/// The debug text made short.
fn shorten(text: &str, session: &Session) -> String {
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        let (field, value) = line.trim_start().split_once(": ").unwrap_or(("", line.trim_start()));
        let opens = line.ends_with(['(', '{', '[']);
        if matches!(field, "span" | "loc") {
            // To the line that closes it.
            while opens && lines.next_if(|next| next.len() - next.trim_start().len() > indent).is_some() {}
            if opens {
                lines.next();
            }
            continue;
        }
        if matches!(value, "[]," | "None," | "false,") || matches!((field, value), ("pack", "0,")) {
            continue;
        }
        if value == "Loc(" {
            lines.nth(1);
            continue;
        }
        if matches!(field, "storage" | "quals") && opens {
            let bits = lines.next().map_or("", str::trim).trim_end_matches(',').to_string();
            lines.next();
            if bits != "0" {
                out.push_str(&format!("{:indent$}{field}: {bits}\n", ""));
            }
            continue;
        }
        if value == "Symbol("
            && let Some(number) = lines.next().and_then(|n| n.trim().trim_end_matches(',').parse().ok())
        {
            lines.next();
            let label = if field.is_empty() { String::new() } else { format!("{field}: ") };
            let name = session.interner.text(Symbol(number));
            out.push_str(&format!("{:indent$}{label}`{name}`\n", ""));
            continue;
        }
        // A closing bracket says no more than the indentation.
        if line.trim().chars().all(|c| ")]},".contains(c)) {
            continue;
        }
        let line = line.trim_end_matches([',', '(', '{', '[', ' ']);
        if !line.is_empty() {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.replace("    ", "  ")
}

#[test]
fn declarations() {
    let session = Session::new(Arc::new(x86::x86_64_linux()), LangOptions::default());
    session.diags.capture();
    let bytes = include_bytes!("ast/declarations.c").to_vec();
    let source = Source { name: "declarations.c".to_string(), bytes };
    let mut preprocessor = Preprocessor::new(&session, Options::default(), source);
    let mut parser = Parser::new(&mut preprocessor, &session);
    let mut text = String::new();
    let mut arena = Bump::new();
    while let Some(declaration) = parser.external_declaration(&arena) {
        text.push_str(&shorten(&format!("{declaration:#?}"), &session));
        arena.reset();
    }
    assert_eq!(session.diags.take_captured(), "");
    insta::assert_snapshot!(text);
}
