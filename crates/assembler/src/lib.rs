//! The assembler that the code generator and `.s` files share: both feed a [`Streamer`], which either lays out an
//! ELF object ([`ObjectStreamer`]) or prints GNU assembler text ([`TextStreamer`]).

mod assemble;
mod cfi;
mod context;
mod expr;
mod isa;
mod object;
pub mod parser;
mod section;
mod streamer;
mod symbol;
mod text;

pub use assemble::assemble_text;
pub use cfi::CfiOp;
pub use context::{Context, Message, Place};
pub use expr::{BinaryOp, Expr, ExprId, Specifier, UnaryOp, Value};
pub use isa::{AsmError, Branch, CodeSink, Fixup, FixupKind, FixupTarget, Isa, RelaxKind};
pub use object::ObjectStreamer;
pub use section::{Section, SectionFlags, SectionId, SectionKind, SectionSpec, Sections};
pub use streamer::{Align, Loc, Streamer};
pub use symbol::{Binding, Definition, Symbol, SymbolId, SymbolKind, SymbolTable, Visibility};
pub use text::TextStreamer;
