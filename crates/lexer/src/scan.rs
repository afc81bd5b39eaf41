//! Translation phases 2 and 3 (C23 5.1.1.2): a buffer to preprocessing tokens. Written by hand around a table
//! of byte classes: the common token is found by looking at each of its bytes once; backslashes inside tokens
//! (line splices, universal character names) take a slow path that builds the spelling.

use crate::{Session, Std, Symbol, Token, TokenFlags, TokenKind};
use crate::{bidi, extended, raw};
use diag::{FileId, Loc, SourceFile, warn};
use memchr::{memchr, memchr3};
use std::rc::Rc;

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const DOLLAR: u8 = 4;
/// A byte of a UTF-8 sequence, which may be a letter.
const HIGH: u8 = 8;

/// Classes of bytes.
static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => LETTER,
            0x80.. => HIGH,
            b'0'..=b'9' => DIGIT,
            b'$' => DOLLAR,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// What some editors put at the beginning of UTF-8 text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A header name of `#include`, without its delimiters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeaderName {
    /// The name.
    pub name: Vec<u8>,
    /// `<name>`, not `"name"`.
    pub angled: bool,
    /// Where it begins.
    pub loc: Loc,
}

/// The reader of one buffer.
pub struct Scanner {
    pub(crate) file: Rc<SourceFile>,
    /// Which file of the source map it is.
    pub file_id: FileId,
    pub(crate) pos: usize,
    base: u32,
    letters: u8,
    pub(crate) line_start: bool,
    in_directive: bool,
    assembler: bool,
    /// Identifiers may have characters beyond ASCII: since C99, and in assembler.
    extended: bool,
    /// Strict C90: `//` begins no comment where it can be two operators.
    pub(crate) c90: bool,
    /// `//` was told of.
    told_line_comment: bool,
    /// Hexadecimal floating constants, since C99: `p` is an exponent's letter.
    hex_floats: bool,
    /// `::` is a token: in GNU modes and since C23.
    scopes: bool,
    prefixes: bool,
    /// Raw strings are known.
    raws: bool,
    separators: bool,
    /// The file may hold characters that change the direction of text.
    bidi: bool,
    /// Comments become tokens (`-C`).
    pub keep_comments: bool,
    /// Those of directives, too (`-CC`, in macros' bodies).
    pub keep_directive_comments: bool,
    /// Tokens read since this was last cleared: include-guard detection.
    pub tokens_read: u32,
}

#[inline]
pub(crate) fn byte(text: &[u8], at: usize) -> u8 {
    if at < text.len() { text[at] } else { 0 }
}

/// If a line splice begins at `at`, the offset after it. White space between the backslash and the end of the
/// line is forgiven, as GCC forgives it.
pub(crate) fn splice(text: &[u8], at: usize) -> Option<usize> {
    if byte(text, at) != b'\\' {
        return None;
    }
    let mut next = at + 1;
    while matches!(byte(text, next), b' ' | b'\t' | b'\r' | 0x0b | 0x0c) {
        next += 1;
    }
    (byte(text, next) == b'\n').then_some(next + 1)
}

/// The byte at `at`, after any line splices, and the offset after it.
#[inline]
fn peek(text: &[u8], mut at: usize) -> (u8, usize) {
    loop {
        let found = byte(text, at);
        if found != b'\\' {
            return (found, at + 1);
        }
        match splice(text, at) {
            Some(next) => at = next,
            None => return (found, at + 1),
        }
    }
}

impl Scanner {
    /// A scanner of `file`, whose byte 0 has the position `base`.
    pub fn new(session: &Session, file_id: FileId, base: u32) -> Scanner {
        let mut scanner = Scanner::over(session, session.sources.file(file_id), file_id, base);
        let diags = &session.diags;
        scanner.bidi = !session.options.assembler
            && diags.may_be_enabled(warn::BIDI_CHARS)
            && bidi::may_hold(&scanner.file.bytes, diags.bidi_escapes());
        scanner
    }

    /// The token that all of a text is, if it is exactly one. The text has no position.
    pub fn single_token(session: &Session, text: SourceFile) -> Option<Token> {
        let mut scanner = Scanner::over(session, Rc::new(text), FileId(u32::MAX), 0);
        let starts_comment = scanner.file.bytes.starts_with(b"//") || scanner.file.bytes.starts_with(b"/*");
        if starts_comment || lone_quote(&scanner.file.bytes) {
            return None;
        }
        let token = scanner.next(session);
        (scanner.pos == scanner.file.bytes.len() && token.kind != TokenKind::Eof).then_some(token)
    }

