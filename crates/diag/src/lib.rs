//! Source positions and diagnostics, in GCC's text format.
//!
//! A [`Loc`] is one 32-bit position in a space that all source buffers and all macro expansions of a
//! compilation share; a [`Span`] is two of them. Everything later in the pipeline carries only these.

mod loc;
mod sink;

pub use loc::{Loc, Span};
pub use sink::{Diagnostics, Severity, Warning};
