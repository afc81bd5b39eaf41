//! The tokens that the parser is handed, one a line: kind, line, spelling; `_` before a spelling says that white space
//! stands before it.

use lexer::{LangOptions, Session, TokenFlags, TokenKind};
use preprocessor::{Options, Preprocessor, Source};
use std::fmt::Write;
use std::sync::Arc;

#[test]
fn tokens_of_macros() {
    let session = Session::new(Arc::new(x86::x86_64_linux()), LangOptions::default());
    session.diags.capture();
    let bytes = include_bytes!("tokens/macros.c").to_vec();
    let source = Source { name: "macros.c".to_string(), bytes };
    let mut preprocessor = Preprocessor::new(&session, Options::default(), source);
    let mut text = String::new();
    loop {
        let token = preprocessor.next();
        if token.kind == TokenKind::Eof {
            break;
        }
        let line = session.sources.presumed(token.loc).map_or(0, |(_, line)| line);
        let spelling = match token.kind.punctuator() {
            "" => session.interner.text(token.symbol),
            fixed => fixed.to_string(),
        };
        let space = if token.flags.has(TokenFlags::SPACE_BEFORE) { "_" } else { "" };
        let kind = format!("{:?}", token.kind);
        let _ = writeln!(text, "{kind:<10} {line:>2} {space}{spelling}");
    }
    text.push_str(&session.diags.take_captured());
    insta::assert_snapshot!(text);
}