    /// The tokens of a text that has no position of its own; each gets `loc`.
    pub fn tokens_of(session: &Session, text: SourceFile, loc: Loc) -> Vec<Token> {
        let mut scanner = Scanner::over(session, Rc::new(text), FileId(u32::MAX), 0);
        let mut tokens = Vec::new();
        loop {
            let token = scanner.next(session);
            if token.kind == TokenKind::Eof {
                return tokens;
            }
            tokens.push(Token { loc, ..token });
        }
    }

    fn over(session: &Session, file: Rc<SourceFile>, file_id: FileId, base: u32) -> Scanner {
        let options = &session.options;
        let bom = if file.bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        Scanner {
            file,
            file_id,
            pos: bom,
            base,
            letters: LETTER | DIGIT | if options.dollars && !options.assembler { DOLLAR } else { 0 },
            line_start: true,
            in_directive: false,
            assembler: options.assembler,
            extended: options.std >= Std::C99 || options.assembler,
            c90: options.std < Std::C99 && !options.gnu && !options.assembler,
            told_line_comment: false,
            hex_floats: options.std >= Std::C99 || options.gnu,
            scopes: options.std >= Std::C23 || options.gnu,
            prefixes: options.std >= Std::C11 || (options.gnu && options.std >= Std::C99),
            raws: raw::are_known(options),
            separators: options.std >= Std::C23,
            bidi: false,
            keep_comments: false,
            keep_directive_comments: false,
            tokens_read: 0,
        }
    }

    /// Byte offset of what comes next.
    pub fn offset(&self) -> u32 {
        self.pos as u32
    }

    /// Position of what comes next.
    pub fn loc(&self) -> Loc {
        self.loc_at(self.pos)
    }

    #[inline]
    pub(crate) fn loc_at(&self, at: usize) -> Loc {
        Loc(self.base.wrapping_add(at as u32))
    }

    /// Position of the last byte of the buffer plus one.
    pub fn end_loc(&self) -> Loc {
        self.loc_at(self.file.bytes.len())
    }

    /// Gives byte 0 another position: after an include the rest of the file lies elsewhere.
    pub fn set_base(&mut self, base: u32) {
        self.base = base;
    }

    /// Between these calls a new line yields [`TokenKind::Eod`], again and again.
    pub fn set_in_directive(&mut self, on: bool) {
        self.in_directive = on;
    }

    /// Whether a directive is being read.
    pub fn in_directive(&self) -> bool {
        self.in_directive
    }

    /// The next preprocessing token.
    #[inline]
    pub fn next(&mut self, session: &Session) -> Token {
        let file = Rc::clone(&self.file);
        let text = file.bytes.as_slice();
        let mut flags = if self.line_start { TokenFlags::LINE_START } else { TokenFlags(0) };
        let mut pos = self.pos;
        // White space and comments.
        let first = loop {
            let first = byte(text, pos);
            match first {
                b' ' | b'\t' | b'\r' => {
                    flags.0 |= TokenFlags::SPACE_BEFORE.0;
                    pos += 1;
                }
                0x0b | 0x0c => {
                    flags.0 |= TokenFlags::SPACE_BEFORE.0;
                    self.check_directive_space(session, first, pos);
                    pos += 1;
                }
                b'\n' => {
                    if self.in_directive {
                        self.pos = pos;
                        return self.token(TokenKind::Eod, flags, pos, pos, Symbol::default());
                    }
                    flags.0 = TokenFlags::LINE_START.0;
                    pos += 1;
                }
                b'/' => {
                    let (second, after) = peek(text, pos + 1);
                    let end = match second {
                        b'*' => self.block_comment(session, text, pos, after),
                        b'/' if self.line_comments(session, text, pos) => {
                            self.line_comment(session, text, pos, after)
                        }
                        _ => break first,
                    };
                    if self.bidi {
                        self.check_bidi(session, text, pos, end, false);
                    }
                    if self.keep_comments && !self.in_directive
                        || self.keep_directive_comments && self.in_directive
                    {
                        self.pos = end;
                        self.line_start = false;
                        let symbol = session.interner.intern(&text[pos..end]);
                        return self.token(TokenKind::Comment, flags, pos, end, symbol);
                    }
                    flags.0 |= TokenFlags::SPACE_BEFORE.0;
                    pos = end;
                }
                b'\\' => match splice(text, pos) {
                    Some(next) => {
                        if next > pos + 2 {
                            self.check_splice(session, text, pos);
                        }
                        pos = next;
                    }
                    None => break first,
                },
                0 if pos >= text.len() => {
                    self.pos = pos;
                    let kind = if self.in_directive { TokenKind::Eod } else { TokenKind::Eof };
                    return self.token(kind, flags, pos, pos, Symbol::default());
                }
                0 => {
                    if !self.assembler {
                        session.diags.warning(warn::NONE, self.loc_at(pos), "null character(s) ignored");
                    }
                    flags.0 |= TokenFlags::SPACE_BEFORE.0;
                    pos += 1;
                }
                _ => break first,
            }
        };
        self.line_start = false;
        self.tokens_read = self.tokens_read.wrapping_add(1);
        let token = self.token_at(session, text, flags, pos, first);
        if self.bidi {
            self.check_bidi(session, text, pos, self.pos, true);
        }
        token
    }

