//! `-E`: tokens printed as text again, with linemarkers, such that lexing it gives the same tokens.

use crate::macros::spell;
use crate::{Event, Preprocessor};
use diag::{Loc, SystemHeader};
use lexer::{Token, TokenFlags, TokenKind, sym};

/// How to print.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutputOptions {
    /// `-P`: no linemarkers.
    pub no_linemarkers: bool,
    /// What is printed of macros.
    pub macros: PrintedMacros,
    /// `-dI`: `#include` directives where they stand.
    pub includes: bool,
}

/// What `-E` prints of macros besides their expansions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrintedMacros {
    /// Nothing.
    #[default]
    None,
    /// `-dD`: `#define` and `#undef` where they stand.
    Definitions,
    /// `-dN`: the same, without bodies.
    Names,
    /// `-dU`: definitions where they are first used.
    Uses,
}

struct Printer {
    options: OutputOptions,
    out: Vec<u8>,
    /// The presumed line that the output's current line is.
    line: u32,
    name: String,
    system: SystemHeader,
    /// The current line has text.
    printed: bool,
    previous: Option<Token>,
    /// `-dU`: what the end of the current line is followed by, latest first.
    uses: Vec<(String, Loc)>,
}

/// That many blank lines make a linemarker.
const BLANK_LINES: u32 = 8;

/// `-dM`: all macros that are defined at the end.
pub fn print_macros(pp: &mut Preprocessor<'_>) -> Vec<u8> {
    while pp.next().kind != TokenKind::Eof {
        pp.events.clear();
    }
    let mut out = Vec::new();
    for text in pp.macro_texts() {
        out.extend_from_slice(&text);
        out.push(b'\n');
    }
    out
}

/// Preprocesses to the end, and returns the text of `-E`. [`crate::Options::record_events`] must be set.
pub fn print_preprocessed(pp: &mut Preprocessor<'_>, options: OutputOptions) -> Vec<u8> {
    let mut printer = Printer {
        options,
        out: Vec::with_capacity(1 << 16),
        line: 1,
        name: pp.options.main_name.clone(),
        system: SystemHeader::No,
        printed: false,
        previous: None,
        uses: Vec::new(),
    };
    if !options.no_linemarkers && !pp.options.preprocessed {
        let main = pp.options.main_name.clone();
        for name in [main.as_str(), "<built-in>", "<command-line>"] {
            printer.marker(pp, 0, name, "", SystemHeader::No);
        }
    }
    loop {
        let token = pp.next();
        for event in pp.take_events() {
            printer.event(pp, event);
        }
        match token.kind {
            TokenKind::Eof => break,
            _ if token.flags.has(TokenFlags::LINE_START) => {
                printer.print_uses(pp, Some(token.loc));
                printer.item(pp, token);
            }
            _ => printer.item(pp, token),
        }
    }
    printer.print_uses(pp, None);
    printer.end_line();
    printer.out
}

/// `#define NAME` of a definition's text.
fn name_of_definition(text: &str) -> &str {
    let name = text.find(' ').map_or(0, |space| space + 1);
    let end = text[name..].find([' ', '(']).map_or(text.len(), |end| name + end);
    &text[..end]
}

impl Printer {
    fn end_line(&mut self) {
        if self.printed {
            self.out.push(b'\n');
            self.line = self.line.wrapping_add(1);
            self.printed = false;
        }
        self.previous = None;
    }

