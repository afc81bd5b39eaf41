//! Recursion as deep as the input nests. Each recursive function that follows the input runs the next level in
//! [`nested`], which continues on another piece of stack when this one is nearly used up. All of them share one
//! budget; input that exceeds it ends by [`TooDeep`], which [`catch_too_deep`] makes an error of.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// What must be left of the stack: more than the frames between two calls of [`nested`] take.
const RED_ZONE: usize = 160 << 10;
/// Size of a further piece of stack.
const PIECE: usize = 4 << 20;
/// How many further pieces a thread may have: 2 GiB, which is hundreds of thousands of levels.
const MAX_PIECES: usize = 512;

thread_local! {
    static PIECES: Cell<usize> = const { Cell::new(0) };
}

/// The input nests more deeply than the budget of stack holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooDeep;

impl std::fmt::Display for TooDeep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "nested too deeply: more than {} MiB of stack are needed", MAX_PIECES * (PIECE >> 20))
    }
}

/// Runs another level of nesting with enough stack.
#[inline]
pub fn nested<R>(level: impl FnOnce() -> R) -> R {
    if stacker::remaining_stack().is_some_and(|left| left >= RED_ZONE) { level() } else { grow(level) }
}

#[cold]
#[inline(never)]
fn grow<R>(level: impl FnOnce() -> R) -> R {
    /// Gives the piece back, also when [`TooDeep`] unwinds.
    struct Piece(usize);
    impl Drop for Piece {
        fn drop(&mut self) {
            PIECES.set(self.0);
        }
    }
    let pieces = PIECES.get();
    if pieces == MAX_PIECES {
        resume_unwind(Box::new(TooDeep));
    }
    PIECES.set(pieces + 1);
    let _piece = Piece(pieces);
    stacker::grow(PIECE, level)
}

/// Runs what may nest too deeply.
///
/// # Errors
/// [`TooDeep`], if it did.
pub fn catch_too_deep<R>(work: impl FnOnce() -> R) -> Result<R, TooDeep> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        payload.downcast::<TooDeep>().map_or_else(|other| resume_unwind(other), |deep| *deep)
    })
}

#[cfg(test)]
mod tests {
    use super::{TooDeep, catch_too_deep, nested};

    fn count(depth: u64) -> u64 {
        let frame = std::hint::black_box([depth; 64]);
        if depth == 0 { 0 } else { 1 + nested(|| count(frame[63] - 1)) }
    }

    #[test]
    fn budget_is_bounded_and_given_back() {
        assert_eq!(catch_too_deep(|| count(100_000)), Ok(100_000));
        assert_eq!(catch_too_deep(|| count(u64::MAX)), Err(TooDeep));
        assert_eq!(catch_too_deep(|| count(100_000)), Ok(100_000));
    }
}
