//! `-fsplit-stack` (GCC manual, "Split Stacks"): a function that takes stack at run time asks whether there is enough.
//! What the frame needs, the machine's prologue asks for.

use crate::function::Fx;
use ir::{InstData, IntCond, MemFlags, Op, Type, Value};
use sema::hir::DeclAttrs;

/// Where the thread's control block has the end of the piece of stack in use, and by which address space it is reached.
const LIMIT: i64 = 0x70;
const THREAD: u8 = 1;

/// Whether a function's stack may be in pieces.
pub(crate) fn may_split(attrs: &DeclAttrs) -> bool {
    !attrs.naked && !attrs.other.iter().any(|other| &**other == "no_split_stack")
}

impl Fx<'_, '_> {
    /// Takes stack as an [`Op::Alloca`] says, from the piece in use if that has room, else from the library.
    pub(crate) fn more_stack(&mut self, data: InstData) -> Value {
        if !self.f.split_stack {
            return self.value(data, Type::PTR);
        }
        let size = data.args[0];
        let (yes, no, join) = (self.new_block(), self.new_block(), self.new_block());
        let height = self.value(InstData::new(Op::StackSave, Type::PTR, &[]), Type::PTR);
        let height = self.unary(Op::Bitcast, Type::I64, height);
        // What rounding and alignment take.
        let slack = self.iconst(Type::I64, data.imm.max(16) + 16);
        let room = self.binary(Op::Iadd, size, slack);
        let end = self.binary(Op::Isub, height, room);
        let place = self.iconst(Type::PTR, 0);
        let limit = InstData::new(Op::Load, Type::I64, &[place]).with_imm(LIMIT);
        let flags = MemFlags { space: THREAD, volatile: true, ..MemFlags::aligned(8) };
        let limit = self.value(limit.with_mem(flags), Type::I64);
        // Of a size that leads around the address space, too.
        let above = self.icmp(IntCond::Uge, end, limit);
        let below = self.icmp(IntCond::Ule, end, height);
        let enough = self.binary(Op::And, above, below);
        self.branch(enough, yes, no, 1);
        self.enter_sealed(yes);
        let block = self.value(data, Type::PTR);
        self.jump_with(join, &[block]);
        self.enter_sealed(no);
        let taken = self.runtime_call("__morestack_allocate_stack_space", &[room], Some(Type::I64));
        let taken = taken.unwrap_or(room);
        let up = self.iconst(Type::I64, data.imm.max(16) - 1);
        let mask = self.iconst(Type::I64, -data.imm.max(16));
        let taken = self.binary(Op::Iadd, taken, up);
        let taken = self.binary(Op::And, taken, mask);
        let taken = self.unary(Op::Bitcast, Type::PTR, taken);
        self.jump_with(join, &[taken]);
        let result = self.f.add_param(join, Type::PTR);
        self.enter_sealed(join);
        result
    }
}
