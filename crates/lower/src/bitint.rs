//! `_BitInt(N)` (C23 6.2.5p4; x86-64 psABI 3.1.2). Up to 128 bits it is an IR integer, kept extended from its width to that
//! of the IR type; what memory and callers hold beyond the width is not specified, so it is extended when it is read. Wider
//! ones are objects in memory, and their operations functions of the runtime library, which extend what they read.

use crate::function::{Addr, Fx, Val};
use crate::place::Place;
use crate::types::Shape;
use ir::{Block, IntCond, Op, Type, Value};
use sema::hir::{BinaryOp, LabelId, UnaryOp};
use sema::types::{Ty, TypeKind};

impl Fx<'_, '_> {
    /// The width of a `_BitInt`, and whether it is signed.
    fn bit_int(&self, ty: Ty) -> Option<(u32, bool)> {
        match self.unit.types.shape(ty) {
            TypeKind::BitInt { bits, signed } => Some((*bits, *signed)),
            _ => None,
        }
    }

    /// Whether values of the type are objects in memory.
    pub(crate) fn is_wide_int(&self, ty: Ty) -> bool {
        self.bit_int(ty).is_some_and(|(bits, _)| bits > 128)
    }

    /// A value of a `_BitInt` whose bits beyond the width are not known, extended.
    pub(crate) fn extended(&mut self, v: Value, ty: Ty) -> Value {
        let Some((bits, signed)) = self.bit_int(ty) else { return v };
        let ir = self.f.ty(v);
        let spare = ir.bits().saturating_sub(bits);
        if spare == 0 {
            return v;
        }
        let count = self.iconst(Type::I32, i64::from(spare));
        let high = self.binary(Op::Shl, v, count);
        self.binary(if signed { Op::Ashr } else { Op::Lshr }, high, count)
    }

    /// A constant, of which the bits up to the width are given.
    pub(crate) fn extended_bits(&self, value: u128, ty: Ty) -> u128 {
        match self.bit_int(ty) {
            Some((bits @ 1..128, true)) => (((value << (128 - bits)) as i128) >> (128 - bits)) as u128,
            _ => value,
        }
    }

