//! Strings and characters (C23 7.26, 7.4).

use super::call::{Call, Folded, LARGEST};
use ir::{InstData, IntCond, Op, Type, library};

pub(super) fn strlen(c: &mut Call<'_, '_>) -> Option<Folded> {
    if let Some(length) = c.length(0) {
        return Some(c.constant(length as i64));
    }
    // What lies outside of the string may not be asked for.
    if let Some((string, offset)) = c.within_string(0) {
        let length = c.number(Type::I64, string.len() as i64);
        let rest = c.binary(Op::Isub, length, offset);
        return Some(c.give(rest));
    }
    if c.only_tested() {
        let byte = c.byte(0);
        return Some(c.give(byte));
    }
    None
}

pub(super) fn strnlen(c: &mut Call<'_, '_>) -> Option<Folded> {
    let bound = c.size(1);
    if bound == Some(0) {
        return Some(c.constant(0));
    }
    let length = c.length(0)?;
    if let Some(bound) = bound {
        return Some(c.constant(length.min(bound) as i64));
    }
    let (bound, length) = (c.args[1], c.number(Type::I64, length as i64));
    let less = InstData::new(Op::Icmp, Type::I64, &[bound, length]).with_aux(IntCond::Ult as u8);
    let less = c.emit(less, Type::I8);
    let least = c.emit(InstData::new(Op::Select, Type::I64, &[less, bound, length]), Type::I64);
    Some(c.give(least))
}

/// The sign of a comparison with an empty string: that of the other's first byte, or the opposite.
fn compare_empty(c: &mut Call<'_, '_>, other: usize, opposite: bool) -> Folded {
    let byte = c.byte(other);
    let sign = match opposite {
        true => c.emit(InstData::new(Op::Ineg, Type::I32, &[byte]), Type::I32),
        false => byte,
    };
    c.give(sign)
}

pub(super) fn strcmp(c: &mut Call<'_, '_>) -> Option<Folded> {
    if c.same(0, 1) {
        return Some(c.constant(0));
    }
    match (c.string(0), c.string(1)) {
        (Some(a), Some(b)) => Some(c.constant(a.cmp(&b) as i64)),
        (_, Some(b)) if b.is_empty() => Some(compare_empty(c, 0, false)),
        (Some(a), _) if a.is_empty() => Some(compare_empty(c, 1, true)),
        _ => None,
    }
}

pub(super) fn strncmp(c: &mut Call<'_, '_>) -> Option<Folded> {
    let bound = c.size(2);
    if bound == Some(0) || c.same(0, 1) {
        return Some(c.constant(0));
    }
    let bound = bound?;
    let first = |string: &Vec<u8>| string[..string.len().min(bound as usize)].to_vec();
    match (c.string(0), c.string(1)) {
        (Some(a), Some(b)) => return Some(c.constant(first(&a).cmp(&first(&b)) as i64)),
        (_, Some(b)) if b.is_empty() => return Some(compare_empty(c, 0, false)),
        (Some(a), _) if a.is_empty() => return Some(compare_empty(c, 1, true)),
        _ => {}
    }
    if bound == 1 {
        let (a, b) = (c.byte(0), c.byte(1));
        let difference = c.binary(Op::Isub, a, b);
        return Some(c.give(difference));
    }
    None
}

/// The place in argument 0, or a null pointer.
fn place(c: &mut Call<'_, '_>, at: Option<usize>) -> Folded {
    match at {
        None => c.constant(0),
        Some(at) => {
            let pointer = c.pointer(0);
            let found = c.advance(pointer, at as u64);
            c.give(found)
        }
    }
}

pub(super) fn strchr(c: &mut Call<'_, '_>) -> Option<Folded> {
    let wanted = c.int(1)? as u8;
    if let Some(string) = c.string(0) {
        let at = string.iter().chain([&0]).position(|&byte| byte == wanted);
        return Some(place(c, at));
    }
    if wanted == 0 {
        let args = [c.args[0]];
        let length = c.compute(library!("strlen"), &args, Type::I64)?;
        let pointer = c.pointer(0);
        let end = c.advance_by(pointer, length);
        return Some(c.give(end));
    }
    None
}

pub(super) fn strrchr(c: &mut Call<'_, '_>) -> Option<Folded> {
    let wanted = c.int(1)? as u8;
    if let Some(string) = c.string(0) {
        let at = match wanted {
            0 => Some(string.len()),
            _ => string.iter().rposition(|&byte| byte == wanted),
        };
        return Some(place(c, at));
    }
    if wanted == 0 {
        let args = [c.args[0], c.args[1]];
        return c.tail(library!("strchr"), &args);
    }
    None
}

/// `strchr` of argument 0.
fn search_byte(c: &mut Call<'_, '_>, byte: u8) -> Option<Folded> {
    let byte = c.number(Type::I32, i64::from(byte));
    let args = [c.args[0], byte];
    c.tail(library!("strchr"), &args)
}

pub(super) fn strstr(c: &mut Call<'_, '_>) -> Option<Folded> {
    if c.same(0, 1) {
        return Some(place(c, Some(0)));
    }
    let wanted = c.string(1)?;
    if wanted.is_empty() {
        return Some(place(c, Some(0)));
    }
    if let Some(string) = c.string(0) {
        let at = string.windows(wanted.len()).position(|part| part == wanted);
        return Some(place(c, at));
    }
    match wanted[..] {
        [byte] => search_byte(c, byte),
        _ => None,
    }
}