    /// The token that begins at `pos` with the byte `first`.
    #[inline]
    fn token_at(
        &mut self,
        session: &Session,
        text: &[u8],
        flags: TokenFlags,
        pos: usize,
        first: u8,
    ) -> Token {
        let class = CLASS[first as usize];
        if class & self.letters & !DIGIT != 0 {
            return self.identifier(session, text, flags, pos);
        }
        match first {
            b'0'..=b'9' => self.number(session, text, flags, pos),
            b'.' if CLASS[peek(text, pos + 1).0 as usize] == DIGIT => self.number(session, text, flags, pos),
            b'"' | b'\'' => self.quoted(session, text, flags, pos, pos),
            b'\\' | 0x80..
                if self.extended && self.extended_character(session, text, pos, true).is_some() =>
            {
                self.slow_identifier(session, text, flags, pos, pos)
            }
            _ => self.punctuator(session, text, flags, pos, first),
        }
    }

    #[inline]
    pub(crate) fn token(
        &self,
        kind: TokenKind,
        flags: TokenFlags,
        start: usize,
        end: usize,
        symbol: Symbol,
    ) -> Token {
        let len = (end - start).min(usize::from(u16::MAX)) as u16;
        Token { kind, flags, len, loc: self.loc_at(start), symbol }
    }

    /// Whether `//` begins a comment. In strict C90 it doesn't, except where nothing else makes sense.
    fn line_comments(&mut self, session: &Session, text: &[u8], pos: usize) -> bool {
        if self.c90 && (self.in_directive || peek(text, pos + 2).0 == b'*') {
            // In `a //**/ b` the second slash may begin a block comment.
            return false;
        }
        if session.options.std < Std::C99 && !self.assembler && !self.told_line_comment {
            let message = "C++ style comments are not allowed in ISO C90";
            let at = self.loc_at(pos);
            if session.sources.in_system_header(at) {
                return true;
            }
            let reported = if self.c90 {
                session.diags.error(at, message)
            } else {
                session.diags.pedwarn(warn::PEDANTIC, at, message)
            };
            self.told_line_comment = reported.shown();
            reported.note(at, "(this will be reported only once per input file)");
        }
        true
    }

    /// The end of the line comment whose text begins at `from`.
    fn line_comment(&self, session: &Session, text: &[u8], start: usize, from: usize) -> usize {
        let (end, lines) = line_comment_end(text, from);
        if lines > 1 && !self.assembler {
            session.diags.warning(warn::COMMENT, self.loc_at(start), "multi-line comment");
        }
        end
    }

    /// C23 6.10.1p5: only spaces and tabs separate the tokens of a directive.
    #[cold]
    fn check_directive_space(&self, session: &Session, space: u8, pos: usize) {
        if self.in_directive {
            let name = if space == 0x0c { "form feed" } else { "vertical tab" };
            let message = format!("{name} in preprocessing directive");
            session.diags.pedwarn(warn::PEDANTIC, self.loc_at(pos), message);
        }
    }

    #[cold]
    fn check_splice(&self, session: &Session, text: &[u8], pos: usize) {
        if text[pos + 1..].iter().take_while(|&&byte| byte != b'\n').any(|&byte| byte != b'\r') {
            let message = "backslash and newline separated by space";
            session.diags.warning(warn::NONE, self.loc_at(pos), message);
        }
    }

