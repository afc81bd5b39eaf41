//! Preprocessed C to an object or assembler text: the front end, one external declaration at a time, feeds the code
//! generator.

use crate::generate::{Generator, Settings};
use crate::invocation::{Invocation, Language, Mode};
use crate::{machine, preprocess};
use assembler::{ObjectStreamer, Streamer, TextStreamer};
use bumpalo::Bump;
use lexer::{Session, Token, TokenKind};
use parser::{Parser, TokenSource};
use preprocessor::{Preprocessor, Source};
use sema::Sema;
use std::sync::Arc;
use target::TargetInfo;
use x86::X86;

/// What compiling an input gave.
pub(crate) enum Compiled {
    /// Diagnostics were printed.
    Failed,
    /// Nothing to write (`-fsyntax-only`).
    Nothing,
    /// `-S`
    Assembly(String),
    /// An object.
    Object(Vec<u8>),
}

/// Compiles one C input as far as the mode says.
///
/// # Errors
/// One line for what is wrong outside of the program text.
pub(crate) fn run(
    invocation: &Invocation,
    target: &Arc<TargetInfo>,
    path: &str,
    language: Language,
) -> Result<Compiled, String> {
    let source = preprocess::read(path)?;
    let session = preprocess::session(invocation, target, language);
    let mut pp = preprocess::preprocessor(invocation, &session, source, language);
    let compiled = match invocation.mode {
        Mode::SyntaxOnly | Mode::Preprocess => {
            check(&session, &mut pp);
            Compiled::Nothing
        }
        Mode::Assembly => {
            let mut out = TextStreamer::new(X86::x86_64());
            match generate(invocation, &session, &mut pp, path, &mut out) {
                true => Compiled::Assembly(out.finish().0),
                false => Compiled::Failed,
            }
        }
        Mode::Object | Mode::Link => {
            let mut out = ObjectStreamer::new(X86::x86_64());
            match generate(invocation, &session, &mut pp, path, &mut out) {
                true => {
                    let (bytes, context) = out.finish();
                    match context.error_count() {
                        0 => Compiled::Object(bytes),
                        _ => {
                            eprint!("{}", context.format_messages());
                            Compiled::Failed
                        }
                    }
                }
                false => Compiled::Failed,
            }
        }
    };
    pp.warn_unused_macros();
    session.diags.finish();
    if session.diags.error_count() != 0 {
        return Ok(Compiled::Failed);
    }
    if invocation.deps.wanted {
        preprocess::write_dependencies(invocation, path, &pp, &[])?;
    }
    Ok(compiled)
}

/// Compiles a C source that travels inside ccc: a function of the runtime library.
///
/// # Errors
/// The diagnostics, if the source is wrong: a bug of ours.
pub(crate) fn source_to_object(
    invocation: &Invocation,
    target: &Arc<TargetInfo>,
    name: &str,
    text: &str,
) -> Result<Vec<u8>, String> {
    let mut own = Invocation::new(invocation.program.clone());
    own.target.clone_from(&invocation.target);
    own.lang.pic = 2;
    own.lang.optimize = 1;
    own.codegen.visibility = "hidden".into();
    let bytes = format!("{}\n# 1 \"{name}\"\n{text}", x86::RUNTIME_PRELUDE).into_bytes();
    alone(own, target, Source { name: name.into(), bytes })
        .map_err(|messages| format!("the runtime library's {name}: {messages}"))
}

/// Compiles a C text that stands for itself at an optimisation level, without the system's headers, and verifies the IR
/// after each pass.
///
/// # Errors
/// The diagnostics.
pub fn text_to_object(text: &[u8], level: u8) -> Result<Vec<u8>, String> {
    let mut own = Invocation::new("ccc".into());
    own.lang.optimize = level;
    own.codegen.developer.push("-fverify-ir".into());
    let target = machine::target(&own)?;
    alone(own, &target, Source { name: "text.c".into(), bytes: text.to_vec() })
}

fn alone(mut own: Invocation, target: &Arc<TargetInfo>, source: Source) -> Result<Vec<u8>, String> {
    own.mode = Mode::Object;
    own.pp.standard_includes = false;
    let name = source.name.clone();
    let session = preprocess::session(&own, target, Language::C);
    session.diags.capture();
    let mut pp = preprocess::preprocessor(&own, &session, source, Language::C);
    let mut out = ObjectStreamer::new(X86::x86_64());
    let good = generate(&own, &session, &mut pp, &name, &mut out);
    session.diags.finish();
    if !good || session.diags.error_count() != 0 {
        return Err(session.diags.take_captured());
    }
    let (bytes, context) = out.finish();
    match context.error_count() {
        0 => Ok(bytes),
        _ => Err(context.format_messages()),
    }
}

/// The preprocessor, as the parser pulls from it.
struct Tokens<'a, 's>(&'a mut Preprocessor<'s>);

impl TokenSource for Tokens<'_, '_> {
    fn next(&mut self) -> Token {
        self.0.next()
    }
}

/// The front end alone.
fn check(session: &Session, pp: &mut Preprocessor<'_>) {
    front_end(session, pp, |_, _| {});
}

/// Parses and analyses everything, handing over after each external declaration.
fn front_end(session: &Session, pp: &mut Preprocessor<'_>, mut take: impl FnMut(&mut Sema<'_>, bool)) {
    let mut tokens = Tokens(pp);
    let mut arena = Bump::new();
    let mut sema = Sema::new(session);
    {
        let mut parser = Parser::new(&mut tokens, session);
        // What is wrong, or a pragma, is something all the same.
        let empty = parser.at_end() && !session.diags.has_pragmas() && !parser.pragma_seen();
        loop {
            {
                let Some(declaration) = parser.external_declaration(&arena) else { break };
                sema.external_declaration(&declaration);
            }
            arena.reset();
            take(&mut sema, false);
        }
        if empty {
            sema.empty_unit(parser.position());
        }
    }
    sema.finish();
    take(&mut sema, true);
    // What follows an early end of parsing still belongs to the dependencies and diagnostics.
    if !session.diags.stopped() {
        while tokens.next().kind != TokenKind::Eof {}
    }
}

/// The whole way; false if there were errors.
fn generate<S: Streamer<Isa = X86>>(
    invocation: &Invocation,
    session: &Session,
    pp: &mut Preprocessor<'_>,
    path: &str,
    out: &mut S,
) -> bool {
    out.source_file(preprocess::base_name(path));
    let settings = Settings::new(invocation, session, path);
    std::thread::scope(|scope| {
        let mut generator = Generator::new(session, &settings, scope, out);
        front_end(session, pp, |sema, last| {
            let items = sema.take_items();
            // After an error only diagnostics are wanted.
            if session.diags.error_count() == 0 {
                generator.take(&sema.unit, items);
                if last {
                    generator.finish(&sema.unit);
                }
            }
        });
    });
    if session.diags.error_count() != 0 {
        return false;
    }
    if invocation.codegen.ident {
        out.ident(concat!("ccc ", env!("CARGO_PKG_VERSION")));
    }
    true
}
