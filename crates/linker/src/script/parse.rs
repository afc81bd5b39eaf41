//! From the text of a script to its commands: errors with their line, included files in their place.

use super::ast::{Command, Content, Expr, SectionCommand, Start, SymbolPattern, VersionNode};
use super::lexer::{LexError, Lexer, Place, Token};
use lalrpop_util::ParseError;

lalrpop_util::lalrpop_mod!(
    #[allow(clippy::all, missing_docs, unused, reason = "generated")]
    grammar,
    "/script/grammar.rs"
);

type Failure<'a> = ParseError<usize, Token<'a>, LexError>;

/// What the language has, and this linker does not.
pub(super) fn refuse<'a>(at: usize, what: &str) -> Failure<'a> {
    ParseError::User { error: LexError(at, format!("{what} is not supported")) }
}

/// `ORIGIN = value`, `LENGTH = value` and their short forms.
pub(super) fn memory_field<'a>(field: (usize, &str, Expr), wanted: &str) -> Result<Expr, Failure<'a>> {
    let (at, word, value) = field;
    let short = if wanted == "origin" { "org" } else { "len" };
    let lower = word.to_ascii_lowercase();
    match lower == wanted || lower == short || lower == wanted[..1] {
        true => Ok(value),
        false => {
            Err(ParseError::User { error: LexError(at, format!("'{word}' where {wanted} is expected")) })
        }
    }
}

/// `file:line: what`, for any failure.
fn describe(file: &str, text: &str, failure: Failure<'_>) -> String {
    let (at, what) = match failure {
        ParseError::InvalidToken { location } => (location, "syntax error".to_string()),
        ParseError::UnrecognizedEof { location, .. } => {
            (location, "unexpected end of the script".to_string())
        }
        ParseError::UnrecognizedToken { token: (at, token, _), .. }
        | ParseError::ExtraToken { token: (at, token, _) } => (at, format!("syntax error at '{token}'")),
        ParseError::User { error: LexError(at, what) } => (at, what),
    };
    let line = 1 + text.as_bytes()[..at.min(text.len())].iter().filter(|b| **b == b'\n').count();
    format!("{file}:{line}: {what}")
}

/// Finds and reads a file that `INCLUDE` names: its path and text.
pub type Reader<'a> = &'a mut dyn FnMut(&str) -> Result<(String, String), String>;

/// Parses a text of a kind. What comes back is of that kind: its first token says which.
fn parse(file: &str, text: &str, place: Place) -> Result<Start, String> {
    grammar::StartParser::new()
        .parse(Lexer::new(text, place))
        .map_err(|failure| describe(file, text, failure))
}

/// How deep files may include each other.
const DEPTH: u32 = 32;

/// Reads a linker script.
///
/// # Errors
/// `file:line: what is wrong`
pub fn script(file: &str, text: &str, read: Reader<'_>) -> Result<Vec<Command>, String> {
    commands(file, text, read, 0)
}

fn commands(file: &str, text: &str, read: Reader<'_>, depth: u32) -> Result<Vec<Command>, String> {
    let Start::Script(parsed) = parse(file, text, Place::Top)? else { return Ok(Vec::new()) };
    let mut out = Vec::with_capacity(parsed.len());
    for command in parsed {
        match command {
            Command::Include(name) => {
                let (path, text) = include(file, &name, read, depth)?;
                out.extend(commands(&path, &text, read, depth + 1)?);
            }
            Command::Sections(list) => out.push(Command::Sections(sections(file, list, read, depth)?)),
            other => out.push(other),
        }
    }
    Ok(out)
}

fn include(file: &str, name: &str, read: Reader<'_>, depth: u32) -> Result<(String, String), String> {
    match depth < DEPTH {
        true => read(name),
        false => Err(format!("{file}: INCLUDE {name} nests too deeply")),
    }
}

fn sections(
    file: &str,
    list: Vec<SectionCommand>,
    read: Reader<'_>,
    depth: u32,
) -> Result<Vec<SectionCommand>, String> {
    let mut out = Vec::with_capacity(list.len());
    for command in list {
        match command {
            SectionCommand::Include(name) => {
                let (path, text) = include(file, &name, read, depth)?;
                let Start::Sections(inner) = parse(&path, &text, Place::Sections)? else { continue };
                out.extend(sections(&path, inner, read, depth + 1)?);
            }
            SectionCommand::Output(mut section) => {
                section.contents = contents(file, std::mem::take(&mut section.contents), read, depth)?;
                out.push(SectionCommand::Output(section));
            }
            other => out.push(other),
        }
    }
    Ok(out)
}

fn contents(file: &str, list: Vec<Content>, read: Reader<'_>, depth: u32) -> Result<Vec<Content>, String> {
    let mut out = Vec::with_capacity(list.len());
    for content in list {
        match content {
            Content::Include(name) => {
                let (path, text) = include(file, &name, read, depth)?;
                let Start::Contents(inner) = parse(&path, &text, Place::Body)? else { continue };
                out.extend(contents(&path, inner, read, depth + 1)?);
            }
            other => out.push(other),
        }
    }
    Ok(out)
}

/// Reads a version script.
///
/// # Errors
/// `file:line: what is wrong`
pub fn versions(file: &str, text: &str) -> Result<Vec<VersionNode>, String> {
    parse(file, text, Place::Version).map(|start| match start {
        Start::Versions(parsed) => parsed,
        _ => Vec::new(),
    })
}

/// Reads a dynamic list.
///
/// # Errors
/// `file:line: what is wrong`
pub fn dynamic_list(file: &str, text: &str) -> Result<Vec<SymbolPattern>, String> {
    parse(file, text, Place::DynamicList).map(|start| match start {
        Start::DynamicList(parsed) => parsed,
        _ => Vec::new(),
    })
}

/// Reads the expression of `--defsym` and its kin.
///
/// # Errors
/// `file:line: what is wrong`
pub fn expression(file: &str, text: &str) -> Result<Expr, String> {
    parse(file, text, Place::Statement).map(|start| match start {
        Start::Expression(parsed) => parsed,
        _ => Expr::Number(0),
    })
}
