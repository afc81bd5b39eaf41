//! What a function does for its nested functions: trampolines, and where their `goto`s come back.

use crate::function::{Addr, Fx};
use ir::{InstData, IntCond, Op, Type};

/// Offset, in words, of the stack pointer in a buffer of `__builtin_setjmp` (GCC manual, "Nonlocal Gotos": frame
/// pointer, label, stack pointer).
const STACK_WORD: i64 = 2;

impl Fx<'_, '_> {
    /// An address in the frame that nested functions know.
    pub(crate) fn frame_addr(&mut self, offset: u32) -> Addr {
        let (slot, align) = match self.frame {
            Some(slot) => (slot, self.body.frame.align),
            None => (self.slot(0, 1), 1),
        };
        self.slot_addr(slot, align).plus(i64::from(offset))
    }

    /// At the start of the function: writes the trampolines, and fills the buffers of labels that nested functions go
    /// to. Whoever goes there comes out of `setjmp_builtin` once more.
    pub(crate) fn prepare_frame(&mut self) {
        let body = self.body;
        for &(decl, offset) in &body.frame.trampolines {
            let symbol = self.low.symbol(self.unit, decl);
            let function = self.symbol_addr(symbol);
            let place = self.frame_addr(offset);
            let place = self.pointer(place);
            let chain = self.frame_addr(0).base;
            let data = InstData::new(Op::InitTrampoline, Type::NONE, &[place, function, chain]);
            self.push(data, Type::NONE);
        }
        for &(label, offset) in &body.frame.receivers {
            let buffer = self.frame_addr(offset);
            let buffer = self.pointer(buffer);
            let again = self.value(InstData::new(Op::SetjmpBuiltin, Type::I32, &[buffer]), Type::I32);
            let zero = self.iconst(Type::I32, 0);
            let again = self.icmp(IntCond::Ne, again, zero);
            let (receiver, on) = (self.new_block(), self.new_block());
            self.branch(again, receiver, on, 2);
            self.enter_sealed(receiver);
            let to = self.label(label);
            self.jump(to);
            self.enter_sealed(on);
        }
    }

    /// The dynamic stack has grown or shrunk: a `goto` out of a nested function finds it as it is now.
    pub(crate) fn stack_moved(&mut self) {
        let body = self.body;
        if body.frame.receivers.is_empty() {
            return;
        }
        let height = self.value(InstData::new(Op::StackSave, Type::PTR, &[]), Type::PTR);
        for &(_, offset) in &body.frame.receivers {
            let word = i64::from(self.low.target.pointer_size);
            let to = self.frame_addr(offset).plus(STACK_WORD * word);
            self.store(height, to);
        }
    }
}