    /// The result of an operator in the type: only some carry into the bits beyond its width.
    pub(crate) fn extended_result(&mut self, op: BinaryOp, v: Value, ty: Ty) -> Value {
        match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Shl => {
                self.extended(v, ty)
            }
            _ => v,
        }
    }

    /// The precision of an integer type as the runtime library takes it: negative if signed.
    fn precision(&mut self, ty: Ty) -> Value {
        let bits = i64::from(self.unit.types.int_width(ty));
        let signed = self.is_signed(ty);
        self.iconst(Type::I32, if signed { -bits } else { bits })
    }

    /// Address and precision of an operand.
    fn operand(&mut self, value: Val, ty: Ty) -> [Value; 2] {
        let place = match value {
            Val::Memory(place) => place,
            _ => {
                // Runtime functions read whole limbs.
                let slot = self.slot(16, 16);
                let place = self.slot_addr(slot, 16);
                self.store_val(value, place, ty);
                place
            }
        };
        [self.pointer(place), self.precision(ty)]
    }

    /// Calls `name` with a result in memory, and operands.
    fn wide_call(&mut self, name: &'static str, ty: Ty, operands: &[Value]) -> Val {
        let place = self.temporary(ty);
        let mut args = vec![self.pointer(place), self.precision(ty)];
        args.extend_from_slice(operands);
        self.runtime_call(name, &args, None);
        Val::Memory(place)
    }

    pub(crate) fn wide_unary(&mut self, op: UnaryOp, value: Val, ty: Ty) -> Val {
        let operand = self.operand(value, ty);
        self.wide_call(if op == UnaryOp::Neg { "__bitint_neg" } else { "__bitint_not" }, ty, &operand)
    }

    /// A binary operator whose left operand is wide; a comparison yields an i8.
    pub(crate) fn wide_binary(&mut self, op: BinaryOp, x: Val, y: Val, operands: (Ty, Ty), ty: Ty) -> Val {
        let [a, a_precision] = self.operand(x, operands.0);
        if let (BinaryOp::Shl | BinaryOp::Shr, Val::Scalar(count)) = (op, y) {
            let signed = self.is_signed(operands.1);
            let count = self.convert(count, Type::I64, signed, signed);
            let name = if op == BinaryOp::Shl { "__bitint_shl" } else { "__bitint_shr" };
            return self.wide_call(name, ty, &[a, a_precision, count]);
        }
        let [b, b_precision] = self.operand(y, operands.1);
        let both = [a, a_precision, b, b_precision];
        let name = match op {
            BinaryOp::Add => "__bitint_add",
            BinaryOp::Sub => "__bitint_sub",
            BinaryOp::Mul => "__mulbitint3",
            BinaryOp::Div => return self.wide_division(ty, &both, true),
            BinaryOp::Rem => return self.wide_division(ty, &both, false),
            BinaryOp::And => "__bitint_and",
            BinaryOp::Or => "__bitint_or",
            BinaryOp::Xor => "__bitint_xor",
            _ => {
                let order = self.runtime_call("__bitint_compare", &both, Some(Type::I32));
                let Some((order, cond)) = order.zip(crate::expr::int_condition(op, true)) else {
                    return Val::None;
                };
                let zero = self.iconst(Type::I32, 0);
                return Val::Scalar(self.icmp(cond, order, zero));
            }
        };
        self.wide_call(name, ty, &both)
    }

    fn wide_division(&mut self, ty: Ty, operands: &[Value], quotient: bool) -> Val {
        let place = self.temporary(ty);
        let (result, precision) = (self.pointer(place), self.precision(ty));
        let (null, none) = (self.zero(Type::PTR), self.iconst(Type::I32, 0));
        let mut args = match quotient {
            true => vec![result, precision, null, none],
            false => vec![null, none, result, precision],
        };
        args.extend_from_slice(operands);
        self.runtime_call("__divmodbitint4", &args, None);
        Val::Memory(place)
    }

    /// Whether a wide value is not zero, as an i8.
    pub(crate) fn wide_truth(&mut self, value: Val, ty: Ty) -> Value {
        let operand = self.operand(value, ty);
        let any = self.runtime_call("__bitint_nonzero", &operand, Some(Type::I32));
        let zero = self.iconst(Type::I32, 0);
        match any {
            Some(any) => self.icmp(IntCond::Ne, any, zero),
            None => zero,
        }
    }

    /// A conversion between arithmetic types of which at least one is wide.
    pub(crate) fn wide_conversion(&mut self, value: Val, from: Ty, to: Ty) -> Val {
        let types = &self.unit.types;
        match (types.format_of(from), types.format_of(to)) {
            (Some(_), _) => {
                let Val::Scalar(v) = value else { return Val::None };
                let name = match self.f.ty(v) {
                    Type::F16 => "__fixhfbitint",
                    Type::F32 => "__fixsfbitint",
                    Type::F64 => "__fixdfbitint",
                    Type::F80 => "__fixxfbitint",
                    _ => "__fixtfbitint",
                };
                let place = self.temporary(to);
                let (result, precision) = (self.pointer(place), self.precision(to));
                self.runtime_call(name, &[result, precision, v], None);
                Val::Memory(place)
            }
            (None, Some(_)) => {
                let Shape::Scalar(ir) = self.shape(to) else { return Val::None };
                let name = match ir {
                    Type::F16 => "__floatbitinthf",
                    Type::F32 => "__floatbitintsf",
                    Type::F64 => "__floatbitintdf",
                    Type::F80 => "__floatbitintxf",
                    _ => "__floatbitinttf",
                };
                let operand = self.operand(value, from);
                self.runtime_call(name, &operand, Some(ir)).map_or(Val::None, Val::Scalar)
            }
            (None, None) => match self.shape(to) {
                // The low bits, which lie first or last.
                Shape::Scalar(ir) => {
                    let Val::Memory(place) = value else { return Val::None };
                    let at = match self.low.target.big_endian {
                        true => self.size_of(from) as i64 - i64::from(ir.bytes()),
                        false => 0,
                    };
                    let v = self.load(ir, place.plus(at));
                    Val::Scalar(self.extended(v, to))
                }
                _ => {
                    let operand = self.operand(value, from);
                    self.wide_call("__bitint_convert", to, &operand)
                }
            },
        }
    }

    /// The controlling value of a switch as one IR value; one that 128 bits don't hold goes to `default`.
    pub(crate) fn low_bits(&mut self, value: Val, ty: Ty, default: Block) -> Value {
        let place = match value {
            Val::Scalar(v) => return v,
            Val::Memory(place) => place,
            _ => return self.iconst(Type::I32, 0),
        };
        let low = self.load(Type::I128, place);
        let [a, precision] = self.operand(value, ty);
        let slot = self.slot(16, 16);
        let narrow = self.slot_addr(slot, 16);
        self.store(low, narrow);
        let narrow = self.pointer(narrow);
        let width = self.iconst(Type::I32, if self.is_signed(ty) { -128 } else { 128 });
        let args = [a, precision, narrow, width];
        if let Some(order) = self.runtime_call("__bitint_compare", &args, Some(Type::I32)) {
            let zero = self.iconst(Type::I32, 0);
            let same = self.icmp(IntCond::Eq, order, zero);
            let fits = self.new_block();
            self.branch(same, fits, default, 0);
            self.enter_sealed(fits);
        }
        low
    }

    /// A switch on more bits than jump tables know: one comparison after the other.
    pub(crate) fn compare_cases(
        &mut self,
        value: Value,
        cases: &[(i128, i128, LabelId)],
        signed: bool,
        default: Block,
    ) {
        let ty = self.f.ty(value);
        let not_greater = if signed { IntCond::Sle } else { IntCond::Ule };
        for &(low, high, label) in cases {
            let target = self.label(label);
            let first = self.bits(ty, low as u128);
            let found = if low == high {
                self.icmp(IntCond::Eq, value, first)
            } else {
                let last = self.bits(ty, high as u128);
                let (above, below) =
                    (self.icmp(not_greater, first, value), self.icmp(not_greater, value, last));
                self.binary(Op::And, above, below)
            };
            let next = self.new_block();
            self.branch(found, target, next, 0);
            self.enter_sealed(next);
        }
        self.jump(default);
    }

    /// Reads a bit-field that 128 bits don't hold.
    pub(crate) fn load_wide_bits(&mut self, addr: Addr, shift: u16, width: u16, ty: Ty) -> Val {
        let signed = self.is_signed(ty);
        let (from, first) = (self.pointer(addr), self.iconst(Type::I32, i64::from(shift)));
        let width = self.iconst(Type::I32, if signed { -i64::from(width) } else { i64::from(width) });
        let slot_type = self.shape(ty);
        if let Shape::Scalar(ir) = slot_type {
            let slot = self.slot(16, 16);
            let place = self.slot_addr(slot, 16);
            let (result, precision) = (self.pointer(place), self.iconst(Type::I32, 128));
            self.runtime_call("__bitint_extract", &[result, precision, from, first, width], None);
            return Val::Scalar(self.load(ir, place));
        }
        self.wide_call("__bitint_extract", ty, &[from, first, width])
    }

    /// Writes such a bit-field; the value that it then has.
    pub(crate) fn store_wide_bits(&mut self, value: Val, addr: Addr, shift: u16, width: u16, ty: Ty) -> Val {
        let [from, precision] = self.operand(value, ty);
        let (to, first) = (self.pointer(addr), self.iconst(Type::I32, i64::from(shift)));
        let count = self.iconst(Type::I32, i64::from(width));
        self.runtime_call("__bitint_insert", &[to, first, count, from, precision], None);
        self.load_wide_bits(addr, shift, width, ty)
    }

    /// Whether a bit-field is read and written by the runtime library.
    pub(crate) fn is_wide_field(&self, place: &Place, ty: Ty) -> bool {
        let Place::Bits(_, shift, width) = *place else { return false };
        let touched = (u32::from(shift) % 8 + u32::from(width)).div_ceil(8);
        self.is_wide_int(ty) || touched > 16
    }
}
