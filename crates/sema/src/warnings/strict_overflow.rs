//! What GCC makes simpler because signed numbers do not overflow (C23 6.5.1p5): -Wstrict-overflow, by its levels.

use crate::Sema;
use crate::hir::*;
use crate::types::common;
use diag::{Loc, warn};

/// Levels of the warning (GCC manual, "Warning Options"): comparisons that become simpler, and other things.
const CONDITIONS: u8 = 2;
const COMPARISONS: u8 = 3;
const OTHERS: u8 = 4;

/// Expressions are compared so deep.
const DEPTH: u32 = 16;

impl Sema<'_> {
    fn assumes(&self, level: u8) -> bool {
        let options = &self.session.options;
        self.wants(warn::STRICT_OVERFLOW)
            && !options.wrapv
            && options.optimize > 0
            && self.session.diags.strict_overflow_level() >= level
    }

    fn assumed(&self, at: Loc, what: &str, how: &str) {
        let message = format!("assuming {what} does not occur when {how}");
        self.warning(warn::STRICT_OVERFLOW, at, message);
    }

    /// A comparison, its operands not yet converted.
    pub(crate) fn check_assumed_comparison(&self, op: BinaryOp, at: Loc, left: ExprId, right: ExprId) {
        let overflow = "signed overflow";
        if self.assumes(CONDITIONS)
            && matches!(op, BinaryOp::Ge | BinaryOp::Lt)
            && self.const_int(right) == Some(0)
            && matches!(self.kind(left), ExprKind::Builtin { op: Builtin::Abs, .. })
            && self.unit.types.is_integer(self.ty(left))
        {
            return self.assumed(at, overflow, "simplifying comparison of absolute value and zero");
        }
        if !self.assumes(COMPARISONS) {
            return;
        }
        if let (ExprKind::PtrAdd(base, by), BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge) =
            (self.kind(left), op)
            && self.const_int(by).is_some()
            && self.same_pointer(base, right, DEPTH)
        {
            return self.assumed(at, "pointer wraparound", "comparing P +- C1 with P +- C2");
        }
        let sum = |id: ExprId| self.signed_sum(id);
        let Some((_, y)) = sum(left) else { return };
        match (self.const_int(y), self.const_int(right)) {
            (Some(_), Some(_)) => {
                self.assumed(at, overflow, "changing X +- C1 cmp C2 to X cmp C2 -+ C1");
            }
            (Some(_), None) if sum(right).is_some_and(|(_, other)| self.const_int(other).is_some()) => {
                self.assumed(at, overflow, "combining constants around a comparison");
            }
            (None, Some(0)) if matches!(self.kind(left), ExprKind::Binary(BinaryOp::Sub, ..)) => {
                let spelled = match op {
                    BinaryOp::Lt => "<",
                    BinaryOp::Le => "<=",
                    BinaryOp::Gt => ">",
                    BinaryOp::Ge => ">=",
                    _ => return,
                };
                self.assumed(at, overflow, &format!("simplifying 'X - Y {spelled} 0' to 'X {spelled} Y'"));
            }
            _ => {}
        }
    }

    /// The operands of a sum or a difference of signed numbers that are not promoted.
    fn signed_sum(&self, id: ExprId) -> Option<(ExprId, ExprId)> {
        let ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, x, y) = self.kind(id) else { return None };
        self.unit.types.is_signed(self.ty(id)).then_some((x, y))
    }

    /// A division, its operands converted: of a product by what divides its factor.
    pub(crate) fn check_assumed_division(&self, at: Loc, left: ExprId, right: ExprId) {
        let ExprKind::Binary(BinaryOp::Mul, x, y) = self.kind(left) else { return };
        let factor = self.const_int(y).or_else(|| self.const_int(x));
        let (Some(factor), Some(by)) = (factor, self.const_int(right)) else { return };
        if by != 0 && factor % by == 0 && self.unit.types.is_signed(self.ty(left)) && self.assumes(OTHERS) {
            self.assumed(at, "signed overflow", "simplifying division");
        }
    }

    /// The absolute value of a square.
    pub(crate) fn check_assumed_square(&self, call: ExprId, at: Loc) {
        let ExprKind::Builtin { op: Builtin::Abs, args } = self.kind(call) else { return };
        let Some(&arg) = args.as_slice(&self.body.expr_lists).first() else { return };
        if let ExprKind::Binary(BinaryOp::Mul, x, y) = self.kind(arg)
            && self.ty(arg) == common::INT
            && self.same_pointer(x, y, DEPTH)
            && self.assumes(OTHERS)
        {
            self.assumed(at, "signed overflow", "determining that expression is always non-negative");
        }
    }
}
