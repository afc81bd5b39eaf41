//! Interned spellings. An identifier is hashed once, when it is lexed; afterwards it is a number.

use crate::keywords::SPELLINGS;
use rustc_hash::FxHasher;
use std::cell::RefCell;
use std::hash::Hasher;

/// An interned spelling: of an identifier, a keyword, a number or a string literal with its quotes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Symbol(pub u32);

/// The table of spellings. Shared by reference; phases intern through `&Interner`. Its first symbols are the
/// rows of the keyword table.
pub struct Interner {
    inner: RefCell<Inner>,
}

/// An open-addressing table: a slot is the upper half of the hash and the symbol, so that a probe touches the
/// spelling only when it is (almost surely) the right one.
struct Inner {
    slots: Vec<(u32, u32)>,
    /// Where each spelling stands in `bytes`.
    spans: Vec<(u32, u32)>,
    bytes: Vec<u8>,
}

const EMPTY: u32 = u32::MAX;

#[inline]
fn hash(bytes: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    let value = hasher.finish();
    (value ^ (value >> 32)) as u32
}

impl Inner {
    #[inline]
    fn spelling(&self, id: u32) -> &[u8] {
        let (start, len) = self.spans[id as usize];
        &self.bytes[start as usize..start as usize + len as usize]
    }

    #[inline]
    fn intern(&mut self, spelling: &[u8]) -> Symbol {
        let hash = hash(spelling);
        let mask = self.slots.len() - 1;
        let mut index = hash as usize & mask;
        loop {
            let (slot_hash, id) = self.slots[index];
            if id == EMPTY {
                return self.insert(index, hash, spelling);
            }
            if slot_hash == hash && self.spelling(id) == spelling {
                return Symbol(id);
            }
            index = (index + 1) & mask;
        }
    }

    #[cold]
    fn insert(&mut self, index: usize, hash: u32, spelling: &[u8]) -> Symbol {
        let id = self.spans.len() as u32;
        self.slots[index] = (hash, id);
        self.spans.push((self.bytes.len() as u32, spelling.len() as u32));
        self.bytes.extend_from_slice(spelling);
        if self.spans.len() * 2 > self.slots.len() {
            self.grow();
        }
        Symbol(id)
    }

    fn grow(&mut self) {
        let mut slots = vec![(0, EMPTY); self.slots.len() * 2];
        let mask = slots.len() - 1;
        for &(hash, id) in self.slots.iter().filter(|slot| slot.1 != EMPTY) {
            let mut index = hash as usize & mask;
            while slots[index].1 != EMPTY {
                index = (index + 1) & mask;
            }
            slots[index] = (hash, id);
        }
        self.slots = slots;
    }
}

impl Default for Interner {
    fn default() -> Interner {
        let mut inner =
            Inner { slots: vec![(0, EMPTY); 1 << 14], spans: Vec::with_capacity(1 << 13), bytes: Vec::new() };
        for spelling in SPELLINGS {
            inner.intern(spelling.as_bytes());
        }
        Interner { inner: RefCell::new(inner) }
    }
}

impl Interner {
    /// The symbol of `spelling`, made if it is new.
    #[inline]
    pub fn intern(&self, spelling: &[u8]) -> Symbol {
        self.inner.borrow_mut().intern(spelling)
    }

    /// Calls `read` with the spelling of `symbol`. `read` must not intern.
    #[inline]
    pub fn with<R>(&self, symbol: Symbol, read: impl FnOnce(&[u8]) -> R) -> R {
        read(self.inner.borrow().spelling(symbol.0))
    }

    /// The spelling of `symbol` as text (names in diagnostics and symbol tables).
    pub fn text(&self, symbol: Symbol) -> String {
        self.with(symbol, |bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    /// How many symbols there are.
    pub fn len(&self) -> usize {
        self.inner.borrow().spans.len()
    }

    /// Never: the keywords are always there.
    pub fn is_empty(&self) -> bool {
        false
    }
}
