//! From syntax to meaning: types, scopes, constants, initialisers; AST in, [`hir`] out.

pub mod hir;
pub mod types;
