//! Shifts (C23 6.5.8) by counts that their operand has no bits for, or of bits out of it: -Wshift-count-negative,
//! -Wshift-count-overflow, -Wshift-negative-value, -Wshift-overflow.

use crate::Sema;
use crate::hir::*;
use crate::types::*;
use diag::{Loc, warn};

impl Sema<'_> {
    /// A shift of promoted integers.
    pub(crate) fn check_shift(&self, op: BinaryOp, lhs: ExprId, count: ExprId, at: Loc) {
        if self.quiet > 0 || self.unevaluated > 0 {
            return;
        }
        let ty = self.ty(lhs);
        let left = op == BinaryOp::Shl;
        let value = self
            .const_int(lhs)
            .filter(|_| left && self.session.options.std >= lexer::Std::C99 && self.unit.types.is_signed(ty));
        // With -fwrapv nothing about it is undefined.
        let value = value.filter(|_| !self.session.options.wrapv);
        if value.is_some_and(|value| value < 0) {
            self.warning(warn::SHIFT_NEGATIVE_VALUE, at, "left shift of negative value");
        }
        let Some(count) = self.const_int(count) else { return };
        let width = i128::from(self.unit.types.int_width(ty));
        if self.check_shift_count(left, count, width, "type", at) {
            return;
        }
        let Some(value) = value else { return };
        // The bits of the value and of its sign.
        let significant = if value < 0 { !value } else { value };
        let needed = i128::from(129 - significant.leading_zeros()) + count;
        // Into the sign bit and no further is what many programs do.
        let into_sign = value > 0 && self.session.diags.shift_overflow_level() < 2;
        if value != 0 && needed > width + i128::from(into_sign) {
            let text = self.spell(ty);
            let message = format!(
                "result of '{value} << {count}' requires {needed} bits to represent, but '{text}' only has {width} bits"
            );
            self.warning(warn::SHIFT_OVERFLOW, at, message);
        }
    }

    /// A count that is known. Whether something was said.
    fn check_shift_count(&self, left: bool, count: i128, width: i128, of: &str, at: Loc) -> bool {
        let word = if left { "left" } else { "right" };
        if count < 0 {
            self.warning(warn::SHIFT_COUNT_NEGATIVE, at, format!("{word} shift count is negative"));
        } else if count >= width {
            self.warning(warn::SHIFT_COUNT_OVERFLOW, at, format!("{word} shift count >= width of {of}"));
        }
        count < 0 || count >= width
    }

    /// The counts of a shift of vectors that are known: one for all elements, or those of a literal.
    pub(crate) fn shift_counts(&mut self, count: ExprId) -> Vec<i128> {
        if self.quiet > 0 || self.unevaluated > 0 {
            return Vec::new();
        }
        if self.unit.types.is_integer(self.ty(count)) {
            return self.known_integer(count).into_iter().collect();
        }
        let ExprKind::Load(place) = self.kind(count) else { return Vec::new() };
        let ExprKind::Compound(_, init) = self.kind(place) else { return Vec::new() };
        let stores = self.body.inits[init].stores.iter();
        stores.filter_map(|store| self.const_int(store.value)).collect()
    }

    /// A shift of the elements of a vector, all by one count or each by its own.
    pub(crate) fn check_vector_shift(&self, op: BinaryOp, elem: Ty, counts: &[i128], at: Loc) {
        let width = i128::from(self.unit.types.int_width(elem));
        let wrong = counts.iter().find(|&&count| count < 0 || count >= width);
        if let Some(&count) = wrong {
            self.check_shift_count(op == BinaryOp::Shl, count, width, "vector element", at);
        }
    }
}
