//! Preprocessed C to an object or assembler text.

use crate::invocation::{Invocation, Language, Mode};
use crate::preprocess;
use lexer::TokenKind;
use std::sync::Arc;
use target::TargetInfo;

/// What compiling an input gave.
pub(crate) enum Compiled {
    /// Diagnostics were printed.
    Failed,
    /// Nothing to write (`-fsyntax-only`).
    Nothing,
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
    while pp.next().kind != TokenKind::Eof {}
    session.diags.finish();
    if session.diags.error_count() != 0 {
        return Ok(Compiled::Failed);
    }
    if invocation.deps.wanted {
        preprocess::write_dependencies(invocation, path, &pp)?;
    }
    match invocation.mode {
        Mode::SyntaxOnly | Mode::Preprocess => Ok(Compiled::Nothing),
        _ => Err(format!("{path}: compiling C is not supported yet")),
    }
}
