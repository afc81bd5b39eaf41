//! Which accesses may touch the same memory.
//!
//! An address is a base and an offset. Distinct slots and symbols do not overlap; a slot whose address never
//! leaves the function's own accesses is out of reach of calls and of pointers from elsewhere.

use ir::{Function, Inst, InstData, Module, Op, SymbolId, Type, Value};

/// What an address is relative to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Base {
    /// A stack slot.
    Slot(u32),
    /// A symbol.
    Symbol(u32),
    /// The incoming stack arguments.
    Incoming,
    /// Some pointer.
    Pointer(Value),
}

/// A piece of memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Location {
    /// Relative to what.
    pub base: Base,
    /// In bytes.
    pub offset: i64,
    /// In bytes.
    pub size: u64,
}

/// The base and offset of a pointer plus `offset`.
pub fn resolve(f: &Function, pointer: Value, offset: i64) -> (Base, i64) {
    let mut pointer = f.resolve(pointer);
    let mut offset = offset;
    // Chains are short after combining; a long one is only less precise.
    for _ in 0..16 {
        let Some((_, data)) = f.def_inst(pointer) else { break };
        match data.op {
            Op::StackAddr => return (Base::Slot(data.x), offset.wrapping_add(data.imm)),
            Op::SymbolAddr | Op::TlsAddr => return (Base::Symbol(data.x), offset.wrapping_add(data.imm)),
            Op::IncomingArg => return (Base::Incoming, offset.wrapping_add(data.imm)),
            Op::PtrAdd => match f.constant(data.args[1]) {
                Some(n) => {
                    offset = offset.wrapping_add(n);
                    pointer = f.resolve(data.args[0]);
                }
                None => break,
            },
            Op::Bitcast => match pointer_of(f, data) {
                Some(source) => pointer = f.resolve(source),
                None => break,
            },
            _ => break,
        }
    }
    (Base::Pointer(pointer), offset)
}

/// The pointer that a bitcast makes another type of. Arguments are integers on their way into a body that took the place
/// of a call.
fn pointer_of(f: &Function, bitcast: &InstData) -> Option<Value> {
    let source = bitcast.args[0];
    if f.ty(source) == Type::PTR {
        return Some(source);
    }
    let (_, data) = f.def_inst(source).filter(|(_, data)| data.op == Op::Bitcast)?;
    (f.ty(data.args[0]) == Type::PTR).then_some(data.args[0])
}

/// The object that a pointer points into, whatever the offset.
pub(crate) fn object(f: &Function, base: Base) -> Base {
    let Base::Pointer(mut pointer) = base else { return base };
    // However long the chain: an address that gets away unnoticed would be a miscompilation.
    loop {
        pointer = f.resolve(pointer);
        match f.def_inst(pointer) {
            Some((_, data)) if data.op == Op::PtrAdd => pointer = data.args[0],
            Some((_, data)) if data.op == Op::Bitcast => match pointer_of(f, data) {
                Some(source) => pointer = source,
                None => return Base::Pointer(pointer),
            },
            Some((_, data)) if data.op == Op::StackAddr => return Base::Slot(data.x),
            Some((_, data)) if matches!(data.op, Op::SymbolAddr | Op::TlsAddr) => {
                return Base::Symbol(data.x);
            }
            Some((_, data)) if data.op == Op::IncomingArg => return Base::Incoming,
            _ => return Base::Pointer(pointer),
        }
    }
}

/// What a load, store or atomic access touches.
pub fn accessed(f: &Function, data: &InstData) -> Option<Location> {
    let pointer = match data.op {
        Op::Load | Op::AtomicLoad | Op::AtomicRmw | Op::AtomicCas => data.args[0],
        Op::Store | Op::AtomicStore => data.args[1],
        _ => return None,
    };
    if data.mem().space != 0 {
        return None;
    }
    let (base, offset) = resolve(f, pointer, data.imm);
    Some(Location { base, offset, size: u64::from(data.ty.bytes()) })
}

/// Bytes that an access of a type touches.
pub fn size_of(ty: Type) -> u64 {
    u64::from(ty.bytes())
}

/// Knows which slots are private to the function's own accesses.
pub struct Aliases<'a> {
    module: &'a Module,
    escaped: Vec<bool>,
}

