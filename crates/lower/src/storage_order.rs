//! Scalars whose bytes stand in the other order than the machine's: turned around on the way from and to memory.

use crate::function::{Addr, Fx};
use ir::{Op, Type, Value};

impl Fx<'_, '_> {
    /// Reads a scalar.
    pub(crate) fn load_ordered(&mut self, ir: Type, from: Addr, reversed: bool) -> Value {
        if !reversed || ir.bytes() == 1 {
            return self.load(ir, from);
        }
        if ir == Type::F128 {
            // No machine turns around 16 bytes in a floating register.
            let slot = self.slot(16, 16);
            let place = self.slot_addr(slot, 16);
            for offset in [0, 8] {
                let half = self.load_ordered(Type::I64, from.plus(8 - offset), true);
                self.store(half, place.plus(offset));
            }
            return self.load(ir, place);
        }
        let bits = Type::int_of_bytes(ir.bytes()).unwrap_or(ir);
        let loaded = self.load(bits, from);
        let turned = self.unary(Op::Bswap, bits, loaded);
        if bits == ir { turned } else { self.unary(Op::Bitcast, ir, turned) }
    }

    /// Writes a scalar.
    pub(crate) fn store_ordered(&mut self, v: Value, to: Addr, reversed: bool) {
        let ir = self.f.ty(v);
        if !reversed || ir.bytes() == 1 {
            return self.store(v, to);
        }
        if ir == Type::F128 {
            let slot = self.slot(16, 16);
            let place = self.slot_addr(slot, 16);
            self.store(v, place);
            for offset in [0, 8] {
                let half = self.load(Type::I64, place.plus(offset));
                self.store_ordered(half, to.plus(8 - offset), true);
            }
            return;
        }
        let bits = Type::int_of_bytes(ir.bytes()).unwrap_or(ir);
        let plain = if bits == ir { v } else { self.unary(Op::Bitcast, bits, v) };
        let turned = self.unary(Op::Bswap, bits, plain);
        self.store(turned, to);
    }
}