pub(super) fn strpbrk(c: &mut Call<'_, '_>) -> Option<Folded> {
    let set = c.string(1)?;
    if set.is_empty() {
        return Some(c.constant(0));
    }
    if let Some(string) = c.string(0) {
        let at = string.iter().position(|byte| set.contains(byte));
        return Some(place(c, at));
    }
    match set[..] {
        [byte] => search_byte(c, byte),
        _ => None,
    }
}

pub(super) fn strspn(c: &mut Call<'_, '_>) -> Option<Folded> {
    let (string, set) = (c.string(0), c.string(1));
    if let (Some(string), Some(set)) = (&string, &set) {
        let span = string.iter().take_while(|byte| set.contains(byte)).count();
        return Some(c.constant(span as i64));
    }
    let empty = |string: &Option<Vec<u8>>| string.as_ref().is_some_and(Vec::is_empty);
    (empty(&string) || empty(&set)).then(|| c.constant(0))
}

pub(super) fn strcspn(c: &mut Call<'_, '_>) -> Option<Folded> {
    let (string, set) = (c.string(0), c.string(1));
    match (string, set) {
        (Some(string), Some(set)) => {
            let span = string.iter().take_while(|byte| !set.contains(byte)).count();
            Some(c.constant(span as i64))
        }
        (Some(string), _) if string.is_empty() => Some(c.constant(0)),
        (_, Some(set)) if set.is_empty() => {
            let args = [c.args[0]];
            c.tail(library!("strlen"), &args)
        }
        _ => None,
    }
}

pub(super) fn strcpy(c: &mut Call<'_, '_>) -> Option<Folded> {
    let to = c.pointer(0);
    if !c.same(0, 1) {
        let size = c.length(1)? + 1;
        let from = c.pointer(1);
        c.copy(to, from, size);
    }
    Some(c.give(to))
}

pub(super) fn stpcpy(c: &mut Call<'_, '_>) -> Option<Folded> {
    if c.unused() {
        let args = [c.args[0], c.args[1]];
        return c.run(library!("strcpy"), &args, Type::I64);
    }
    let length = c.length(1)?;
    let (to, from) = (c.pointer(0), c.pointer(1));
    c.copy(to, from, length + 1);
    let end = c.advance(to, length);
    Some(c.give(end))
}

/// Copies a string of known length as `strncpy` does, if the bound is known; how many of its bytes that copied.
fn copy_bounded(c: &mut Call<'_, '_>) -> Option<u64> {
    let bound = c.size(2).filter(|&bound| bound <= LARGEST)?;
    if bound == 0 {
        return Some(0);
    }
    let length = c.length(1)?;
    let (to, from) = (c.pointer(0), c.pointer(1));
    let copied = bound.min(length + 1);
    c.copy(to, from, copied);
    let rest = c.advance(to, copied);
    c.fill(rest, 0, bound - copied);
    Some(bound.min(length))
}

pub(super) fn strncpy(c: &mut Call<'_, '_>) -> Option<Folded> {
    copy_bounded(c)?;
    let to = c.pointer(0);
    Some(c.give(to))
}

pub(super) fn stpncpy(c: &mut Call<'_, '_>) -> Option<Folded> {
    if c.unused() {
        let args = [c.args[0], c.args[1], c.args[2]];
        return c.run(library!("strncpy"), &args, Type::I64);
    }
    let copied = copy_bounded(c)?;
    let to = c.pointer(0);
    let end = c.advance(to, copied);
    Some(c.give(end))
}

pub(super) fn strcat(c: &mut Call<'_, '_>) -> Option<Folded> {
    let length = c.length(1)?;
    let to = c.pointer(0);
    if length != 0 {
        let args = [c.args[0]];
        let before = c.compute(library!("strlen"), &args, Type::I64)?;
        let (end, from) = (c.advance_by(to, before), c.pointer(1));
        c.copy(end, from, length + 1);
    }
    Some(c.give(to))
}

pub(super) fn strncat(c: &mut Call<'_, '_>) -> Option<Folded> {
    let (bound, length) = (c.size(2), c.length(1));
    if bound == Some(0) || length == Some(0) {
        let to = c.pointer(0);
        return Some(c.give(to));
    }
    if bound? < length? {
        return None;
    }
    let args = [c.args[0], c.args[1]];
    c.tail(library!("strcat"), &args)
}

/// An `int` compared, unsigned.
fn at_most(c: &mut Call<'_, '_>, value: ir::Value, bound: i64) -> Folded {
    let bound = c.number(Type::I32, bound);
    let test = InstData::new(Op::Icmp, Type::I32, &[value, bound]).with_aux(IntCond::Ule as u8);
    let test = c.emit(test, Type::I8);
    c.give(test)
}

pub(super) fn isascii(c: &mut Call<'_, '_>) -> Option<Folded> {
    let value = c.args[0];
    Some(at_most(c, value, 127))
}

pub(super) fn toascii(c: &mut Call<'_, '_>) -> Option<Folded> {
    let (value, mask) = (c.args[0], c.number(Type::I32, 127));
    let low = c.binary(Op::And, value, mask);
    Some(c.give(low))
}

pub(super) fn isdigit(c: &mut Call<'_, '_>) -> Option<Folded> {
    let zero = i64::from(c.characters().zero);
    let (value, zero) = (c.args[0], c.number(Type::I32, zero));
    let digit = c.binary(Op::Isub, value, zero);
    Some(at_most(c, digit, 9))
}
