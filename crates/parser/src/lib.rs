//! From tokens to syntax trees: recursive descent over C89…C23 and GNU C, one external declaration at a time.
//!
//! The parser pulls tokens from a [`TokenSource`] and answers the question "is this identifier a typedef name?"
//! from its own scope table, so that semantic analysis sees whole external declarations and nothing smaller.

pub mod ast;
mod attribute;
mod cursor;
mod decl;
mod declarator;
mod expr;
mod external;
pub mod headers;
mod indentation;
mod multistatement;
mod pragma;
mod stmt;
#[cfg(test)]
mod tests;

pub use cursor::{Parser, TokenSource};
pub use lexer::Encoding;
