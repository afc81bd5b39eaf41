//! Raw strings, `R"delimiter(…)delimiter"`: an extension of GNU C since C99 (GCC manual, "C Extensions"; ISO C++
//! [lex.string]). Nothing in them is escaped, spliced or replaced, and they may go over several lines.

use crate::{LangOptions, Scanner, Session, Std, Symbol, Token, TokenFlags, TokenKind};
use memchr::{memchr, memmem};

/// The longest delimiter.
const LONGEST: usize = 16;

/// What is wrong with a raw string, and where in the text.
enum Mistake {
    Unterminated,
    Character(u8, usize),
    NewLine(usize),
    TooLong(usize),
}

/// Whether the language has raw strings.
pub(crate) fn are_known(options: &LangOptions) -> bool {
    options.gnu && options.std >= Std::C99 && !options.assembler
}

/// Whether a word before a quotation mark makes the string raw.
pub(crate) fn is_prefix(word: &[u8]) -> bool {
    matches!(word, b"R" | b"LR" | b"uR" | b"UR" | b"u8R")
}

/// The text of a raw string between its parentheses, if `spelling` is one.
pub(crate) fn contents(spelling: &[u8]) -> Option<&[u8]> {
    let quote = memchr(b'"', spelling)?;
    if !is_prefix(&spelling[..quote]) {
        return None;
    }
    let open = memchr(b'(', &spelling[quote..])? + quote;
    let delimiter = open - quote - 1;
    spelling.get(open + 1..spelling.len().checked_sub(delimiter + 2)?)
}

/// The offset after the raw string whose opening quotation mark is at `quote`.
fn end(text: &[u8], quote: usize) -> Result<usize, Mistake> {
    let start = quote + 1;
    let mut open = start;
    loop {
        match text.get(open) {
            Some(b'(') => break,
            None => return Err(Mistake::Unterminated),
            Some(b'\n') => return Err(Mistake::NewLine(open)),
            Some(_) if open - start >= LONGEST => return Err(Mistake::TooLong(open)),
            Some(&c @ (b'\\' | b')' | b'@' | b'$' | b'`')) => return Err(Mistake::Character(c, open)),
            Some(&c) if !c.is_ascii_graphic() => return Err(Mistake::Character(c, open)),
            Some(_) => open += 1,
        }
    }
    let mut close = vec![b')'];
    close.extend_from_slice(&text[start..open]);
    close.push(b'"');
    let found = memmem::find(&text[open + 1..], &close).ok_or(Mistake::Unterminated)?;
    Ok(open + 1 + found + close.len())
}

/// Where what is wrong in a raw string's delimiter ends: the next quotation mark is taken to close it.
fn end_of_mistake(text: &[u8], mistake: &Mistake) -> usize {
    match *mistake {
        Mistake::Unterminated => text.len(),
        Mistake::Character(_, at) | Mistake::NewLine(at) | Mistake::TooLong(at) => {
            memchr(b'"', &text[at..]).map_or(text.len(), |found| at + found + 1)
        }
    }
}

/// If the quotation mark at `quote` opens a raw string, the offset after it. What stands before is told from its bytes
/// alone.
pub fn raw_string_end(text: &[u8], quote: usize, options: &LangOptions) -> Option<usize> {
    if !are_known(options) || quote == 0 || text[quote - 1] != b'R' {
        return None;
    }
    let before = &text[..quote];
    let word = before.iter().rposition(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
    let word = &before[word.map_or(0, |at| at + 1)..];
    is_prefix(word).then(|| end(text, quote).unwrap_or_else(|mistake| end_of_mistake(text, &mistake)))
}

impl Scanner {
    /// The raw string that begins at `start`, with its prefix and where that ends.
    pub(crate) fn raw_string(
        &mut self,
        session: &Session,
        text: &[u8],
        flags: TokenFlags,
        start: usize,
        (prefix, quote): (&[u8], usize),
    ) -> Token {
        let mistake = match end(text, quote) {
            Ok(end) => {
                self.pos = end;
                let mut spelling = prefix.to_vec();
                spelling.extend_from_slice(&text[quote..end]);
                if memmem::find(&spelling, b"\r\n").is_some() {
                    let ends = |at: usize| spelling[at] == b'\r' && spelling.get(at + 1) == Some(&b'\n');
                    spelling = (0..spelling.len()).filter(|&at| !ends(at)).map(|at| spelling[at]).collect();
                }
                let symbol = session.interner.intern(&spelling);
                return self.token(TokenKind::String, flags, start, end, symbol);
            }
            Err(mistake) => mistake,
        };
        self.pos = end_of_mistake(text, &mistake);
        let (at, message) = match mistake {
            Mistake::Unterminated => {
                session.diags.error(self.loc_at(start), "unterminated raw string");
                let kind = if self.in_directive() { TokenKind::Eod } else { TokenKind::Eof };
                return self.token(kind, flags, self.pos, self.pos, Symbol::default());
            }
            Mistake::Character(c, at) => {
                (at, format!("invalid character '{}' in raw string delimiter", char::from(c)))
            }
            Mistake::NewLine(at) => (at, "invalid new-line in raw string delimiter".to_owned()),
            Mistake::TooLong(at) => (at, format!("raw string delimiter longer than {LONGEST} characters")),
        };
        session.diags.error(self.loc_at(at), message);
        // GCC names the first character alone.
        let symbol = session.interner.intern(&text[start..=start]);
        self.token(TokenKind::Other, flags, start, self.pos, symbol)
    }
}
