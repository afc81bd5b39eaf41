//! Linker scripts (GNU ld manual, chapter "Linker Scripts") and version scripts: their syntax, and what they say. How they
//! place sections is [`crate::layout`]'s business.

pub mod ast;
mod eval;
mod lexer;
mod parse;
mod wildcard;

pub use eval::{Context, Value, absolute, align_up, evaluate};
pub use parse::{dynamic_list, expression, script, versions};
pub use wildcard::{Wildcard, matches};

#[cfg(test)]
mod tests;
