//! The preprocessing token: 16 bytes, no owned data.

use crate::Symbol;
use diag::Loc;

/// A token of translation phase 3, or of phase 7 once the preprocessor has let it through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// White space, line starts, macro state.
    pub flags: TokenFlags,
    /// Length of the spelling in bytes, saturated (diagnostics only).
    pub len: u16,
    /// Where it stands.
    pub loc: Loc,
    /// The spelling of an identifier, number, character constant or string literal.
    pub symbol: Symbol,
}

/// Flags of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TokenFlags(pub u8);

impl TokenFlags {
    /// White space stands before it.
    pub const SPACE_BEFORE: TokenFlags = TokenFlags(1);
    /// It is the first token of its line.
    pub const LINE_START: TokenFlags = TokenFlags(2);
    /// An identifier that must never again be expanded (C23 6.10.4.4p2).
    pub const NO_EXPAND: TokenFlags = TokenFlags(4);
    /// A digraph, or `%:%:`: `-E` and `#` must spell it as it was written.
    pub const DIGRAPH: TokenFlags = TokenFlags(8);

    /// Whether any flag of `other` is set.
    #[inline]
    pub fn has(self, other: TokenFlags) -> bool {
        self.0 & other.0 != 0
    }

    /// These flags and `other`.
    #[inline]
    pub fn with(self, other: TokenFlags) -> TokenFlags {
        TokenFlags(self.0 | other.0)
    }

    /// These flags without `other`.
    #[inline]
    pub fn without(self, other: TokenFlags) -> TokenFlags {
        TokenFlags(self.0 & !other.0)
    }
}

/// The kinds of tokens. Keywords are identifiers whose [`Symbol`] is below the number of keywords: the
/// parser switches on the symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TokenKind {
    /// End of the translation unit.
    Eof,
    /// End of a directive's line (inside the preprocessor only).
    Eod,
    /// Identifier or keyword.
    Ident,
    /// pp-number.
    Number,
    /// Character constant, prefix included.
    Char,
    /// String literal, prefix and quotes included.
    String,
    /// A `#pragma` that the preprocessor hands to the parser (`pack`, `GCC visibility`, …): its text up to the
    /// end of the line follows as tokens, ended by `Eod`.
    Pragma,
    /// A character that is no token. Its spelling is the symbol.
    Other,
    /// A comment that `-C` keeps (only with [`crate::Scanner::keep_comments`]). Its spelling is the symbol.
    Comment,
    /// `[`
    LBracket,
    /// `]`
    RBracket,
    /// `(`
    LParen,
    /// `)`
    RParen,
    /// `{`
    LBrace,
    /// `}`
    RBrace,
    /// `.`
    Dot,
    /// `->`
    Arrow,
    /// `++`
    PlusPlus,
    /// `--`
    MinusMinus,
    /// `&`
    Amp,
    /// `*`
    Star,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `~`
    Tilde,
    /// `!`
    Bang,
    /// `/`
    Slash,
    /// `%`
    Percent,
    /// `<<`
    Shl,
    /// `>>`
    Shr,
    /// `<`
    Lt,
    /// `>`
    Gt,
    /// `<=`
    Le,
    /// `>=`
    Ge,
    /// `==`
    EqEq,
    /// `!=`
    Ne,
    /// `^`
    Caret,
    /// `|`
    Pipe,
    /// `&&`
    AmpAmp,
    /// `||`
    PipePipe,
    /// `?`
    Question,
    /// `:`
    Colon,
    /// `::`
    ColonColon,
    /// `;`
    Semi,
    /// `...`
    Ellipsis,
    /// `=`
    Eq,
    /// `*=`
    StarEq,
    /// `/=`
    SlashEq,
    /// `%=`
    PercentEq,
    /// `+=`
    PlusEq,
    /// `-=`
    MinusEq,
    /// `<<=`
    ShlEq,
    /// `>>=`
    ShrEq,
    /// `&=`
    AmpEq,
    /// `^=`
    CaretEq,
    /// `|=`
    PipeEq,
    /// `,`
    Comma,
    /// `#`
    Hash,
    /// `##`
    HashHash,
}

impl TokenKind {
    /// The spelling of a punctuator; empty for what has no fixed spelling.
    pub fn punctuator(self) -> &'static str {
        use TokenKind::*;
        match self {
            Eof | Eod | Ident | Number | Char | String | Pragma | Other | Comment => "",
            LBracket => "[",
            RBracket => "]",
            LParen => "(",
            RParen => ")",
            LBrace => "{",
            RBrace => "}",
            Dot => ".",
            Arrow => "->",
            PlusPlus => "++",
            MinusMinus => "--",
            Amp => "&",
            Star => "*",
            Plus => "+",
            Minus => "-",
            Tilde => "~",
            Bang => "!",
            Slash => "/",
            Percent => "%",
            Shl => "<<",
            Shr => ">>",
            Lt => "<",
            Gt => ">",
            Le => "<=",
            Ge => ">=",
            EqEq => "==",
            Ne => "!=",
            Caret => "^",
            Pipe => "|",
            AmpAmp => "&&",
            PipePipe => "||",
            Question => "?",
            Colon => ":",
            ColonColon => "::",
            Semi => ";",
            Ellipsis => "...",
            Eq => "=",
            StarEq => "*=",
            SlashEq => "/=",
            PercentEq => "%=",
            PlusEq => "+=",
            MinusEq => "-=",
            ShlEq => "<<=",
            ShrEq => ">>=",
            AmpEq => "&=",
            CaretEq => "^=",
            PipeEq => "|=",
            Comma => ",",
            Hash => "#",
            HashHash => "##",
        }
    }
}
