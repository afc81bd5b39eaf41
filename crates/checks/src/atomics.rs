//! Atomic operations on objects that are too small for them: -Wstringop-overflow.

use crate::Checker;
use crate::region::bytes;
use diag::warn;
use ir::{Block, Inst, InstData, Op, RmwOp, Value};

impl Checker<'_> {
    /// An atomic operation that writes.
    pub(crate) fn check_atomic(&mut self, block: Block, inst: Inst, data: &InstData) {
        let (pointer, ty) = match data.op {
            Op::AtomicStore => (data.args[1], self.f.ty(data.args[0])),
            _ => (data.args[0], data.ty),
        };
        let width = u64::from(ty.bytes());
        let Some(mut pointed) = self.pointed(pointer, block) else { return };
        pointed.offset.0 = pointed.offset.0.saturating_add(data.imm);
        pointed.offset.1 = pointed.offset.1.saturating_add(data.imm);
        let room = pointed.room();
        if width <= room {
            return;
        }
        let name = match data.op {
            Op::AtomicStore => format!("__atomic_store_{width}"),
            Op::AtomicCas => format!("__atomic_compare_exchange_{width}"),
            _ => self.read_modify_write(inst, data, width),
        };
        let text = format!(
            "'{name}' writing {} into a region of size {room} overflows the destination",
            bytes((width, width))
        );
        let notes = self.referent(&pointed, "destination ");
        self.find(warn::STRINGOP_OVERFLOW, self.f.locs[inst], text, notes);
    }

    /// What is called: a function that returns the new value computes it from the old one.
    fn read_modify_write(&self, inst: Inst, data: &InstData, width: u64) -> String {
        let operand = data.args[1];
        let word = match RmwOp::from_aux(data.aux) {
            RmwOp::Xchg => return format!("__atomic_exchange_{width}"),
            op => op.name(),
        };
        match self.f.results(inst).next().is_some_and(|old| self.is_computed_from(old, operand)) {
            true => format!("__atomic_{word}_fetch_{width}"),
            false => format!("__atomic_fetch_{word}_{width}"),
        }
    }

    /// Whether something in the block at hand is made of two values.
    fn is_computed_from(&self, a: Value, b: Value) -> bool {
        let b = self.f.resolve(b);
        self.f.blocks[self.block].insts.iter().any(|&inst| {
            let args = self.f.insts[inst].fixed();
            args.len() == 2 && self.f.resolve(args[0]) == a && self.f.resolve(args[1]) == b
        })
    }
}
