//! GNU vectors: element-wise operators, scalar operands, subscripts, conversions.

use crate::Sema;
use crate::hir::*;
use crate::operator::is_comparison;
use crate::types::*;
use diag::{Loc, Span};
use parser::ast;

impl Sema<'_> {
    /// The type of a comparison of vectors: signed integers as wide as the elements.
    pub(crate) fn mask_type(&mut self, elem: Ty, lanes: u32) -> Ty {
        let long_wide = self.session.target.long_size == 8;
        let elem = match self.unit.types.size(elem) {
            Some(1) => common::SCHAR,
            Some(2) => common::SHORT,
            Some(4) => common::INT,
            Some(8) if long_wide => common::LONG,
            Some(8) => common::LLONG,
            _ => common::INT128,
        };
        self.unit.types.intern(TypeKind::Vector { elem, lanes })
    }

    /// A scalar operand as a vector, if it can be converted without loss of meaning.
    fn splat(&mut self, scalar: ExprId, vector: Ty, loc: Loc) -> Option<ExprId> {
        let (elem, _) = self.unit.types.vector_of(vector)?;
        let ty = self.ty(scalar);
        if !self.unit.types.is_real(ty) {
            return None;
        }
        // A floating value has no place among integers unless it is one.
        if self.unit.types.is_float(ty) && self.unit.types.is_integer(elem) {
            return None;
        }
        let scalar = self.cast(scalar, elem);
        Some(self.push(ExprKind::Splat(scalar), vector, loc))
    }

    pub(crate) fn vector_binary(
        &mut self,
        op: BinaryOp,
        lhs: ExprId,
        rhs: ExprId,
        at: Loc,
        span: Span,
    ) -> ExprId {
        let (l, r) = (self.ty(lhs), self.ty(rhs));
        let (lv, rv) = (self.unit.types.vector_of(l), self.unit.types.vector_of(r));
        let shift = matches!(op, BinaryOp::Shl | BinaryOp::Shr);
        let counts = if shift { self.shift_counts(rhs) } else { Vec::new() };
        let operands = (lhs, rhs);
        let (lhs, rhs) = match (lv, rv) {
            (Some((le, ln)), Some((re, rn))) => {
                let types = &self.unit.types;
                let same = types.compatible_unqualified(l, r)
                    || (ln == rn
                        && types.is_integer(le)
                        && types.is_integer(re)
                        && types.size(le) == types.size(re));
                if !same {
                    return self.invalid_operands(op, lhs, rhs, at, span);
                }
                let rhs = if shift { rhs } else { self.bitcast(rhs, l) };
                (lhs, rhs)
            }
            (Some(_), None) => match self.splat(rhs, l, at) {
                Some(rhs) => (lhs, rhs),
                None => return self.invalid_operands(op, lhs, rhs, at, span),
            },
            (None, Some(_)) => match self.splat(lhs, r, at) {
                Some(lhs) => (lhs, rhs),
                None => return self.invalid_operands(op, lhs, rhs, at, span),
            },
            (None, None) => return self.arithmetic(op, lhs, rhs, at, span),
        };
        let ty = self.ty(lhs);
        let Some((elem, lanes)) = self.unit.types.vector_of(ty) else { return self.error_expr(at) };
        use BinaryOp as B;
        let integers_only = shift || matches!(op, B::Rem | B::And | B::Or | B::Xor);
        if integers_only && !self.unit.types.is_integer(elem) {
            return self.invalid_operands(op, operands.0, operands.1, at, span);
        }
        if shift {
            self.check_vector_shift(op, elem, &counts, at);
        }
        let result = if is_comparison(op) { self.mask_type(elem, lanes) } else { ty };
        self.push(ExprKind::Binary(op, lhs, rhs), result, at)
    }

    /// Whether a vector is the result of comparisons, which becomes one of any type that is as large.
    pub(crate) fn is_vector_mask(&self, id: ExprId) -> bool {
        match self.kind(id) {
            ExprKind::Binary(op, ..) => is_comparison(op),
            ExprKind::Unary(UnaryOp::LogicalNot, _) => true,
            _ => false,
        }
    }

    /// `v[i]`
    pub(crate) fn lane(&mut self, base: ExprId, elem: Ty, index: &ast::Expr<'_>, span: Span) -> ExprId {
        let loc = span.lo;
        let quals = self.ty(base).qualifiers();
        let index = self.value(index);
        if self.is_error(index) {
            return index;
        }
        if !self.unit.types.is_integer(self.ty(index)) {
            self.error(span, "array subscript is not an integer");
            return self.error_expr(loc);
        }
        let index = self.promote(index);
        let index = self.cast(index, self.number_types.ptrdiff);
        let base = self.materialize(base);
        self.mark_address_taken(base);
        self.push(ExprKind::Lane(base, index), elem.with(quals), loc)
    }

    /// `__builtin_convertvector`
    pub(crate) fn convert_vector(
        &mut self,
        vector: &ast::Expr<'_>,
        name: &ast::TypeName<'_>,
        span: Span,
    ) -> ExprId {
        let loc = span.lo;
        let id = self.value(vector);
        let to = self.type_name(name);
        if self.is_error(id) || self.unit.types.is_error(to) {
            return self.error_expr(loc);
        }
        let lanes = |ty| self.unit.types.vector_of(ty).map(|(_, lanes)| lanes);
        match (lanes(self.ty(id)), lanes(to)) {
            (Some(x), Some(y)) if x == y => {
                let to = self.unit.types.value_type(to);
                if self.ty(id) == to {
                    return id;
                }
                self.push(ExprKind::Cast(CastKind::ConvertVector, id), to, loc)
            }
            (Some(_), Some(_)) => {
                self.error(
                    span,
                    "'__builtin_convertvector' number of elements of the first argument vector and the second argument vector type should be the same",
                );
                self.error_expr(loc)
            }
            _ => {
                self.error(span, "'__builtin_convertvector' arguments must be vectors");
                self.error_expr(loc)
            }
        }
    }
}
