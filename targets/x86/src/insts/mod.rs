//! The instruction table. Each family's file holds its mnemonics with their rows in the notation of the manuals.

/// A mnemonic: an index into the table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Mnemonic(pub u16);

/// The mnemonics by name: `M::ADD`.
pub struct M;
