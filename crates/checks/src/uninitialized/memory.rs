//! What memory is known to hold on one way through a function: what was stored or read last where an address says.

use crate::callee;
use ir::{Function, InstData, Module, Op, Type, Value};

/// What an address is relative to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Base {
    Slot(u32),
    Symbol(u32),
    /// New memory, which a call returned.
    Allocated(Value),
    Pointer(Value),
}

/// A place in memory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
struct Place {
    base: Base,
    offset: i64,
    bytes: u32,
}

impl Place {
    fn overlaps(&self, other: &Place) -> bool {
        match (self.base, other.base) {
            (a, b) if a == b => {
                self.offset < other.offset + i64::from(other.bytes)
                    && other.offset < self.offset + i64::from(self.bytes)
            }
            (Base::Pointer(_), _) | (_, Base::Pointer(_)) => true,
            _ => false,
        }
    }
}

/// Places and the values that they hold, sorted.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub(super) struct Memory(Vec<(Place, Type, Value)>);

impl Memory {
    /// What a load gives, if that is known; else it is known from now on.
    pub(super) fn load(
        &mut self,
        f: &Function,
        module: &Module,
        data: &InstData,
        result: Value,
    ) -> Option<Value> {
        let place = place(f, module, data.args[0], data.imm, data.ty)?;
        match self.0.iter().find(|entry| entry.0 == place && entry.1 == data.ty) {
            Some(entry) => Some(entry.2),
            None => {
                self.insert(place, data.ty, result);
                None
            }
        }
    }

    /// A store: what it may overwrite is not known any more.
    pub(super) fn store(&mut self, f: &Function, module: &Module, data: &InstData, value: Value) {
        let Some(place) = place(f, module, data.args[1], data.imm, data.ty) else {
            return self.0.clear();
        };
        self.0.retain(|entry| !entry.0.overlaps(&place));
        self.insert(place, data.ty, value);
    }

    /// Something else is written. The function's own objects are taken to be left alone by what it calls.
    pub(super) fn written(&mut self, by_call: bool) {
        self.0.retain(|entry| by_call && matches!(entry.0.base, Base::Slot(_)));
    }

    fn insert(&mut self, place: Place, ty: Type, value: Value) {
        let at = self.0.partition_point(|entry| entry.0 < place);
        self.0.insert(at, (place, ty, value));
    }
}

/// Whether a call does nothing but return new memory.
pub(super) fn allocates(module: &Module, call: &InstData) -> bool {
    let symbol = callee(module, call);
    symbol.alloc_size.is_some() && !symbol.name.contains("realloc")
}

fn place(f: &Function, module: &Module, pointer: Value, offset: i64, ty: Type) -> Option<Place> {
    let (mut pointer, mut offset) = (f.resolve(pointer), offset);
    while let Some((_, data)) = f.def_inst(pointer) {
        match data.op {
            Op::StackAddr | Op::SymbolAddr => {
                let base = if data.op == Op::StackAddr { Base::Slot(data.x) } else { Base::Symbol(data.x) };
                return Some(Place { base, offset: offset.checked_add(data.imm)?, bytes: ty.bytes() });
            }
            Op::PtrAdd => {
                let Some(by) = f.constant(f.resolve(data.args[1])) else { break };
                offset = offset.checked_add(by)?;
                pointer = f.resolve(data.args[0]);
            }
            Op::Bitcast => pointer = f.resolve(data.args[0]),
            Op::Call if allocates(module, data) => {
                return Some(Place { base: Base::Allocated(pointer), offset, bytes: ty.bytes() });
            }
            _ => break,
        }
    }
    Some(Place { base: Base::Pointer(pointer), offset, bytes: ty.bytes() })
}