impl<'a> Aliases<'a> {
    /// Looks at every use of every slot's address.
    pub fn of(f: &Function, module: &'a Module) -> Aliases<'a> {
        let mut escaped = vec![false; f.slots.len()];
        if !f.slots.is_empty() {
            for &block in &f.layout {
                for &inst in &f.blocks[block].insts {
                    mark_escapes(f, inst, &mut escaped);
                }
            }
        }
        Aliases { module, escaped }
    }

    /// Whether the slot's address may be known elsewhere.
    pub fn escapes(&self, slot: u32) -> bool {
        self.escaped.get(slot as usize).is_none_or(|&escaped| escaped)
    }

    /// Whether only the function's own accesses can reach the location.
    pub fn is_private(&self, f: &Function, location: &Location) -> bool {
        matches!(object(f, location.base), Base::Slot(slot) if !self.escapes(slot))
    }

    /// Whether two locations may share a byte.
    pub fn overlap(&self, f: &Function, a: &Location, b: &Location) -> bool {
        if a.base == b.base {
            let apart = |low: &Location, high: &Location| {
                high.offset.checked_sub(low.offset).is_some_and(|gap| gap >= 0 && gap as u64 >= low.size)
            };
            return !(apart(a, b) || apart(b, a));
        }
        let (x, y) = (object(f, a.base), object(f, b.base));
        if x == y {
            return true;
        }
        match (x, y) {
            (Base::Slot(_), Base::Slot(_)) => false,
            (Base::Symbol(a), Base::Symbol(b)) => self.may_be_same(a, b),
            (Base::Slot(_) | Base::Incoming, Base::Symbol(_))
            | (Base::Symbol(_), Base::Slot(_) | Base::Incoming)
            | (Base::Slot(_), Base::Incoming)
            | (Base::Incoming, Base::Slot(_)) => false,
            (Base::Slot(slot), Base::Pointer(_)) | (Base::Pointer(_), Base::Slot(slot)) => self.escapes(slot),
            _ => true,
        }
    }

    /// Whether two symbols may name one object.
    fn may_be_same(&self, a: u32, b: u32) -> bool {
        let alias = |n| self.module.symbols.get(SymbolId::from_u32(n)).is_none_or(|data| data.alias);
        alias(a) || alias(b)
    }

    /// Whether an instruction that writes may change the location.
    pub fn clobbers(&self, f: &Function, inst: Inst, location: &Location) -> bool {
        let data = &f.insts[inst];
        let block = |pointer: Value| {
            let (base, offset) = resolve(f, pointer, 0);
            Location { base, offset, size: data.imm as u64 }
        };
        match data.op {
            Op::Store => match accessed(f, data) {
                Some(written) => self.overlap(f, &written, location),
                None => true,
            },
            Op::MemCopy | Op::MemSet if data.mem().space == 0 => {
                self.overlap(f, &block(data.args[0]), location)
            }
            Op::Asm | Op::AsmGoto if !asm_writes(f, data) => false,
            _ => !self.is_private(f, location),
        }
    }

    /// Whether an instruction may read the location.
    pub fn reads(&self, f: &Function, inst: Inst, location: &Location) -> bool {
        let data = &f.insts[inst];
        match data.op {
            Op::Load => match accessed(f, data) {
                Some(read) => self.overlap(f, &read, location),
                None => true,
            },
            Op::MemCopy if data.mem().space == 0 => {
                let (base, offset) = resolve(f, data.args[1], 0);
                self.overlap(f, &Location { base, offset, size: data.imm as u64 }, location)
            }
            op if op.effects() & ir::op::READ == 0 => false,
            _ => !self.is_private(f, location),
        }
    }
}

/// Whether an asm may write memory: it says so, or has an operand there (GCC manual 6.47.2.6).
fn asm_writes(f: &Function, data: &InstData) -> bool {
    let index = if data.op == Op::Asm { i64::from(data.x) } else { data.imm };
    let asm = &f.asms[index as usize];
    asm.basic || asm.clobbers.iter().any(|c| &**c == "memory") || asm.operands.iter().any(|o| o.memory)
}

fn mark_escapes(f: &Function, inst: Inst, escaped: &mut [bool]) {
    let data = &f.insts[inst];
    let mut escape = |value: Value| {
        let pointer = match f.def_inst(value) {
            _ if f.ty(value) == Type::PTR => value,
            // As an integer, it is the address still.
            Some((_, data)) if data.op == Op::Bitcast && f.ty(data.args[0]) == Type::PTR => data.args[0],
            _ => return,
        };
        if let Base::Slot(slot) = object(f, Base::Pointer(pointer))
            && let Some(flag) = escaped.get_mut(slot as usize)
        {
            *flag = true;
        }
    };
    match data.op {
        Op::Load | Op::MemSet | Op::MemCopy | Op::Icmp | Op::Prefetch => {}
        // It is looked at where the result is used.
        Op::Bitcast => {}
        // A sum keeps the slot of its pointer as its object.
        Op::PtrAdd => escape(data.args[1]),
        Op::Store => escape(data.args[0]),
        Op::AtomicLoad | Op::AtomicStore | Op::AtomicRmw | Op::AtomicCas | Op::Br | Op::Switch => {
            data.fixed().iter().for_each(|&value| escape(value));
            if data.op.is_terminator() {
                f.for_each_arg(inst, escape);
            }
        }
        _ => f.for_each_arg(inst, escape),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_that_stay_at_home_are_private() {
        let text = "symbol @a object global defined\nsymbol @b object global defined\nsymbol @c object global alias\n\
            function @f(ptr r7) {\n  ss0 = slot 8, align 8\n  ss1 = slot 8, align 8\nblock0(v0: ptr):\n\
            v1 = stack_addr ptr ss0\n  v2 = stack_addr ptr ss1 +4\n  store ptr v2, v0 align 8\n\
            v3 = load i32 v1 +4 align 4\n  v4 = symbol_addr ptr @a\n  v5 = symbol_addr ptr @b\n\
            v6 = symbol_addr ptr @c\n  ret ()\n}\n";
        let unit = ir::parse::parse(text).expect("it is well formed");
        let f = &unit.functions[0];
        let aliases = Aliases::of(f, &unit.module);
        assert!(!aliases.escapes(0) && aliases.escapes(1));
        let at = |n: u32, offset| {
            let (base, offset) = resolve(f, Value::from_u32(n), offset);
            Location { base, offset, size: 4 }
        };
        let overlap = |a, b| aliases.overlap(f, &a, &b);
        assert!(!overlap(at(1, 0), at(1, 4)) && overlap(at(1, 2), at(1, 4)));
        assert!(!overlap(at(0, 0), at(1, 0)) && overlap(at(0, 0), at(2, 0)));
        assert!(!overlap(at(4, 0), at(5, 0)) && overlap(at(4, 0), at(6, 0)) && overlap(at(0, 0), at(4, 0)));
    }
}
