//! GNU vectors (GCC manual 6.52). A vector is an object in memory here, and an operation goes lane by lane.

use crate::expr::is_comparison;
use crate::function::{Addr, Fx, Val};
use crate::types::Shape;
use ir::{InstData, IntCond, Op, Type, Value};
use sema::hir::{BinaryOp, ExprId, UnaryOp};
use sema::types::{Ty, TypeKind};

/// The lanes of a vector type.
#[derive(Clone, Copy)]
struct Lanes {
    elem: Ty,
    count: u32,
    ir: Type,
    size: i64,
}

impl Fx<'_, '_> {
    fn lanes(&self, ty: Ty) -> Option<Lanes> {
        let TypeKind::Vector { elem, lanes } = self.unit.types.shape(ty) else { return None };
        let Shape::Scalar(ir) = self.shape(*elem) else { return None };
        Some(Lanes { elem: *elem, count: *lanes, ir, size: i64::from(ir.bytes()) })
    }

    fn lane(&mut self, from: Addr, lanes: Lanes, index: u32) -> Value {
        self.load(lanes.ir, from.plus(i64::from(index) * lanes.size))
    }

    fn set_lane(&mut self, value: Value, to: Addr, lanes: Lanes, index: u32) {
        self.store(value, to.plus(i64::from(index) * lanes.size));
    }

    fn vector(&mut self, id: ExprId) -> Addr {
        let ty = self.body.exprs[id].ty;
        let value = self.expr(id);
        self.in_memory(value, ty)
    }

    /// A vector with all lanes equal.
    pub(crate) fn splat(&mut self, scalar: Value, ty: Ty, into: Option<Addr>) -> Val {
        let Some(lanes) = self.lanes(ty) else { return Val::None };
        let place = into.unwrap_or_else(|| self.temporary(ty));
        for i in 0..lanes.count {
            self.set_lane(scalar, place, lanes, i);
        }
        Val::Memory(place)
    }

    /// `-v`, `~v`, `!v`
    pub(crate) fn vector_unary(&mut self, op: UnaryOp, operand: ExprId, ty: Ty) -> Val {
        let from = self.vector(operand);
        let operand_type = self.body.exprs[operand].ty;
        let (Some(lanes), Some(source)) = (self.lanes(ty), self.lanes(operand_type)) else {
            return Val::None;
        };
        let place = self.temporary(ty);
        for i in 0..lanes.count {
            let v = self.lane(from, source, i);
            let result = match op {
                UnaryOp::Neg if source.ir.is_float() => self.unary(Op::Fneg, source.ir, v),
                UnaryOp::Neg => self.unary(Op::Ineg, source.ir, v),
                UnaryOp::Not | UnaryOp::Conj => self.unary(Op::Not, source.ir, v),
                UnaryOp::LogicalNot => {
                    let truth = self.is_nonzero(v);
                    let zero = self.iconst(Type::I8, 0);
                    let not = self.icmp(IntCond::Eq, truth, zero);
                    self.lane_mask(not, lanes.ir)
                }
            };
            self.set_lane(result, place, lanes, i);
        }
        Val::Memory(place)
    }

    /// A truth value as all ones or all zeros.
    fn lane_mask(&mut self, truth: Value, ir: Type) -> Value {
        let wide = if ir == Type::I8 { truth } else { self.unary(Op::Zext, ir, truth) };
        self.unary(Op::Ineg, ir, wide)
    }

    /// Arithmetic and comparison, lane by lane.
    pub(crate) fn vector_binary(&mut self, op: BinaryOp, a: ExprId, b: ExprId, ty: Ty) -> Val {
        let (a_type, b_type) = (self.body.exprs[a].ty, self.body.exprs[b].ty);
        let x = self.vector(a);
        let y = match self.lanes(b_type) {
            Some(_) => Ok(self.vector(b)),
            None => Err(self.scalar(b)),
        };
        let (Some(lanes), Some(left)) = (self.lanes(ty), self.lanes(a_type)) else { return Val::None };
        let right = self.lanes(b_type);
        let signed = self.is_signed(left.elem);
        let place = self.temporary(ty);
        for i in 0..lanes.count {
            let u = self.lane(x, left, i);
            let v = match (y, right) {
                (Ok(y), Some(right)) => self.lane(y, right, i),
                (Err(v), _) => v,
                (Ok(_), None) => u,
            };
            let result = self.scalar_binary(op, u, v, signed);
            let result = if is_comparison(op) { self.lane_mask(result, lanes.ir) } else { result };
            self.set_lane(result, place, lanes, i);
        }
        Val::Memory(place)
    }