    /// Looks at how the file ends (C23 5.1.1.2p2).
    pub fn check_last_line(&self, session: &Session) {
        let text = self.file.bytes.strip_suffix(b"\n").unwrap_or(&self.file.bytes);
        if text.ends_with(b"\\") && !self.assembler {
            let at = self.loc_at(text.len() - 1);
            session.diags.pedwarn(warn::NONE, at, "backslash-newline at end of file");
        }
    }

    /// The offset after the `*/` of the comment whose text begins at `from`.
    fn block_comment(&self, session: &Session, text: &[u8], start: usize, from: usize) -> usize {
        let mut at = from;
        while let Some(found) = memchr(b'/', text.get(at..).unwrap_or(&[])) {
            let slash = at + found;
            if slash > from && text[slash - 1] == b'*' {
                return slash + 1;
            }
            // A line splice may stand between the star and the slash.
            if slash > from && text[slash - 1] == b'\n' {
                let mut back = slash - 1;
                while back > from && matches!(text[back - 1], b' ' | b'\t' | b'\r') {
                    back -= 1;
                }
                if back > from + 1 && text[back - 1] == b'\\' && text[back - 2] == b'*' {
                    return slash + 1;
                }
            }
            if warn_nested(session, text, slash) {
                session.diags.warning(warn::COMMENT, self.loc_at(slash), "\"/*\" within comment");
            }
            at = slash + 1;
        }
        session.diags.error(self.loc_at(start), "unterminated comment");
        text.len()
    }

    #[inline]
    fn identifier(&mut self, session: &Session, text: &[u8], flags: TokenFlags, start: usize) -> Token {
        let letters = self.letters;
        let mut end = start + 1;
        while end < text.len() && CLASS[text[end] as usize] & letters != 0 {
            end += 1;
        }
        let next = byte(text, end);
        if next == b'\\' && (splice(text, end).is_some() || universal(text, end).is_some())
            || next >= 0x80 && self.extended
        {
            return self.slow_identifier(session, text, flags, start, end);
        }
        if next == b'"' && self.raws && raw::is_prefix(&text[start..end]) {
            return self.raw_string(session, text, flags, start, (&text[start..end], end));
        }
        if (next == b'"' || next == b'\'') && self.is_prefix(&text[start..end], next) {
            return self.quoted(session, text, flags, start, end);
        }
        self.pos = end;
        let symbol = session.interner.intern(&text[start..end]);
        self.token(TokenKind::Ident, flags, start, end, symbol)
    }

    fn is_prefix(&self, word: &[u8], quote: u8) -> bool {
        match word {
            b"L" => true,
            b"u" | b"U" => self.prefixes,
            b"u8" => self.prefixes && (quote == b'"' || self.separators),
            _ => false,
        }
    }

    #[cold]
    fn slow_identifier(
        &mut self,
        session: &Session,
        text: &[u8],
        flags: TokenFlags,
        start: usize,
        clean_to: usize,
    ) -> Token {
        let mut spelling = text[start..clean_to].to_vec();
        let mut at = clean_to;
        loop {
            if let Some(next) = splice(text, at) {
                at = next;
            } else if let Some((c, next)) = self.extended_character(session, text, at, spelling.is_empty()) {
                spelling.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                at = next;
            } else if at < text.len() && CLASS[text[at] as usize] & self.letters != 0 {
                spelling.push(text[at]);
                at += 1;
            } else {
                break;
            }
        }
        let next = byte(text, at);
        if next == b'"' && self.raws && raw::is_prefix(&spelling) {
            return self.raw_string(session, text, flags, start, (&spelling, at));
        }
        if (next == b'"' || next == b'\'') && self.is_prefix(&spelling, next) {
            return self.quoted(session, text, flags, start, at);
        }
        self.pos = at;
        if !spelling.is_ascii() {
            extended::check_normal_form(session, &spelling, self.loc_at(start));
        }
        let symbol = session.interner.intern(&spelling);
        self.token(TokenKind::Ident, flags, start, at, symbol)
    }

