//! Translation phase 1 (C17 5.1.1.2): the source's character set becomes UTF-8 (`-finput-charset=`), and trigraphs
//! (C17 5.2.1.1; gone from C23) what they stand for. These are replaced in strict modes and with `-trigraphs`, else told
//! of (`-Wtrigraphs`), since readers and writers of old took them for what they are not.

use crate::Preprocessor;
use diag::{Loc, warn};
use lexer::LangOptions;

/// A trigraph that is worth a warning: its offset in the text as the scanner reads it, and its third character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Trigraph {
    offset: u32,
    third: u8,
}

/// The character that `??` and this one stand for.
fn meaning(third: u8) -> Option<u8> {
    Some(match third {
        b'=' => b'#',
        b'(' => b'[',
        b'/' => b'\\',
        b')' => b']',
        b'\'' => b'^',
        b'<' => b'{',
        b'!' => b'|',
        b'>' => b'}',
        b'-' => b'~',
        _ => return None,
    })
}

/// What the text at a place is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Code,
    LineComment,
    BlockComment,
    /// A literal with this quote.
    Quotes(u8),
}

/// A file's text, and its trigraphs that are worth a warning.
///
/// # Errors
/// What to say of a text that is not of the character set.
pub(crate) fn translate(bytes: Vec<u8>, options: &LangOptions) -> Result<(Vec<u8>, Vec<Trigraph>), String> {
    let decoded = options.source_charset.decode(bytes).ok_or("failure to convert the source to UTF-8")?;
    Ok(replace_trigraphs(decoded, options))
}

/// The text with its trigraphs replaced (if they are to be), and those that are worth a warning. Within comments that is
/// only one that makes a line splice.
fn replace_trigraphs(bytes: Vec<u8>, options: &LangOptions) -> (Vec<u8>, Vec<Trigraph>) {
    let replace = options.trigraphs;
    // Files without any are the rule. What follows two question marks or more tells.
    let any = memchr::memmem::find_iter(&bytes, b"??").any(|at| {
        let rest = &bytes[at..];
        rest.iter().find(|&&byte| byte != b'?').is_some_and(|&third| meaning(third).is_some())
    });
    if !any {
        return (bytes, Vec::new());
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut found = Vec::new();
    let mut inside = Inside::Code;
    let mut at = 0;
    // The character before, if it may be the first of two.
    let mut before = 0;
    while at < bytes.len() {
        // In raw strings they are what they look like.
        if inside == Inside::Code
            && bytes[at] == b'"'
            && let Some(end) = lexer::raw_string_end(&bytes, at, options)
        {
            out.extend_from_slice(&bytes[at..end]);
            (at, before) = (end, 0);
            continue;
        }
        let trigraph = match bytes[at..] {
            [b'?', b'?', third, ..] => meaning(third).map(|meaning| (third, meaning)),
            _ => None,
        };
        let (mut byte, mut length) = (bytes[at], 1);
        if let Some((third, meaning)) = trigraph {
            let comment = matches!(inside, Inside::LineComment | Inside::BlockComment);
            if !comment || (third == b'/' && ends_line(&bytes[at + 3..])) {
                found.push(Trigraph { offset: out.len() as u32, third });
            }
            if replace {
                (byte, length) = (meaning, 3);
            }
        }
        inside = follow(inside, before, byte);
        before = match (before, byte) {
            // An escaped character begins nothing.
            (b'\\', _) => 0,
            (b'/' | b'*', b'/' | b'*') if inside != Inside::Code => 0,
            _ => byte,
        };
        out.push(byte);
        at += length;
    }
    (out, found)
}

/// Whether only white space comes before the end of the line.
fn ends_line(rest: &[u8]) -> bool {
    let end = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    end.is_some_and(|end| rest[end] == b'\n')
}

fn follow(inside: Inside, before: u8, byte: u8) -> Inside {
    match (inside, before, byte) {
        (Inside::Code, b'/', b'/') => Inside::LineComment,
        (Inside::Code, b'/', b'*') => Inside::BlockComment,
        (Inside::Code, _, b'"' | b'\'') => Inside::Quotes(byte),
        (Inside::BlockComment, b'*', b'/') => Inside::Code,
        (Inside::LineComment | Inside::Quotes(_), before, b'\n') if before != b'\\' => Inside::Code,
        (Inside::Quotes(quote), before, byte) if byte == quote && before != b'\\' => Inside::Code,
        _ => inside,
    }
}

impl Preprocessor<'_> {
    /// Warns of the trigraphs of a file that is entered for the first time, whose byte 0 is at `base`.
    pub(crate) fn tell_trigraphs(&mut self, entry: u32, base: u32) {
        let trigraphs = std::mem::take(&mut self.files.entries[entry as usize].trigraphs);
        if trigraphs.is_empty() {
            return;
        }
        let diags = &self.session.diags;
        let replaced = self.session.options.trigraphs;
        let group = warn::TRIGRAPHS;
        // Replaced, they are what the writer asked for, unless -Wall asks, too.
        let wanted = diags.explicit(group).unwrap_or(!replaced || diags.is_enabled(warn::ALL, Loc::NONE));
        if !wanted {
            return;
        }
        for Trigraph { offset, third } in trigraphs {
            let shown = char::from(third);
            let message = match meaning(third) {
                Some(meaning) if replaced => {
                    format!("trigraph ??{shown} converted to {}", char::from(meaning))
                }
                _ => format!("trigraph ??{shown} ignored, use -trigraphs to enable"),
            };
            diags.warning(group, Loc(base.wrapping_add(offset)), message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(trigraphs: bool) -> LangOptions {
        LangOptions { trigraphs, ..LangOptions::default() }
    }

    fn told(text: &str, replace: bool) -> Vec<u8> {
        replace_trigraphs(text.as_bytes().to_vec(), &options(replace))
            .1
            .iter()
            .map(|trigraph| trigraph.third)
            .collect()
    }

    #[test]
    fn replaced() {
        assert_eq!(replace_trigraphs(b"??=x ??/ ???? ??'".to_vec(), &options(true)).0, b"#x \\ ???? ^");
        assert_eq!(replace_trigraphs(b"??=x".to_vec(), &options(false)).0, b"??=x");
        assert_eq!(replace_trigraphs(b"??=R\"a(??=)a\"??=".to_vec(), &options(true)).0, b"#R\"a(??=)a\"#");
    }

    #[test]
    fn told_where_they_matter() {
        assert_eq!(told("a ??= \"??!\" // ??<\n??>", false), b"=!>");
        assert_eq!(told("/* ??/ x ??/ \n ??< */ ??<", true), b"/<");
    }
}
