//! Tokens of linker scripts and version scripts. What a character means depends on where it stands (GNU ld manual, "Symbol
//! Names", "Input Section Basics"): `a-b` is a name where a section is expected and a difference in an expression, `*` a
//! wildcard or a product. So the lexer keeps a stack of places.

use std::fmt;

/// A token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Token<'a> {
    /// The beginning of a text of some kind.
    Start(Place),
    /// A number, its suffix applied.
    Number(u64),
    /// A name or pattern.
    Name(&'a str),
    /// Between quotes.
    Quoted(&'a str),
    /// A word of the language where it has its meaning.
    Keyword(&'static str),
    /// Punctuation and operators.
    Op(&'static str),
}

impl fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Start(_) => Ok(()),
            Token::Number(number) => write!(f, "{number:#x}"),
            Token::Name(text) => write!(f, "{text}"),
            Token::Quoted(text) => write!(f, "\"{text}\""),
            Token::Keyword(text) | Token::Op(text) => write!(f, "{text}"),
        }
    }
}

/// What cannot be a token: where, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LexError(pub usize, pub String);

/// Where the lexer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Outermost commands.
    Top,
    /// Between the braces of `SECTIONS`.
    Sections,
    /// Between an output section's name and its brace; how many `?` wait for their colon.
    Header(u32),
    /// Between the braces of an output section.
    Body,
    /// After the closing brace of an output section.
    Trailer,
    /// The fill expression after `=`: whether an operand has just been read.
    Fill(bool),
    /// An expression up to a semicolon.
    Statement,
    /// An expression up to the closing parenthesis; the depth within.
    Parens(u32),
    /// Names up to the closing parenthesis; the depth within.
    Names(u32),
    /// The one name between a function's parentheses.
    Argument,
    /// The one name after `INCLUDE`.
    OneName,
    /// `MEMORY` or `PHDRS` up to the closing brace.
    Block,
    /// A version script.
    Version,
    /// A dynamic list.
    DynamicList,
    /// The `VERSION` command's braces.
    VersionCommand(u32),
}

/// Words that an expression may begin with, before `(`.
const FUNCTIONS: &[&str] = &[
    "ABSOLUTE",
    "ALIGN",
    "BLOCK",
    "NEXT",
    "MAX",
    "MIN",
    "LOG2CEIL",
    "DATA_SEGMENT_ALIGN",
    "DATA_SEGMENT_RELRO_END",
    "DATA_SEGMENT_END",
    "SEGMENT_START",
    "ASSERT",
];
/// Functions whose argument is a name.
const NAME_FUNCTIONS: &[&str] =
    &["ADDR", "LOADADDR", "SIZEOF", "ALIGNOF", "ORIGIN", "LENGTH", "DEFINED", "CONSTANT"];
/// Statements whose parentheses hold an expression.
const STATEMENTS: &[&str] = &[
    "ASSERT",
    "PROVIDE",
    "PROVIDE_HIDDEN",
    "HIDDEN",
    "BYTE",
    "SHORT",
    "LONG",
    "QUAD",
    "SQUAD",
    "FILL",
    "ASCIZ",
    "ASCII",
];
/// Words before `(` among patterns.
const PATTERNS: &[&str] = &[
    "KEEP",
    "EXCLUDE_FILE",
    "SORT",
    "SORT_BY_NAME",
    "SORT_BY_ALIGNMENT",
    "SORT_BY_INIT_PRIORITY",
    "SORT_NONE",
    "REVERSE",
    "INPUT_SECTION_FLAGS",
];
/// Commands with names between parentheses.
const COMMANDS: &[&str] = &[
    "ENTRY",
    "INPUT",
    "GROUP",
    "STARTUP",
    "SEARCH_DIR",
    "OUTPUT",
    "OUTPUT_FORMAT",
    "TARGET",
    "OUTPUT_ARCH",
    "EXTERN",
    "AS_NEEDED",
    "REGION_ALIAS",
    "NOCROSSREFS",
    "NOCROSSREFS_TO",
    "LD_FEATURE",
];
/// Commands before a name or brace.
const BARE: &[&str] = &[
    "SECTIONS",
    "MEMORY",
    "PHDRS",
    "VERSION",
    "INCLUDE",
    "INSERT",
    "AFTER",
    "BEFORE",
    "CONSTRUCTORS",
    "FORCE_COMMON_ALLOCATION",
    "INHIBIT_COMMON_ALLOCATION",
    "OVERLAY",
];
/// Words of an output section's header.
const HEADER: &[&str] = &[
    "AT",
    "ALIGN",
    "SUBALIGN",
    "ALIGN_WITH_INPUT",
    "ONLY_IF_RO",
    "ONLY_IF_RW",
    "NOLOAD",
    "DSECT",
    "COPY",
    "INFO",
    "OVERLAY",
    "READONLY",
    "TYPE",
];
/// Words of `PHDRS`.
const BLOCK: &[&str] = &["FILEHDR", "PHDRS", "AT", "FLAGS", "INCLUDE"];

