//! HIR nodes: making them, asking what they are, and folding integer operations as they are made.
//!
//! An operation on integer constants never becomes a node of its own: so an [`ExprKind::Int`] of integer type is
//! what C calls an integer constant expression (C23 6.6p8).

use crate::Sema;
use crate::hir::*;
use crate::strictness::Flaws;
use crate::types::*;
use diag::Loc;

/// `bits`, the low `width` bits of a value, as a number.
pub(crate) fn extend(bits: u128, width: u32, signed: bool) -> i128 {
    if width >= 128 {
        return bits as i128;
    }
    let shift = 128 - width;
    if signed { ((bits << shift) as i128) >> shift } else { ((bits << shift) >> shift) as i128 }
}

/// The low `width` bits.
pub(crate) fn truncate(bits: u128, width: u32) -> u128 {
    if width >= 128 { bits } else { bits & ((1 << width) - 1) }
}

impl Sema<'_> {
    pub(crate) fn push(&mut self, kind: ExprKind, ty: Ty, loc: Loc) -> ExprId {
        self.body.exprs.push(Expr { kind, ty, loc })
    }

    pub(crate) fn ty(&self, id: ExprId) -> Ty {
        self.body.exprs[id].ty
    }

    pub(crate) fn kind(&self, id: ExprId) -> ExprKind {
        self.body.exprs[id].kind
    }

    pub(crate) fn loc(&self, id: ExprId) -> Loc {
        self.body.exprs[id].loc
    }

    pub(crate) fn error_expr(&mut self, loc: Loc) -> ExprId {
        self.push(ExprKind::Int(0), common::ERROR, loc)
    }

    pub(crate) fn is_error(&self, id: ExprId) -> bool {
        self.unit.types.is_error(self.ty(id))
    }

    /// An integer, enumeration or pointer constant; `value` is taken modulo the type's width.
    pub(crate) fn int(&mut self, value: i128, ty: Ty, loc: Loc) -> ExprId {
        let ty = self.unit.types.value_type(ty);
        let width = self.unit.types.int_width(ty);
        if width > 128 {
            return self.big_int(&value.into(), ty, loc);
        }
        let bits = truncate(value as u128, width);
        if width > 64 { self.wide(bits, ty, loc) } else { self.push(ExprKind::Int(bits as u64), ty, loc) }
    }

    pub(crate) fn wide(&mut self, bits: u128, ty: Ty, loc: Loc) -> ExprId {
        self.body.wide.push(bits);
        let index = self.body.wide.len() as u32 - 1;
        self.push(ExprKind::Wide(index), ty, loc)
    }

    /// A floating constant of type `ty`.
    pub(crate) fn float_const(&mut self, bits: u128, ty: Ty, loc: Loc) -> ExprId {
        let ty = self.unit.types.value_type(ty);
        self.wide(bits, ty, loc)
    }

    pub(crate) fn size_const(&mut self, value: u64, loc: Loc) -> ExprId {
        self.int(i128::from(value), self.number_types.size, loc)
    }

    /// The bits of an integer, enumeration or pointer constant.
    pub(crate) fn const_bits(&self, id: ExprId) -> Option<u128> {
        let expr = &self.body.exprs[id];
        match expr.kind {
            ExprKind::Int(bits) => Some(u128::from(bits)),
            ExprKind::Wide(index) if self.unit.types.is_integer(expr.ty) => {
                Some(self.body.wide[index as usize])
            }
            _ => None,
        }
    }

    /// The value of an integer constant.
    pub(crate) fn const_int(&self, id: ExprId) -> Option<i128> {
        let bits = self.const_bits(id)?;
        let ty = self.ty(id);
        if !self.unit.types.is_integer(ty) {
            return None;
        }
        let types = &self.unit.types;
        if let TypeKind::Int(IntKind::UInt128) = types.shape(ty) {
            return Some(bits as i128);
        }
        Some(extend(bits, types.int_width(ty), types.is_signed(ty)))
    }

    /// The bits of a floating constant.
    pub(crate) fn const_float(&self, id: ExprId) -> Option<u128> {
        let expr = &self.body.exprs[id];
        match expr.kind {
            ExprKind::Wide(index) if self.unit.types.is_float(expr.ty) => {
                Some(self.body.wide[index as usize])
            }
            _ => None,
        }
    }

    /// Whether the node designates an object or function.
    pub(crate) fn is_place(&self, id: ExprId) -> bool {
        matches!(
            self.kind(id),
            ExprKind::Local(_)
                | ExprKind::Global(_)
                | ExprKind::Str(_)
                | ExprKind::Deref(_)
                | ExprKind::Member { .. }
                | ExprKind::BitField { .. }
                | ExprKind::Part(..)
                | ExprKind::Lane(..)
                | ExprKind::Compound(..)
                | ExprKind::Materialize(_)
        )
    }

    /// Whether a place is an lvalue: it isn't part of a function's result.
    pub(crate) fn is_lvalue(&self, mut id: ExprId) -> bool {
        loop {
            match self.kind(id) {
                ExprKind::Member { base, .. } | ExprKind::BitField { base, .. } => id = base,
                ExprKind::Part(base, _) | ExprKind::Lane(base, _) => id = base,
                ExprKind::Materialize(_) => return false,
                _ => return self.is_place(id),
            }
        }
    }

    /// Whether an expression of array type stays an array: in C90 only lvalues become pointers (C90 6.2.2.1).
    pub(crate) fn stays_array(&self, id: ExprId) -> bool {
        self.session.options.std < lexer::Std::C99
            && self.unit.types.is_array(self.ty(id))
            && !self.is_lvalue(id)
    }

    /// The value of an array that does not become a pointer: hardly anything can be done with it.
    fn array_value(&mut self, id: ExprId) -> ExprId {
        let Expr { ty, loc, .. } = self.body.exprs[id];
        self.push(ExprKind::Load(id), ty, loc)
    }

    /// The value of an operand: arrays and functions decay, objects are read (6.3.3.1).
    pub(crate) fn rvalue(&mut self, id: ExprId) -> ExprId {
        if !self.is_place(id) {
            return id;
        }
        let Expr { ty, loc, kind } = self.body.exprs[id];
        if self.unit.types.is_array(ty) {
            if self.stays_array(id) {
                return self.array_value(id);
            }
            self.check_ordered_address(id, loc);
            return self.decayed(id);
        }
        if self.unit.types.is_function(ty) {
            let pointer = self.unit.types.pointer(ty.unqualified());
            return self.address(id, pointer, loc);
        }
        if self.unit.types.is_void(ty) {
            if let ExprKind::Deref(pointer) = kind {
                return self.push(ExprKind::Cast(CastKind::ToVoid, pointer), common::VOID, loc);
            }
            return self.error_expr(loc);
        }
        if let ExprKind::Materialize(value) = kind {
            return value;
        }
        if self.unit.types.is_incomplete(ty) && !self.unit.types.is_error(ty) {
            let name = match kind {
                ExprKind::Local(local) => self.body.locals[local].name,
                ExprKind::Global(decl) => Some(self.unit.decls[decl].name),
                _ => None,
            };
            match name {
                Some(name) => {
                    let (text, ty) = (self.text(name), self.spell(ty.unqualified()));
                    self.error(loc, format!("'{text}' has an incomplete type '{ty}'"));
                }
                None => self.incomplete_error(ty, loc),
            }
            return self.error_expr(loc);
        }
        if !self.named_constants.is_empty()
            && self.unit.types.is_arithmetic(ty)
            && let Some(value) = self.named_value(id)
            && let Some(node) = self.constant_node(value, ty, loc)
        {
            return node;
        }
        let value = self.unit.types.value_type(ty);
        self.push(ExprKind::Load(id), value, loc)
    }

    /// The value of an expression; of an array, the pointer to its first element without a question.
    pub(crate) fn decayed(&mut self, id: ExprId) -> ExprId {
        let Expr { ty, loc, .. } = self.body.exprs[id];
        match self.unit.types.array_of(ty) {
            Some((elem, _)) if self.is_place(id) => {
                let pointer = self.unit.types.pointer(elem);
                self.address(id, pointer, loc)
            }
            _ => self.rvalue(id),
        }
    }

    /// The same for what a typedef name declared.
    pub(crate) fn incomplete_use(&self, ty: Ty, written: Option<crate::sugar::Written>, loc: Loc) {
        let text = self.quote(ty.unqualified(), written);
        match text == format!("'{}'", self.spell(ty.unqualified())) {
            true => self.incomplete_error(ty, loc),
            false => self.error(loc, format!("invalid use of incomplete typedef {text}")),
        }
    }

    /// "invalid use of …" for an object of incomplete type.
    pub(crate) fn incomplete_error(&self, ty: Ty, loc: Loc) {
        let types = &self.unit.types;
        match types.array_of(ty) {
            Some((_, ArrayLen::Incomplete)) => {
                self.error(loc, "invalid use of array with unspecified bounds");
                return;
            }
            _ if types.is_void(ty) => {
                self.error(loc, "invalid use of void expression");
                return;
            }
            _ => {}
        }
        let text = self.spell(ty.unqualified());
        let tagged = types.record_of(ty).is_some() || types.is_enum(ty);
        let what = if tagged { "undefined" } else { "incomplete" };
        self.error(loc, format!("invalid use of {what} type '{text}'"));
    }

    /// The address of a place, as the pointer type `ty`.
    pub(crate) fn address(&mut self, place: ExprId, ty: Ty, loc: Loc) -> ExprId {
        if let ExprKind::Deref(pointer) = self.kind(place) {
            self.note_element_address(place);
            return self.bitcast(pointer, ty);
        }
        if !self.called_only.is_empty()
            && let ExprKind::Global(decl) = self.kind(place)
            && self.check_called_only(decl, loc)
        {
            return self.error_expr(loc);
        }
        if let ExprKind::Global(decl) = self.kind(place)
            && let Some(trampoline) = self.trampoline(decl, ty, loc)
        {
            return trampoline;
        }
        if let ExprKind::Global(decl) = self.kind(place)
            && let Some(&elsewhere) = self.defined_elsewhere.get(&decl)
        {
            let place = self.global(elsewhere, loc);
            return self.push(ExprKind::AddrOf(place), ty, loc);
        }
        self.mark_address_taken(place);
        self.push(ExprKind::AddrOf(place), ty, loc)
    }

    /// The same representation under another type.
    pub(crate) fn bitcast(&mut self, id: ExprId, ty: Ty) -> ExprId {
        let ty = self.unit.types.value_type(ty);
        let Expr { kind, ty: old, loc } = self.body.exprs[id];
        if old == ty {
            return id;
        }
        match kind {
            ExprKind::Int(_) if self.unit.types.is_integer(ty) || self.unit.types.is_pointer(ty) => {
                self.push(kind, ty, loc)
            }
            ExprKind::Cast(CastKind::Bitcast, inner) if self.ty(inner) == ty => inner,
            _ => self.push(ExprKind::Cast(CastKind::Bitcast, id), ty, loc),
        }
    }

    /// The local that a place is part of must live in memory.
    pub(crate) fn mark_address_taken(&mut self, mut place: ExprId) {
        if self.unevaluated > 0 {
            return;
        }
        loop {
            match self.kind(place) {
                ExprKind::Member { base, .. } | ExprKind::BitField { base, .. } => place = base,
                ExprKind::Part(base, _) | ExprKind::Lane(base, _) => place = base,
                ExprKind::Local(local) | ExprKind::Compound(local, _) => {
                    self.body.locals[local].address_taken = true;
                    return;
                }
                _ => return,
            }
        }
    }

    /// What a pointer points to.
    pub(crate) fn deref(&mut self, pointer: ExprId, loc: Loc) -> ExprId {
        let ty = self.unit.types.pointee(self.ty(pointer)).unwrap_or(common::ERROR);
        if let ExprKind::AddrOf(place) = self.kind(pointer)
            && self.ty(place) == ty
        {
            return place;
        }
        self.push(ExprKind::Deref(pointer), ty, loc)
    }

    /// A pointer plus a number of bytes.
    pub(crate) fn pointer_add(&mut self, pointer: ExprId, bytes: ExprId, ty: Ty, loc: Loc) -> ExprId {
        if let Some(amount) = self.const_int(bytes) {
            if amount == 0 {
                return self.bitcast(pointer, ty);
            }
            if let Some(base) = self.const_bits(pointer) {
                return self.int((base as i128).wrapping_add(amount), ty, loc);
            }
            if let ExprKind::PtrAdd(inner, old) = self.kind(pointer)
                && let Some(old) = self.const_int(old)
            {
                let sum = self.int(old.wrapping_add(amount), self.number_types.ptrdiff, loc);
                return self.push(ExprKind::PtrAdd(inner, sum), ty, loc);
            }
        }
        self.push(ExprKind::PtrAdd(pointer, bytes), ty, loc)
    }

    /// Member at `offset` bytes of a place.
    pub(crate) fn member_place(&mut self, base: ExprId, offset: u64, ty: Ty, loc: Loc) -> ExprId {
        if let ExprKind::Member { base: outer, offset: first } = self.kind(base) {
            return self.push(ExprKind::Member { base: outer, offset: first + offset }, ty, loc);
        }
        self.mark_address_taken(base);
        self.push(ExprKind::Member { base, offset }, ty, loc)
    }

    /// Makes a place of a value of record, vector or complex type.
    pub(crate) fn materialize(&mut self, id: ExprId) -> ExprId {
        if self.is_place(id) {
            return id;
        }
        let Expr { ty, loc, .. } = self.body.exprs[id];
        self.push(ExprKind::Materialize(id), ty, loc)
    }

    /// `lhs, rhs`
    pub(crate) fn comma(&mut self, first: ExprId, second: ExprId) -> ExprId {
        let Expr { ty, loc, .. } = self.body.exprs[second];
        self.push(ExprKind::Comma(first, second), ty, loc)
    }

    /// Puts the evaluations that variably modified types needed before a value.
    pub(crate) fn with_effects(&mut self, mark: usize, value: ExprId) -> ExprId {
        if self.effects.len() == mark {
            return value;
        }
        let effects: Vec<ExprId> = self.effects.drain(mark..).collect();
        let value = if self.is_place(value) { self.rvalue(value) } else { value };
        effects.into_iter().rev().fold(value, |value, effect| self.comma(effect, value))
    }

    /// A binary operation on operands already converted. Integer constants are folded.
    pub(crate) fn binary_node(&mut self, op: BinaryOp, lhs: ExprId, rhs: ExprId, ty: Ty, loc: Loc) -> ExprId {
        if let (Some(a), Some(b)) = (self.const_bits(lhs), self.const_bits(rhs))
            && let Some((value, flaws)) = self.fold_int(op, a, b, lhs, rhs, ty, loc)
        {
            let value = self.int(value, ty, loc);
            let flaws = flaws.with(self.flaws(lhs)).with(self.flaws(rhs));
            return self.flawed(value, flaws);
        }
        if let (Some(a), Some(b)) = (self.const_float(lhs), self.const_float(rhs))
            && let Some(folded) = self.fold_float(op, a, b, self.ty(lhs), ty, false, loc)
        {
            let flaws = Flaws::FOLDED.with(self.flaws(lhs)).with(self.flaws(rhs));
            return self.flawed(folded, flaws);
        }
        if let Some(folded) = self.fold_big(op, lhs, rhs, ty, loc) {
            return folded;
        }
        if let Some(folded) = self.fold_complex(op, lhs, rhs, ty, loc) {
            return self.flawed(folded, Flaws::FOLDED);
        }
        // An operation on what effects stand before is a constant behind them.
        let behind = match (self.effects_before(lhs), self.effects_before(rhs)) {
            (Some((effects, value)), _) if self.is_pure(rhs) => Some((effects, value, rhs)),
            (_, Some((effects, value))) if self.is_pure(lhs) => Some((effects, lhs, value)),
            _ => None,
        };
        if let Some((effects, lhs, rhs)) = behind {
            let value = self.binary_node(op, lhs, rhs, ty, loc);
            if self.is_pure(value) {
                return self.comma(effects, value);
            }
        }
        self.push(ExprKind::Binary(op, lhs, rhs), ty, loc)
    }

    /// Of a constant behind effects, `(f(), 1.0)`, both.
    pub(crate) fn effects_before(&self, id: ExprId) -> Option<(ExprId, ExprId)> {
        match self.kind(id) {
            ExprKind::Comma(effects, value) if self.is_pure(value) => Some((effects, value)),
            _ => None,
        }
    }

    /// Folds an operation on floating constants of type `operands`.
    #[allow(clippy::too_many_arguments)] // An operation is this many things.
    pub(crate) fn fold_float(
        &mut self,
        op: BinaryOp,
        a: u128,
        b: u128,
        operands: Ty,
        ty: Ty,
        force: bool,
        loc: Loc,
    ) -> Option<ExprId> {
        let format = self.unit.types.format_of(operands)?;
        if let BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div = op {
            if self.session.options.rounding_math && !force {
                return None;
            }
            let bits = crate::float::binary(format, op, a, b, force)?;
            return Some(self.float_const(bits, ty, loc));
        }
        let order = crate::float::compare(format, a, b);
        if order.is_none() && !force {
            return None;
        }
        let holds = compare_holds(op, order)?;
        Some(self.int(i128::from(holds), ty, loc))
    }

    #[allow(clippy::too_many_arguments)] // An operation is this many things.
    fn fold_int(
        &mut self,
        op: BinaryOp,
        a: u128,
        b: u128,
        lhs: ExprId,
        rhs: ExprId,
        ty: Ty,
        loc: Loc,
    ) -> Option<(i128, Flaws)> {
        let operands = self.ty(lhs);
        let types = &self.unit.types;
        let width = types.int_width(operands);
        let signed = types.is_signed(operands);
        let (x, y) = (extend(a, width, signed), extend(b, width, signed));
        // Only an `unsigned __int128` doesn't fit an `i128`: it wraps all the same.
        let checked = width < 128 || signed;
        let (value, overflow) = match op {
            BinaryOp::Add if checked => x.overflowing_add(y),
            BinaryOp::Add => (x.wrapping_add(y), false),
            BinaryOp::Sub if checked => x.overflowing_sub(y),
            BinaryOp::Sub => (x.wrapping_sub(y), false),
            BinaryOp::Mul if checked => x.overflowing_mul(y),
            BinaryOp::Mul => (x.wrapping_mul(y), false),
            BinaryOp::Div | BinaryOp::Rem if y == 0 => {
                return None;
            }
            BinaryOp::Div if !signed => ((x as u128 / y as u128) as i128, false),
            BinaryOp::Rem if !signed => ((x as u128 % y as u128) as i128, false),
            BinaryOp::Div => x.overflowing_div(y),
            BinaryOp::Rem => (x.wrapping_rem(y), false),
            BinaryOp::And => (x & y, false),
            BinaryOp::Or => (x | y, false),
            BinaryOp::Xor => (x ^ y, false),
            BinaryOp::Shl | BinaryOp::Shr => {
                let count = self.const_int(rhs)?;
                if count < 0 {
                    return None;
                }
                // Undefined as well; GCC shifts all bits out, one by one.
                if count >= i128::from(width) {
                    let value = if op == BinaryOp::Shr && signed && x < 0 { -1 } else { 0 };
                    return Some((value, Flaws::FOLDED.with(Flaws::INVALID)));
                }
                let count = count as u32;
                let value = match (op, signed) {
                    (BinaryOp::Shl, _) => ((x as u128) << count) as i128,
                    (_, true) => x >> count,
                    (_, false) => ((x as u128) >> count) as i128,
                };
                // Undefined since C99 (6.5.8p4).
                let defined = op == BinaryOp::Shr
                    || !signed
                    || self.session.options.std < lexer::Std::C99
                    || x >= 0 && x.leading_zeros() > 128 - width + count;
                return Some((value, if defined { Flaws::NONE } else { Flaws::FOLDED.with(Flaws::INVALID) }));
            }
            _ => {
                let order = if signed { x.cmp(&y) } else { (x as u128).cmp(&(y as u128)) };
                let holds = compare_holds(op, Some(order))?;
                return Some((i128::from(holds), Flaws::NONE));
            }
        };
        let lost = signed && (overflow || extend(truncate(value as u128, width), width, true) != value);
        // What has overflowed before has been spoken of.
        let before = self.flaws(lhs).with(self.flaws(rhs)).has(Flaws::OVERFLOW);
        if lost && !before && self.unevaluated == 0 && self.quiet == 0 && self.unit.types.is_integer(ty) {
            let text = self.spell(ty);
            let message = format!(
                "integer overflow in expression of type '{text}' results in '{}'",
                extend(truncate(value as u128, width), width, true)
            );
            self.warning(diag::warn::OVERFLOW, loc, message);
        }
        Some((value, if lost { Flaws::OVERFLOW } else { Flaws::NONE }))
    }
}

/// Whether a comparison holds for operands in that order (`None`: unordered).
pub(crate) fn compare_holds(op: BinaryOp, order: Option<std::cmp::Ordering>) -> Option<bool> {
    use std::cmp::Ordering;
    Some(match op {
        BinaryOp::Eq => order == Some(Ordering::Equal),
        BinaryOp::Ne => order != Some(Ordering::Equal),
        BinaryOp::Lt => order == Some(Ordering::Less),
        BinaryOp::Le => order.is_some_and(Ordering::is_le),
        BinaryOp::Gt => order == Some(Ordering::Greater),
        BinaryOp::Ge => order.is_some_and(Ordering::is_ge),
        _ => return None,
    })
}
