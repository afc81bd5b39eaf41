//! Blocks of memory (C23 7.26.2, 7.26.4.1, 7.26.5.2, 7.26.6.1).

use super::call::{Call, Folded, LARGEST};
use ir::{InstData, IntCond, Op, Type, library};
use smallvec::SmallVec;

/// A move of more bytes is not done by registers.
const MOVED: u64 = 32;

pub(super) fn memcpy(c: &mut Call<'_, '_>) -> Option<Folded> {
    let count = c.size(2)?;
    if count > LARGEST {
        return None;
    }
    let (to, from) = (c.pointer(0), c.pointer(1));
    c.copy(to, from, count);
    Some(c.give(to))
}

/// `memcpy` whose result is the end of what it wrote.
pub(super) fn mempcpy(c: &mut Call<'_, '_>) -> Option<Folded> {
    if c.unused() {
        let args = [c.args[0], c.args[1], c.args[2]];
        return c.run(library!("memcpy"), &args, Type::I64);
    }
    match c.size(2) {
        Some(count) if count <= LARGEST => {
            let (to, from) = (c.pointer(0), c.pointer(1));
            c.copy(to, from, count);
            let end = c.advance(to, count);
            Some(c.give(end))
        }
        _ => None,
    }
}

pub(super) fn memmove(c: &mut Call<'_, '_>) -> Option<Folded> {
    moved(c, 0, 1, 2)?;
    let to = c.pointer(0);
    Some(c.give(to))
}

pub(super) fn bcopy(c: &mut Call<'_, '_>) -> Option<Folded> {
    if moved(c, 1, 0, 2).is_some() {
        return Some(Folded::Done);
    }
    let args = [c.args[1], c.args[0], c.args[2]];
    c.run(library!("memmove"), &args, Type::I64)
}

/// Moves bytes between places that may overlap, if they are few or the source is constant: all are read before any is
/// written. Nothing if it is not done.
fn moved(c: &mut Call<'_, '_>, to: usize, from: usize, count: usize) -> Option<()> {
    if c.same(to, from) {
        return Some(());
    }
    let constant = c.text(from).is_some();
    let count = c.size(count)?;
    if constant && count <= LARGEST {
        let (to, from) = (c.pointer(to), c.pointer(from));
        c.copy(to, from, count);
        return Some(());
    }
    if count > MOVED {
        return None;
    }
    let (to, from) = (c.pointer(to), c.pointer(from));
    let mut pieces: SmallVec<[_; 8]> = SmallVec::new();
    let mut at = 0;
    while at < count {
        let (ty, size) = widest(count - at);
        pieces.push((c.load(ty, from, at), at));
        at += size;
    }
    for (value, at) in pieces {
        c.store(value, to, at);
    }
    Some(())
}

/// The widest integer of at most so many bytes, and its size.
fn widest(bytes: u64) -> (Type, u64) {
    match bytes {
        8.. => (Type::I64, 8),
        4.. => (Type::I32, 4),
        2.. => (Type::I16, 2),
        _ => (Type::I8, 1),
    }
}

pub(super) fn memset(c: &mut Call<'_, '_>) -> Option<Folded> {
    let count = c.size(2)?;
    let to = match (c.int(1), count) {
        (_, 0) => c.pointer(0),
        (Some(byte), 1..=LARGEST) => {
            let to = c.pointer(0);
            c.fill(to, byte as u8, count);
            to
        }
        (None, 1) => {
            let to = c.pointer(0);
            let byte = c.args[1];
            let byte = c.emit(InstData::new(Op::Trunc, Type::I8, &[byte]), Type::I8);
            c.store(byte, to, 0);
            to
        }
        _ => return None,
    };
    Some(c.give(to))
}

pub(super) fn bzero(c: &mut Call<'_, '_>) -> Option<Folded> {
    let zero = c.number(Type::I32, 0);
    let args = [c.args[0], zero, c.args[1]];
    c.run(library!("memset"), &args, Type::I64)
}

pub(super) fn memcmp(c: &mut Call<'_, '_>) -> Option<Folded> {
    if c.same(0, 1) {
        return Some(c.constant(0));
    }
    let count = c.size(2)?;
    if count == 0 {
        return Some(c.constant(0));
    }
    if let (Some(a), Some(b)) = (c.text(0), c.text(1))
        && let (Some(a), Some(b)) = (a.bytes(count), b.bytes(count))
    {
        return Some(c.constant(a.cmp(&b) as i64));
    }
    if count == 1 {
        let (a, b) = (c.byte(0), c.byte(1));
        let difference = c.binary(Op::Isub, a, b);
        return Some(c.give(difference));
    }
    let ty = match count {
        2 => Type::I16,
        4 => Type::I32,
        8 => Type::I64,
        _ => return None,
    };
    if !c.only_tested() {
        return None;
    }
    let (a, b) = (c.pointer(0), c.pointer(1));
    let (a, b) = (c.load(ty, a, 0), c.load(ty, b, 0));
    let differ = InstData::new(Op::Icmp, ty, &[a, b]).with_aux(IntCond::Ne as u8);
    let differ = c.emit(differ, Type::I8);
    Some(c.give(differ))
}

pub(super) fn memchr(c: &mut Call<'_, '_>) -> Option<Folded> {
    let count = c.size(2)?;
    if count == 0 {
        return Some(c.constant(0));
    }
    let (text, wanted) = (c.text(0)?, c.int(1)? as u8);
    let known = count.min(text.room());
    match text.bytes(known)?.iter().position(|&byte| byte == wanted) {
        Some(at) => {
            let pointer = c.pointer(0);
            let found = c.advance(pointer, at as u64);
            Some(c.give(found))
        }
        // Beyond the object there is nothing to look for.
        None => (known == count).then(|| c.constant(0)),
    }
}
