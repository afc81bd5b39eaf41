//! Formatted output whose format is simple (C23 7.23.6), and `fputs`.

use super::call::{Call, Folded};
use ir::{Type, library};

/// What a format says, if that is simple.
enum Format {
    /// Itself.
    Plain(Vec<u8>),
    /// `%s`
    String,
    /// `%s\n`
    Line,
    /// `%c`
    Char,
}

fn format(c: &Call<'_, '_>, at: usize) -> Option<Format> {
    let text = c.string(at)?;
    let known = c.characters();
    match text[..] {
        [first, s] if [first, s] == [known.percent, known.s] => Some(Format::String),
        [first, s, end] if [first, s, end] == [known.percent, known.s, known.newline] => Some(Format::Line),
        [first, char] if [first, char] == [known.percent, known.c] => Some(Format::Char),
        _ if !text.contains(&known.percent) => Some(Format::Plain(text)),
        _ => None,
    }
}

/// Whether the format prints as it stands or as `%s`: then it may be printed without the checks of `__printf_chk`.
pub(super) fn is_harmless(c: &Call<'_, '_>, at: usize) -> bool {
    matches!(format(c, at), Some(Format::Plain(_) | Format::String))
}

/// What is printed, if that is a string of known length: the argument that points to it, and its length.
pub(super) fn printed(c: &Call<'_, '_>, at: usize, args: Option<usize>) -> Option<(usize, u64)> {
    match format(c, at)? {
        Format::Plain(text) => Some((at, text.len() as u64)),
        Format::String => {
            let arg = args.filter(|&arg| arg < c.args.len())?;
            Some((arg, c.length(arg)?))
        }
        _ => None,
    }
}

/// Argument number `i` as the pointer that `%s` wants.
fn string_argument(c: &Call<'_, '_>, i: Option<usize>) -> Option<usize> {
    let i = i.filter(|&i| i < c.args.len())?;
    matches!(c.f.ty(c.args[i]), Type::I64 | Type::PTR).then_some(i)
}

/// Argument number `i` as the `int` that `%c` wants.
fn char_argument(c: &Call<'_, '_>, i: Option<usize>) -> Option<usize> {
    let i = i.filter(|&i| i < c.args.len())?;
    (c.f.ty(c.args[i]) == Type::I32).then_some(i)
}

pub(super) fn sprintf(c: &mut Call<'_, '_>) -> Option<Folded> {
    if let Some((from, length)) = printed(c, 1, Some(2)) {
        let (to, from) = (c.pointer(0), c.pointer(from));
        c.copy(to, from, length + 1);
        return Some(c.constant(length as i64));
    }
    match format(c, 1)? {
        Format::String if c.unused() => {
            let from = string_argument(c, Some(2))?;
            let args = [c.args[0], c.args[from]];
            c.run(library!("strcpy"), &args, Type::I64)
        }
        _ => None,
    }
}

pub(super) fn snprintf(c: &mut Call<'_, '_>) -> Option<Folded> {
    let (from, length) = printed(c, 2, Some(3))?;
    let bound = c.size(1)?;
    if bound != 0 && bound <= length {
        return None;
    }
    if bound != 0 {
        let (to, from) = (c.pointer(0), c.pointer(from));
        c.copy(to, from, length + 1);
    }
    Some(c.constant(length as i64))
}

pub(super) fn printf(c: &mut Call<'_, '_>) -> Option<Folded> {
    print(c, 0, Some(1))
}

pub(super) fn vprintf(c: &mut Call<'_, '_>) -> Option<Folded> {
    print(c, 0, None)
}

/// `printf` with the format and its first argument at these places; without one it is in a `va_list`.
pub(super) fn print(c: &mut Call<'_, '_>, at: usize, arg: Option<usize>) -> Option<Folded> {
    if !c.unused() {
        return None;
    }
    if let Some((from, _)) = printed(c, at, arg) {
        let text = c.string(from)?;
        return print_text(c, &text);
    }
    match format(c, at)? {
        Format::Line => {
            let args = [c.args[string_argument(c, arg)?]];
            c.run(library!("puts"), &args, Type::I32)
        }
        Format::Char => {
            let args = [c.args[char_argument(c, arg)?]];
            c.run(library!("putchar"), &args, Type::I32)
        }
        _ => None,
    }
}

fn print_text(c: &mut Call<'_, '_>, text: &[u8]) -> Option<Folded> {
    match text {
        [] => Some(Folded::Done),
        [byte] => {
            let args = [c.number(Type::I32, i64::from(*byte))];
            c.run(library!("putchar"), &args, Type::I32)
        }
        [line @ .., end] if *end == c.characters().newline => {
            let args = [c.literal(line)];
            c.run(library!("puts"), &args, Type::I32)
        }
        _ => None,
    }
}

/// Nothing printed without locking is nothing.
fn print_nothing(c: &mut Call<'_, '_>, at: usize, arg: usize) -> Option<Folded> {
    let (_, length) = printed(c, at, Some(arg)).filter(|_| c.unused())?;
    (length == 0).then_some(Folded::Done)
}

pub(super) fn printf_unlocked(c: &mut Call<'_, '_>) -> Option<Folded> {
    print_nothing(c, 0, 1)
}

pub(super) fn fprintf_unlocked(c: &mut Call<'_, '_>) -> Option<Folded> {
    print_nothing(c, 1, 2)
}

pub(super) fn fprintf(c: &mut Call<'_, '_>) -> Option<Folded> {
    print_to(c, 1, Some(2))
}

pub(super) fn vfprintf(c: &mut Call<'_, '_>) -> Option<Folded> {
    print_to(c, 1, None)
}

/// `fprintf` to the stream of argument 0, with the format and its first argument at these places.
pub(super) fn print_to(c: &mut Call<'_, '_>, at: usize, arg: Option<usize>) -> Option<Folded> {
    if !c.unused() {
        return None;
    }
    let stream = c.args[0];
    match format(c, at)? {
        Format::Plain(text) => put(c, at, text.len() as u64, stream),
        Format::String => {
            let args = [c.args[string_argument(c, arg)?], stream];
            c.run(library!("fputs"), &args, Type::I32)
        }
        Format::Char => {
            let args = [c.args[char_argument(c, arg)?], stream];
            c.run(library!("fputc"), &args, Type::I32)
        }
        Format::Line => None,
    }
}

/// Writes the string of known length that an argument points to.
fn put(c: &mut Call<'_, '_>, from: usize, length: u64, stream: ir::Value) -> Option<Folded> {
    match length {
        0 => Some(Folded::Done),
        1 => {
            let byte = c.byte(from);
            c.run(library!("fputc"), &[byte, stream], Type::I32)
        }
        _ => {
            let (one, count) = (c.number(Type::I64, 1), c.number(Type::I64, length as i64));
            let args = [c.args[from], one, count, stream];
            c.run(library!("fwrite"), &args, Type::I64)
        }
    }
}

pub(super) fn fputs(c: &mut Call<'_, '_>) -> Option<Folded> {
    let length = c.length(0).filter(|_| c.unused())?;
    let stream = c.args[1];
    put(c, 0, length, stream)
}

pub(super) fn fputs_unlocked(c: &mut Call<'_, '_>) -> Option<Folded> {
    let length = c.length(0).filter(|_| c.unused())?;
    (length == 0).then_some(Folded::Done)
}
