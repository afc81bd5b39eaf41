//! Expressions as values.

use crate::function::{Addr, Fx, Val};
use crate::place::Place;
use crate::types::Shape;
use ir::{FloatCond, InstData, IntCond, Op, Type, Value};
use sema::hir::{BinaryOp, CastKind, ExprId, ExprKind, LocalId, TempId, UnaryOp};
use sema::types::{Ty, TypeKind};
use target::FloatFormat;

impl Fx<'_, '_> {
    /// Evaluates an expression.
    pub(crate) fn expr(&mut self, id: ExprId) -> Val {
        diag::nested(|| self.expr_into(id, None))
    }

    /// Evaluates a scalar expression.
    pub(crate) fn scalar(&mut self, id: ExprId) -> Value {
        match self.expr(id) {
            Val::Scalar(value) => value,
            // Erroneous programs do not come here; an object of a scalar's size may.
            Val::Memory(place) => match self.shape(self.body.exprs[id].ty) {
                Shape::Scalar(ty) => self.load(ty, place),
                _ => self.pointer(place),
            },
            Val::Complex(re, _) => re,
            Val::None => self.iconst(Type::I32, 0),
        }
    }

    /// Evaluates an expression; an object in memory is made in `into` if that is given (and then returned).
    pub(crate) fn expr_into(&mut self, id: ExprId, into: Option<Addr>) -> Val {
        let expr = self.body.exprs[id];
        let outer = self.loc;
        if expr.loc != diag::Loc::NONE {
            self.loc = expr.loc;
        }
        let value = self.expr_here(id, expr, into);
        // What is made of the value stands where the operator does.
        self.loc = outer;
        value
    }