    /// The character beyond ASCII at `at` that may be part of an identifier, written as such or by its universal
    /// character name, and the offset after it. A name that may not be there is told of, and taken for a letter.
    fn extended_character(
        &self,
        session: &Session,
        text: &[u8],
        at: usize,
        first: bool,
    ) -> Option<(char, usize)> {
        if !self.extended {
            return None;
        }
        let (c, next) = match byte(text, at) {
            b'\\' => universal(text, at)?,
            0x80.. => extended::decode(text, at)?,
            _ => return None,
        };
        if c == '$' {
            return (self.letters & DOLLAR != 0).then_some((c, next));
        }
        let known = if self.assembler { extended::Place::Anywhere } else { extended::place(c) };
        if known == extended::Place::Nowhere && byte(text, at) != b'\\' {
            return None;
        }
        let shown = String::from_utf8_lossy(&text[at..next]);
        let message = match known {
            extended::Place::Nowhere => format!("universal character {shown} is not valid in an identifier"),
            extended::Place::NotFirst if first => {
                format!("universal character {shown} is not valid at the start of an identifier")
            }
            _ => return Some((c, next)),
        };
        session.diags.error(self.loc_at(at), message);
        Some((c, next))
    }

    fn number(&mut self, session: &Session, text: &[u8], flags: TokenFlags, start: usize) -> Token {
        let mut end = start + 1;
        let mut last = byte(text, start);
        loop {
            let next = byte(text, end);
            let part = CLASS[next as usize] & self.letters != 0
                || next == b'.'
                || (matches!(next, b'+' | b'-') && self.is_exponent(last))
                || (next == b'\''
                    && self.separators
                    && CLASS[byte(text, end + 1) as usize] & self.letters != 0);
            if !part || end >= text.len() {
                break;
            }
            // What a separator stands before begins no exponent (6.4.9).
            last = if last == b'\'' { 0 } else { next };
            end += 1;
        }
        let mut symbol = None;
        let extended = |at: usize| {
            self.extended.then(|| universal(text, at).or_else(|| extended::decode(text, at))).flatten()
        };
        if byte(text, end) == b'\\' && splice(text, end).is_some() || extended(end).is_some() {
            let mut spelling = text[start..end].to_vec();
            loop {
                if let Some((c, after)) = extended(end) {
                    spelling.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                    end = after;
                    continue;
                }
                let (next, after) = peek(text, end);
                let part = CLASS[next as usize] & self.letters != 0
                    || next == b'.'
                    || (matches!(next, b'+' | b'-') && self.is_exponent(last));
                if !part {
                    break;
                }
                spelling.push(next);
                last = next;
                end = after;
            }
            symbol = Some(session.interner.intern(&spelling));
        }
        self.pos = end;
        let symbol = symbol.unwrap_or_else(|| session.interner.intern(&text[start..end]));
        self.token(TokenKind::Number, flags, start, end, symbol)
    }

    fn is_exponent(&self, letter: u8) -> bool {
        matches!(letter, b'e' | b'E') || self.hex_floats && matches!(letter, b'p' | b'P')
    }

    /// A character constant or string literal whose quote stands at `quote_at` (after splices).
    fn quoted(
        &mut self,
        session: &Session,
        text: &[u8],
        flags: TokenFlags,
        start: usize,
        quote_at: usize,
    ) -> Token {
        let quote = byte(text, quote_at);
        let mut at = quote_at + 1;
        let mut spliced = false;
        let end = loop {
            let Some(found) = memchr3(quote, b'\\', b'\n', text.get(at..).unwrap_or(&[])) else {
                break None;
            };
            at += found;
            match text[at] {
                b'\n' => break None,
                b'\\' => match splice(text, at) {
                    Some(next) => {
                        spliced = true;
                        at = next;
                    }
                    None => {
                        // What is escaped may come after a splice.
                        let (_, after) = peek(text, at + 1);
                        spliced |= after > at + 2;
                        if byte(text, after - 1) == b'\n' {
                            at = after - 1;
                        } else {
                            at = after;
                        }
                    }
                },
                _ => break Some(at + 1),
            }
        };
        let Some(end) = end else {
            return self.unterminated(session, text, flags, start, quote);
        };
        self.pos = end;
        if memchr(0, &text[quote_at..end]).is_some() {
            session.diags.warning(warn::NONE, self.loc_at(start), "null character(s) preserved in literal");
        }
        let kind = if quote == b'"' { TokenKind::String } else { TokenKind::Char };
        let symbol = if spliced || quote_at != start && splice_inside(&text[start..quote_at]) {
            session.interner.intern(&unspliced(&text[start..end]))
        } else {
            session.interner.intern(&text[start..end])
        };
        self.token(kind, flags, start, end, symbol)
    }

