//! Operators that may not mean what they seem to (-Wparentheses, -Wlogical-not-parentheses, -Wdangling-else).

use crate::Sema;
use crate::hir::{BinaryOp, ExprId, ExprKind, UnaryOp as HirUnary};
use diag::{Loc, Span, warn};
use parser::ast::{BinaryOp as B, Expr, ExprKind as A, Stmt, StmtKind, UnaryOp};

/// The operator of an operand that has no parentheses of its own, and where it stands.
fn bare(expr: &Expr<'_>) -> Option<(B, Loc)> {
    match expr.kind {
        A::Binary(op, at, ..) => Some((op, at)),
        _ => None,
    }
}

fn is_comparison(op: B) -> bool {
    matches!(op, B::Lt | B::Le | B::Gt | B::Ge | B::Eq | B::Ne)
}

impl Sema<'_> {
    /// Looks at a binary operator among binary operators.
    pub(crate) fn check_parentheses(&self, op: B, at: Loc, lhs: &Expr<'_>, rhs: &Expr<'_>) {
        let (left, right) = (bare(lhs), bare(rhs));
        if op == B::LogicalAnd || op == B::LogicalOr {
            self.check_truth(lhs);
            self.check_truth(rhs);
        }
        if matches!(op, B::And | B::Or) {
            self.check_negated(op, lhs, rhs);
        }
        if left.is_none() && right.is_none() {
            return;
        }
        let found = std::cell::Cell::new(at);
        let any = |test: &dyn Fn(B) -> bool| {
            let operand = left.filter(|&(op, _)| test(op)).or(right.filter(|&(op, _)| test(op)));
            if let Some((_, at)) = operand {
                found.set(at);
            }
            operand.map(|(op, _)| op)
        };
        let sum = |op| matches!(op, B::Add | B::Sub);
        let name = |op| if op == B::Add { "+" } else { "-" };
        let message = match op {
            B::Shl | B::Shr => any(&sum).map(|inner| {
                let outer = if op == B::Shl { "<<" } else { ">>" };
                format!("suggest parentheses around '{}' inside '{outer}'", name(inner))
            }),
            B::LogicalOr if any(&|inner| inner == B::LogicalAnd).is_some() => {
                Some("suggest parentheses around '&&' within '||'".to_string())
            }
            B::Or if any(&|inner| matches!(inner, B::And | B::Xor | B::Add | B::Sub)).is_some() => {
                Some("suggest parentheses around arithmetic in operand of '|'".to_string())
            }
            B::Xor if any(&|inner| matches!(inner, B::And | B::Add | B::Sub)).is_some() => {
                Some("suggest parentheses around arithmetic in operand of '^'".to_string())
            }
            B::And if any(&sum).is_some() => any(&sum)
                .map(|inner| format!("suggest parentheses around '{}' in operand of '&'", name(inner))),
            B::Or | B::Xor | B::And if any(&is_comparison).is_some() => {
                let outer = match op {
                    B::Or => "|",
                    B::Xor => "^",
                    _ => "&",
                };
                Some(format!("suggest parentheses around comparison in operand of '{outer}'"))
            }
            B::Eq | B::Ne if any(&is_comparison).is_some() => {
                let outer = if op == B::Eq { "==" } else { "!=" };
                Some(format!("suggest parentheses around comparison in operand of '{outer}'"))
            }
            op if is_comparison(op)
                && any(&|inner| is_comparison(inner) && !matches!(inner, B::Eq | B::Ne)).is_some() =>
            {
                let message = "comparisons like 'X<=Y<=Z' do not have their mathematical meaning";
                Some(message.to_string())
            }
            _ => None,
        };
        if let Some(message) = message {
            self.warning(warn::PARENTHESES, found.get(), message);
        }
    }

    /// `!x == y`, unless both are truth values.
    pub(crate) fn check_negated_comparison(
        &self,
        op: B,
        (lhs, left): (&Expr<'_>, ExprId),
        right: ExprId,
        at: Loc,
    ) {
        let A::Unary(UnaryOp::LogicalNot, _) = lhs.kind else { return };
        // `!x == 0` and its opposite are as good as `x`.
        let with_zero = matches!(op, B::Eq | B::Ne) && self.const_int(right) == Some(0);
        if !self.wants(warn::LOGICAL_NOT_PARENTHESES) || with_zero {
            return;
        }
        // What is negated: sema has made `x == 0` of it, of a truth value its opposite.
        let negated = match self.kind(left) {
            ExprKind::Binary(BinaryOp::Eq, operand, zero) if self.const_bits(zero) == Some(0) => operand,
            _ => left,
        };
        if !self.is_truth_value(negated) && !self.is_truth_value(right) {
            let message = "logical not is only applied to the left hand side of comparison";
            self.warning(warn::LOGICAL_NOT_PARENTHESES, at, message);
        }
    }

    /// Whether an expression is 0 or 1, or all bits of such a value turned, by the operators that it is made of.
    fn is_truth_value(&self, id: ExprId) -> bool {
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            if self.unit.types.is_bool(self.ty(id)) {
                continue;
            }
            match self.kind(id) {
                ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) => {}
                ExprKind::Binary(op, ..) if crate::operator::is_comparison(op) => {}
                ExprKind::Binary(BinaryOp::And | BinaryOp::Or | BinaryOp::Xor, a, b) => {
                    waiting.extend([a, b])
                }
                ExprKind::Unary(HirUnary::Not, inner) | ExprKind::Cast(_, inner) => waiting.push(inner),
                _ => return false,
            }
        }
        true
    }

    /// `!x & y`
    fn check_negated(&self, op: B, lhs: &Expr<'_>, rhs: &Expr<'_>) {
        let negated = |expr: &Expr<'_>| matches!(expr.kind, A::Unary(UnaryOp::LogicalNot, _));
        let truth = |expr: &Expr<'_>| match &expr.kind {
            A::Unary(UnaryOp::LogicalNot, _) => true,
            A::Paren(inner) => {
                matches!(inner.kind, A::Binary(op, ..) if is_comparison(op) || matches!(op, B::LogicalAnd | B::LogicalOr))
            }
            A::Binary(op, ..) => is_comparison(*op) || matches!(op, B::LogicalAnd | B::LogicalOr),
            _ => false,
        };
        if negated(lhs) && !truth(rhs) {
            let (one, two) = if op == B::And { ("&", "&&") } else { ("|", "||") };
            let message = format!(
                "suggest parentheses around operand of '!' or change '{one}' to '{two}' or '!' to '~'"
            );
            self.warning(warn::PARENTHESES, lhs.span, message);
        }
    }

    /// `if (a = b)`
    pub(crate) fn check_truth(&self, condition: &Expr<'_>) {
        if let A::Assign(None, ..) = condition.kind {
            let message = "suggest parentheses around assignment used as truth value";
            self.warning(warn::PARENTHESES, condition.span, message);
        }
    }

    /// `if (a) if (b) … else …`
    pub(crate) fn check_else(&self, then: &Stmt<'_>, has_else: bool, at: Span) {
        let mut inner = then;
        loop {
            match &inner.kind {
                StmtKind::If(_, _, other) => {
                    if !has_else && other.is_some() {
                        let message = "suggest explicit braces to avoid ambiguous 'else'";
                        self.warning(warn::DANGLING_ELSE, at.lo, message);
                    }
                    return;
                }
                StmtKind::While(_, body) | StmtKind::Switch(_, body) => inner = body,
                StmtKind::Labeled([.., last]) => inner = last,
                StmtKind::For(statement) => inner = statement.body,
                _ => return,
            }
        }
    }

    /// `if (a);`
    pub(crate) fn check_empty_body(&self, body: &Stmt<'_>, what: &str) {
        let mut body = body;
        while let StmtKind::Labeled([.., last]) = body.kind {
            body = last;
        }
        if let StmtKind::Empty = body.kind {
            let message = format!("suggest braces around empty body in {what} statement");
            self.warning(warn::EMPTY_BODY, body.span, message);
        }
    }

    /// `x && 0x10`, where `&` may be meant (-Wlogical-op).
    pub(crate) fn check_logical_constant(&self, op: B, lhs: (&Expr<'_>, ExprId), right: ExprId, at: Loc) {
        if !self.wants(warn::LOGICAL_OP) {
            return;
        }
        let mut left = lhs.0;
        while let A::Paren(inner) = left.kind {
            left = inner;
        }
        let truth = match left.kind {
            A::Binary(op, ..) => {
                matches!(op, B::Lt | B::Gt | B::Le | B::Ge | B::Eq | B::Ne | B::LogicalAnd | B::LogicalOr)
            }
            A::Unary(UnaryOp::LogicalNot, _) => true,
            _ => false,
        };
        let integer = self.unit.types.is_integer(self.ty(lhs.1));
        if truth || !integer || self.const_int(lhs.1).is_some() {
            return;
        }
        if self.const_int(right).is_some_and(|value| value != 0 && value != 1) {
            let word = if op == B::LogicalAnd { "and" } else { "or" };
            let message = format!("logical '{word}' applied to non-boolean constant");
            self.warning(warn::LOGICAL_OP, at, message);
        }
    }
}