    /// `# 12 "name" flags`. Our own headers have the name that tools which look for the files of a linemarker pass over.
    fn marker(&mut self, pp: &Preprocessor<'_>, line: u32, name: &str, flag: &str, system: SystemHeader) {
        self.end_line();
        if !self.options.no_linemarkers {
            self.out.extend_from_slice(format!("# {line} \"").as_bytes());
            let printed = if pp.files.is_embedded(name) { "<built-in>" } else { name };
            for byte in printed.bytes() {
                match byte {
                    b'"' | b'\\' => self.out.extend_from_slice(&[b'\\', byte]),
                    0x20..=0x7e | 0x80.. => self.out.push(byte),
                    _ => self.out.extend_from_slice(format!("\\{byte:03o}").as_bytes()),
                }
            }
            self.out.push(b'"');
            self.out.extend_from_slice(flag.as_bytes());
            self.out.extend_from_slice(match system {
                SystemHeader::No => b"",
                SystemHeader::Yes => b" 3",
                SystemHeader::ExternC => b" 3 4",
            });
            self.out.push(b'\n');
        }
        self.line = line;
        if self.name != name {
            self.name = name.to_string();
        }
        self.system = system;
    }

    fn event(&mut self, pp: &Preprocessor<'_>, event: Event) {
        match event {
            Event::Enter { name, system, from } => {
                if self.name != "<command-line>" {
                    self.go_to(pp, from);
                }
                self.marker(pp, 1, &name, " 1", system);
            }
            Event::Leave { name, line, system } => {
                let from_command_line = self.name == "<command-line>" || line == 1;
                let to_command_line = &*name == "<command-line>";
                let line = if to_command_line { 0 } else { line };
                let flag = if from_command_line && !to_command_line { "" } else { " 2" };
                self.marker(pp, line, &name, flag, system);
            }
            Event::Rename { name, line, system } => self.marker(pp, line, &name, "", system),
            Event::Define(text, loc) => match self.options.macros {
                PrintedMacros::Definitions => self.directive(pp, &text, loc),
                PrintedMacros::Names => self.directive(pp, name_of_definition(&text), loc),
                PrintedMacros::Uses | PrintedMacros::None => {}
            },
            Event::Undef(name, loc) => match self.options.macros {
                PrintedMacros::Definitions | PrintedMacros::Names => {
                    self.directive(pp, &format!("#undef {name}"), loc);
                }
                PrintedMacros::Uses | PrintedMacros::None => {}
            },
            Event::Include(text, loc) if self.options.includes => self.directive(pp, &text, loc),
            Event::Include(..) => {}
            Event::Used(text, loc) => {
                self.print_uses(pp, Some(loc));
                self.uses.push((text, loc));
            }
        }
    }

    fn item(&mut self, pp: &mut Preprocessor<'_>, token: Token) {
        match token.kind {
            TokenKind::Pragma => self.pragma(pp, token),
            _ => self.token(pp, token),
        }
    }

    fn directive(&mut self, pp: &Preprocessor<'_>, text: &str, loc: Loc) {
        self.go_to(pp, loc);
        self.out.extend_from_slice(text.as_bytes());
        self.printed = true;
        self.end_line();
    }

    /// Prints what was used before the line that begins at a place, latest first.
    fn print_uses(&mut self, pp: &Preprocessor<'_>, line_start: Option<Loc>) {
        if self.uses.is_empty() {
            return;
        }
        let line = |loc: Loc| pp.session.sources.presumed(pp.session.sources.expansion_point(loc));
        let new_line = line_start.and_then(line);
        let uses = std::mem::take(&mut self.uses);
        let (later, earlier): (Vec<_>, Vec<_>) =
            uses.into_iter().partition(|(_, loc)| new_line.is_some() && line(*loc) == new_line);
        self.uses = later;
        for (text, _) in earlier.iter().rev() {
            self.end_line();
            self.out.extend_from_slice(text.as_bytes());
            self.printed = true;
            self.end_line();
        }
    }

    /// Begins the output's line for a position.
    fn go_to(&mut self, pp: &Preprocessor<'_>, loc: Loc) {
        self.end_line();
        let Some((name, line)) = pp.session.sources.presumed(loc) else { return };
        if self.options.no_linemarkers {
            self.line = line;
            return;
        }
        if line >= self.line && line - self.line < BLANK_LINES && *name == *self.name {
            self.out.extend(std::iter::repeat_n(b'\n', (line - self.line) as usize));
            self.line = line;
        } else {
            let system = self.system;
            self.marker(pp, line, &name, "", system);
        }
    }

