//! Interned spellings. An identifier is hashed once, when it is lexed; afterwards it is a number.

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::cell::RefCell;
use std::hash::Hasher;

/// An interned spelling: of an identifier, a keyword, a number or a string literal with its quotes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Symbol(pub u32);

/// The table of spellings. Shared by reference; phases intern through `&Interner`.
#[derive(Default)]
pub struct Interner {
    inner: RefCell<Inner>,
}

#[derive(Default)]
struct Inner {
    table: HashTable<u32>,
    /// Where each spelling stands in `bytes`.
    spans: Vec<(u32, u32)>,
    bytes: Vec<u8>,
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

impl Inner {
    fn spelling(&self, id: u32) -> &[u8] {
        let (start, len) = self.spans[id as usize];
        &self.bytes[start as usize..start as usize + len as usize]
    }
}

impl Interner {
    /// The symbol of `spelling`, made if it is new.
    pub fn intern(&self, spelling: &[u8]) -> Symbol {
        let inner = &mut *self.inner.borrow_mut();
        let hash_value = hash(spelling);
        if let Some(&id) = inner.table.find(hash_value, |&id| inner.spelling(id) == spelling) {
            return Symbol(id);
        }
        let id = inner.spans.len() as u32;
        let start = inner.bytes.len() as u32;
        inner.bytes.extend_from_slice(spelling);
        inner.spans.push((start, spelling.len() as u32));
        let Inner { table, spans, bytes } = inner;
        table.insert_unique(hash_value, id, |&other| {
            let (start, len) = spans[other as usize];
            hash(&bytes[start as usize..start as usize + len as usize])
        });
        Symbol(id)
    }

    /// Calls `read` with the spelling of `symbol`.
    pub fn with<R>(&self, symbol: Symbol, read: impl FnOnce(&[u8]) -> R) -> R {
        read(self.inner.borrow().spelling(symbol.0))
    }

    /// The spelling of `symbol` as text (names in diagnostics and symbol tables).
    pub fn text(&self, symbol: Symbol) -> String {
        self.with(symbol, |bytes| String::from_utf8_lossy(bytes).into_owned())
    }
}
