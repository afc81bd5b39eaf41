//! Memory that a function may read before anything is stored there: its own objects, what it allocates, and what it is
//! handed to be written.

use crate::pointer::root;
use cranelift_entity::EntitySet;
use ir::contract::{AccessForm, AccessMode};
use ir::{Function, InstData, Module, Op, StackSlot, Value, ValueDef};
use opt::analysis::flow::Flow;
use rustc_hash::FxHashMap;

/// Library functions that return memory in which nothing stands yet (C23 7.24.3).
const ALLOCATE: &[&str] = &["malloc", "aligned_alloc", "memalign", "valloc", "pvalloc"];

/// Some memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Storage {
    /// An object of the function.
    Slot(StackSlot),
    /// What a call or `alloca` returned, or an array of variable length.
    Allocated(Value),
    /// What a parameter points to that the function is declared not to read (GCC manual, attribute `access`).
    Parameter(Value),
}

/// Says what addresses point into.
pub(super) struct Storages<'a> {
    f: &'a Function,
    module: &'a Module,
    /// Slots in which one pointer is kept, and that pointer: variables at -O0, arrays of variable length.
    kept: FxHashMap<StackSlot, Value>,
}

impl<'a> Storages<'a> {
    pub(super) fn new(f: &'a Function, module: &'a Module, flow: &Flow) -> Storages<'a> {
        let mut kept: FxHashMap<StackSlot, Value> = FxHashMap::default();
        let mut others: EntitySet<StackSlot> = EntitySet::new();
        for &block in &flow.rpo {
            for &inst in &f.blocks[block].insts {
                let data = &f.insts[inst];
                let whole = |slot: StackSlot, offset: Option<i64>| {
                    offset.and_then(|offset| offset.checked_add(data.imm)) == Some(0)
                        && f.slots[slot].size == 8
                };
                let slot = |value: Value| {
                    let (value, offset) = root(f, value);
                    Some((stack_slot(f, value)?.0, offset))
                };
                match data.op {
                    Op::StackAddr | Op::PtrAdd | Op::Bitcast | Op::Load => {}
                    Op::Store => {
                        if let Some((slot, offset)) = slot(data.args[1]) {
                            let pointer = f.resolve(data.args[0]);
                            let first = f.ty(pointer) == ir::Type::PTR
                                && whole(slot, offset)
                                && kept.insert(slot, pointer).is_none();
                            if !first {
                                others.insert(slot);
                            }
                        }
                        others.extend(slot(data.args[0]).map(|(slot, _)| slot));
                    }
                    _ => f.for_each_arg(inst, |arg| others.extend(slot(arg).map(|(slot, _)| slot))),
                }
            }
        }
        kept.retain(|&slot, _| !others.contains(slot));
        Storages { f, module, kept }
    }

    /// What an address points into, and how many bytes from its begin, if that is a constant.
    pub(super) fn of(&self, address: Value) -> Option<(Storage, Option<i64>)> {
        let f = self.f;
        let (mut value, mut offset) = root(f, address);
        if let Some((_, data)) = f.def_inst(value)
            && data.op == Op::Load
            && data.imm == 0
            && let (from, Some(0)) = root(f, data.args[0])
            && let Some((slot, 0)) = stack_slot(f, from)
            && let Some(&pointer) = self.kept.get(&slot)
        {
            let (inner, first) = root(f, pointer);
            value = inner;
            offset = offset.zip(first).and_then(|(a, b)| a.checked_add(b));
        }
        if let Some((slot, first)) = stack_slot(f, value) {
            return Some((Storage::Slot(slot), offset.and_then(|offset| offset.checked_add(first))));
        }
        match f.def(value) {
            ValueDef::Param(block, index) if block == f.entry() => {
                self.is_not_read(index).then_some((Storage::Parameter(value), offset))
            }
            ValueDef::Result(inst, 0) => {
                allocates(self.module, &f.insts[inst]).then_some((Storage::Allocated(value), offset))
            }
            _ => None,
        }
    }

    /// Whether a slot only keeps a pointer to other memory.
    pub(super) fn keeps_pointer(&self, slot: StackSlot) -> bool {
        self.kept.contains_key(&slot)
    }

    /// Whether the function is declared not to read what a parameter points to.
    fn is_not_read(&self, parameter: u16) -> bool {
        self.access(parameter).is_some()
    }

    /// The attribute that says so, as the source spells it.
    fn access(&self, parameter: u16) -> Option<&str> {
        let contract = self.module.symbols[self.f.symbol].contract.as_ref()?;
        contract.accesses.iter().find_map(|access| match (&access.form, access.mode) {
            (AccessForm::Attribute(text), AccessMode::None | AccessMode::WriteOnly)
                if u16::from(access.pointer) == parameter =>
            {
                Some(&**text)
            }
            _ => None,
        })
    }

    /// The note that says why a parameter's memory is not to be read.
    pub(super) fn access_note(&self, parameter: Value) -> Option<String> {
        let ValueDef::Param(_, index) = self.f.def(parameter) else { return None };
        let text = self.access(index)?;
        Some(format!("accessing argument {} of a function declared with attribute '{text}'", index + 1))
    }

    /// How the source calls bytes of some memory: from this one on, so many; the address itself if there are none.
    pub(super) fn name(&self, storage: Storage, first: i64, width: Option<i64>) -> Option<String> {
        let (Storage::Allocated(value) | Storage::Parameter(value)) = storage else { return None };
        let is_it = |held: Value| root(self.f, held).0 == value;
        let holder = self.f.holders.iter().find(|holder| is_it(holder.value));
        let name: &str = match holder {
            Some(holder) => &holder.name,
            None => self.parameter(is_it).or_else(|| self.variable(is_it))?,
        };
        let Some(width) = width else { return (first == 0).then(|| name.to_string()) };
        let element = holder.and_then(|holder| i64::try_from(holder.element?).ok()).unwrap_or(width);
        let is_array = holder.is_some_and(|holder| holder.is_array);
        match first.checked_div(element)? {
            _ if first % element != 0 || element != width => None,
            0 if !is_array => Some(format!("*{name}")),
            index => Some(format!("{name}[{index}]")),
        }
    }

    fn parameter(&self, is_it: impl Fn(Value) -> bool) -> Option<&str> {
        self.f.named.iter().find(|(held, _)| is_it(*held)).map(|(_, named)| &*named.name)
    }

    /// A variable that is kept in a slot, and points there.
    fn variable(&self, is_it: impl Fn(Value) -> bool) -> Option<&str> {
        let (slot, _) = self.kept.iter().find(|(_, pointer)| is_it(**pointer))?;
        self.f.described.iter().find(|(other, _)| other == slot).map(|(_, described)| &*described.name)
    }
}

/// Whether an instruction makes new memory in which nothing stands.
pub(super) fn allocates(module: &Module, data: &InstData) -> bool {
    match data.op {
        Op::Alloca => data.aux != 0,
        Op::Call => {
            let symbol = crate::callee(module, data);
            symbol.alloc_size.is_some() && ALLOCATE.contains(&&*symbol.name)
        }
        _ => false,
    }
}

fn stack_slot(f: &Function, value: Value) -> Option<(StackSlot, i64)> {
    let (_, data) = f.def_inst(value)?;
    (data.op == Op::StackAddr).then(|| (StackSlot::from_u32(data.x), data.imm))
}
