//! The functions that -D_FORTIFY_SOURCE calls (LSB, "Interfaces for libc": `__memcpy_chk` and others): they are
//! given the size of what they write to, all ones if it is not known. Where it is enough, the plain functions do.

use super::call::{Call, Folded};
use super::output;
use ir::{LibraryFunction, Type, Value, library};

/// The size of an object that nobody knows.
const UNKNOWN: u64 = u64::MAX;

/// Whether so many bytes fit in an object whose size is an argument.
fn fits(c: &Call<'_, '_>, bytes: Option<u64>, size: usize) -> bool {
    match c.size(size) {
        Some(UNKNOWN) => true,
        Some(size) => bytes.is_some_and(|bytes| bytes <= size),
        None => false,
    }
}

/// The plain function with these of the arguments.
fn plain(c: &mut Call<'_, '_>, function: LibraryFunction, args: &[usize]) -> Option<Folded> {
    let args: Vec<Value> = args.iter().map(|&i| c.args[i]).collect();
    c.tail(function, &args)
}

/// A function of three arguments, the third of which is how much it writes.
fn block(c: &mut Call<'_, '_>, function: LibraryFunction) -> Option<Folded> {
    let enough = fits(c, c.greatest(2), 3);
    if enough { plain(c, function, &[0, 1, 2]) } else { None }
}

pub(super) fn memcpy(c: &mut Call<'_, '_>) -> Option<Folded> {
    block(c, library!("memcpy"))
}

pub(super) fn memmove(c: &mut Call<'_, '_>) -> Option<Folded> {
    block(c, library!("memmove"))
}

pub(super) fn memset(c: &mut Call<'_, '_>) -> Option<Folded> {
    block(c, library!("memset"))
}

pub(super) fn mempcpy(c: &mut Call<'_, '_>) -> Option<Folded> {
    if let Some(folded) = block(c, library!("mempcpy")) {
        return Some(folded);
    }
    unused_end(c, library!("__memcpy_chk"))
}

/// Whoever does not want the end of what was written can have its begin.
fn unused_end(c: &mut Call<'_, '_>, function: LibraryFunction) -> Option<Folded> {
    if !c.unused() {
        return None;
    }
    let args = c.args.clone();
    c.run(function, &args, Type::I64)
}

/// Bytes that a copy of the string at an argument writes.
fn string_size(c: &Call<'_, '_>, i: usize) -> Option<u64> {
    Some(c.longest(i)? + 1)
}

pub(super) fn strcpy(c: &mut Call<'_, '_>) -> Option<Folded> {
    if c.same(0, 1) {
        let to = c.pointer(0);
        return Some(c.give(to));
    }
    let enough = fits(c, string_size(c, 1), 2);
    if enough { plain(c, library!("strcpy"), &[0, 1]) } else { None }
}

pub(super) fn stpcpy(c: &mut Call<'_, '_>) -> Option<Folded> {
    match fits(c, string_size(c, 1), 2) {
        true => plain(c, library!("stpcpy"), &[0, 1]),
        false => unused_end(c, library!("__strcpy_chk")),
    }
}

pub(super) fn strncpy(c: &mut Call<'_, '_>) -> Option<Folded> {
    block(c, library!("strncpy"))
}

pub(super) fn stpncpy(c: &mut Call<'_, '_>) -> Option<Folded> {
    if let Some(folded) = block(c, library!("stpncpy")) {
        return Some(folded);
    }
    unused_end(c, library!("__strncpy_chk"))
}

pub(super) fn strcat(c: &mut Call<'_, '_>) -> Option<Folded> {
    if c.length(1) == Some(0) {
        let to = c.pointer(0);
        return Some(c.give(to));
    }
    let unknown = c.size(2) == Some(UNKNOWN);
    if unknown { plain(c, library!("strcat"), &[0, 1]) } else { None }
}

pub(super) fn strncat(c: &mut Call<'_, '_>) -> Option<Folded> {
    let (bound, length) = (c.size(2), c.length(1));
    if bound == Some(0) || length == Some(0) {
        let to = c.pointer(0);
        return Some(c.give(to));
    }
    if c.size(3) == Some(UNKNOWN) {
        return plain(c, library!("strncat"), &[0, 1, 2]);
    }
    if bound? < length? {
        return None;
    }
    plain(c, library!("__strcat_chk"), &[0, 1, 3])
}

/// Whether a format may go to a function that does not check it: the flag is 0, or there is nothing to check.
fn unchecked(c: &Call<'_, '_>, flag: usize, format: usize) -> bool {
    c.int(flag) == Some(0) || output::is_harmless(c, format)
}

/// The plain function with these arguments and those from `rest` on, the first `named` of them named.
fn formatted(c: &mut Call<'_, '_>, function: LibraryFunction, args: &[usize], rest: usize) -> Option<Folded> {
    let mut values: Vec<Value> = args.iter().map(|&i| c.args[i]).collect();
    values.extend_from_slice(&c.args[rest..]);
    c.tail_variadic(function, args.len(), &values)
}

pub(super) fn sprintf(c: &mut Call<'_, '_>) -> Option<Folded> {
    let size = output::printed(c, 3, Some(4)).map(|(_, length)| length + 1);
    let enough = fits(c, size, 2) && unchecked(c, 1, 3);
    if enough { formatted(c, library!("sprintf"), &[0, 3], 4) } else { None }
}

pub(super) fn vsprintf(c: &mut Call<'_, '_>) -> Option<Folded> {
    let size = output::printed(c, 3, None).map(|(_, length)| length + 1);
    let enough = fits(c, size, 2) && unchecked(c, 1, 3);
    if enough { plain(c, library!("vsprintf"), &[0, 3, 4]) } else { None }
}

pub(super) fn snprintf(c: &mut Call<'_, '_>) -> Option<Folded> {
    let enough = fits(c, c.greatest(1), 3) && unchecked(c, 2, 4);
    if enough { formatted(c, library!("snprintf"), &[0, 1, 4], 5) } else { None }
}

pub(super) fn vsnprintf(c: &mut Call<'_, '_>) -> Option<Folded> {
    let enough = fits(c, c.greatest(1), 3) && unchecked(c, 2, 4);
    if enough { plain(c, library!("vsnprintf"), &[0, 1, 4, 5]) } else { None }
}

pub(super) fn printf(c: &mut Call<'_, '_>) -> Option<Folded> {
    output::print(c, 1, Some(2))
}

pub(super) fn vprintf(c: &mut Call<'_, '_>) -> Option<Folded> {
    output::print(c, 1, None)
}

pub(super) fn fprintf(c: &mut Call<'_, '_>) -> Option<Folded> {
    output::print_to(c, 2, Some(3))
}

pub(super) fn vfprintf(c: &mut Call<'_, '_>) -> Option<Folded> {
    output::print_to(c, 2, None)
}
