//! GNU assembler syntax: statements, labels, comments, line markers (GNU as manual, chapters 3 and 5).

mod conditional;
mod data;
mod directives;
mod frames;
mod macros;
mod operands;
mod sections;

pub use operands::{LocalLabels, Operands};

use crate::{AsmError, Context, Isa, Place, Streamer, SymbolId, Value};
use macros::Macro;
use operands::{is_name, is_name_start, parse_digits};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::path::PathBuf;

type Result<T> = std::result::Result<T, AsmError>;

/// Files and macros may nest so deep.
const MAX_DEPTH: u32 = 100;

/// What outlives a statement: macros, numeric labels, conditionals. Inline asm statements share it.
#[derive(Default)]
pub struct State {
    locals: LocalLabels,
    macros: FxHashMap<String, Macro>,
    conditions: Vec<conditional::Condition>,
    /// `\@`: how many macros were expanded.
    expansions: u64,
    /// `.include` and `.incbin` look here.
    pub(crate) include_dirs: Vec<PathBuf>,
    depth: u32,
    /// `.end`, or `.exitm` in a macro.
    stop: Stop,
    /// Bytes that macros produced so far, to bound what a small input can blow up to.
    expanded: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Stop {
    #[default]
    No,
    /// `.exitm`
    Macro,
    /// `.end`
    All,
}

impl State {
    pub(crate) fn unfinished(&self) -> Option<String> {
        if !self.conditions.is_empty() {
            return Some("end of file inside conditional".into());
        }
        self.locals
            .dangling()
            .map(|n| format!("local label `\"{n}\" (instance number 1 of a fb label)' is not defined"))
    }
}

/// Parses a whole file.
pub(crate) fn parse_file<S: Streamer>(streamer: &mut S, state: &mut State, name: &str, text: &[u8]) {
    let file = file_index(streamer.context(), name);
    let mut parser = Parser { streamer, state, inline: false };
    parser.buffer(text, Place { file, line: 0 });
    if parser.state.stop == Stop::All {
        parser.state.conditions.clear();
    }
    parser.state.stop = Stop::No;
}

/// Parses an asm statement's text.
pub(crate) fn parse_inline<S: Streamer>(streamer: &mut S, state: &mut State, text: &str) {
    let place = streamer.context().place;
    let conditions = state.conditions.len();
    let mut parser = Parser { streamer, state, inline: true };
    parser.buffer(text.as_bytes(), place);
    parser.state.stop = Stop::No;
    parser.streamer.context().place = place;
    if parser.state.conditions.len() > conditions {
        parser.state.conditions.truncate(conditions);
        parser.streamer.context().error("end of asm statement inside conditional");
    }
}

fn file_index(context: &mut Context, name: &str) -> u32 {
    match context.files.iter().position(|f| **f == *name) {
        Some(i) => i as u32,
        None => {
            context.files.push(name.into());
            context.files.len() as u32 - 1
        }
    }
}

/// The parser of one buffer, over any streamer.
pub(crate) struct Parser<'a, S: Streamer> {
    streamer: &'a mut S,
    state: &'a mut State,
    /// Lines are those of an asm statement: the place stays the statement's.
    inline: bool,
}

/// A statement found in a buffer.
struct Statement<'t> {
    text: Cow<'t, [u8]>,
    /// Offset behind its terminator.
    end: usize,
    /// Newlines up to there.
    lines: u32,
}

