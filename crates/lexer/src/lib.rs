//! Preprocessing tokens, identifiers, keywords, literals, and the [`Session`] that every phase of the front
//! end shares.

mod bidi;
mod charset;
mod extended;
mod keywords;
mod literal;
mod number;
mod options;
mod raw;
mod scan;
mod session;
mod skip;
mod symbol;
mod token;

pub use charset::Charset;
pub use keywords::{Enabled, KEYWORD_COUNT, Keywords, kw, sym};
pub use literal::{
    CharLiteral, Complaint, ComplaintKind, Encoding, StringLiteral, UnitSizes, char_constant, encoding_of,
    string_literal,
};
pub use number::{FloatLiteral, FloatSuffix, IntLiteral, IntSize, Number, decode_number};
pub use options::{ComplexArithmetic, LangOptions, Std, StorageOrder};

pub use raw::raw_string_end;
pub use scan::{HeaderName, Scanner};
pub use session::Session;
pub use symbol::{Interner, Symbol};
pub use token::{Token, TokenFlags, TokenKind};