    fn expr_here(&mut self, id: ExprId, expr: sema::hir::Expr, into: Option<Addr>) -> Val {
        if let Some((known, value)) = self.evaluated
            && known == id
        {
            self.evaluated = None;
            return value;
        }
        let ty = expr.ty;
        match expr.kind {
            ExprKind::Int(n) => match self.shape(ty) {
                Shape::Scalar(ir) if ir.is_float() => Val::Scalar(self.bits(ir, u128::from(n))),
                Shape::Scalar(Type::I128) => Val::Scalar(self.bits(Type::I128, u128::from(n))),
                Shape::Scalar(ir) => {
                    let bits = self.extended_bits(u128::from(n), ty);
                    Val::Scalar(self.iconst(ir, bits as i64))
                }
                _ => Val::None,
            },
            ExprKind::Wide(index) => {
                let bits = self.extended_bits(self.body.wide[index as usize], ty);
                match self.shape(ty) {
                    Shape::Scalar(ir) => Val::Scalar(self.bits(ir, bits)),
                    _ => Val::None,
                }
            }
            ExprKind::Big(string) => {
                let symbol = self.low.string(self.unit, string);
                Val::Memory(Addr::new(self.symbol_addr(symbol), 8))
            }
            ExprKind::Load(place) => self.load_expr(place, into),
            ExprKind::AddrOf(place) => Val::Scalar(self.noted_address(place)),
            ExprKind::LabelAddr(label) => {
                let block = self.label(label);
                self.f.blocks[block].label = Some(label.as_u32());
                let mut data = InstData::new(Op::BlockAddr, Type::PTR, &[]);
                data.x = block.as_u32();
                Val::Scalar(self.value(data, Type::PTR))
            }
            ExprKind::Cast(kind, operand) => {
                let value = self.cast(kind, operand, ty, into);
                if let Val::Scalar(pointer) = value {
                    self.note_element_address(id, pointer);
                }
                value
            }
            ExprKind::Unary(op, operand) => self.unary_expr(op, operand, ty),
            ExprKind::Binary(op, a, b) => self.binary_expr(op, a, b, ty),
            ExprKind::PtrAdd(pointer, offset) => {
                let pointer = self.scalar(pointer);
                let distance = self.scalar(offset);
                self.note_distance(offset, distance);
                let sum = self.value(InstData::new(Op::PtrAdd, Type::PTR, &[pointer, distance]), Type::PTR);
                self.note_element_address(id, sum);
                Val::Scalar(self.noted_before(id, sum))
            }
            ExprKind::PtrDiff { lhs, rhs, size } => {
                let (a, b) = (self.scalar(lhs), self.scalar(rhs));
                let (a, b) = (self.unary(Op::Bitcast, Type::I64, a), self.unary(Op::Bitcast, Type::I64, b));
                let bytes = self.binary(Op::Isub, a, b);
                Val::Scalar(match self.body.exprs[size].kind {
                    ExprKind::Int(0 | 1) => bytes,
                    // The division is exact (6.5.6p10): a shift does it.
                    ExprKind::Int(n) if n.is_power_of_two() => {
                        let count = self.iconst(Type::I32, i64::from(n.trailing_zeros()));
                        self.binary(Op::Ashr, bytes, count)
                    }
                    _ => {
                        let size = self.scalar(size);
                        self.binary(Op::Sdiv, bytes, size)
                    }
                })
            }
            ExprKind::Assign { place, value } => self.assign(place, value),
            ExprKind::Update { temp, place, new, yields_old } => {
                let target = self.place(place);
                if let Place::Atomic(addr) = target {
                    return self.atomic_update(temp, addr, place, new, yields_old);
                }
                let place_type = self.body.exprs[place].ty;
                // A right operand with effects is evaluated before the old value is read, as GCC does it.
                if let Some(late) = self.operand_with_effects(temp, new) {
                    let value = self.expr(late);
                    self.evaluated = Some((late, value));
                }
                let mut old = self.load_place(&target, place_type, None);
                if let (Val::Memory(now), true) = (old, yields_old) {
                    let copy = self.temporary(place_type);
                    self.copy(copy, now, self.size_of(place_type));
                    old = Val::Memory(copy);
                }
                self.temps[temp.as_u32() as usize] = old;
                let new = self.expr(new);
                self.evaluated = None;
                let stored = self.store_place(&target, new, self.body.exprs[place].ty);
                if yields_old { old } else { stored }
            }
            ExprKind::Temp(temp) => self.temps[temp.as_u32() as usize],
            ExprKind::Let { temp, value, body } => {
                self.temps[temp.as_u32() as usize] = self.expr(value);
                self.expr_into(body, into)
            }
            ExprKind::Call { callee, args } => self.call(callee, args, ty, into),
            ExprKind::Frame => Val::Scalar(self.frame_addr(0).base),
            ExprKind::WithChain { function, .. } => self.expr(function),
            ExprKind::Builtin { op, args } => self.builtin(op, args, ty, into),
            ExprKind::Cond { cond, then, els } => self.conditional(cond, then, els, ty, into),
            ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) => {
                let truth = self.truth_by_branches(id);
                Val::Scalar(self.widen_truth(truth, ty))
            }
            ExprKind::Comma(first, second) => {
                self.expr(first);
                self.expr_into(second, into)
            }
            ExprKind::StmtExpr { block, value } => self.statement_expression(block, value.expand(), ty, into),
            ExprKind::VaArg(list) => {
                let list = self.scalar(list);
                self.va_arg(list, ty)
            }
            ExprKind::Complex(re, im) => {
                let re = self.scalar(re);
                let im = self.scalar(im);
                Val::Complex(re, im)
            }
            ExprKind::Real(operand) | ExprKind::Imag(operand) => match self.expr(operand) {
                Val::Complex(re, im) => {
                    Val::Scalar(if matches!(expr.kind, ExprKind::Real(_)) { re } else { im })
                }
                other => other,
            },
            ExprKind::Splat(scalar) => {
                let scalar = self.scalar(scalar);
                self.splat(scalar, ty, into)
            }
            ExprKind::Local(_)
            | ExprKind::Global(_)
            | ExprKind::Str(_)
            | ExprKind::Deref(_)
            | ExprKind::Member { .. }
            | ExprKind::BitField { .. }
            | ExprKind::Part(..)
            | ExprKind::Lane(..)
            | ExprKind::Compound(..)
            | ExprKind::Materialize(_) => match self.place(id) {
                // A place evaluated for its effects only.
                Place::Mem(addr) | Place::Atomic(addr) => Val::Memory(addr),
                _ => Val::None,
            },
        }
    }

    /// For `temp op operand`, conversions around it aside: the operand, if it calls or stores.
    fn operand_with_effects(&self, temp: TempId, new: ExprId) -> Option<ExprId> {
        match self.body.exprs[new].kind {
            ExprKind::Cast(_, inner) => self.operand_with_effects(temp, inner),
            ExprKind::Binary(_, a, b) => {
                let mut left = a;
                while let ExprKind::Cast(_, inner) = self.body.exprs[left].kind {
                    left = inner;
                }
                match self.body.exprs[left].kind {
                    ExprKind::Temp(used) if used == temp && self.has_effects(b) => Some(b),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether evaluating an expression may do more than give its value.
    pub(crate) fn has_effects(&self, id: ExprId) -> bool {
        match self.body.exprs[id].kind {
            ExprKind::Call { .. }
            | ExprKind::Builtin { .. }
            | ExprKind::Compound(..)
            | ExprKind::Assign { .. }
            | ExprKind::Update { .. }
            | ExprKind::StmtExpr { .. }
            | ExprKind::VaArg(_) => true,
            ExprKind::Cast(_, a)
            | ExprKind::Unary(_, a)
            | ExprKind::Load(a)
            | ExprKind::AddrOf(a)
            | ExprKind::Deref(a) => self.has_effects(a),
            ExprKind::Member { base, .. } | ExprKind::BitField { base, .. } => self.has_effects(base),
            ExprKind::Binary(_, a, b)
            | ExprKind::PtrAdd(a, b)
            | ExprKind::LogicalAnd(a, b)
            | ExprKind::LogicalOr(a, b)
            | ExprKind::Comma(a, b) => self.has_effects(a) || self.has_effects(b),
            ExprKind::Cond { cond, then, els } => {
                self.has_effects(cond) || self.has_effects(then) || self.has_effects(els)
            }
            _ => false,
        }
    }

    /// Whether a call may make its result where it is wanted: registers are stored when all else is done, and only
    /// its name leads to a local whose address is not taken.
    fn result_may_go_to(&self, place: ExprId, ty: Ty) -> bool {
        matches!(self.body.exprs[place].kind, ExprKind::Local(local) if self.is_private(local))
            || self.comes_in_registers(ty)
    }

    /// Whether only its name leads to an object.
    pub(crate) fn is_private(&self, local: LocalId) -> bool {
        let local = &self.body.locals[local];
        !local.address_taken && local.captured.is_none()
    }

    fn load_expr(&mut self, place: ExprId, into: Option<Addr>) -> Val {
        let ty = self.body.exprs[place].ty;
        let place = self.place(place);
        self.load_place(&place, ty, into)
    }

    fn assign(&mut self, place: ExprId, value: ExprId) -> Val {
        let ty = self.body.exprs[place].ty;
        if self.shape(ty) == Shape::Memory && !ty.is_atomic() {
            // The value may be made where it is wanted only if its making can't see the place.
            let value_kind = self.body.exprs[value].kind;
            let target = self.place(place);
            if let Place::Mem(to) = target {
                let size = self.size_of(ty);
                match value_kind {
                    ExprKind::Load(_) => {
                        if let Val::Memory(from) = self.expr(value) {
                            self.copy(to, from, size);
                        }
                    }
                    ExprKind::Call { .. } if self.result_may_go_to(place, ty) => {
                        self.expr_into(value, Some(to));
                    }
                    _ => {
                        let made = self.expr(value);
                        let from = self.in_memory(made, ty);
                        self.copy(to, from, size);
                    }
                }
                return Val::Memory(to);
            }
            let value = self.expr(value);
            return self.store_place(&target, value, ty);
        }
        // Order is free (6.5.16p3); the value first keeps fewer things live.
        if let ExprKind::Local(_) = self.body.exprs[place].kind {
            let value = self.expr(value);
            let target = self.place(place);
            return self.store_place(&target, value, ty);
        }
        let target = self.place(place);
        let value = self.expr(value);
        self.store_place(&target, value, ty)
    }

    fn conditional(&mut self, cond: ExprId, then: ExprId, els: ExprId, ty: Ty, into: Option<Addr>) -> Val {
        let (yes, no, join) = (self.new_block(), self.new_block(), self.new_block());
        let shape = self.shape(ty);
        // x87 values live in memory: a join of them does, too.
        let in_memory = match shape {
            Shape::Memory => true,
            Shape::Scalar(ir) | Shape::Complex(ir) => ir == Type::F80,
            Shape::Void => false,
        };
        let place = in_memory.then(|| into.unwrap_or_else(|| self.temporary(ty)));
        self.cond(cond, yes, no);
        for (block, arm) in [(yes, then), (no, els)] {
            self.enter_sealed(block);
            let value = self.expr_into(arm, place);
            match (place, value, shape) {
                (Some(place), value, _) => {
                    self.store_val(value, place, ty);
                    self.jump(join);
                }
                (None, Val::Scalar(v), Shape::Scalar(_)) => self.jump_with(join, &[v]),
                (None, Val::Complex(re, im), Shape::Complex(_)) => self.jump_with(join, &[re, im]),
                // The arm of an expression that ended in a call that does not return.
                (None, _, Shape::Scalar(ir)) => {
                    let v = self.zero(ir);
                    self.jump_with(join, &[v]);
                }
                (None, _, Shape::Complex(ir)) => {
                    let v = self.zero(ir);
                    self.jump_with(join, &[v, v]);
                }
                (None, _, _) => self.jump(join),
            }
        }
        let value = match shape {
            Shape::Scalar(ir) if place.is_none() => Val::Scalar(self.f.add_param(join, ir)),
            Shape::Complex(ir) if place.is_none() => {
                Val::Complex(self.f.add_param(join, ir), self.f.add_param(join, ir))
            }
            _ => Val::None,
        };
        self.enter_sealed(join);
        match place {
            Some(place) if shape == Shape::Memory => Val::Memory(place),
            Some(place) => self.load_val(place, ty),
            None => value,
        }
    }

    fn unary_expr(&mut self, op: UnaryOp, operand: ExprId, ty: Ty) -> Val {
        if let TypeKind::Vector { .. } = self.unit.types.shape(ty) {
            return self.vector_unary(op, operand, ty);
        }
        let value = self.expr(operand);
        if self.is_wide_int(ty) {
            return self.wide_unary(op, value, ty);
        }
        let signed = self.is_signed(ty);
        let negate = |fx: &mut Self, v: Value| {
            let ir = fx.f.ty(v);
            if signed && ir.is_int() && fx.low.options.trap_overflow {
                let zero = fx.iconst(ir, 0);
                return fx.scalar_binary(BinaryOp::Sub, zero, v, true);
            }
            fx.unary(if ir.is_float() { Op::Fneg } else { Op::Ineg }, ir, v)
        };
        match (op, value) {
            (UnaryOp::Neg, Val::Scalar(v)) => {
                let negative = negate(self, v);
                Val::Scalar(self.extended(negative, ty))
            }
            (UnaryOp::Neg, Val::Complex(re, im)) => {
                let re = negate(self, re);
                Val::Complex(re, negate(self, im))
            }
            (UnaryOp::Not, Val::Scalar(v)) => {
                let ir = self.f.ty(v);
                let flipped = self.unary(Op::Not, ir, v);
                Val::Scalar(self.extended(flipped, ty))
            }
            (UnaryOp::Conj, Val::Complex(re, im)) => Val::Complex(re, negate(self, im)),
            (UnaryOp::LogicalNot, Val::Scalar(v)) => {
                let truth = self.is_nonzero(v);
                let zero = self.iconst(Type::I8, 0);
                let not = self.icmp(IntCond::Eq, truth, zero);
                Val::Scalar(self.widen_truth(not, ty))
            }
            (_, value) => value,
        }
    }

    fn binary_expr(&mut self, op: BinaryOp, a: ExprId, b: ExprId, ty: Ty) -> Val {
        let operand_type = self.body.exprs[a].ty;
        if let TypeKind::Vector { .. } = self.unit.types.shape(operand_type) {
            return self.vector_binary(op, a, b, ty);
        }
        let signed = self.is_signed(operand_type);
        if op == BinaryOp::Div
            && let Some(value) = self.divided_back(a, b)
        {
            return self.expr(value);
        }
        let (x, y) = self.operands(a, b);
        if self.is_wide_int(operand_type) {
            let types = (operand_type, self.body.exprs[b].ty);
            return match self.wide_binary(op, x, y, types, ty) {
                Val::Scalar(truth) => Val::Scalar(self.widen_truth(truth, ty)),
                other => other,
            };
        }
        match (x, y) {
            (Val::Complex(..), _) | (_, Val::Complex(..)) => self.complex_binary(op, x, y, operand_type, ty),
            (Val::Scalar(x), Val::Scalar(y)) => {
                let value = match self.decimal_format(operand_type, x) {
                    Some(format) => self.decimal_binary(op, x, y, format),
                    None => self.scalar_binary(op, x, y, signed),
                };
                Val::Scalar(match is_comparison(op) {
                    true => self.widen_truth(value, ty),
                    false => self.extended_result(op, value, ty),
                })
            }
            _ => Val::None,
        }
    }

    /// `-ftrapv`: an operation that aborts on overflow, by the runtime library (GCC internals manual, 4.1.3).
    fn trapping(&mut self, op: BinaryOp, x: Value, y: Value) -> Option<Value> {
        let ir = self.f.ty(x);
        let name = match (op, ir) {
            (BinaryOp::Add, Type::I32) => "__addvsi3",
            (BinaryOp::Add, Type::I64) => "__addvdi3",
            (BinaryOp::Add, Type::I128) => "__addvti3",
            (BinaryOp::Sub, Type::I32) => "__subvsi3",
            (BinaryOp::Sub, Type::I64) => "__subvdi3",
            (BinaryOp::Sub, Type::I128) => "__subvti3",
            (BinaryOp::Mul, Type::I32) => "__mulvsi3",
            (BinaryOp::Mul, Type::I64) => "__mulvdi3",
            (BinaryOp::Mul, Type::I128) => "__mulvti3",
            _ => return None,
        };
        self.runtime_call(name, &[x, y], Some(ir))
    }

    /// Arithmetic on two scalars of the same type (shift counts excepted). A comparison yields an i8.
    pub(crate) fn scalar_binary(&mut self, op: BinaryOp, x: Value, y: Value, signed: bool) -> Value {
        let ir = self.f.ty(x);
        if let Some(cond) = int_condition(op, signed) {
            if ir.is_float() {
                if self.is_beyond_infinity(op, x, y) {
                    return self.iconst(Type::I8, 0);
                }
                let cond = float_condition(op);
                return self.value(InstData::new(Op::Fcmp, ir, &[x, y]).with_aux(cond as u8), Type::I8);
            }
            return self.icmp(cond, x, y);
        }
        if signed
            && self.low.options.trap_overflow
            && let Some(checked) = self.trapping(op, x, y)
        {
            return checked;
        }
        let op = match (op, ir.is_float()) {
            (BinaryOp::Add, false) => Op::Iadd,
            (BinaryOp::Sub, false) => Op::Isub,
            (BinaryOp::Mul, false) => Op::Imul,
            (BinaryOp::Div, false) => {
                if signed {
                    Op::Sdiv
                } else {
                    Op::Udiv
                }
            }
            (BinaryOp::Rem, _) => {
                if signed {
                    Op::Srem
                } else {
                    Op::Urem
                }
            }
            (BinaryOp::Add, true) => Op::Fadd,
            (BinaryOp::Sub, true) => Op::Fsub,
            (BinaryOp::Mul, true) => Op::Fmul,
            (BinaryOp::Div, true) => Op::Fdiv,
            (BinaryOp::Shl, _) => Op::Shl,
            (BinaryOp::Shr, _) => {
                if signed {
                    Op::Ashr
                } else {
                    Op::Lshr
                }
            }
            (BinaryOp::And, _) => Op::And,
            (BinaryOp::Or, _) => Op::Or,
            _ => Op::Xor,
        };
        self.binary(op, x, y)
    }

    /// `x > INFINITY` and its kin, of which not even -O0 makes a comparison: no number is there, and NaNs are nowhere.
    fn is_beyond_infinity(&self, op: BinaryOp, x: Value, y: Value) -> bool {
        let (greater, less) = match op {
            BinaryOp::Gt => (x, y),
            BinaryOp::Lt => (y, x),
            _ => return false,
        };
        !self.low.options.signaling_nans
            && (self.infinity(less) == Some(false) || self.infinity(greater) == Some(true))
    }

    /// Whether a value is a constant infinity, and negative.
    fn infinity(&self, value: Value) -> Option<bool> {
        let (_, data) = self.f.def_inst(value)?;
        let bits = match data.op {
            Op::Fconst => data.imm as u64 as u128,
            Op::Wconst => self.f.wide[data.x as usize],
            _ => return None,
        };
        let (sign, infinity) = match self.f.ty(value) {
            Type::F32 => (1 << 31, 0x7f80_0000),
            Type::F64 => (1 << 63, 0x7ff0_0000_0000_0000),
            Type::F80 => (1 << 79, 0x7fff_8000_0000_0000_0000),
            Type::F128 => (1 << 127, 0x7fff << 112),
            _ => return None,
        };
        (bits & !sign == infinity).then_some(bits & sign != 0)
    }

    /// An i8 truth value as C's type (usually `int`).
    pub(crate) fn widen_truth(&mut self, truth: Value, ty: Ty) -> Value {
        match self.shape(ty) {
            Shape::Scalar(ir) if ir.is_int() && ir != Type::I8 => match self.f.constant(truth) {
                Some(known) if ir != Type::I128 => self.iconst(ir, known),
                _ => self.unary(Op::Zext, ir, truth),
            },
            _ => truth,
        }
    }

    /// Whether a scalar compares unequal to zero, as an i8.
    pub(crate) fn is_nonzero(&mut self, v: Value) -> Value {
        let ir = self.f.ty(v);
        if ir.is_float() {
            let zero = self.zero(ir);
            return self
                .value(InstData::new(Op::Fcmp, ir, &[v, zero]).with_aux(FloatCond::Une as u8), Type::I8);
        }
        let zero = self.zero(ir);
        self.icmp(IntCond::Ne, v, zero)
    }

    fn cast(&mut self, kind: CastKind, operand: ExprId, ty: Ty, into: Option<Addr>) -> Val {
        let from = self.body.exprs[operand].ty;
        match kind {
            CastKind::ToBool => {
                let truth = self.truth(operand);
                return Val::Scalar(truth);
            }
            CastKind::ToVoid => {
                self.expr(operand);
                return Val::None;
            }
            CastKind::ToUnion => {
                let place = into.unwrap_or_else(|| self.temporary(ty));
                let value = self.expr(operand);
                self.store_val(value, place, from);
                return Val::Memory(place);
            }
            CastKind::ConvertVector => return self.convert_vector(operand, ty),
            _ => {}
        }
        let value = self.expr(operand);
        if (self.is_wide_int(from) || self.is_wide_int(ty)) && kind != CastKind::ComplexToComplex {
            return self.wide_conversion(value, from, ty);
        }
        match (kind, value, self.shape(ty)) {
            (CastKind::Bitcast, Val::Memory(place), Shape::Scalar(ir)) => Val::Scalar(self.load(ir, place)),
            (CastKind::Bitcast, Val::Scalar(_), Shape::Memory) => {
                let place = self.temporary(ty);
                self.store_val(value, place, from);
                Val::Memory(place)
            }
            (CastKind::RealToComplex, Val::Scalar(re), _) => {
                let zero = self.zero(self.f.ty(re));
                Val::Complex(re, zero)
            }
            (CastKind::ComplexToBool, Val::Complex(re, im), _) => {
                let (a, b) = (self.is_nonzero(re), self.is_nonzero(im));
                Val::Scalar(self.binary(Op::Or, a, b))
            }
            (CastKind::ComplexToComplex, Val::Complex(re, im), Shape::Complex(part)) => {
                let (from_part, to_part) = (self.part_type(from), self.part_type(ty));
                let signed = from_part.is_none_or(|part| self.is_signed(part));
                let to_signed = to_part.is_none_or(|part| self.is_signed(part));
                let re = self.convert(re, part, signed, to_signed);
                Val::Complex(re, self.convert(im, part, signed, to_signed))
            }
            (_, Val::Scalar(v), Shape::Scalar(ir)) => {
                let (signed, to_signed) = (self.is_signed(from), self.is_signed(ty));
                let format =
                    |ty| self.unit.types.format_of(ty).filter(|format: &FloatFormat| format.is_decimal());
                let floating = ir.is_float() || self.f.ty(v).is_float();
                let converted = match if floating { (format(from), format(ty)) } else { (None, None) } {
                    (None, None) => self.convert(v, ir, signed, to_signed),
                    (from, to) => self.decimal_conversion(v, (from, signed), (to, to_signed), ir),
                };
                Val::Scalar(self.extended(converted, ty))
            }
            (_, value, _) => value,
        }
    }

    /// The real type of a complex type's parts.
    pub(crate) fn part_type(&self, ty: Ty) -> Option<Ty> {
        match self.unit.types.shape(ty) {
            TypeKind::Complex(part) => Some(*part),
            _ => None,
        }
    }

    /// A constant as an integer. Out of range it saturates, as GCC folds it (the standard leaves it open: 6.3.1.4p1).
    fn folded_integer(&mut self, v: Value, to: Type, signed: bool) -> Option<Value> {
        let (_, data) = self.f.def_inst(v).filter(|(_, data)| data.op == Op::Fconst)?;
        let x = match data.ty {
            Type::F64 => f64::from_bits(data.imm as u64),
            Type::F32 => f64::from(f32::from_bits(data.imm as u32)),
            _ => return None,
        };
        let n = match (to.bits(), signed) {
            (64, true) => x as i64,
            (64, false) => x as u64 as i64,
            (32, true) => i64::from(x as i32),
            (32, false) => i64::from(x as u32),
            (16, true) => i64::from(x as i16),
            (16, false) => i64::from(x as u16),
            (8, true) => i64::from(x as i8),
            (8, false) => i64::from(x as u8),
            _ => return None,
        };
        Some(self.iconst(to, n))
    }

    /// Converts a scalar to another IR type; signs are those of the C types.
    pub(crate) fn convert(&mut self, v: Value, to: Type, from_signed: bool, to_signed: bool) -> Value {
        let from = self.f.ty(v);
        if from == to {
            return v;
        }
        match (from.is_float(), to.is_float()) {
            (true, true) if from.bytes() < to.bytes() || (from == Type::F80 && to == Type::F128) => {
                self.unary(Op::Fpext, to, v)
            }
            (true, true) => self.unary(Op::Fptrunc, to, v),
            (true, false) => {
                if let Some(folded) = self.folded_integer(v, to, to_signed) {
                    return folded;
                }
                // Narrow types take what fits them from a wider conversion, as machines do.
                let wide = if to.bytes() < 4 { Type::I32 } else { to };
                let op = if to_signed || to.bytes() < 4 { Op::FptoSi } else { Op::FptoUi };
                let converted = self.unary(op, wide, v);
                if wide == to { converted } else { self.unary(Op::Trunc, to, converted) }
            }
            (false, true) => self.unary(if from_signed { Op::SitoFp } else { Op::UitoFp }, to, v),
            (false, false) => {
                let v = if from == Type::PTR { self.unary(Op::Bitcast, Type::I64, v) } else { v };
                let int = if to == Type::PTR { Type::I64 } else { to };
                let from = self.f.ty(v);
                let v = match from.bits().cmp(&int.bits()) {
                    std::cmp::Ordering::Less => {
                        self.unary(if from_signed { Op::Sext } else { Op::Zext }, int, v)
                    }
                    std::cmp::Ordering::Greater => self.unary(Op::Trunc, int, v),
                    std::cmp::Ordering::Equal => v,
                };
                if to == Type::PTR { self.unary(Op::Bitcast, Type::PTR, v) } else { v }
            }
        }
    }
}

/// Whether the operator compares.
pub(crate) fn is_comparison(op: BinaryOp) -> bool {
    int_condition(op, false).is_some()
}

pub(crate) fn int_condition(op: BinaryOp, signed: bool) -> Option<IntCond> {
    Some(match (op, signed) {
        (BinaryOp::Eq, _) => IntCond::Eq,
        (BinaryOp::Ne, _) => IntCond::Ne,
        (BinaryOp::Lt, true) => IntCond::Slt,
        (BinaryOp::Le, true) => IntCond::Sle,
        (BinaryOp::Gt, true) => IntCond::Sgt,
        (BinaryOp::Ge, true) => IntCond::Sge,
        (BinaryOp::Lt, false) => IntCond::Ult,
        (BinaryOp::Le, false) => IntCond::Ule,
        (BinaryOp::Gt, false) => IntCond::Ugt,
        (BinaryOp::Ge, false) => IntCond::Uge,
        _ => return None,
    })
}

fn float_condition(op: BinaryOp) -> FloatCond {
    match op {
        BinaryOp::Eq => FloatCond::Oeq,
        BinaryOp::Ne => FloatCond::Une,
        BinaryOp::Lt => FloatCond::Olt,
        BinaryOp::Le => FloatCond::Ole,
        BinaryOp::Gt => FloatCond::Ogt,
        _ => FloatCond::Oge,
    }
}
