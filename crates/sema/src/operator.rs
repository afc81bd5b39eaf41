//! Binary operators (C23 6.5.6–6.5.15) on values.

use crate::Sema;
use crate::constant::Const;
use crate::hir::*;
use crate::strictness::Flaws;
use crate::types::*;
use diag::{Loc, Place, Span, warn};
use parser::ast::{self, BinaryOp as A};

/// The operator of HIR, for all but the logical ones.
fn hir_op(op: A) -> BinaryOp {
    match op {
        A::Mul => BinaryOp::Mul,
        A::Div => BinaryOp::Div,
        A::Rem => BinaryOp::Rem,
        A::Add => BinaryOp::Add,
        A::Sub => BinaryOp::Sub,
        A::Shl => BinaryOp::Shl,
        A::Shr => BinaryOp::Shr,
        A::Lt => BinaryOp::Lt,
        A::Gt => BinaryOp::Gt,
        A::Le => BinaryOp::Le,
        A::Ge => BinaryOp::Ge,
        A::Eq => BinaryOp::Eq,
        A::Ne => BinaryOp::Ne,
        A::And => BinaryOp::And,
        A::Xor => BinaryOp::Xor,
        A::Or | A::LogicalAnd | A::LogicalOr => BinaryOp::Or,
    }
}

fn spelling(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
        BinaryOp::Shl => "<<",
        BinaryOp::Shr => ">>",
        BinaryOp::And => "&",
        BinaryOp::Or => "|",
        BinaryOp::Xor => "^",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
    }
}

pub(crate) fn is_comparison(op: BinaryOp) -> bool {
    use BinaryOp as B;
    matches!(op, B::Eq | B::Ne | B::Lt | B::Le | B::Gt | B::Ge)
}

