//! Source positions and diagnostics, in GCC's text format.
//!
//! A [`Loc`] is one 32-bit position in a space that all source buffers and all macro expansions of a
//! compilation share; a [`Span`] is two of them. Everything later in the pipeline carries only these.

mod cxx;
mod loc;
mod locale;
mod nesting;
mod options;
mod render;
mod sink;
mod source;
mod spelling;
mod tell;
mod warnings;

pub use cxx::is_cxx_warning;
pub use loc::{Loc, Span};
pub use locale::with_character_names;
pub use nesting::{TooDeep, catch_too_deep, nested};
pub use options::{ColorChoice, UnknownWarning, WarningOptions};
pub use render::InlinedFrom;
pub use sink::{Diagnostics, Place, PragmaLevel, Reported, Severity};
pub use source::{BUILT_IN, Expansion, FileId, MacroToken, Position, SourceFile, SourceMap, SystemHeader};
pub use spelling::closest;
pub use tell::tell_line;
pub use warnings::{Group, Row, TABLE, Warning, warn};