const OPERATORS: &[&str] = &[
    "<<=", ">>=", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "+=", "-=", "*=", "/=", "&=", "|=", "^=",
    "(", ")", "{", "}", ";", ",", ":", "?", "=", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "~", "!",
];
const ASSIGNMENTS: &[&str] = &["<<=", ">>=", "+=", "-=", "*=", "/=", "&=", "|=", "^=", "="];

fn listed(list: &[&'static str], word: &str) -> Option<&'static str> {
    list.iter().find(|known| **known == word).copied()
}

/// Cuts a text into tokens.
pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
    places: Vec<Place>,
    started: bool,
}

impl<'a> Lexer<'a> {
    /// Begins in a place.
    pub fn new(text: &'a str, place: Place) -> Lexer<'a> {
        Lexer { text, at: 0, places: vec![place], started: false }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn place(&self) -> Place {
        self.places.last().copied().unwrap_or(Place::Top)
    }

    fn set(&mut self, place: Place) {
        if let Some(top) = self.places.last_mut() {
            *top = place;
        }
    }

    /// Skips blanks and comments.
    fn skip_blanks(&mut self) -> Result<(), LexError> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if let Some(body) = trimmed.strip_prefix("/*") {
                match body.find("*/") {
                    Some(end) => self.at += end + 4,
                    None => return Err(LexError(self.at, "unterminated comment".into())),
                }
            } else if trimmed.starts_with('#') {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else {
                return Ok(());
            }
        }
    }

    /// The text after the next `length` bytes, blanks and comments skipped.
    fn after(&self, length: usize) -> &'a str {
        let mut ahead = Lexer { text: self.text, at: self.at + length, places: Vec::new(), started: true };
        match ahead.skip_blanks() {
            Ok(()) => ahead.rest(),
            Err(_) => "",
        }
    }

    fn operator(&mut self) -> Option<&'static str> {
        let op = OPERATORS.iter().find(|op| self.rest().starts_with(**op)).copied()?;
        self.at += op.len();
        Some(op)
    }

    fn take(&mut self, part: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !part(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn next_token(&mut self) -> Result<Option<(usize, Token<'a>, usize)>, LexError> {
        self.skip_blanks()?;
        let start = self.at;
        let Some(first) = self.rest().chars().next() else { return Ok(None) };
        let token = if first == '"' {
            let rest = &self.rest()[1..];
            let Some(end) = rest.find('"') else {
                return Err(LexError(start, "unterminated string".into()));
            };
            self.at += end + 2;
            self.named(Token::Quoted(&rest[..end]))
        } else {
            match self.place() {
                Place::Top
                | Place::Sections
                | Place::Body
                | Place::Names(_)
                | Place::Argument
                | Place::OneName => self.name_place(first)?,
                Place::Version | Place::DynamicList | Place::VersionCommand(_) => {
                    self.version_place(first)?
                }
                Place::Trailer => return self.trailer(start, first),
                _ => match self.expression(first)? {
                    Some(token) => token,
                    None => return self.next_token(),
                },
            }
        };
        Ok(Some((start, token, self.at)))
    }

    /// A name has been read where statements begin: what follows decides the place.
    fn named(&mut self, token: Token<'a>) -> Token<'a> {
        match self.place() {
            Place::Fill(_) => self.set(Place::Fill(true)),
            Place::Sections | Place::Body | Place::Top => {
                let next = self.after(0);
                let assigned = ASSIGNMENTS.iter().any(|op| next.starts_with(op)) && !next.starts_with("==");
                if assigned {
                    self.places.push(Place::Statement);
                } else if self.place() == Place::Sections {
                    self.places.push(Place::Header(0));
                }
            }
            _ => {}
        }
        token
    }

    /// Where names and patterns stand.
    fn name_place(&mut self, first: char) -> Result<Token<'a>, LexError> {
        if let Some(&op) = ["(", ")", "{", "}", ";", ","].iter().find(|op| op.starts_with(first)) {
            self.at += 1;
            match (op, self.place()) {
                ("(", Place::Names(depth)) => self.set(Place::Names(depth + 1)),
                ("(", Place::Argument) => {}
                ("(", _) => self.places.push(Place::Names(0)),
                (")", Place::Names(0) | Place::Argument) => {
                    self.places.pop();
                }
                (")", Place::Names(depth)) => self.set(Place::Names(depth - 1)),
                ("}", Place::Body) => self.set(Place::Trailer),
                ("}", Place::Sections) if self.places.len() > 1 => {
                    self.places.pop();
                }
                _ => {}
            }
            return Ok(Token::Op(op));
        }
        // A colon ends the name of an output section, but stands between archive and member.
        let colon = self.place() != Place::Sections;
        let start = self.at;
        let mut word =
            self.take(|c| !c.is_whitespace() && !"(){};,\"=<>&|".contains(c) && (colon || c != ':'));
        // `x+=1` and its kin are assignments, with or without blanks.
        if self.rest().starts_with('=')
            && !self.rest().starts_with("==")
            && word.len() > 1
            && word.ends_with(['+', '-', '*', '/', '^'])
        {
            self.at -= 1;
            word = &self.text[start..self.at];
        }
        if word.is_empty() {
            return match self.operator() {
                Some(op) => Ok(Token::Op(op)),
                None => Err(LexError(self.at, format!("unexpected character '{first}'"))),
            };
        }
        match self.place() {
            Place::OneName => {
                self.places.pop();
                return Ok(Token::Name(word));
            }
            Place::Argument => return Ok(Token::Name(word)),
            _ => {}
        }
        let next = self.after(0);
        if next.starts_with('(') {
            let found = match self.place() {
                Place::Names(_) => listed(PATTERNS, word).or_else(|| listed(COMMANDS, word)),
                Place::Body => listed(STATEMENTS, word).or_else(|| listed(PATTERNS, word)),
                _ => listed(STATEMENTS, word).or_else(|| listed(COMMANDS, word)),
            };
            if let Some(keyword) = found {
                if STATEMENTS.contains(&keyword) && !matches!(self.place(), Place::Names(_)) {
                    // The parenthesis itself is read there.
                    self.places.push(Place::Parens(0));
                }
                return Ok(Token::Keyword(keyword));
            }
        }
        let bare = !matches!(self.place(), Place::Names(_)) || word == "CONSTRUCTORS";
        if word == "OVERLAY" && self.place() == Place::Sections {
            return Err(LexError(start, "OVERLAY is not supported".into()));
        }
        if bare && let Some(keyword) = listed(BARE, word) {
            match (keyword, next.starts_with('{')) {
                // The brace that follows is read there.
                ("SECTIONS", true) => self.places.push(Place::Sections),
                ("MEMORY" | "PHDRS", true) => self.places.push(Place::Block),
                ("VERSION", true) => self.places.push(Place::VersionCommand(0)),
                // The file's name is an ordinary name, not a section.
                ("INCLUDE", _) => self.places.push(Place::OneName),
                _ => {}
            }
            return Ok(Token::Keyword(keyword));
        }
        Ok(self.named(Token::Name(word)))
    }

    fn version_place(&mut self, first: char) -> Result<Token<'a>, LexError> {
        if let Some(&op) = ["{", "}", ";", ":"].iter().find(|op| op.starts_with(first)) {
            self.at += 1;
            match (op, self.place()) {
                ("{", Place::VersionCommand(depth)) => self.set(Place::VersionCommand(depth + 1)),
                ("}", Place::VersionCommand(0 | 1)) => {
                    self.places.pop();
                }
                ("}", Place::VersionCommand(depth)) => self.set(Place::VersionCommand(depth - 1)),
                _ => {}
            }
            return Ok(Token::Op(op));
        }
        let start = self.at;
        loop {
            self.take(|c| !c.is_whitespace() && !"{};\":".contains(c));
            if !self.rest().starts_with("::") {
                break;
            }
            self.at += 2;
        }
        let word = &self.text[start..self.at];
        let next = self.after(0);
        let keyword = match word {
            "global" if next.starts_with(':') => "global",
            "local" if next.starts_with(':') => "local",
            "extern" if next.starts_with('"') => "extern",
            "" => return Err(LexError(start, format!("unexpected character '{first}'"))),
            name => return Ok(Token::Name(name)),
        };
        Ok(Token::Keyword(keyword))
    }

    /// After an output section's closing brace.
    fn trailer(&mut self, start: usize, first: char) -> Result<Option<(usize, Token<'a>, usize)>, LexError> {
        let token = match first {
            '>' | ':' | ',' => {
                self.at += 1;
                match first {
                    ',' => Token::Op(","),
                    '>' => Token::Op(">"),
                    _ => Token::Op(":"),
                }
            }
            '=' => {
                self.at += 1;
                self.places.push(Place::Fill(false));
                Token::Op("=")
            }
            _ => {
                let before = self.text[..start].trim_end();
                let named = before.ends_with(['>', ':']);
                let at = self.rest().starts_with("AT") && self.after(2).starts_with('>');
                if at {
                    self.at += 2;
                    Token::Keyword("AT")
                } else if named {
                    Token::Name(self.take(|c| c.is_alphanumeric() || "_.$-".contains(c)))
                } else {
                    self.places.pop();
                    return self.next_token();
                }
            }
        };
        if self.at == start {
            return Err(LexError(start, format!("unexpected character '{first}'")));
        }
        Ok(Some((start, token, self.at)))
    }

    /// Where expressions stand. `None`: the expression has ended, read on in the place around it.
    fn expression(&mut self, first: char) -> Result<Option<Token<'a>>, LexError> {
        let place = self.place();
        let is_operand = first.is_alphanumeric() || "_.$\\/".contains(first);
        if place == Place::Fill(true) && is_operand && (first != '/' || self.rest().starts_with("/DISCARD/"))
        {
            self.places.pop();
            return Ok(None);
        }
        if first.is_ascii_digit() {
            let word = self.take(|c| c.is_alphanumeric());
            self.operand();
            return number(word)
                .map(|n| Some(Token::Number(n)))
                .ok_or_else(|| LexError(self.at - word.len(), format!("malformed number '{word}'")));
        }
        if first == '$'
            && self.rest()[1..].starts_with(|c: char| c.is_ascii_hexdigit())
            && !matches!(place, Place::Block)
        {
            self.at += 1;
            let word = self.take(|c| c.is_ascii_hexdigit());
            self.operand();
            return Ok(u64::from_str_radix(word, 16).ok().map(Token::Number));
        }
        if first.is_alphabetic()
            || "_.$".contains(first)
            || (first == '/' && self.rest().starts_with("/DISCARD/"))
        {
            return Ok(Some(self.word(place)));
        }
        let Some(op) = self.operator() else {
            return Err(LexError(self.at, format!("unexpected character '{first}'")));
        };
        self.structure(op, place);
        Ok(Some(Token::Op(op)))
    }

    fn operand(&mut self) {
        if matches!(self.place(), Place::Fill(_)) {
            self.set(Place::Fill(true));
        }
    }

    fn word(&mut self, place: Place) -> Token<'a> {
        let word = match self.rest().starts_with("/DISCARD/") {
            true => {
                self.at += 9;
                "/DISCARD/"
            }
            false => self.take(|c| c.is_alphanumeric() || "_.$".contains(c)),
        };
        self.operand();
        let called = self.after(0).starts_with('(');
        if called && let Some(keyword) = listed(NAME_FUNCTIONS, word) {
            self.places.push(Place::Argument);
            return Token::Keyword(keyword);
        }
        // After the colon of a header ALIGN is an attribute, and the grammar knows.
        if called && let Some(keyword) = listed(FUNCTIONS, word) {
            return Token::Keyword(keyword);
        }
        let keyword = match place {
            Place::Header(_) => listed(HEADER, word),
            Place::Block => listed(BLOCK, word),
            _ => None,
        };
        match (keyword, word) {
            (Some(keyword), _) => Token::Keyword(keyword),
            (None, "SIZEOF_HEADERS" | "sizeof_headers") => Token::Keyword("SIZEOF_HEADERS"),
            _ => Token::Name(word),
        }
    }

    /// Parentheses, braces and colons lead to other places.
    fn structure(&mut self, op: &'static str, place: Place) {
        match (op, place) {
            ("(", Place::Parens(depth)) => self.set(Place::Parens(depth + 1)),
            (")", Place::Parens(0 | 1)) => {
                self.places.pop();
                self.operand();
            }
            (")", Place::Parens(depth)) => self.set(Place::Parens(depth - 1)),
            (")", Place::Fill(_)) => self.set(Place::Fill(true)),
            (";", Place::Statement) => {
                self.places.pop();
            }
            // The semicolon may be missing before a closing brace.
            ("}", Place::Statement | Place::Fill(_)) => {
                self.at -= 1;
                self.places.pop();
                self.at += 1;
                match self.place() {
                    Place::Body => self.set(Place::Trailer),
                    Place::Trailer => {
                        self.places.pop();
                        self.close_sections();
                    }
                    _ => self.close_sections(),
                }
            }
            (";", Place::Fill(_)) => {
                self.places.pop();
            }
            (",", Place::Fill(_)) => {
                self.places.pop();
            }
            ("?", Place::Header(n)) => self.set(Place::Header(n + 1)),
            (":", Place::Header(n)) if n > 0 => self.set(Place::Header(n - 1)),
            ("{", Place::Header(_)) => self.set(Place::Body),
            ("}", Place::Block) => {
                self.places.pop();
            }
            (_, Place::Fill(_)) => self.set(Place::Fill(false)),
            _ => {}
        }
    }

    fn close_sections(&mut self) {
        if self.place() == Place::Sections && self.places.len() > 1 {
            self.places.pop();
        }
    }
}

