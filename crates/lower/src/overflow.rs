//! Arithmetic that tells whether it overflowed (GCC manual 6.56): done as if in unlimited precision, then stored in the
//! result's type.

use crate::function::{Addr, Fx, Val};
use crate::types::Shape;
use ir::{InstData, IntCond, Op, Type, Value};
use sema::hir::{Builtin, ExprId};
use sema::types::{Ty, TypeKind};

impl Fx<'_, '_> {
    pub(crate) fn overflow(&mut self, op: Builtin, args: &[ExprId], ty: Ty) -> Val {
        use Builtin as B;
        let (a_type, b_type) = (self.body.exprs[args[0]].ty, self.body.exprs[args[1]].ty);
        let (a, b) = (self.scalar(args[0]), self.scalar(args[1]));
        let only_tests = matches!(op, B::AddOverflowP | B::SubOverflowP | B::MulOverflowP);
        let third = self.body.exprs[args[2]].ty;
        let result_type = match self.unit.types.shape(third) {
            TypeKind::Pointer { pointee, .. } if !only_tests => *pointee,
            _ => third,
        };
        let place = (!only_tests).then(|| self.scalar(args[2]));
        let Shape::Scalar(to) = self.shape(result_type) else { return Val::None };
        let to_signed = self.is_signed(result_type);
        let (a_signed, b_signed) = (self.is_signed(a_type), self.is_signed(b_type));
        let kind = match op {
            B::AddOverflow | B::AddOverflowP => 0,
            B::SubOverflow | B::SubOverflowP => 1,
            _ => 2,
        };
        let (value, overflow) = self.exact(kind, (a, a_signed), (b, b_signed), (to, to_signed));
        if let Some(place) = place {
            let to = Addr::new(place, self.unit.types.align(result_type));
            self.store(value, to);
        }
        Val::Scalar(self.widen_truth(overflow, ty))
    }

    /// The result in its type, and whether it differs from the exact one (i8).
    fn exact(
        &mut self,
        kind: u8,
        (a, a_signed): (Value, bool),
        (b, b_signed): (Value, bool),
        (to, to_signed): (Type, bool),
    ) -> (Value, Value) {
        let (a_bits, b_bits) = (self.f.ty(a).bits(), self.f.ty(b).bits());
        let bits = a_bits.max(b_bits).max(to.bits());
        // All of one type that the machine computes in.
        if (a_signed, b_signed) == (to_signed, to_signed)
            && a_bits == to.bits()
            && b_bits == to.bits()
            && bits >= 32
        {
            let op = match (kind, to_signed) {
                (0, true) => Op::SaddOv,
                (0, false) => Op::UaddOv,
                (1, true) => Op::SsubOv,
                (1, false) => Op::UsubOv,
                (_, true) => Op::SmulOv,
                (_, false) => Op::UmulOv,
            };
            return self.with_flag(op, a, b);
        }
        // In a type wide enough for the exact result, if there is one.
        let need = match kind {
            2 => a_bits + b_bits + 1,
            _ => a_bits.max(b_bits) + 2,
        };
        let wide = match need.max(to.bits()) {
            0..=64 => Type::I64,
            _ if need <= 128 => Type::I128,
            _ => return self.exact_wide(kind, (a, a_signed), (b, b_signed), (to, to_signed)),
        };
        let (x, y) = (self.convert(a, wide, a_signed, true), self.convert(b, wide, b_signed, true));
        let exact = self.binary([Op::Iadd, Op::Isub, Op::Imul][usize::from(kind)], x, y);
        let value = self.convert(exact, to, true, to_signed);
        let differs = if to == wide && !to_signed {
            // All bits are there: only a negative result is another number than them.
            let zero = self.zero(wide);
            self.icmp(IntCond::Slt, exact, zero)
        } else {
            let back = self.convert(value, wide, to_signed, true);
            self.icmp(IntCond::Ne, back, exact)
        };
        (value, differs)
    }

    fn with_flag(&mut self, op: Op, a: Value, b: Value) -> (Value, Value) {
        let ty = self.f.ty(a);
        let inst = self.f.new_inst(InstData::new(op, ty, &[a, b]), self.loc);
        self.f.make_results(inst, &[ty, Type::I8]);
        self.f.blocks[self.block].insts.push(inst);
        let mut results = self.f.results(inst);
        match (results.next(), results.next()) {
            (Some(value), Some(flag)) => (value, flag),
            _ => panic!("overflow operations have two results"),
        }
    }

    /// Operands too wide for an exact product or sum in 128 bits: sign and magnitude, in 128 bits each.
    fn exact_wide(
        &mut self,
        kind: u8,
        (a, a_signed): (Value, bool),
        (b, b_signed): (Value, bool),
        (to, to_signed): (Type, bool),
    ) -> (Value, Value) {
        let w = Type::I128;
        let (x, y) = (self.convert(a, w, a_signed, true), self.convert(b, w, b_signed, true));
        let zero = self.zero(w);
        let never = self.iconst(Type::I8, 0);
        let negative = |fx: &mut Self, v: Value, signed: bool| match signed {
            true => fx.icmp(IntCond::Slt, v, zero),
            false => never,
        };
        let (x_negative, y_negative) = (negative(self, x, a_signed), negative(self, y, b_signed));
        let magnitude = |fx: &mut Self, v: Value, is_negative: Value| {
            let minus = fx.unary(Op::Ineg, w, v);
            fx.select(is_negative, minus, v)
        };
        let (xm, ym) = (magnitude(self, x, x_negative), magnitude(self, y, y_negative));
        let one = self.iconst(Type::I8, 1);
        let y_negative = if kind == 1 { self.binary(Op::Xor, y_negative, one) } else { y_negative };
        let (size, carry, sign) = if kind == 2 {
            let (product, carry) = self.with_flag(Op::UmulOv, xm, ym);
            (product, carry, self.binary(Op::Xor, x_negative, y_negative))
        } else {
            // Equal signs: magnitudes add. Else the smaller is taken from the larger, whose sign wins.
            let differ = self.binary(Op::Xor, x_negative, y_negative);
            let (sum, carry) = self.with_flag(Op::UaddOv, xm, ym);
            let x_smaller = self.icmp(IntCond::Ult, xm, ym);
            let (d1, d2) = (self.binary(Op::Isub, xm, ym), self.binary(Op::Isub, ym, xm));
            let difference = self.select(x_smaller, d2, d1);
            let difference_sign = self.select(x_smaller, y_negative, x_negative);
            let size = self.select(differ, difference, sum);
            let carry = self.select(differ, never, carry);
            (size, carry, self.select(differ, difference_sign, x_negative))
        };
        let minus = self.unary(Op::Ineg, w, size);
        let exact = self.select(sign, minus, size);
        let value = self.convert(exact, to, true, to_signed);
        // The largest magnitude that the result's type has on this side of zero.
        let top = if to_signed { to.bits() - 1 } else { to.bits() };
        let positive = if top == 128 { u128::MAX } else { (1u128 << top) - 1 };
        let below = if to_signed { 1u128 << top } else { 0 };
        let (positive, below) = (self.bits(w, positive), self.bits(w, below));
        let limit = self.select(sign, below, positive);
        let exceeds = self.icmp(IntCond::Ugt, size, limit);
        (value, self.binary(Op::Or, exceeds, carry))
    }
}
