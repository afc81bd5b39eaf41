//! Constant expressions (C23 6.6): evaluation of HIR to numbers and addresses.

use crate::Sema;
use crate::float;
use crate::hir::*;
use crate::node::{extend, truncate};
use crate::strictness::Flaws;
use crate::types::*;
use diag::Loc;
use parser::ast;

/// The value of a constant expression.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Const {
    /// Integer or pointer: bits, zero-extended from the type's width.
    Int(u128),
    /// Floating: bits of the type's format.
    Float(u128),
    /// Complex: bits of both parts.
    Complex(u128, u128),
    /// An integer of more than 128 bits: its number in [`crate::big::Bigs`].
    Big(u32),
    /// Address plus offset in bytes.
    Address(StaticTarget, i64),
}

/// Where an integer constant expression is wanted: the words of what is said if there is none.
#[derive(Clone, Copy)]
pub(crate) enum ConstantPlace<'t> {
    /// Of an enumerator's value, with its name.
    Enumerator(&'t str),
    /// Of a bit-field's width, with its name.
    Width(&'t str),
    Case,
    Assertion,
    /// An array designator.
    ArrayIndex,
    /// The first operand of `__builtin_choose_expr`, which may be anything that folds.
    Choice,
    Other(&'t str),
}

/// Nodes of an operand that is not known but does not matter: more are not looked at.
const DROPPED: u32 = 64;

impl ConstantPlace<'_> {
    fn not_integer(self, pointer: bool) -> String {
        match self {
            ConstantPlace::Assertion => "expression in static assertion is not an integer".into(),
            ConstantPlace::ArrayIndex => "array index in initializer not of integer type".into(),
            ConstantPlace::Case if pointer => "pointers are not permitted as case values".into(),
            other => other.not_constant(),
        }
    }

    fn not_constant(self) -> String {
        match self {
            ConstantPlace::Enumerator(name) => {
                format!("enumerator value for '{name}' is not an integer constant")
            }
            ConstantPlace::Width(name) => format!("{name} width not an integer constant"),
            ConstantPlace::Case => "case label does not reduce to an integer constant".into(),
            ConstantPlace::Assertion => "expression in static assertion is not constant".into(),
            ConstantPlace::ArrayIndex => "nonconstant array index in initializer".into(),
            ConstantPlace::Choice => "first argument to '__builtin_choose_expr' not a constant".into(),
            ConstantPlace::Other(what) => format!("{what} is not an integer constant"),
        }
    }

    fn only_folds(self) -> String {
        match self {
            ConstantPlace::Enumerator(name) => {
                format!("enumerator value for '{name}' is not an integer constant expression")
            }
            ConstantPlace::Width(name) => format!("{name} width not an integer constant expression"),
            ConstantPlace::Case => "case label is not an integer constant expression".into(),
            ConstantPlace::Assertion => {
                "expression in static assertion is not an integer constant expression".into()
            }
            ConstantPlace::ArrayIndex => {
                "array index in initializer is not an integer constant expression".into()
            }
            ConstantPlace::Choice => {
                "first argument to '__builtin_choose_expr' is not an integer constant expression".into()
            }
            ConstantPlace::Other(what) => format!("{what} is not an integer constant expression"),
        }
    }
}

impl Sema<'_> {
    /// The value of `id` if it is a constant expression in the sense of initialisers (6.6p7).
    pub(crate) fn evaluate(&mut self, id: ExprId) -> Option<Const> {
        diag::nested(|| self.evaluate_node(id))
    }

    fn evaluate_node(&mut self, id: ExprId) -> Option<Const> {
        let Expr { kind, ty, .. } = self.body.exprs[id];
        match kind {
            ExprKind::Int(bits) => Some(Const::Int(u128::from(bits))),
            ExprKind::Wide(index) => {
                let bits = self.body.wide[index as usize];
                Some(if self.unit.types.is_float(ty) { Const::Float(bits) } else { Const::Int(bits) })
            }
            ExprKind::Big(_) => {
                let value = self.big_value(id)?;
                Some(self.big_const(value))
            }
            ExprKind::AddrOf(place) => self.place_address(place),
            ExprKind::LabelAddr(label) => {
                let function = self.function.as_ref()?.decl;
                Some(Const::Address(StaticTarget::Label(function, label), 0))
            }
            ExprKind::Cast(kind, inner) => {
                let value = self.evaluate(inner)?;
                let from = self.ty(inner);
                if self.is_big(from) || self.is_big(ty) {
                    return self.convert_big(value, from, ty);
                }
                self.convert_const(kind, value, from, ty)
            }
            ExprKind::Unary(op, inner) => {
                let value = self.evaluate(inner)?;
                if self.is_big(ty) { self.unary_big(op, value, ty) } else { self.unary_const(op, value, ty) }
            }
            ExprKind::Binary(op, lhs, rhs) => {
                let operands = self.ty(lhs);
                let shift_ty = self.ty(rhs);
                let (a, b) = (self.evaluate(lhs), self.evaluate(rhs));
                let (Some(a), Some(b)) = (a, b) else { return self.decided(op, lhs, rhs, (a, b)) };
                if self.is_big(operands) || self.is_big(shift_ty) {
                    return self.binary_big(op, (a, operands), (b, shift_ty), ty);
                }
                self.binary_const(op, a, b, operands, shift_ty, ty)
            }
            ExprKind::PtrAdd(pointer, bytes) => {
                let offset = self.evaluate_int(bytes)?;
                match self.evaluate(pointer)? {
                    Const::Int(bits) => {
                        let width = self.unit.types.int_width(ty);
                        Some(Const::Int(truncate(bits.wrapping_add(offset as u128), width)))
                    }
                    Const::Address(target, addend) => {
                        Some(Const::Address(target, addend.wrapping_add(offset as i64)))
                    }
                    _ => None,
                }
            }
            ExprKind::PtrDiff { lhs, rhs, size } => {
                let size = self.evaluate_int(size)?;
                let (a, b) = match (self.evaluate(lhs), self.evaluate(rhs)) {
                    (Some(a), Some(b)) => (a, b),
                    _ => {
                        // From one pointer that is not known to itself, moved.
                        let ((x, a), (y, b)) = (self.moved_pointer(lhs), self.moved_pointer(rhs));
                        if !self.same_value(x, y) {
                            return None;
                        }
                        (Const::Int(a as u128), Const::Int(b as u128))
                    }
                };
                let bytes = match (a, b) {
                    (Const::Int(a), Const::Int(b)) => (a as i128).wrapping_sub(b as i128),
                    (Const::Address(x, a), Const::Address(y, b)) if x == y => i128::from(a) - i128::from(b),
                    (
                        Const::Address(StaticTarget::Label(function, x), 0),
                        Const::Address(StaticTarget::Label(_, y), 0),
                    ) if size == 1 => {
                        return Some(Const::Address(StaticTarget::LabelDifference(function, x, y), 0));
                    }
                    _ => return None,
                };
                let quotient = bytes.checked_div(size)?;
                Some(self.int_value(quotient, ty))
            }
            ExprKind::Cond { cond, then, els } => {
                if self.evaluate_truth(cond)? {
                    self.evaluate(then)
                } else {
                    self.evaluate(els)
                }
            }
            ExprKind::LogicalAnd(lhs, rhs) | ExprKind::LogicalOr(lhs, rhs) => {
                let decides = matches!(kind, ExprKind::LogicalOr(..));
                let value = match self.evaluate_truth(lhs) {
                    Some(first) if first == decides => decides,
                    Some(_) => self.evaluate_truth(rhs)?,
                    // The other operand decides as well, if nothing is lost with this one.
                    None if self.evaluate_truth(rhs)? == decides
                        && self.only_computes(lhs, &mut { DROPPED }) =>
                    {
                        decides
                    }
                    None => return None,
                };
                Some(Const::Int(u128::from(value)))
            }
            ExprKind::Comma(first, second) => {
                self.evaluate(first)?;
                self.evaluate(second)
            }
            ExprKind::Complex(re, im) => match (self.evaluate(re)?, self.evaluate(im)?) {
                (Const::Int(a) | Const::Float(a), Const::Int(b) | Const::Float(b)) => {
                    Some(Const::Complex(a, b))
                }
                _ => None,
            },
            ExprKind::Real(inner) | ExprKind::Imag(inner) => {
                let Const::Complex(re, im) = self.evaluate(inner)? else { return None };
                let bits = if matches!(kind, ExprKind::Real(_)) { re } else { im };
                Some(if self.unit.types.is_float(ty) { Const::Float(bits) } else { Const::Int(bits) })
            }
            ExprKind::Builtin { op, args } => self.builtin_const(op, args, ty),
            ExprKind::Load(place) => self.load_const(place),
            _ => None,
        }
    }

    /// What an integer operation gives whatever an operand is that is not known: `n * 0`, `n - n`.
    fn decided(
        &mut self,
        op: BinaryOp,
        lhs: ExprId,
        rhs: ExprId,
        known: (Option<Const>, Option<Const>),
    ) -> Option<Const> {
        let ty = self.ty(lhs);
        if !self.unit.types.is_integer(ty) || self.is_big(ty) {
            return None;
        }
        use BinaryOp as B;
        let zero = Some(Const::Int(0));
        let (unknown, value) = match (op, known) {
            (B::Mul | B::And, (None, other)) if other == zero => (lhs, 0),
            (B::Mul | B::And | B::Shl | B::Shr | B::Div | B::Rem, (other, None)) if other == zero => (rhs, 0),
            (B::Sub | B::Xor | B::Ne | B::Lt | B::Gt, (None, None)) if self.same_value(lhs, rhs) => (lhs, 0),
            (B::Eq | B::Le | B::Ge, (None, None)) if self.same_value(lhs, rhs) => (lhs, 1),
            _ => return None,
        };
        self.only_computes(unknown, &mut { DROPPED }).then_some(Const::Int(value))
    }

    /// Whether an expression, not a large one, does nothing but compute, which is defined.
    pub(crate) fn only_computes_few(&self, id: ExprId) -> bool {
        self.only_computes(id, &mut { DROPPED })
    }

    /// Whether an operand that is not known does nothing but compute, which is defined. Of large ones that is not asked.
    fn only_computes(&self, id: ExprId, nodes: &mut u32) -> bool {
        let Some(rest) = nodes.checked_sub(1) else { return false };
        *nodes = rest;
        match self.kind(id) {
            ExprKind::Int(_) | ExprKind::Wide(_) | ExprKind::Local(_) | ExprKind::Global(_) => true,
            ExprKind::Load(place) => {
                let ty = self.ty(place);
                !ty.is_volatile() && !ty.is_atomic() && self.only_computes(place, nodes)
            }
            ExprKind::Binary(BinaryOp::Div | BinaryOp::Rem, _, rhs) if self.const_bits(rhs) == Some(0) => {
                false
            }
            ExprKind::Binary(_, lhs, rhs) => self.only_computes(lhs, nodes) && self.only_computes(rhs, nodes),
            ExprKind::Cast(_, inner) | ExprKind::Unary(_, inner) => self.only_computes(inner, nodes),
            ExprKind::Member { base, .. } | ExprKind::BitField { base, .. } => {
                self.only_computes(base, nodes)
            }
            _ => false,
        }
    }

    /// Whether two expressions read the same object.
    fn same_value(&self, lhs: ExprId, rhs: ExprId) -> bool {
        let (mut lhs, mut rhs) = (lhs, rhs);
        loop {
            match (self.kind(lhs), self.kind(rhs)) {
                (ExprKind::Cast(x, a), ExprKind::Cast(y, b)) if x == y && self.ty(lhs) == self.ty(rhs) => {
                    (lhs, rhs) = (a, b);
                }
                (ExprKind::Load(a), ExprKind::Load(b)) => {
                    let ty = self.ty(a);
                    let same = match (self.kind(a), self.kind(b)) {
                        (ExprKind::Local(a), ExprKind::Local(b)) => a == b,
                        (ExprKind::Global(a), ExprKind::Global(b)) => a == b,
                        _ => false,
                    };
                    return same && !ty.is_volatile() && !ty.is_atomic();
                }
                _ => return false,
            }
        }
    }

    /// A pointer without the constant that is added to it, and that in bytes.
    fn moved_pointer(&mut self, mut id: ExprId) -> (ExprId, i128) {
        let mut offset = 0;
        loop {
            match self.kind(id) {
                ExprKind::PtrAdd(pointer, bytes) => {
                    let Some(bytes) = self.evaluate_int(bytes) else { return (id, offset) };
                    (id, offset) = (pointer, offset + bytes);
                }
                ExprKind::Cast(CastKind::Bitcast, pointer) => id = pointer,
                ExprKind::AddrOf(place) => match self.kind(place) {
                    ExprKind::Member { base, offset: member } => match self.kind(base) {
                        ExprKind::Deref(pointer) => (id, offset) = (pointer, offset + i128::from(member)),
                        _ => return (id, offset),
                    },
                    _ => return (id, offset),
                },
                _ => return (id, offset),
            }
        }
    }

    fn builtin_const(&mut self, op: Builtin, args: ExprList, ty: Ty) -> Option<Const> {
        let first = args.first(&self.body.expr_lists)?;
        match op {
            Builtin::ConstantP => {
                let constant = self.evaluate(first).is_some();
                Some(Const::Int(u128::from(constant)))
            }
            Builtin::Expect => self.evaluate(first),
            _ => {
                let folded = self.fold_builtin(op, args, ty, self.loc(first), true)?;
                self.evaluate(folded)
            }
        }
    }

    /// A read that is a constant all the same: an element of a string literal.
    fn load_const(&mut self, place: ExprId) -> Option<Const> {
        if let ExprKind::Deref(pointer) = self.kind(place)
            && let ExprKind::PtrAdd(_, bytes) = self.kind(pointer)
            && self.flaws(bytes).has(Flaws::OVERFLOW)
        {
            return None;
        }
        if !self.named_constants.is_empty()
            && let Some(value) = self.named_value(place)
        {
            return Some(value);
        }
        if let ExprKind::Global(decl) = self.kind(place) {
            return self.constants.get(&decl).copied().filter(|_| self.in_static > 0);
        }
        if let ExprKind::Local(local) = self.kind(place) {
            return self.local_constants.get(&local).copied().filter(|_| self.in_static > 0);
        }
        let Some(Const::Address(StaticTarget::Str(string), offset)) = self.place_address(place) else {
            return None;
        };
        let literal = &self.unit.strings[string];
        let width = usize::from(literal.width);
        let at = usize::try_from(offset).ok()?;
        let bytes = literal.bytes.get(at..at + width)?;
        let ty = self.ty(place);
        if self.unit.types.size(ty) != Some(width as u64) || !self.unit.types.is_integer(ty) {
            return None;
        }
        let big = self.session.target.big_endian;
        let fold = |value: u128, &byte: &u8| value << 8 | u128::from(byte);
        Some(Const::Int(if big { bytes.iter().fold(0, fold) } else { bytes.iter().rev().fold(0, fold) }))
    }

    /// The address of a place, if it is an address constant (6.6p10).
    pub(crate) fn place_address(&mut self, place: ExprId) -> Option<Const> {
        match self.kind(place) {
            ExprKind::Global(decl) => {
                let declaration = &self.unit.decls[decl];
                if declaration.thread_local {
                    return None;
                }
                Some(Const::Address(StaticTarget::Decl(decl), 0))
            }
            ExprKind::Str(string) => Some(Const::Address(StaticTarget::Str(string), 0)),
            ExprKind::Deref(pointer) => self.evaluate(pointer),
            ExprKind::Member { base, offset } => self.offset_address(base, offset as i64),
            ExprKind::Part(base, part) => {
                let size = self.unit.types.size(self.ty(place))?;
                self.offset_address(base, i64::from(part) * size as i64)
            }
            ExprKind::Lane(base, index) => {
                let size = self.unit.types.size(self.ty(place))?;
                let index = self.evaluate_int(index)?;
                self.offset_address(base, (index as i64).wrapping_mul(size as i64))
            }
            _ => None,
        }
    }

    fn offset_address(&mut self, base: ExprId, offset: i64) -> Option<Const> {
        match self.place_address(base)? {
            Const::Address(target, addend) => Some(Const::Address(target, addend.wrapping_add(offset))),
            Const::Int(bits) => {
                Some(Const::Int((bits as i128).wrapping_add(i128::from(offset)) as u64 as u128))
            }
            _ => None,
        }
    }

    fn int_value(&self, value: i128, ty: Ty) -> Const {
        Const::Int(truncate(value as u128, self.unit.types.int_width(ty)))
    }

    /// Whether a comma operator is evaluated on the way to a value: then it is no constant expression, whatever it
    /// folds to (6.6p3).
    pub(crate) fn has_comma(&self, id: ExprId) -> bool {
        diag::nested(|| match self.kind(id) {
            ExprKind::Comma(..) => true,
            ExprKind::Cast(_, inner) | ExprKind::Unary(_, inner) => self.has_comma(inner),
            ExprKind::Binary(_, lhs, rhs) => self.has_comma(lhs) || self.has_comma(rhs),
            ExprKind::Cond { cond, then, els } => {
                let taken = match self.const_bits(cond) {
                    Some(0) => els,
                    _ => then,
                };
                self.has_comma(cond) || self.has_comma(taken)
            }
            _ => false,
        })
    }

    /// The value of an integer constant expression.
    pub(crate) fn evaluate_int(&mut self, id: ExprId) -> Option<i128> {
        if let Some(value) = self.const_int(id) {
            return Some(value);
        }
        let ty = self.ty(id);
        if !self.unit.types.is_integer(ty) {
            return None;
        }
        match self.evaluate(id)? {
            Const::Int(bits) => {
                Some(extend(bits, self.unit.types.int_width(ty), self.unit.types.is_signed(ty)))
            }
            Const::Big(index) => self.big_as_i128(index),
            _ => None,
        }
    }

    pub(crate) fn evaluate_truth(&mut self, id: ExprId) -> Option<bool> {
        let ty = self.ty(id);
        let value = self.evaluate(id)?;
        self.const_truth(value, ty)
    }

    pub(crate) fn const_truth(&self, value: Const, ty: Ty) -> Option<bool> {
        let format = |ty| self.unit.types.format_of(ty);
        Some(match value {
            Const::Int(bits) => bits != 0,
            Const::Big(index) => !self.big_is_zero(index),
            Const::Float(bits) => !float::is_zero(format(ty)?, bits),
            Const::Complex(re, im) => {
                let part = self.unit.types.complex_part(ty)?;
                match format(part) {
                    Some(format) => !float::is_zero(format, re) || !float::is_zero(format, im),
                    None => re != 0 || im != 0,
                }
            }
            // A weak symbol's address may be null.
            Const::Address(StaticTarget::Decl(decl), _) => {
                let declaration = &self.unit.decls[decl];
                if declaration.attrs.weak {
                    return None;
                }
                true
            }
            Const::Address(..) => true,
        })
    }

    fn convert_const(&self, kind: CastKind, value: Const, from: Ty, to: Ty) -> Option<Const> {
        let types = &self.unit.types;
        Some(match (kind, value) {
            (CastKind::Bitcast, Const::Int(bits)) if types.is_integer(from) && types.is_integer(to) => {
                self.int_value(extend(bits, types.int_width(from), types.is_signed(from)), to)
            }
            (CastKind::Bitcast, _) => {
                if types.vector_of(from).is_some() || types.vector_of(to).is_some() {
                    return None;
                }
                value
            }
            (CastKind::AddressSpace, _) => value,
            (CastKind::IntToInt | CastKind::IntToPtr, Const::Int(bits)) => {
                let value = extend(bits, types.int_width(from), types.is_signed(from));
                self.int_value(value, to)
            }
            (CastKind::PtrToInt, Const::Int(bits)) => self.int_value(bits as i128, to),
            (CastKind::IntToInt, Const::Address(StaticTarget::LabelDifference(..), _)) => value,
            (CastKind::PtrToInt | CastKind::IntToPtr | CastKind::IntToInt, Const::Address(..)) => {
                // Only an integer as wide as a pointer holds an address.
                if types.size(to)? < u64::from(self.session.target.pointer_size) {
                    return None;
                }
                value
            }
            (CastKind::ToBool | CastKind::ComplexToBool, _) => {
                Const::Int(u128::from(self.const_truth(value, from)?))
            }
            (CastKind::IntToFloat, Const::Int(bits)) => {
                let (width, signed) = (types.int_width(from), types.is_signed(from));
                let value = extend(bits, width, signed);
                Const::Float(float::from_int(types.format_of(to)?, value as u128, signed || width < 128))
            }
            (CastKind::FloatToInt, Const::Float(bits)) => {
                let (width, signed) = (types.int_width(to), types.is_signed(to));
                let (value, _) = float::to_int(types.format_of(from)?, bits, width, signed);
                self.int_value(value as i128, to)
            }
            (CastKind::FloatToFloat, Const::Float(bits)) => {
                Const::Float(float::convert(types.format_of(from)?, types.format_of(to)?, bits))
            }
            (CastKind::RealToComplex, Const::Float(bits) | Const::Int(bits)) => Const::Complex(bits, 0),
            (CastKind::ComplexToComplex, Const::Complex(re, im)) => {
                let (x, y) = (types.complex_part(from)?, types.complex_part(to)?);
                Const::Complex(self.convert_part(re, x, y)?, self.convert_part(im, x, y)?)
            }
            _ => return None,
        })
    }

    fn convert_part(&self, bits: u128, from: Ty, to: Ty) -> Option<u128> {
        let types = &self.unit.types;
        Some(match (types.format_of(from), types.format_of(to)) {
            (Some(x), Some(y)) => float::convert(x, y, bits),
            (Some(x), None) => float::to_int(x, bits, types.int_width(to), types.is_signed(to)).0,
            (None, Some(y)) => {
                let value = extend(bits, types.int_width(from), types.is_signed(from));
                float::from_int(y, value as u128, true)
            }
            (None, None) => {
                let value = extend(bits, types.int_width(from), types.is_signed(from));
                truncate(value as u128, types.int_width(to))
            }
        })
    }

    fn unary_const(&self, op: UnaryOp, value: Const, ty: Ty) -> Option<Const> {
        let types = &self.unit.types;
        Some(match (op, value) {
            (UnaryOp::Neg, Const::Int(bits)) => self.int_value((bits as i128).wrapping_neg(), ty),
            (UnaryOp::Not, Const::Int(bits)) => self.int_value(!(bits as i128), ty),
            (UnaryOp::Neg, Const::Float(bits)) => Const::Float(float::negate(types.format_of(ty)?, bits)),
            (UnaryOp::Neg, Const::Complex(re, im)) => {
                let part = types.complex_part(ty)?;
                Const::Complex(self.negate_part(re, part), self.negate_part(im, part))
            }
            (UnaryOp::Conj, Const::Complex(re, im)) => {
                Const::Complex(re, self.negate_part(im, types.complex_part(ty)?))
            }
            _ => return None,
        })
    }

    fn negate_part(&self, bits: u128, part: Ty) -> u128 {
        match self.unit.types.format_of(part) {
            Some(format) => float::negate(format, bits),
            None => truncate((bits as i128).wrapping_neg() as u128, self.unit.types.int_width(part)),
        }
    }

    fn binary_const(
        &mut self,
        op: BinaryOp,
        a: Const,
        b: Const,
        operands: Ty,
        shift_ty: Ty,
        ty: Ty,
    ) -> Option<Const> {
        let none = Loc::NONE;
        match (a, b) {
            (Const::Int(x), Const::Int(y)) => {
                let lhs = self.int(x as i128, operands, none);
                let rhs = self.int(y as i128, shift_ty, none);
                let node = self.binary_node(op, lhs, rhs, ty, none);
                self.const_bits(node).map(Const::Int)
            }
            (Const::Float(x), Const::Float(y)) => {
                // What is rounded as the program asks at run time is known only where it must be known.
                let force = !self.session.options.rounding_math || self.in_static > 0;
                let node = self.fold_float(op, x, y, operands, ty, force, none)?;
                self.evaluate(node)
            }
            (Const::Complex(..), Const::Complex(..)) => self.complex_const(op, a, b, operands),
            (Const::Address(target, addend), Const::Int(bits)) => {
                let pointer = self.unit.types.is_pointer(operands);
                let value = extend(bits, self.unit.types.int_width(operands), true) as i64;
                match op {
                    BinaryOp::Add => Some(Const::Address(target, addend.wrapping_add(value))),
                    BinaryOp::Sub => Some(Const::Address(target, addend.wrapping_sub(value))),
                    // An object's address is no null pointer.
                    BinaryOp::Eq | BinaryOp::Ne if bits == 0 && pointer => {
                        self.const_truth(a, operands)?;
                        Some(Const::Int(u128::from(op == BinaryOp::Ne)))
                    }
                    // And no address is less than zero.
                    BinaryOp::Ge | BinaryOp::Lt if bits == 0 && pointer => {
                        Some(Const::Int(u128::from(op == BinaryOp::Ge)))
                    }
                    _ => None,
                }
            }
            (Const::Int(_), Const::Address(..))
                if matches!(op, BinaryOp::Add | BinaryOp::Eq | BinaryOp::Ne) =>
            {
                self.binary_const(op, b, a, operands, shift_ty, ty)
            }
            (Const::Address(x, p), Const::Address(y, q)) => {
                if x == y {
                    let order = p.cmp(&q);
                    if op == BinaryOp::Sub {
                        return Some(self.int_value(i128::from(p) - i128::from(q), ty));
                    }
                    return crate::node::compare_holds(op, Some(order))
                        .map(|holds| Const::Int(u128::from(holds)));
                }
                match (x, y, op) {
                    (StaticTarget::Label(function, x), StaticTarget::Label(_, y), BinaryOp::Sub)
                        if p == 0 && q == 0 =>
                    {
                        Some(Const::Address(StaticTarget::LabelDifference(function, x, y), 0))
                    }
                    (
                        StaticTarget::LabelDifference(function, a, b),
                        StaticTarget::LabelDifference(_, c, d),
                        BinaryOp::Add | BinaryOp::Sub,
                    ) => {
                        let (c, d, q) =
                            if op == BinaryOp::Add { (c, d, q) } else { (d, c, q.wrapping_neg()) };
                        // What one adds the other takes away; of the rest a single difference remains.
                        let (to, from) = match () {
                            () if b == c => (a, d),
                            () if a == d => (c, b),
                            () => return None,
                        };
                        let sum = p.wrapping_add(q);
                        Some(match to == from {
                            true => self.int_value(i128::from(sum), ty),
                            false => Const::Address(StaticTarget::LabelDifference(function, to, from), sum),
                        })
                    }
                    (StaticTarget::Decl(_), StaticTarget::Decl(_), BinaryOp::Eq | BinaryOp::Ne)
                        if p == 0 && q == 0 =>
                    {
                        Some(Const::Int(u128::from(op == BinaryOp::Ne)))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Complex arithmetic; on integers by the schoolbook formulas.
    fn complex_const(&mut self, op: BinaryOp, a: Const, b: Const, ty: Ty) -> Option<Const> {
        let (Const::Complex(ar, ai), Const::Complex(br, bi)) = (a, b) else { return None };
        let part = self.unit.types.complex_part(ty)?;
        use BinaryOp as B;
        if let (Some(format), B::Mul | B::Div) = (self.unit.types.format_of(part), op) {
            let (re, im) = crate::complex_fold::multiply(format, op, (ar, ai), (br, bi));
            return Some(Const::Complex(re, im));
        }
        let mut calc = |op, x, y| -> Option<u128> {
            let node = match self.unit.types.format_of(part) {
                Some(_) => self.fold_float(op, x, y, part, part, true, Loc::NONE)?,
                None => {
                    let (x, y) = (self.int(x as i128, part, Loc::NONE), self.int(y as i128, part, Loc::NONE));
                    self.binary_node(op, x, y, part, Loc::NONE)
                }
            };
            self.const_float(node).or(self.const_bits(node))
        };
        Some(match op {
            B::Add | B::Sub => Const::Complex(calc(op, ar, br)?, calc(op, ai, bi)?),
            B::Mul => {
                let (rr, ii) = (calc(B::Mul, ar, br)?, calc(B::Mul, ai, bi)?);
                let (ri, ir) = (calc(B::Mul, ar, bi)?, calc(B::Mul, ai, br)?);
                Const::Complex(calc(B::Sub, rr, ii)?, calc(B::Add, ri, ir)?)
            }
            B::Div => {
                let (rr, ii) = (calc(B::Mul, ar, br)?, calc(B::Mul, ai, bi)?);
                let (ir, ri) = (calc(B::Mul, ai, br)?, calc(B::Mul, ar, bi)?);
                let (cc, dd) = (calc(B::Mul, br, br)?, calc(B::Mul, bi, bi)?);
                let norm = calc(B::Add, cc, dd)?;
                let (re, im) = (calc(B::Add, rr, ii)?, calc(B::Sub, ir, ri)?);
                Const::Complex(calc(B::Div, re, norm)?, calc(B::Div, im, norm)?)
            }
            B::Eq | B::Ne => {
                let equal = match self.unit.types.format_of(part) {
                    Some(format) => {
                        float::compare(format, ar, br) == Some(std::cmp::Ordering::Equal)
                            && float::compare(format, ai, bi) == Some(std::cmp::Ordering::Equal)
                    }
                    None => ar == br && ai == bi,
                };
                Const::Int(u128::from(equal == (op == B::Eq)))
            }
            _ => return None,
        })
    }

    /// Analyses an integer constant expression. What is none is reported as its place wants it; what only folds to one,
    /// pedantically.
    pub(crate) fn integer_constant(
        &mut self,
        expr: &ast::Expr<'_>,
        place: ConstantPlace<'_>,
    ) -> Option<i128> {
        self.integer_constant_node(expr, place).map(|(_, value)| value)
    }

    /// An integer's value, if it is known. GCC's rule: a function that is optimised knows the values of what is `const`.
    pub(crate) fn known_integer(&mut self, id: ExprId) -> Option<i128> {
        let reads = self.function.is_some() && self.session.options.optimize > 0;
        self.in_static += u32::from(reads);
        let value = self.evaluate_int(id);
        self.in_static -= u32::from(reads);
        value
    }

    /// The same with the node, for who asks about its type.
    pub(crate) fn integer_constant_node(
        &mut self,
        expr: &ast::Expr<'_>,
        place: ConstantPlace<'_>,
    ) -> Option<(ExprId, i128)> {
        let id = self.expr(expr);
        let id = self.rvalue(id);
        if self.is_error(id) {
            return None;
        }
        if !self.unit.types.is_integer(self.ty(id)) {
            let pointer = self.unit.types.is_pointer(self.ty(id));
            self.error(expr.span, place.not_integer(pointer));
            return None;
        }
        let value = match place {
            // It folds, but GCC takes none but what the standard allows, too.
            _ if !self.is_pure(id) && self.has_comma(id) => None,
            ConstantPlace::Choice if !self.asks_whether_constant(expr) => self.const_int(id),
            _ => self.known_integer(id),
        };
        let flaws = self.flaws(id);
        if value.is_none() {
            self.error(expr.span, place.not_constant());
        } else if !self.is_pure(id) || flaws.has(Flaws::FOLDED) {
            self.pedwarn(diag::warn::PEDANTIC, expr.span, place.only_folds());
        } else if flaws.has(Flaws::OVERFLOW) {
            self.constant_overflow(expr.span.into());
        }
        value.map(|value| (id, value))
    }

    /// The bytes of a scalar constant in the target's order, as an object of type `ty` holds it; and the address
    /// to put over them.
    pub(crate) fn const_bytes(&self, value: Const, ty: Ty, out: &mut Vec<u8>) -> Option<(StaticTarget, i64)> {
        let types = &self.unit.types;
        let size = types.size(ty).unwrap_or(0) as usize;
        let mut put = |bits: u128, size: usize| {
            let mut bytes = [0u8; 32];
            bytes[..16].copy_from_slice(&bits.to_le_bytes());
            let bytes = &mut bytes[..size.min(32)];
            if self.session.target.big_endian != types.is_reversed(ty) {
                bytes.reverse();
            }
            out.extend_from_slice(bytes);
        };
        match value {
            Const::Big(index) => self.big_const_bytes(index, ty, out),
            Const::Int(bits) | Const::Float(bits) => put(bits, size),
            Const::Complex(re, im) => {
                put(re, size / 2);
                put(im, size / 2);
            }
            Const::Address(target, addend) => {
                put(0, size);
                return Some((target, addend));
            }
        }
        None
    }

    /// `_Static_assert`
    /// A literal as text, whatever its elements are.
    fn spell_message(&self, literal: &ast::StringLit<'_>) -> String {
        let unit = literal.unit as usize;
        if unit == 1 {
            return String::from_utf8_lossy(literal.bytes).into_owned();
        }
        let elements = literal.bytes.chunks_exact(unit).map(|bytes| {
            let value = |sum: u32, &byte: &u8| sum << 8 | u32::from(byte);
            match self.session.target.big_endian {
                true => bytes.iter().fold(0, value),
                false => bytes.iter().rev().fold(0, value),
            }
        });
        if unit == 2 {
            let replaced = |c: Result<char, _>| c.unwrap_or(char::REPLACEMENT_CHARACTER);
            return char::decode_utf16(elements.map(|unit| unit as u16)).map(replaced).collect();
        }
        elements.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }

    pub(crate) fn static_assert(&mut self, assertion: &ast::StaticAssert<'_>) {
        let Some(value) = self.integer_constant(assertion.condition, ConstantPlace::Assertion) else {
            return;
        };
        if value == 0 {
            let text = match assertion.message {
                Some(message) => {
                    format!("static assertion failed: \"{}\"", self.spell_message(message))
                }
                None => "static assertion failed".to_string(),
            };
            self.error(assertion.span, text);
        }
    }
}
