//! Linking; the personality `ld`.

use crate::invocation::Invocation;
use std::sync::Arc;
use target::TargetInfo;

/// An input of the linker, in the order of the command line.
pub(crate) enum LinkInput {
    /// An object that was just made, and the name that messages give it.
    Object(String, Vec<u8>),
    /// A file.
    File(String),
    /// `-lname`
    Library(String),
    /// An argument of `-Wl,` or `-Xlinker`.
    Argument(String),
}

/// Links.
///
/// # Errors
/// One line for what is wrong.
pub(crate) fn run(
    _invocation: &Invocation,
    _target: &Arc<TargetInfo>,
    _inputs: &[LinkInput],
) -> Result<Vec<u8>, String> {
    Err("linking is not supported yet".into())
}

/// The command line of `ld`.
pub(crate) fn main(program: &str, _words: &[String]) -> i32 {
    eprintln!("{program}: error: linking is not supported yet");
    1
}
