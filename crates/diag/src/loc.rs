//! Positions: 32 bits each, resolved to file, line and column only when a message is printed.

/// A position in the source map. Below `1 << 31` it is a byte offset in the concatenation of all source
/// buffers; above, it names a token that a macro expansion produced. `Loc::NONE` is no place at all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Loc(pub u32);

impl Loc {
    /// The position of what has no place in any source: builtins, command-line definitions.
    pub const NONE: Loc = Loc(0);
}

/// A range of source: from the start of one token to the start of its last token (inclusive), as in a token
/// stream. The printer finds the end of the last token itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Span {
    /// The first token.
    pub lo: Loc,
    /// The last token.
    pub hi: Loc,
}

impl Span {
    /// The span of nothing.
    pub const NONE: Span = Span { lo: Loc::NONE, hi: Loc::NONE };

    /// From the start of `self` to the end of `end`.
    pub fn to(self, end: Span) -> Span {
        Span { lo: self.lo, hi: end.hi }
    }
}

impl From<Loc> for Span {
    fn from(loc: Loc) -> Span {
        Span { lo: loc, hi: loc }
    }
}
