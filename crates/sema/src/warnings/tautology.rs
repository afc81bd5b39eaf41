//! Comparisons whose outcome is known whatever the values are (-Wtautological-compare).

use crate::Sema;
use crate::hir::*;
use crate::node::truncate;
use diag::{Place, warn};

/// So deep are the expressions that are compared.
const DEPTH: u32 = 10;

impl Sema<'_> {
    /// A comparison of operands as they are before conversions.
    pub(crate) fn check_tautology(&self, op: BinaryOp, at: Place, lhs: ExprId, rhs: ExprId) {
        let constants = (self.const_bits(lhs).is_some(), self.const_bits(rhs).is_some());
        match constants {
            (true, true) => {}
            (false, false) => self.check_self_comparison(op, at, lhs, rhs),
            (true, false) => self.check_masked(op, at, rhs, lhs),
            (false, true) => self.check_masked(op, at, lhs, rhs),
        }
    }

    /// `x == x`. A cast says that somebody has thought about it, elements with known numbers come from macros, and floats
    /// may be NaNs.
    fn check_self_comparison(&self, op: BinaryOp, at: Place, lhs: ExprId, rhs: ExprId) {
        let types = &self.unit.types;
        let ty = self.ty(lhs);
        let float = types.is_float(types.complex_part(ty).unwrap_or(ty));
        let cast = |id| matches!(self.kind(id), ExprKind::Cast(..));
        if float || cast(lhs) || cast(rhs) || at.caret.is_macro() {
            return;
        }
        if self.same_pointer(lhs, rhs, DEPTH) && !self.has_numbered_element(lhs) {
            let truth = matches!(op, BinaryOp::Eq | BinaryOp::Le | BinaryOp::Ge);
            let message = format!("self-comparison always evaluates to {truth}");
            self.warning(warn::TAUTOLOGICAL_COMPARE, at, message);
        }
    }

    /// Whether an array's element with a constant number is part of an expression.
    fn has_numbered_element(&self, id: ExprId) -> bool {
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            match self.kind(id) {
                ExprKind::PtrAdd(base, offset) => {
                    let in_array = matches!(self.kind(base), ExprKind::AddrOf(place) if self.unit.types.is_array(self.ty(place)));
                    if in_array && self.const_bits(offset).is_some() {
                        return true;
                    }
                    waiting.extend([base, offset]);
                }
                // The first element.
                ExprKind::Deref(array) if matches!(self.kind(array), ExprKind::AddrOf(place) if self.unit.types.is_array(self.ty(place))) =>
                {
                    return true;
                }
                ExprKind::Binary(_, a, b) => waiting.extend([a, b]),
                ExprKind::Load(inner)
                | ExprKind::AddrOf(inner)
                | ExprKind::Deref(inner)
                | ExprKind::Cast(_, inner)
                | ExprKind::Unary(_, inner)
                | ExprKind::Member { base: inner, .. } => waiting.push(inner),
                _ => {}
            }
        }
        false
    }

    /// `(x & 16) == 10`: bits that the mask has or lacks, and the constant not.
    fn check_masked(&self, op: BinaryOp, at: Place, masked: ExprId, constant: ExprId) {
        let ExprKind::Binary(mask_op @ (BinaryOp::And | BinaryOp::Or), a, b) = self.kind(masked) else {
            return;
        };
        let (Some(mask), Some(value)) = (self.const_int(a).or(self.const_int(b)), self.const_int(constant))
        else {
            return;
        };
        // As the common type has them.
        let types = &self.unit.types;
        let width = types.int_width(self.ty(masked)).max(types.int_width(self.ty(constant)));
        let [mask, value] = [mask, value].map(|number| truncate(number as u128, width));
        let kept = if mask_op == BinaryOp::And { mask & value } else { mask | value };
        if matches!(op, BinaryOp::Eq | BinaryOp::Ne) && kept != value {
            let message = format!("bitwise comparison always evaluates to {}", op == BinaryOp::Ne);
            self.warning(warn::TAUTOLOGICAL_COMPARE, at, message);
        }
    }
}
