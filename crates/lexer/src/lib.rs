//! Preprocessing tokens, identifiers and literals.

mod symbol;
mod token;

pub use symbol::{Interner, Symbol};
pub use token::{Token, TokenFlags, TokenKind};
