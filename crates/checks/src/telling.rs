//! Without optimisation, whether the operands of a call may tell enough for something to be said of it. To find out needs
//! the function with its variables as values; most calls only pass on what came by parameters and members.

use crate::pointer::{root, slot_address};
use cranelift_entity::EntitySet;
use ir::{Function, Inst, Op, StackSlot, Value, ValueDef};
use std::cell::OnceCell;

/// Knows it of the instructions of a function as it was lowered.
pub(crate) struct Telling<'a> {
    f: &'a Function,
    /// Variables that are given a constant or the address of an object somewhere; found out when first asked for.
    holding: OnceCell<EntitySet<StackSlot>>,
}

impl Telling<'_> {
    pub(crate) fn new(f: &Function) -> Telling<'_> {
        Telling { f, holding: OnceCell::new() }
    }

    /// Whether an operand is a constant or the address of an object, or a variable that has been given one.
    pub(crate) fn has_known_operand(&self, inst: Inst) -> bool {
        let mut found = false;
        self.f.for_each_arg(inst, |arg| found = found || self.is_known(arg) || self.is_held(arg));
        found
    }

    fn is_known(&self, value: Value) -> bool {
        let (root, _) = root(self.f, value);
        match self.f.def(root) {
            // One of several values.
            ValueDef::Param(block, _) => block != self.f.entry(),
            ValueDef::Result(inst, _) => matches!(
                self.f.insts[inst].op,
                Op::StackAddr
                    | Op::SymbolAddr
                    | Op::TlsAddr
                    | Op::LiteralAddr
                    | Op::Iconst
                    | Op::Alloca
                    | Op::Call
            ),
            ValueDef::Alias(_) => false,
        }
    }

    fn is_held(&self, value: Value) -> bool {
        let (root, _) = root(self.f, value);
        let Some((_, data)) = self.f.def_inst(root).filter(|(_, data)| data.op == Op::Load) else {
            return false;
        };
        let slot = slot_address(self.f, data.args[0]);
        slot.is_some_and(|(slot, _)| self.holding.get_or_init(|| self.find_holding()).contains(slot))
    }

    fn find_holding(&self) -> EntitySet<StackSlot> {
        let f = self.f;
        let mut holding = EntitySet::with_capacity(f.slots.len());
        for &inst in f.layout.iter().flat_map(|&block| &f.blocks[block].insts) {
            let data = &f.insts[inst];
            if data.op == Op::Store
                && self.is_known(data.args[0])
                && let Some((slot, _)) = slot_address(f, data.args[1])
            {
                holding.insert(slot);
            }
        }
        holding
    }
}