impl<S: Streamer> Parser<'_, S> {
    /// Parses all statements of a buffer. `place` is the line before the first.
    fn buffer(&mut self, text: &[u8], place: Place) {
        if self.state.depth >= MAX_DEPTH {
            // Where each macro calls two, 2 to the hundredth calls would still come.
            self.streamer.context().error("macros or includes nested too deeply");
            self.state.stop = Stop::All;
            return;
        }
        self.state.depth += 1;
        let mut at = 0;
        let mut place = place;
        if !self.inline {
            place.line += 1;
        }
        while at < text.len() && self.state.stop == Stop::No {
            self.streamer.context().place = place;
            if let Some((line, file, end)) = self.line_marker(&text[at..], at == 0 || text[at - 1] == b'\n') {
                if let Some(file) = file {
                    place.file = file_index(self.streamer.context(), &file);
                }
                if !self.inline {
                    place.line = line;
                }
                at += end;
                continue;
            }
            let statement = scan(&text[at..]);
            let body = at + statement.end;
            let lines = statement.lines;
            let next = self.statement(&statement.text, text, body, place);
            let next = match next {
                Ok(next) => next,
                Err(error) => {
                    self.streamer.context().error_at(place, error);
                    body
                }
            };
            if !self.inline {
                place.line += lines;
                if next > body {
                    place.line +=
                        memchr::memchr_iter(b'\n', &text[body..next.min(text.len())]).count() as u32;
                }
            }
            at = next;
        }
        self.state.depth -= 1;
    }

    /// `# 12 "file.c"`, which a preprocessor leaves behind.
    fn line_marker(&mut self, text: &[u8], at_line_start: bool) -> Option<(u32, Option<String>, usize)> {
        if !at_line_start || text.first() != Some(&b'#') {
            return None;
        }
        let end = memchr::memchr(b'\n', text).map_or(text.len(), |n| n + 1);
        let line = text[1..end].trim_ascii();
        let line = line.strip_prefix(b"line").unwrap_or(line).trim_ascii_start();
        let digits = line.iter().take_while(|c| c.is_ascii_digit()).count();
        let number = parse_digits(&line[..digits], 10)?;
        let rest = line[digits..].trim_ascii();
        let file = match rest {
            [b'"', name @ ..] => {
                let len = name.iter().position(|&c| c == b'"')?;
                Some(String::from_utf8_lossy(&name[..len]).into_owned())
            }
            [] => None,
            _ => return None,
        };
        Some((u32::try_from(number).ok()?, file, end))
    }

    /// One statement. `rest` is where the buffer goes on; macros and their like consume more of it, and tell how far.
    fn statement(&mut self, statement: &[u8], buffer: &[u8], rest: usize, place: Place) -> Result<usize> {
        let mut text = statement.trim_ascii();
        loop {
            let Some(&first) = text.first() else { return Ok(rest) };
            // In an inactive region only conditionals count.
            if !self.active() {
                self.skipped(text)?;
                return Ok(rest);
            }
            if first.is_ascii_digit() {
                let digits = text.iter().take_while(|c| c.is_ascii_digit()).count();
                if text.get(digits) != Some(&b':') {
                    return Err(unrecognized(text));
                }
                let number = parse_digits(&text[..digits], 10).unwrap_or(u64::MAX);
                let (context, _) = self.streamer.parts();
                let label = self.state.locals.define(number, context);
                self.streamer.label(label);
                text = text[digits + 1..].trim_ascii_start();
                continue;
            }
            let (name, after) = match first {
                b'"' => {
                    let len = text[1..].iter().position(|&c| c == b'"').ok_or_else(|| unrecognized(text))?;
                    (&text[1..1 + len], len + 2)
                }
                _ if is_name_start(first) => {
                    let len = text.iter().position(|&c| !is_name(c)).unwrap_or(text.len());
                    (&text[..len], len)
                }
                b'{' => return Err(format!("pseudo prefix `{}' is not supported yet", lossy(text)).into()),
                _ => return Err(unrecognized(text)),
            };
            let name = std::str::from_utf8(name).map_err(|_| unrecognized(text))?;
            let tail = text[after..].trim_ascii_start();
            match tail {
                [b':', more @ ..] => {
                    let symbol = self.streamer.context().symbols.intern(name);
                    self.streamer.label(symbol);
                    text = more.trim_ascii_start();
                    continue;
                }
                [b'=', b'=', value @ ..] => {
                    self.assign(name, value, true)?;
                    return Ok(rest);
                }
                [b'=', value @ ..] => {
                    self.assign(name, value, false)?;
                    return Ok(rest);
                }
                _ => {}
            }
            if !self.state.macros.is_empty() && self.state.macros.contains_key(name) {
                self.expand(name, tail, place)?;
                return Ok(rest);
            }
            if name.starts_with('.') {
                return self.directive(name, tail, buffer, rest, place);
            }
            self.instruction(name, tail, text)?;
            return Ok(rest);
        }
    }

    fn instruction(&mut self, name: &str, tail: &[u8], whole: &[u8]) -> Result<()> {
        let (context, isa) = self.streamer.parts();
        let mut operands = Operands::new(tail, context, &mut self.state.locals, S::Isa::specifier);
        let parsed = isa.parse(name, &mut operands);
        let here = operands.take_here();
        let inst = match parsed {
            None => return Err(format!("no such instruction: `{}'", lossy(whole)).into()),
            Some(result) => result?,
        };
        if let Some(here) = here {
            self.streamer.label(here);
        }
        self.streamer.inst(&inst);
        Ok(())
    }

    /// `name = value`
    fn assign(&mut self, name: &str, value: &[u8], once: bool) -> Result<()> {
        if name == "." {
            let to = self.with(value, |o| {
                let to = o.expr()?;
                o.finish()?;
                Ok(to)
            })?;
            self.streamer.org(to, 0);
            return Ok(());
        }
        let symbol = self.streamer.context().symbols.intern(name);
        if once && self.streamer.context().symbols[symbol].is_defined() {
            return Err(format!("symbol `{name}' is already defined").into());
        }
        let value = self.with(value, |o| {
            let value = o.expr()?;
            o.finish()?;
            Ok(value)
        })?;
        self.set(symbol, value);
        Ok(())
    }

    fn set(&mut self, symbol: SymbolId, value: Value) {
        self.streamer.set(symbol, value);
    }

    /// Runs a parser over an operand field, and puts a label here if it spoke of `.`.
    fn with<T>(&mut self, text: &[u8], parse: impl FnOnce(&mut Operands<'_>) -> Result<T>) -> Result<T> {
        let (context, _) = self.streamer.parts();
        let mut operands = Operands::new(text, context, &mut self.state.locals, S::Isa::specifier);
        let result = parse(&mut operands);
        let here = operands.take_here();
        if let Some(here) = here {
            self.streamer.label(here);
        }
        result
    }

    /// The same, and nothing may be left.
    fn whole<T>(&mut self, text: &[u8], parse: impl FnOnce(&mut Operands<'_>) -> Result<T>) -> Result<T> {
        self.with(text, |o| {
            let result = parse(o)?;
            o.finish()?;
            Ok(result)
        })
    }
}

fn lossy(text: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(text)
}

fn unrecognized(text: &[u8]) -> AsmError {
    let c = text.first().copied().unwrap_or(b' ');
    format!("junk at end of line, first unrecognized character is `{}'", c as char).into()
}

/// Finds the end of the statement that starts here: a newline or `;` outside strings and comments. Comments are dropped.
fn scan(text: &[u8]) -> Statement<'_> {
    let mut lines = 0;
    let mut at = 0;
    let mut copied: Option<Vec<u8>> = None;
    let mut kept = 0;
    // A line that starts with `/` is a comment, as GNU as has it on x86 Linux.
    let finish = |copied: Option<Vec<u8>>, kept: usize, to: usize, end: usize, lines: u32| {
        let text = match copied {
            None => Cow::Borrowed(&text[kept..to]),
            Some(mut copy) => {
                copy.extend_from_slice(&text[kept..to]);
                Cow::Owned(copy)
            }
        };
        Statement { text, end, lines }
    };
    while at < text.len() {
        match text[at] {
            b'\n' => return finish(copied, kept, at, at + 1, lines + 1),
            b';' => return finish(copied, kept, at, at + 1, lines),
            b'#' => {
                let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n + 1);
                let newline = u32::from(text[end - 1] == b'\n');
                return finish(copied, kept, at, end, lines + newline);
            }
            b'"' => {
                at += 1;
                while at < text.len() && text[at] != b'"' {
                    if text[at] == b'\\' {
                        at += 1;
                    }
                    if text.get(at) == Some(&b'\n') {
                        lines += 1;
                    }
                    at += 1;
                }
                at += 1;
            }
            b'\'' => {
                // A character constant: `'#` and `';` don't end the statement.
                at += 1;
                if text.get(at) == Some(&b'\\') {
                    at += 1;
                }
                if text.get(at).is_some_and(|&c| c != b'\n') {
                    at += 1;
                }
            }
            b'/' if text.get(at + 1) == Some(&b'*') => {
                let end = memchr::memmem::find(&text[at + 2..], b"*/").map_or(text.len(), |n| at + 2 + n + 2);
                let copy = copied.get_or_insert_with(Vec::new);
                copy.extend_from_slice(&text[kept..at]);
                copy.push(b' ');
                lines += memchr::memchr_iter(b'\n', &text[at..end]).count() as u32;
                at = end;
                kept = end;
            }
            b'/' if text.get(at + 1) == Some(&b'/')
                || text[..at].trim_ascii().is_empty() && copied.is_none() =>
            {
                let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n + 1);
                let newline = u32::from(text[end - 1] == b'\n');
                return finish(copied, kept, at, end, lines + newline);
            }
            _ => at += 1,
        }
    }
    let to = text.len();
    finish(copied, kept.min(to), to, to, lines)
}