    #[cold]
    fn unterminated(
        &mut self,
        session: &Session,
        text: &[u8],
        flags: TokenFlags,
        start: usize,
        quote: u8,
    ) -> Token {
        if self.assembler {
            return self.single(session, text, flags, start);
        }
        let mut end = start;
        loop {
            end = memchr(b'\n', &text[end..]).map_or(text.len(), |found| end + found);
            if end == text.len() || !text[start..end].ends_with(b"\\") {
                break;
            }
            end += 1;
        }
        session.diags.pedwarn(
            warn::NONE,
            self.loc_at(start),
            format!("missing terminating {} character", quote as char),
        );
        self.pos = end;
        let symbol = session.interner.intern(&unspliced(&text[start..end]));
        self.token(TokenKind::Other, flags, start, end, symbol)
    }

    fn single(&mut self, session: &Session, text: &[u8], flags: TokenFlags, start: usize) -> Token {
        self.pos = start + 1;
        let symbol = session.interner.intern(&text[start..start + 1]);
        self.token(TokenKind::Other, flags, start, start + 1, symbol)
    }

    fn other(&mut self, session: &Session, text: &[u8], flags: TokenFlags, start: usize) -> Token {
        self.single(session, text, flags, start)
    }

    #[inline]
    fn punctuator(
        &mut self,
        session: &Session,
        text: &[u8],
        mut flags: TokenFlags,
        start: usize,
        first: u8,
    ) -> Token {
        use TokenKind::*;
        let one = start + 1;
        let (second, two) = peek(text, one);
        let digraph = TokenFlags::DIGRAPH;
        let (kind, end) = match first {
            b'(' => (LParen, one),
            b')' => (RParen, one),
            b',' => (Comma, one),
            b';' => (Semi, one),
            b'{' => (LBrace, one),
            b'}' => (RBrace, one),
            b'[' => (LBracket, one),
            b']' => (RBracket, one),
            b'~' => (Tilde, one),
            b'?' => (Question, one),
            b'=' => match second {
                b'=' => (EqEq, two),
                _ => (Eq, one),
            },
            b'*' => match second {
                b'=' => (StarEq, two),
                _ => (Star, one),
            },
            b'-' => match second {
                b'>' => (Arrow, two),
                b'-' => (MinusMinus, two),
                b'=' => (MinusEq, two),
                _ => (Minus, one),
            },
            b'+' => match second {
                b'+' => (PlusPlus, two),
                b'=' => (PlusEq, two),
                _ => (Plus, one),
            },
            b'&' => match second {
                b'&' => (AmpAmp, two),
                b'=' => (AmpEq, two),
                _ => (Amp, one),
            },
            b'|' => match second {
                b'|' => (PipePipe, two),
                b'=' => (PipeEq, two),
                _ => (Pipe, one),
            },
            b'!' => match second {
                b'=' => (Ne, two),
                _ => (Bang, one),
            },
            b'/' => match second {
                b'=' => (SlashEq, two),
                _ => (Slash, one),
            },
            b'^' => match second {
                b'=' => (CaretEq, two),
                _ => (Caret, one),
            },
            b'<' => match second {
                b'=' => (Le, two),
                b'<' => match peek(text, two) {
                    (b'=', three) => (ShlEq, three),
                    _ => (Shl, two),
                },
                b':' if self.digraphs(session) => {
                    flags.0 |= digraph.0;
                    (LBracket, two)
                }
                b'%' if self.digraphs(session) => {
                    flags.0 |= digraph.0;
                    (LBrace, two)
                }
                _ => (Lt, one),
            },
            b'>' => match second {
                b'=' => (Ge, two),
                b'>' => match peek(text, two) {
                    (b'=', three) => (ShrEq, three),
                    _ => (Shr, two),
                },
                _ => (Gt, one),
            },
            b':' => match second {
                b'>' if self.digraphs(session) => {
                    flags.0 |= digraph.0;
                    (RBracket, two)
                }
                b':' if self.scopes => (ColonColon, two),
                _ => (Colon, one),
            },
            b'%' => match second {
                b'=' => (PercentEq, two),
                b'>' if self.digraphs(session) => {
                    flags.0 |= digraph.0;
                    (RBrace, two)
                }
                b':' if self.digraphs(session) => {
                    flags.0 |= digraph.0;
                    let (third, three) = peek(text, two);
                    let (fourth, four) = peek(text, three);
                    if third == b'%' && fourth == b':' { (HashHash, four) } else { (Hash, two) }
                }
                _ => (Percent, one),
            },
            b'.' => {
                let (third, three) = peek(text, two);
                if second == b'.' && third == b'.' { (Ellipsis, three) } else { (Dot, one) }
            }
            b'#' => match second {
                b'#' => (HashHash, two),
                _ => (Hash, one),
            },
            _ => return self.other(session, text, flags, start),
        };
        self.pos = end;
        self.token(kind, flags, start, end, Symbol::default())
    }

