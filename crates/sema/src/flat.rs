//! A flattened initialiser: its stores in the order in which they are made, and which bytes are given anew as a whole
//! (C23 6.7.11).

use crate::hir::*;
use crate::near::Object;
use crate::types::*;
use diag::Loc;
use std::collections::BTreeMap;
use std::ops::Range;

/// One store of a flattened initialiser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) offset: u64,
    pub(crate) bits: Option<(u16, u16)>,
    pub(crate) ty: Ty,
    pub(crate) value: EntryValue,
}

impl Entry {
    /// Where it is stored.
    pub(crate) fn slot(&self) -> Slot {
        Slot { offset: self.offset, ty: self.ty, bits: self.bits }
    }
}

/// What is stored.
#[derive(Clone, Copy, Debug)]
pub(crate) enum EntryValue {
    /// A value of the entry's type.
    Expr(ExprId),
    /// The first bytes of a string literal.
    String(StringId, u64),
    /// What was stored at that offset before: a further element of a range.
    Again(u64),
}

/// Flattening in progress.
pub(crate) struct Flat {
    pub(crate) entries: Vec<Entry>,
    /// One past the last byte that a flexible array member reached.
    pub(crate) end: u64,
    /// Of an object with static storage duration.
    pub(crate) is_static: bool,
    /// Some subobject may be written twice.
    pub(crate) overrides: bool,
    /// One past the last byte of all entries.
    pub(crate) high: u64,
    /// Where something has been stored, kept for -Woverride-init.
    pub(crate) seen: rustc_hash::FxHashSet<(u64, u16)>,
    /// Bytes whose initialisers have side effects.
    pub(crate) effects: Vec<Range<u64>>,
    /// Ranges of bytes that were initialised anew as a whole, with the number of entries before.
    pub(crate) anew: Vec<(usize, Range<u64>)>,
    /// The innermost range of elements being filled by way of braces that were elided.
    pub(crate) ranged: Option<Ranged>,
    /// The expression at the cursor, already analysed on the way down through elided braces.
    pub(crate) pending: Option<ExprId>,
    /// The outermost list.
    pub(crate) outermost: Option<Loc>,
    /// An element of an array without a size is beyond what any object can be.
    pub(crate) too_large: bool,
    /// Some aggregate had no braces of its own.
    pub(crate) elided: bool,
    /// The type of the whole object.
    pub(crate) whole: Ty,
    /// The object, for diagnostics that say which part of it they are about: not if its initialiser is an expression.
    pub(crate) object: Option<Object>,
}

/// How much has been flattened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub(crate) entries: usize,
    pub(crate) anew: usize,
}

/// A designator that names a range of elements. All get what stands behind it; what follows without a designator goes on
/// in the last of them (GCC manual, "Designated Initializers").
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ranged {
    /// The item behind the designator.
    pub(crate) item: usize,
    /// What had been flattened when that was done, if it is.
    pub(crate) done: Option<Mark>,
}

impl Flat {
    pub(crate) fn mark(&self) -> Mark {
        Mark { entries: self.entries.len(), anew: self.anew.len() }
    }

    /// The item at `position` comes next.
    pub(crate) fn at_item(&mut self, position: usize) {
        let mark = self.mark();
        if let Some(ranged) = &mut self.ranged
            && position > ranged.item
        {
            ranged.done.get_or_insert(mark);
        }
    }

    pub(crate) fn push(&mut self, entry: Entry, size: u64) {
        self.high = self.high.max(entry.offset.saturating_add(size));
        self.entries.push(entry);
    }

    /// What was given before for these bytes is overridden, the parts that are not mentioned again too (C23 6.7.11p20).
    pub(crate) fn begin_anew(&mut self, offset: u64, size: u64) {
        // The other elements of a range may have been given something where the first has not.
        if self.overrides && (offset < self.high || self.ranged.is_some()) {
            self.anew.push((self.entries.len(), offset..offset.saturating_add(size)));
        }
    }

    /// Takes out what was overridden.
    pub(crate) fn drop_overridden(&mut self) {
        if self.anew.is_empty() {
            return;
        }
        // From the last entry back, with the ranges that begin anew later, joined where they overlap.
        let mut later: BTreeMap<u64, u64> = BTreeMap::new();
        let mut kept = Vec::with_capacity(self.entries.len());
        for (i, entry) in self.entries.iter().enumerate().rev() {
            while let Some((_, range)) = self.anew.pop_if(|(count, _)| *count > i) {
                let (mut start, mut end) = (range.start, range.end);
                while let Some((&s, &e)) = later.range(..end).next_back().filter(|&(_, &e)| e >= start) {
                    later.remove(&s);
                    (start, end) = (start.min(s), end.max(e));
                }
                later.insert(start, end);
            }
            let covers = later.range(..=entry.offset).next_back().is_some_and(|(_, &end)| entry.offset < end);
            if !covers {
                kept.push(*entry);
            }
        }
        kept.reverse();
        self.entries = kept;
    }
}

/// A subobject of the aggregate being filled.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) offset: u64,
    pub(crate) ty: Ty,
    pub(crate) bits: Option<(u16, u16)>,
}