impl Sema<'_> {
    pub(crate) fn binary_expr(
        &mut self,
        op: A,
        at: Loc,
        lhs: &ast::Expr<'_>,
        rhs: &ast::Expr<'_>,
        span: Span,
    ) -> ExprId {
        self.check_parentheses(op, at, lhs, rhs);
        if let A::LogicalAnd | A::LogicalOr = op {
            return self.logical(op, at, lhs, rhs);
        }
        let left = self.value(lhs);
        let right = self.value(rhs);
        if is_comparison(hir_op(op)) {
            self.check_negated_comparison(op, (lhs, left), right, at);
            self.check_comparison(hir_op(op), Place::new(at, span), (lhs, left), (rhs, right));
            self.check_assumed_comparison(hir_op(op), at, left, right);
        }
        self.binary_values(op, left, right, at, span)
    }

    fn logical(&mut self, op: A, at: Loc, lhs: &ast::Expr<'_>, rhs: &ast::Expr<'_>) -> ExprId {
        let left = self.value(lhs);
        let plain = left;
        let left = self.condition(left, lhs.span);
        let known = self.const_bits(left);
        let decided = (op == A::LogicalAnd && known == Some(0)) || (op == A::LogicalOr && known == Some(1));
        self.quiet += u32::from(decided);
        let right = self.value(rhs);
        self.check_logical_constant(op, (lhs, plain), right, at);
        let operand = right;
        let right = self.condition(right, rhs.span);
        self.quiet -= u32::from(decided);
        if self.is_error(left) || self.is_error(right) {
            return self.error_expr(at);
        }
        if let (Some(x), Some(y)) = (known, self.const_bits(right)) {
            let value = if op == A::LogicalAnd { x & y } else { x | y };
            let result = self.int(value as i128, common::INT, at);
            let second = self.flaws(right);
            let second = if decided { second.unevaluated() } else { second };
            let flaws = self.flaws(left).with(second);
            return self.flawed(result, flaws);
        }
        if decided
            && let Some(value) = known
            && self.has_integer_operands(operand)
        {
            let result = self.int(value as i128, common::INT, at);
            return self.inherit(result, left);
        }
        // The second operand decides as well, if nothing is lost with the first.
        let deciding = u128::from(op == A::LogicalOr);
        if self.const_bits(right) == Some(deciding) && known.is_none() && self.only_computes_few(left) {
            let result = self.int(deciding as i128, common::INT, at);
            let flaws = self.flaws(left).with(self.flaws(right)).with(Flaws::FOLDED);
            return self.flawed(result, flaws);
        }
        let kind = if op == A::LogicalAnd {
            ExprKind::LogicalAnd(left, right)
        } else {
            ExprKind::LogicalOr(left, right)
        };
        self.push(kind, common::INT, at)
    }

    /// A binary operator other than the logical ones, on values.
    pub(crate) fn binary_values(&mut self, op: A, lhs: ExprId, rhs: ExprId, at: Loc, span: Span) -> ExprId {
        if self.is_error(lhs) || self.is_error(rhs) {
            return self.error_expr(at);
        }
        let op = hir_op(op);
        let (l, r) = (self.ty(lhs), self.ty(rhs));
        let types = &self.unit.types;
        if types.vector_of(l).is_some() || types.vector_of(r).is_some() {
            return self.vector_binary(op, lhs, rhs, at, span);
        }
        if types.is_pointer(l) || types.is_pointer(r) {
            return self.pointer_binary(op, lhs, rhs, at, span);
        }
        self.arithmetic(op, lhs, rhs, at, span)
    }

    pub(crate) fn invalid_operands(
        &mut self,
        op: BinaryOp,
        lhs: ExprId,
        rhs: ExprId,
        at: Loc,
        span: Span,
    ) -> ExprId {
        let (l, r) = (self.ty(lhs), self.ty(rhs));
        if self.unit.types.is_void(l) || self.unit.types.is_void(r) {
            self.error(span, "void value not ignored as it ought to be");
            return self.error_expr(at);
        }
        let lt = self.quote(l, self.written_of(lhs));
        let rt = self.quote(r, self.written_of(rhs));
        self.error(
            Place::new(at, span),
            format!("invalid operands to binary {} (have {lt} and {rt})", spelling(op)),
        );
        self.error_expr(at)
    }

    /// The precision and sign of a value that is narrower than its type: of a bit-field wider than `int`, or computed
    /// from one. GCC gives such bit-fields types of their own, in which arithmetic wraps.
    fn narrow(&self, id: ExprId) -> Option<(u32, bool)> {
        let ty = self.ty(id);
        if self.unit.types.is_bit_int(ty) {
            return None;
        }
        let width = self.bit_field_width(id).or_else(|| self.narrow.get(&id).copied())?;
        (width > 32 && width < self.unit.types.int_width(ty)).then(|| (width, self.unit.types.is_signed(ty)))
    }

    /// The low `width` bits of a value, in its type.
    pub(crate) fn keep_bits(&mut self, id: ExprId, width: u32, loc: Loc) -> ExprId {
        let ty = self.ty(id);
        let whole = self.unit.types.int_width(ty);
        let id = if self.unit.types.is_signed(ty) {
            let count = self.int(i128::from(whole - width), common::INT, loc);
            self.quiet += 1;
            let high = self.binary_node(BinaryOp::Shl, id, count, ty, loc);
            let kept = self.binary_node(BinaryOp::Shr, high, count, ty, loc);
            self.quiet -= 1;
            kept
        } else {
            let mask = self.int((1i128 << width) - 1, ty, loc);
            self.binary_node(BinaryOp::And, id, mask, ty, loc)
        };
        self.narrow.insert(id, width);
        id
    }

    /// The result of a unary operator on `operand`, as narrow as that was.
    pub(crate) fn keep_width(&mut self, operand: ExprId, result: ExprId, loc: Loc) -> ExprId {
        match self.narrow(operand) {
            Some((width, _)) if self.ty(operand) == self.ty(result) => self.keep_bits(result, width, loc),
            _ => result,
        }
    }

    /// An operator with an operand that is narrower than its type.
    fn narrow_arithmetic(&mut self, op: BinaryOp, lhs: ExprId, rhs: ExprId, at: Loc) -> Option<ExprId> {
        let (l, r) = (self.narrow(lhs), self.narrow(rhs));
        if (l.is_none() && r.is_none())
            || !self.unit.types.is_integer(self.ty(lhs))
            || !self.unit.types.is_integer(self.ty(rhs))
        {
            return None;
        }
        let (lhs_value, rhs_value) = (self.promote(lhs), self.promote(rhs));
        let own = |sema: &Self, narrow: Option<(u32, bool)>, id| {
            let ty = sema.ty(id);
            narrow.unwrap_or((sema.unit.types.int_width(ty), sema.unit.types.is_signed(ty)))
        };
        let (a, b) = (own(self, l, lhs_value), own(self, r, rhs_value));
        if let BinaryOp::Shl | BinaryOp::Shr = op {
            let (width, _) = l?;
            let ty = self.ty(lhs_value);
            let value = self.binary_node(op, lhs_value, rhs_value, ty, at);
            return Some(if op == BinaryOp::Shl { self.keep_bits(value, width, at) } else { value });
        }
        let width = a.0.max(b.0);
        let narrower = if a.0 > b.0 { l } else { r };
        if width >= 64 || narrower.is_none() {
            return None;
        }
        let signed = if a.0 == b.0 {
            a.1 && b.1
        } else if a.0 > b.0 {
            a.1
        } else {
            b.1
        };
        let ty = match (signed, self.session.target.long_size) {
            (true, 8) => common::LONG,
            (false, 8) => common::ULONG,
            (true, _) => common::LLONG,
            (false, _) => common::ULLONG,
        };
        let fit = |sema: &mut Self, id: ExprId, own: (u32, bool)| {
            let value = sema.cast(id, ty);
            // What is narrower and unsigned, or of the same sign, already fits.
            if own.0 < width && !own.1 || own.1 == signed { value } else { sema.keep_bits(value, width, at) }
        };
        let (x, y) = (fit(self, lhs_value, a), fit(self, rhs_value, b));
        if is_comparison(op) {
            return Some(self.binary_node(op, x, y, common::INT, at));
        }
        let value = self.binary_node(op, x, y, ty, at);
        Some(self.keep_bits(value, width, at))
    }

    /// Operators on arithmetic types.
    pub(crate) fn arithmetic(
        &mut self,
        op: BinaryOp,
        lhs: ExprId,
        rhs: ExprId,
        at: Loc,
        span: Span,
    ) -> ExprId {
        let (l, r) = (self.ty(lhs), self.ty(rhs));
        let types = &self.unit.types;
        if types.vector_of(l).is_some() {
            return self.vector_binary(op, lhs, rhs, at, span);
        }
        if !types.is_arithmetic(l) || !types.is_arithmetic(r) {
            return self.invalid_operands(op, lhs, rhs, at, span);
        }
        if let Some(value) = self.narrow_arithmetic(op, lhs, rhs, at) {
            return value;
        }
        let types = &self.unit.types;
        use BinaryOp as B;
        match op {
            B::Shl | B::Shr => {
                if !types.is_integer(l) || !types.is_integer(r) {
                    return self.invalid_operands(op, lhs, rhs, at, span);
                }
                let (lhs, mut rhs) = (self.promote(lhs), self.promote(rhs));
                let (ty, count) = (self.ty(lhs), self.ty(rhs));
                if self.unit.types.is_bit_int(ty) || self.unit.types.is_bit_int(count) {
                    // No larger count is defined.
                    rhs = self.cast(rhs, if self.is_big(count) { common::LLONG } else { common::INT });
                }
                self.check_shift(op, lhs, rhs, at);
                self.binary_node(op, lhs, rhs, ty, at)
            }
            B::Rem | B::And | B::Or | B::Xor => {
                if !types.is_integer(l) || !types.is_integer(r) {
                    return self.invalid_operands(op, lhs, rhs, at, span);
                }
                let (lhs, rhs, ty) = self.checked_conversions(lhs, rhs, at);
                self.check_division(op, rhs, at);
                self.binary_node(op, lhs, rhs, ty, at)
            }
            B::Lt | B::Le | B::Gt | B::Ge if !types.is_real(l) || !types.is_real(r) => {
                self.invalid_operands(op, lhs, rhs, at, span)
            }
            B::Lt | B::Le | B::Gt | B::Ge | B::Eq | B::Ne => {
                let before = [lhs, rhs];
                let (lhs, rhs, ty) = self.usual_conversions(lhs, rhs);
                self.check_double_operands(before, ty, false, Place::new(at, span));
                self.binary_node(op, lhs, rhs, common::INT, at)
            }
            B::Add | B::Sub | B::Mul | B::Div => {
                let (lhs, rhs, ty) = self.checked_conversions(lhs, rhs, at);
                self.check_division(op, rhs, at);
                if op == B::Div {
                    self.check_assumed_division(at, lhs, rhs);
                }
                self.binary_node(op, lhs, rhs, ty, at)
            }
        }
    }

    /// The usual arithmetic conversions, and what they may do to the operands' values.
    fn checked_conversions(&mut self, lhs: ExprId, rhs: ExprId, at: Loc) -> (ExprId, ExprId, Ty) {
        let operands = (lhs, rhs);
        let (lhs, rhs, ty) = self.usual_conversions(lhs, rhs);
        self.check_double_operands([operands.0, operands.1], ty, false, at.into());
        if self.session.diags.may_be_enabled(warn::SIGN_CONVERSION)
            || self.session.diags.may_be_enabled(warn::CONVERSION)
        {
            self.destination = crate::sugar::Destination::Unknown;
            for operand in [operands.0, operands.1] {
                if self.unit.types.complex_part(ty).is_none() && self.promoted_type(self.ty(operand)) != ty {
                    self.check_conversion(operand, ty, at.into());
                }
            }
        }
        (lhs, rhs, ty)
    }

    /// Whether a value is that of a `const` local that is 0, which optimisation knows.
    fn is_known_zero(&self, mut id: ExprId) -> bool {
        if self.session.options.optimize == 0 {
            return false;
        }
        while let ExprKind::Cast(CastKind::IntToInt | CastKind::Bitcast, inner) = self.kind(id) {
            id = inner;
        }
        let ExprKind::Load(place) = self.kind(id) else { return false };
        let ExprKind::Local(local) = self.kind(place) else { return false };
        matches!(self.local_constants.get(&local), Some(Const::Int(0)))
            && self.unit.types.is_integer(self.ty(id))
    }

    fn check_division(&self, op: BinaryOp, rhs: ExprId, at: Loc) {
        let divides = matches!(op, BinaryOp::Div | BinaryOp::Rem);
        let constant = |id| self.const_bits(id) == Some(0) || self.is_known_zero(id);
        if divides && constant(rhs) && self.unevaluated == 0 && self.quiet == 0 {
            self.warning(warn::DIV_BY_ZERO, at, "division by zero");
        }
    }

    /// `pointer ± index`, scaled.
    pub(crate) fn pointer_arith(&mut self, pointer: ExprId, index: ExprId, negate: bool, loc: Loc) -> ExprId {
        let ty = self.ty(pointer);
        let Some(pointee) = self.unit.types.pointee(ty) else { return self.error_expr(loc) };
        let types = &self.unit.types;
        if types.is_incomplete(pointee) && !types.is_void(pointee) {
            self.incomplete_error(pointee, loc);
            return self.error_expr(loc);
        }
        let ptrdiff = self.number_types.ptrdiff;
        let size = self.size_expr(pointee, loc);
        if self.is_error(size) {
            return size;
        }
        let size = self.cast(size, ptrdiff);
        let index = self.promote(index);
        let index = self.cast(index, ptrdiff);
        let bytes = if self.const_int(size) == Some(1) {
            index
        } else {
            self.quiet += 1;
            let bytes = self.binary_node(BinaryOp::Mul, index, size, ptrdiff, loc);
            self.quiet -= 1;
            bytes
        };
        let bytes = if negate { self.negate(bytes, loc) } else { bytes };
        self.pointer_add(pointer, bytes, ty, loc)
    }

    /// Operators with a pointer operand.
    fn pointer_binary(&mut self, op: BinaryOp, lhs: ExprId, rhs: ExprId, at: Loc, span: Span) -> ExprId {
        let (l, r) = (self.ty(lhs), self.ty(rhs));
        let types = &self.unit.types;
        let (lp, rp) = (types.is_pointer(l), types.is_pointer(r));
        if matches!(op, BinaryOp::Add | BinaryOp::Sub) && lp != rp {
            self.check_pointer_operand(if lp { lhs } else { rhs }, "arithmetic", Place::new(at, span));
        }
        match op {
            BinaryOp::Add if lp && types.is_integer(r) => self.pointer_arith(lhs, rhs, false, at),
            BinaryOp::Add if rp && types.is_integer(l) => self.pointer_arith(rhs, lhs, false, at),
            BinaryOp::Sub if lp && types.is_integer(r) => self.pointer_arith(lhs, rhs, true, at),
            BinaryOp::Sub if lp && rp => self.pointer_difference(lhs, rhs, at, span),
            _ if is_comparison(op) => self.pointer_compare(op, lhs, rhs, at, span),
            _ => self.invalid_operands(op, lhs, rhs, at, span),
        }
    }

    /// Arithmetic on pointers to what has no size.
    pub(crate) fn check_pointer_operand(&self, pointer: ExprId, what: &str, at: impl Into<Place>) {
        let types = &self.unit.types;
        let Some(pointee) = types.pointee(self.ty(pointer)) else { return };
        let kind = if types.is_void(pointee) {
            "of type 'void *'"
        } else if types.is_function(pointee) {
            "to a function"
        } else {
            return;
        };
        self.pedwarn(warn::POINTER_ARITH, at, format!("pointer {kind} used in {what}"));
    }

    fn pointer_difference(&mut self, lhs: ExprId, rhs: ExprId, at: Loc, span: Span) -> ExprId {
        let (l, r) = (self.ty(lhs), self.ty(rhs));
        let types = &self.unit.types;
        let (Some(a), Some(b)) = (types.pointee(l), types.pointee(r)) else {
            return self.invalid_operands(BinaryOp::Sub, lhs, rhs, at, span);
        };
        if !self.pointees_meet(a, b, Place::new(at, span)) {
            return self.invalid_operands(BinaryOp::Sub, lhs, rhs, at, span);
        }
        if types.is_incomplete(a) && !types.is_void(a) {
            self.error(at, "arithmetic on pointer to an incomplete type");
            return self.error_expr(at);
        }
        self.check_pointer_operand(lhs, "subtraction", Place::new(at, span));
        let ptrdiff = self.number_types.ptrdiff;
        let size = self.size_expr(a, at);
        let size = self.cast(size, ptrdiff);
        if let (Some(x), Some(y), Some(size)) =
            (self.const_bits(lhs), self.const_bits(rhs), self.const_int(size))
            && size != 0
        {
            // Pointers are no operands of integer constant expressions (6.6p8).
            let difference = self.int((x as i128 - y as i128) / size, ptrdiff, at);
            return self.flawed(difference, Flaws::FOLDED);
        }
        self.push(ExprKind::PtrDiff { lhs, rhs, size }, ptrdiff, at)
    }

    /// Comparisons of pointers that ISO C does not have and GCC does.
    fn pedantic_comparison(&self, op: BinaryOp, a: Ty, b: Ty, null: bool, at: Place) {
        let types = &self.unit.types;
        let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        let function = types.is_function(a) || types.is_function(b);
        if equality {
            if !null && function && (types.is_void(a) || types.is_void(b)) {
                let message = "ISO C forbids comparison of 'void *' with function pointer";
                self.pedwarn(warn::PEDANTIC, at, message);
            }
            return;
        }
        if types.is_function(a) && types.is_function(b) {
            let message = "ISO C forbids ordered comparisons of pointers to functions";
            self.pedwarn(warn::PEDANTIC, at, message);
        } else if types.is_incomplete(a) != types.is_incomplete(b) && !types.is_void(a) && !types.is_void(b) {
            let message = "comparison of complete and incomplete pointers";
            self.session.newer(lexer::Std::C11, warn::PEDANTIC, at, message);
        }
    }

    /// `p < 0`
    fn check_ordered_zero(&self, op: BinaryOp, at: Place) {
        if matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            return;
        }
        let message = "ordered comparison of pointer with integer zero";
        if self.pedantic() {
            self.pedwarn(warn::PEDANTIC, at, message);
        } else {
            self.warning(warn::EXTRA, at, message);
        }
    }

    /// Comparisons of pointers, with each other or with a null pointer constant (6.5.9, 6.5.10).
    fn pointer_compare(&mut self, op: BinaryOp, lhs: ExprId, rhs: ExprId, at: Loc, span: Span) -> ExprId {
        let (l, r) = (self.ty(lhs), self.ty(rhs));
        let types = &self.unit.types;
        let here = Place::new(at, span);
        let null = |ty| matches!(types.shape(ty), TypeKind::NullPtr);
        if (null(l) || null(r)) && !matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            // `nullptr_t` has no order (C23 6.5.9p2).
            return self.invalid_operands(op, lhs, rhs, at, span);
        }
        let (lhs, rhs) = match (types.is_pointer(l), types.is_pointer(r)) {
            (true, true) => {
                let (a, b) = (types.pointee(l), types.pointee(r));
                if let (Some(a), Some(b)) = (a, b) {
                    let void = types.is_void(a) || types.is_void(b);
                    let null = self.is_null_constant(lhs) || self.is_null_constant(rhs);
                    self.pedantic_comparison(op, a, b, null, here);
                    let ordered_null = null && !matches!(op, BinaryOp::Eq | BinaryOp::Ne);
                    let null = null && matches!(op, BinaryOp::Eq | BinaryOp::Ne);
                    let void = void
                        && (null
                            || types.is_void(a) && types.is_void(b)
                            || !self.is_null_constant(lhs) && !self.is_null_constant(rhs));
                    if !void && !null && !self.pointees_meet(a, b, here) {
                        self.pedwarn(
                            warn::COMPARE_DISTINCT_POINTER_TYPES,
                            here,
                            "comparison of distinct pointer types lacks a cast",
                        );
                    } else if ordered_null {
                        let message = "ordered comparison of pointer with null pointer";
                        self.warning(warn::EXTRA, here, message);
                    }
                }
                let rhs = self.cast(rhs, l);
                (lhs, rhs)
            }
            (true, false) => {
                if !types.is_integer(r) {
                    return self.invalid_operands(op, lhs, rhs, at, span);
                }
                if !self.is_null_constant(rhs) {
                    self.pedwarn(warn::NONE, here, "comparison between pointer and integer");
                } else {
                    self.check_ordered_zero(op, here);
                }
                let rhs = self.cast(rhs, l);
                (lhs, rhs)
            }
            _ => {
                if !types.is_integer(l) {
                    return self.invalid_operands(op, lhs, rhs, at, span);
                }
                if !self.is_null_constant(lhs) {
                    self.pedwarn(warn::NONE, here, "comparison between pointer and integer");
                } else {
                    self.check_ordered_zero(op, here);
                }
                let lhs = self.cast(lhs, r);
                (lhs, rhs)
            }
        };
        self.binary_node(op, lhs, rhs, common::INT, at)
    }
}