    fn token(&mut self, pp: &Preprocessor<'_>, token: Token) {
        let space = token.flags.has(TokenFlags::SPACE_BEFORE);
        if token.flags.has(TokenFlags::LINE_START) {
            self.go_to(pp, token.loc);
            // The token keeps its column.
            let loc = pp.session.sources.expansion_point(token.loc);
            let column = pp.session.sources.position(loc).map_or(1, |position| position.column);
            if space {
                self.out.extend(std::iter::repeat_n(b' ', column.saturating_sub(1).max(1) as usize));
            }
        } else if space || self.would_paste(pp, &token) {
            self.out.push(b' ');
        }
        let before = self.out.len();
        spell(&token, &pp.session.interner, &mut self.out);
        // Raw strings go over lines, too.
        if matches!(token.kind, TokenKind::Comment | TokenKind::String) {
            self.line += memchr::memchr_iter(b'\n', &self.out[before..]).count() as u32;
        }
        self.printed = true;
        self.previous = Some(token);
    }

    fn pragma(&mut self, pp: &mut Preprocessor<'_>, mark: Token) {
        self.go_to(pp, mark.loc);
        let mut first = true;
        loop {
            let token = pp.next();
            if matches!(token.kind, TokenKind::Eod | TokenKind::Eof) {
                break;
            }
            if first && token.symbol == sym::IDENT && token.kind == TokenKind::Ident {
                self.out.push(b'#');
            } else {
                if first {
                    self.out.extend_from_slice(b"#pragma ");
                } else if token.flags.has(TokenFlags::SPACE_BEFORE) {
                    self.out.push(b' ');
                }
            }
            spell(&token, &pp.session.interner, &mut self.out);
            first = false;
        }
        if first {
            self.out.extend_from_slice(b"#pragma ");
        }
        self.printed = true;
        self.end_line();
    }

    /// Whether two tokens that were not neighbours in the source would be lexed as others without a space.
    fn would_paste(&self, pp: &Preprocessor<'_>, token: &Token) -> bool {
        let Some(previous) = self.previous else { return false };
        let sources = &pp.session.sources;
        let after = |loc: Loc| loc.0.wrapping_add(u32::from(previous.len));
        let mut left = Vec::new();
        spell(&previous, &pp.session.interner, &mut left);
        let mut right = Vec::new();
        spell(token, &pp.session.interner, &mut right);
        // A builtin macro's value stands where its name does, and is of another length.
        let as_written = usize::from(previous.len) == left.len() && usize::from(token.len) == right.len();
        if as_written
            && previous.loc.is_macro() == token.loc.is_macro()
            && after(sources.spelling(previous.loc)) == sources.spelling(token.loc).0
        {
            return false;
        }
        let (Some(&last), Some(&first)) = (left.last(), right.first()) else { return false };
        let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$') || b >= 0x80;
        let number = previous.kind == TokenKind::Number;
        match (last, first) {
            (_, b'\'' | b'"') if previous.kind == TokenKind::Ident => true,
            (_, b) if word(b) && matches!(previous.kind, TokenKind::Ident | TokenKind::Number) => true,
            (_, b'.' | b'+' | b'-') if number => true,
            (b'.', b) if b.is_ascii_digit() || b == b'.' => true,
            (b'.', _) if number => true,
            (b'+', b'+' | b'=') | (b'-', b'-' | b'=' | b'>') | (b'/', b'/' | b'*' | b'=') => true,
            (b'<', b'<' | b'=' | b':' | b'%') | (b'>', b'>' | b'=') => true,
            (b'&', b'&' | b'=') | (b'|', b'|' | b'=') | (b'=', b'=') => true,
            (b'*' | b'!' | b'^', b'=') => true,
            (b'%', b'=' | b':' | b'>') | (b':', b':' | b'>') | (b'#', b'#') => true,
            (b'\\', b) if word(b) => true,
            _ => false,
        }
    }
}
