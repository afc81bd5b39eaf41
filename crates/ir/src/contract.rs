//! What a function's declaration says of its arguments and its result, for those who look at calls.

use std::sync::Arc;

/// A function's promises and demands; its arguments are those of the IR, one for each of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contract {
    /// Arguments that must not be null, the first as the lowest bit.
    pub nonnull: u64,
    /// Returns memory that these functions give back, named without `__builtin_`.
    pub deallocators: Vec<Arc<str>>,
    /// The argument, from 1, whose memory it gives back; 0 if there is none.
    pub releases: u8,
}
