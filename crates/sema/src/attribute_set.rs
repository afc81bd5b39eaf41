//! Which attributes a declaration or type has, as a set of rows of their table.

/// A set of attributes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AttributeSet(u128);

impl AttributeSet {
    /// The most rows that the table may have.
    pub(crate) const CAPACITY: usize = 128;

    pub(crate) fn insert(&mut self, row: u16) {
        self.0 |= 1 << row;
    }

    pub(crate) fn remove(&mut self, row: u16) {
        self.0 &= !(1 << row);
    }

    pub(crate) fn contains(self, row: u16) -> bool {
        self.0 >> row & 1 != 0
    }

    pub(crate) fn add(&mut self, other: AttributeSet) {
        self.0 |= other.0;
    }
}
