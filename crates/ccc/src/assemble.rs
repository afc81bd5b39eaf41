//! Assembler text to an object; the personality `as`.

use crate::invocation::{Invocation, Language};
use std::sync::Arc;
use target::TargetInfo;

/// Assembles one input.
///
/// # Errors
/// One line for what is wrong.
pub(crate) fn run(
    _invocation: &Invocation,
    _target: &Arc<TargetInfo>,
    path: &str,
    _language: Language,
) -> Result<Vec<u8>, String> {
    Err(format!("{path}: assembling is not supported yet"))
}

/// The command line of `as`.
pub(crate) fn main(program: &str, _words: &[String]) -> i32 {
    eprintln!("{program}: error: assembling is not supported yet");
    1
}
