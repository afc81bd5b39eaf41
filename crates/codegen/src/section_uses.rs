//! What is in the sections that the program names: of one kind each, or the linker could not place it.

use ir::{Module, SymbolId};
use rustc_hash::FxHashMap;

/// What something in a section is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SectionUse {
    /// Instructions.
    Code,
    /// An object that is only read once the program runs.
    Constant,
    /// An object that is written.
    Variable,
    /// An object that each thread has.
    ThreadLocal,
}

/// The first in each section, and who has no place beside it.
#[derive(Default)]
pub struct SectionUses {
    first: FxHashMap<Box<str>, (SectionUse, SymbolId)>,
    conflicts: Vec<(SymbolId, SymbolId)>,
    divided: Vec<(SymbolId, SymbolId)>,
}

impl SectionUses {
    /// Something is put into a section that the program names.
    pub(crate) fn add(&mut self, module: &Module, section: &str, used: SectionUse, symbol: SymbolId) {
        // What has no name nobody has put there.
        if module.symbols[symbol].name.is_empty() {
            return;
        }
        match self.first.get(section) {
            Some(&(first, other)) if first == used => {
                match (module.symbols[symbol].retained, module.symbols[other].retained) {
                    (false, true) => self.divided.push((symbol, other)),
                    (true, false) => self.divided.push((other, symbol)),
                    _ => {}
                }
            }
            Some(&(_, first)) => self.conflicts.push((symbol, first)),
            None => _ = self.first.insert(section.into(), (used, symbol)),
        }
    }

    /// Who is not retained and whose section of the same name is: there are two, and one goes without the other.
    pub fn divided(&self) -> &[(SymbolId, SymbolId)] {
        &self.divided
    }

    /// Who has no place beside whom, in order.
    pub fn conflicts(&self) -> &[(SymbolId, SymbolId)] {
        &self.conflicts
    }
}
