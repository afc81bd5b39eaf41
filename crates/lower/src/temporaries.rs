//! Temporary objects. They live to the end of the full expression that makes them (6.2.4p8), which is within a
//! statement; without optimisation, later statements have their slots again. (With it, slots that mean one thing
//! each are worth more: they become registers.)

use crate::function::{Addr, Fx};
use crate::types::object_alignment;
use ir::StackSlot;
use rustc_hash::FxHashMap;
use sema::types::Ty;

/// The size and the alignment of a slot, in bytes.
type Extent = (u64, u32);

/// The slots of temporary objects.
#[derive(Default)]
pub(crate) struct Temporaries {
    /// Of the statements being lowered, the inmost last.
    used: Vec<(StackSlot, Extent)>,
    /// Of statements that are done.
    free: FxHashMap<Extent, Vec<StackSlot>>,
}

/// How many temporaries there were when a statement began.
#[derive(Clone, Copy)]
pub(crate) struct Mark(usize);

impl Fx<'_, '_> {
    /// An object of a type that lives to the end of the statement.
    pub(crate) fn temporary(&mut self, ty: Ty) -> Addr {
        let size = self.unit.types.layout(ty).unwrap_or((0, 1)).0;
        let align = object_alignment(&self.unit.types, self.low.target, ty);
        if self.low.options.optimize {
            let slot = self.slot(size, align);
            return self.slot_addr(slot, align);
        }
        let free = self.temporaries.free.get_mut(&(size, align)).and_then(Vec::pop);
        let slot = free.unwrap_or_else(|| self.slot(size, align));
        self.temporaries.used.push((slot, (size, align)));
        self.slot_addr(slot, align)
    }

    /// A statement begins.
    pub(crate) fn mark_temporaries(&self) -> Mark {
        Mark(self.temporaries.used.len())
    }

    /// The statement that began there ends.
    pub(crate) fn release_temporaries(&mut self, mark: Mark) {
        let Temporaries { used, free } = &mut self.temporaries;
        for (slot, extent) in used.drain(mark.0..) {
            free.entry(extent).or_default().push(slot);
        }
    }
}