/// Decimal, octal or hexadecimal, with `K` or `M`; the suffixes `H`, `O`, `B`, `D` of the manual's "Constants".
fn number(word: &str) -> Option<u64> {
    if let Some(hex) = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        let (digits, scale) = scaled(hex);
        return u64::from_str_radix(digits, 16).ok()?.checked_mul(scale);
    }
    let last = word.chars().last()?;
    let stem = &word[..word.len() - last.len_utf8()];
    match last.to_ascii_uppercase() {
        'H' | 'X' => return u64::from_str_radix(stem, 16).ok(),
        'O' => return u64::from_str_radix(stem, 8).ok(),
        'B' => return u64::from_str_radix(stem, 2).ok(),
        'D' => return stem.parse().ok(),
        _ => {}
    }
    let (digits, scale) = scaled(word);
    let value = match digits.strip_prefix('0') {
        Some(octal) if !octal.is_empty() => u64::from_str_radix(octal, 8).ok()?,
        _ => digits.parse().ok()?,
    };
    value.checked_mul(scale)
}

fn scaled(word: &str) -> (&str, u64) {
    match word.as_bytes().last() {
        Some(b'k' | b'K') => (&word[..word.len() - 1], 1 << 10),
        Some(b'm' | b'M') => (&word[..word.len() - 1], 1 << 20),
        _ => (word, 1),
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Result<(usize, Token<'a>, usize), LexError>;

    fn next(&mut self) -> Option<Self::Item> {
        if !std::mem::replace(&mut self.started, true) {
            return Some(Ok((0, Token::Start(self.place()), 0)));
        }
        self.next_token().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        Lexer::new(text, Place::Top)
            .skip(1)
            .map(|token| match token {
                Ok((_, Token::Name(name), _)) => format!("'{name}'"),
                Ok((_, token, _)) => token.to_string(),
                Err(error) => format!("!{}", error.1),
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_character_means_what_its_place_says() {
        assert_eq!(
            words(
                "SECTIONS { a = b-c*2; .x-y 4*K : AT(z-1) { *-d.o(.t*) q = x*y; } >ram :p-q =0x90 .z : { } }"
            ),
            "SECTIONS { 'a' = 'b' - 'c' * 0x2 ; '.x-y' 0x4 * 'K' : AT ( 'z' - 0x1 ) { '*-d.o' ( '.t*' ) 'q' = 'x' * 'y' ; } > 'ram' : 'p-q' = 0x90 '.z' : { } }"
        );
    }

    #[test]
    fn numbers_have_bases_and_scales() {
        let all: Vec<_> = ["10", "010", "0x10", "4K", "0x1M", "10H", "0b", "9z"].map(number).into();
        assert_eq!(all, [Some(10), Some(8), Some(16), Some(4096), Some(1 << 20), Some(16), Some(0), None]);
    }
}