    /// Digraphs came with Amendment 1.
    fn digraphs(&self, session: &Session) -> bool {
        session.options.gnu || session.options.std >= Std::C94
    }

    /// The header name of an `#include`, if one begins here; nothing is consumed otherwise.
    pub fn header_name(&mut self) -> Option<HeaderName> {
        let file = Rc::clone(&self.file);
        let text = file.bytes.as_slice();
        let mut at = self.pos;
        loop {
            match byte(text, at) {
                b' ' | b'\t' | 0x0b | 0x0c => at += 1,
                b'\\' => at = splice(text, at)?,
                b'/' if byte(text, at + 1) == b'*' => {
                    let found = memchr::memmem::find(&text[at + 2..], b"*/")?;
                    at += found + 4;
                }
                _ => break,
            }
        }
        let angled = match byte(text, at) {
            b'<' => true,
            b'"' => false,
            _ => return None,
        };
        let start = at + 1;
        let line = memchr(b'\n', &text[start..]).map_or(text.len(), |found| start + found);
        let close = memchr(if angled { b'>' } else { b'"' }, &text[start..line])? + start;
        self.pos = close + 1;
        Some(HeaderName { name: text[start..close].to_vec(), angled, loc: self.loc_at(at) })
    }

    /// Goes to the end of the buffer.
    pub fn to_end(&mut self) {
        self.pos = self.file.bytes.len();
    }

    /// Goes back to a place that was asked for with [`Scanner::offset`], inside a line.
    pub fn rewind(&mut self, offset: u32) {
        self.pos = offset as usize;
    }

    /// Goes to the end of the line that a directive stands on, reading what is left of it as tokens (comments
    /// may span lines).
    pub fn finish_line(&mut self, session: &Session) {
        while self.next(session).kind != TokenKind::Eod {}
    }
}

/// The end of a line comment, and over how many lines it goes.
fn line_comment_end(text: &[u8], from: usize) -> (usize, u32) {
    let mut at = from;
    let mut lines = 1;
    loop {
        let Some(found) = memchr(b'\n', text.get(at..).unwrap_or(&[])) else { return (text.len(), lines) };
        let end = at + found;
        let mut back = end;
        while back > from && matches!(text[back - 1], b' ' | b'\t' | b'\r') {
            back -= 1;
        }
        if back > from && text[back - 1] == b'\\' {
            at = end + 1;
            lines += 1;
        } else {
            return (end, lines);
        }
    }
}

fn warn_nested(session: &Session, text: &[u8], slash: usize) -> bool {
    byte(text, slash + 1) == b'*'
        && byte(text, slash + 2) != b'/'
        && session.diags.is_enabled(warn::COMMENT, Loc::NONE)
}

fn splice_inside(text: &[u8]) -> bool {
    memchr(b'\n', text).is_some()
}

/// `text` without its line splices.
fn unspliced(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match splice(text, at) {
            Some(next) => at = next,
            None => {
                out.push(text[at]);
                at += 1;
            }
        }
    }
    out
}

/// The universal character name at `at` that may stand in an identifier, and the offset after it.
fn universal(text: &[u8], at: usize) -> Option<(char, usize)> {
    if byte(text, at) != b'\\' {
        return None;
    }
    let digits = match byte(text, at + 1) {
        b'u' => 4,
        b'U' => 8,
        _ => return None,
    };
    let hex = text.get(at + 2..at + 2 + digits)?;
    let hex = std::str::from_utf8(hex).ok().filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let c = char::from_u32(u32::from_str_radix(hex, 16).ok()?)?;
    (c as u32 >= 0xa0 || c == '$').then_some((c, at + 2 + digits))
}

/// A text such as `"` that would be an unterminated literal.
fn lone_quote(text: &[u8]) -> bool {
    let Some(at) = text.iter().position(|b| matches!(b, b'"' | b'\'')) else { return false };
    text.len() == at + 1 || text.last() != Some(&text[at])
}