    /// `__builtin_convertvector`
    pub(crate) fn convert_vector(&mut self, operand: ExprId, ty: Ty) -> Val {
        let operand_type = self.body.exprs[operand].ty;
        let from = self.vector(operand);
        let (Some(to), Some(source)) = (self.lanes(ty), self.lanes(operand_type)) else { return Val::None };
        let (signed, to_signed) = (self.is_signed(source.elem), self.is_signed(to.elem));
        let place = self.temporary(ty);
        for i in 0..to.count {
            let v = self.lane(from, source, i);
            let v = self.convert(v, to.ir, signed, to_signed);
            self.set_lane(v, place, to, i);
        }
        Val::Memory(place)
    }

    /// `__builtin_shufflevector`: lanes by constant number, -1 for any.
    pub(crate) fn shuffle_constant(&mut self, a: ExprId, b: ExprId, picks: &[i64], ty: Ty) -> Val {
        let (x, y) = (self.vector(a), self.vector(b));
        let (Some(lanes), Some(source)) = (self.lanes(ty), self.lanes(self.body.exprs[a].ty)) else {
            return Val::None;
        };
        let place = self.temporary(ty);
        for (i, &pick) in picks.iter().enumerate() {
            let pick = u32::try_from(pick).unwrap_or(0);
            let v = match pick < source.count {
                true => self.lane(x, source, pick),
                false => self.lane(y, source, (pick - source.count).min(source.count - 1)),
            };
            self.set_lane(v, place, lanes, i as u32);
        }
        Val::Memory(place)
    }

    /// `__builtin_shuffle`: lanes by the numbers in a vector, modulo the number of lanes to pick from.
    pub(crate) fn shuffle(&mut self, a: ExprId, b: Option<ExprId>, mask: ExprId, ty: Ty) -> Val {
        let x = self.vector(a);
        let y = b.map(|b| self.vector(b));
        let numbers = self.vector(mask);
        let (Some(lanes), Some(indices)) = (self.lanes(ty), self.lanes(self.body.exprs[mask].ty)) else {
            return Val::None;
        };
        // Both sources side by side, so that one index finds either.
        let size = self.size_of(ty);
        let slot = self.slot(size * 2, 16);
        let both = self.slot_addr(slot, 16);
        self.copy(both, x, size);
        if let Some(y) = y {
            self.copy(both.plus(size as i64), y, size);
        }
        let total = i64::from(lanes.count) * if y.is_some() { 2 } else { 1 };
        let place = self.temporary(ty);
        let base = self.pointer(both);
        for i in 0..lanes.count {
            let index = self.lane(numbers, indices, i);
            let index = self.convert(index, Type::I64, false, false);
            let limit = self.iconst(Type::I64, total - 1);
            let index = self.binary(Op::And, index, limit);
            let step = self.iconst(Type::I64, lanes.size);
            let offset = self.binary(Op::Imul, index, step);
            let at = self.value(InstData::new(Op::PtrAdd, Type::PTR, &[base, offset]), Type::PTR);
            let v = self.load(lanes.ir, Addr::new(at, lanes.size as u32));
            self.set_lane(v, place, lanes, i);
        }
        Val::Memory(place)
    }

    /// `mask ? a : b`, lane by lane.
    pub(crate) fn vector_select(&mut self, mask: ExprId, a: ExprId, b: ExprId, ty: Ty) -> Val {
        let (m, x, y) = (self.vector(mask), self.vector(a), self.vector(b));
        let (Some(lanes), Some(masks)) = (self.lanes(ty), self.lanes(self.body.exprs[mask].ty)) else {
            return Val::None;
        };
        let place = self.temporary(ty);
        for i in 0..lanes.count {
            let truth = self.lane(m, masks, i);
            let truth = self.is_nonzero(truth);
            let (u, v) = (self.lane(x, lanes, i), self.lane(y, lanes, i));
            let chosen = self.select(truth, u, v);
            self.set_lane(chosen, place, lanes, i);
        }
        Val::Memory(place)
    }
}
