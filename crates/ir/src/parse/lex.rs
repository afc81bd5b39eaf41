//! The words of the text form.

use super::ParseError;
use crate::types::Type;
use logos::Logos;

/// A token.
#[derive(Logos, Clone, Copy, PartialEq, Eq, Debug)]
#[logos(skip r"[ \t\r\n]+")]
#[logos(skip(r";[^\n]*", allow_greedy = true))]
pub(super) enum Token {
    #[regex(r"[A-Za-z_][A-Za-z0-9_]*")]
    Word,
    #[regex(r"[+-]?[0-9]+")]
    Number,
    #[regex(r"0x[0-9a-f]+", priority = 10)]
    Hex,
    #[regex(r"@[A-Za-z0-9_.$]+")]
    #[regex(r#"@"([^"\\]|\\.)*""#)]
    Symbol,
    #[regex(r#""([^"\\]|\\.)*""#)]
    Str,
    #[token("(")]
    Open,
    #[token(")")]
    Close,
    #[token("{")]
    OpenBrace,
    #[token("}")]
    CloseBrace,
    #[token("[")]
    OpenBracket,
    #[token("]")]
    CloseBracket,
    #[token(",")]
    Comma,
    #[token(":")]
    Colon,
    #[token("=")]
    Equals,
    #[token("&")]
    Ampersand,
    #[token("|")]
    Bar,
    #[token(".")]
    Dot,
    #[token("..")]
    DotDot,
    #[token("->")]
    Arrow,
    /// What is none of these.
    Unknown,
    /// After the last.
    End,
}

/// The tokens of a text, with one in view.
#[derive(Clone)]
pub(super) struct Lexer<'a> {
    tokens: logos::Lexer<'a, Token>,
    next: Token,
    /// Where the token before the one in view began.
    before: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Lexer<'a> {
        let mut lexer = Lexer { tokens: Token::lexer(text), next: Token::End, before: 0 };
        lexer.advance();
        lexer
    }

    fn advance(&mut self) {
        self.next = match self.tokens.next() {
            Some(token) => token.unwrap_or(Token::Unknown),
            None => Token::End,
        };
    }

    /// The token in view.
    pub(super) fn peek(&self) -> Token {
        self.next
    }

    /// Its text.
    pub(super) fn text(&self) -> &'a str {
        match self.next {
            Token::End => "the end",
            _ => self.tokens.slice(),
        }
    }

    /// Goes on; the text of what was in view.
    pub(super) fn take(&mut self) -> &'a str {
        let text = self.text();
        self.before = self.tokens.span().start;
        self.advance();
        text
    }

    /// The text up to a closing brace, as it stands.
    pub(super) fn raw_until_brace(&mut self) -> Option<&'a str> {
        let start = self.tokens.span().start;
        let source = self.tokens.source();
        let length = source[start..].find('}')?;
        while self.next != Token::End && self.tokens.span().start < start + length {
            self.advance();
        }
        Some(&source[start..start + length])
    }

    pub(super) fn error(&self, message: impl Into<String>) -> ParseError {
        self.error_at(self.tokens.span().start, message.into())
    }

    /// An error at the token before.
    pub(super) fn error_before(&self, message: impl Into<String>) -> ParseError {
        self.error_at(self.before, message.into())
    }

    fn error_at(&self, offset: usize, message: String) -> ParseError {
        let before = &self.tokens.source()[..offset];
        let line = before.bytes().filter(|&b| b == b'\n').count() as u32 + 1;
        let column = (offset - before.rfind('\n').map_or(0, |n| n + 1)) as u32 + 1;
        ParseError { line, column, message }
    }
}

/// The number in a word such as `v12`.
pub(super) fn entity(word: &str, prefix: &str) -> Option<u32> {
    let digits = word.strip_prefix(prefix)?;
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// The type that a word names.
pub(super) fn ty(word: &str) -> Option<Type> {
    let (scalar, lanes) = match word.split_once('x') {
        Some((scalar, lanes)) => (scalar, lanes.parse::<u32>().ok()?),
        None => (word, 1),
    };
    let ty = Type::from_scalar_name(scalar).filter(|&ty| ty != Type::NONE)?;
    (lanes.is_power_of_two() && lanes <= 64).then(|| ty.vector(lanes.ilog2()))
}

/// What Rust's `{:?}` made of a string, undone.
pub(super) fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        out.push(match chars.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => '\0',
            c @ ('"' | '\'' | '\\') => c,
            'u' => {
                let rest = chars.as_str().strip_prefix('{')?;
                let (digits, after) = rest.split_once('}')?;
                chars = after.chars();
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
            }
            _ => return None,
        });
    }
    Some(out)
}
