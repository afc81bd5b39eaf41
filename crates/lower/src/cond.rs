//! Conditions: evaluated by branching, without making a value of each step.

use crate::function::{Fx, Val};
use ir::{Block, Type, Value};
use sema::hir::{Builtin, CastKind, ExprId, ExprKind};

impl Fx<'_, '_> {
    /// Goes to `yes` if the condition holds, else to `no`. Neither is sealed here.
    pub(crate) fn cond(&mut self, id: ExprId, yes: Block, no: Block) {
        self.cond_likely(id, yes, no, 0);
    }

    fn cond_likely(&mut self, id: ExprId, yes: Block, no: Block, likely: u8) {
        let expr = self.body.exprs[id];
        match expr.kind {
            ExprKind::Int(n) => self.jump(if n != 0 { yes } else { no }),
            ExprKind::Cast(CastKind::ToBool | CastKind::IntToInt | CastKind::Bitcast, operand)
                if self.keeps_truth(id, operand) =>
            {
                self.cond_likely(operand, yes, no, likely);
            }
            ExprKind::Comma(first, last) => {
                self.expr(first);
                diag::nested(|| self.cond_likely(last, yes, no, likely));
            }
            ExprKind::LogicalAnd(a, b) => {
                let next = self.new_block();
                self.cond_likely(a, next, no, likely & 1);
                self.enter_sealed(next);
                diag::nested(|| self.cond_likely(b, yes, no, likely));
            }
            ExprKind::LogicalOr(a, b) => {
                let next = self.new_block();
                self.cond_likely(a, yes, next, likely & 2);
                self.enter_sealed(next);
                diag::nested(|| self.cond_likely(b, yes, no, likely));
            }
            ExprKind::Binary(sema::hir::BinaryOp::Eq, a, zero)
                if matches!(self.body.exprs[zero].kind, ExprKind::Int(0)) && self.is_truth(a) =>
            {
                let flipped = [0, 2, 1][usize::from(likely.min(2))];
                self.cond_likely(a, no, yes, flipped);
            }
            ExprKind::Builtin { op: Builtin::Expect, args }
                if let &[value, expected, ..] = args.as_slice(&self.body.expr_lists)
                    && let ExprKind::Int(expected) = self.body.exprs[expected].kind =>
            {
                self.cond_likely(value, yes, no, if expected == 0 { 2 } else { 1 });
            }
            ExprKind::Binary(..) if let Some(truth) = self.identical_truth(id) => {
                self.f.branches_decided = true;
                self.jump(if truth { yes } else { no });
            }
            _ => {
                let truth = self.truth(id);
                // What is known by now needs no test, and what it excludes no code.
                match self.f.constant(truth) {
                    Some(n) => {
                        self.f.branches_decided = true;
                        self.jump(if n & 0xff != 0 { yes } else { no });
                    }
                    None => self.branch(truth, yes, no, likely),
                }
            }
        }
    }

    /// Whether an expression is 0 or 1 by construction.
    pub(crate) fn is_truth(&self, id: ExprId) -> bool {
        match self.body.exprs[id].kind {
            ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) | ExprKind::Cast(CastKind::ToBool, _) => true,
            ExprKind::Binary(op, a, _) => {
                crate::expr::is_comparison(op)
                    && !matches!(
                        self.unit.types.shape(self.body.exprs[a].ty),
                        sema::types::TypeKind::Vector { .. }
                    )
            }
            ExprKind::Cast(CastKind::IntToInt | CastKind::Bitcast, operand) => {
                self.is_truth(operand) && self.keeps_truth(id, operand)
            }
            _ => false,
        }
    }

    /// Whether the conversion's result is nonzero exactly if its operand is.
    fn keeps_truth(&self, id: ExprId, operand: ExprId) -> bool {
        let size = |id: ExprId| self.unit.types.layout(self.body.exprs[id].ty).map_or(0, |(size, _)| size);
        let scalar =
            |id: ExprId| matches!(self.shape(self.body.exprs[id].ty), crate::types::Shape::Scalar(_));
        match self.body.exprs[id].kind {
            ExprKind::Cast(CastKind::ToBool, _) => scalar(operand),
            _ => scalar(id) && scalar(operand) && (size(id) >= size(operand) || self.is_truth(operand)),
        }
    }

    /// The condition as an i8 that is 0 or 1.
    pub(crate) fn truth(&mut self, id: ExprId) -> Value {
        let expr = self.body.exprs[id];
        match expr.kind {
            ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) => self.truth_by_branches(id),
            ExprKind::Cast(CastKind::ToBool, operand) => self.truth(operand),
            ExprKind::Cast(CastKind::IntToInt | CastKind::Bitcast, operand) if self.is_truth(id) => {
                self.truth(operand)
            }
            ExprKind::Binary(op, a, b) if self.is_truth(id) => {
                let signed = self.is_signed(self.body.exprs[a].ty);
                let x = self.expr(a);
                let y = self.expr(b);
                let types = (self.body.exprs[a].ty, self.body.exprs[b].ty);
                if self.is_wide_int(types.0) {
                    return match self.wide_binary(op, x, y, types, expr.ty) {
                        Val::Scalar(truth) => truth,
                        _ => self.iconst(Type::I8, 0),
                    };
                }
                match (x, y) {
                    (Val::Scalar(x), Val::Scalar(y)) => match self.decimal_format(types.0, x) {
                        Some(format) => self.decimal_binary(op, x, y, format),
                        None => self.scalar_binary(op, x, y, signed),
                    },
                    _ => {
                        let ty = self.body.exprs[a].ty;
                        match self.complex_binary(op, x, y, ty, expr.ty) {
                            Val::Scalar(v) => self.is_nonzero(v),
                            _ => self.iconst(Type::I8, 0),
                        }
                    }
                }
            }
            _ => match self.expr(id) {
                Val::Scalar(v) if self.is_bool(expr.ty) => v,
                Val::Scalar(v) => match self.decimal_format(expr.ty, v) {
                    Some(format) => self.decimal_is_nonzero(v, format),
                    None => self.is_nonzero(v),
                },
                Val::Complex(re, im) => {
                    let (a, b) = (self.is_nonzero(re), self.is_nonzero(im));
                    self.binary(ir::Op::Or, a, b)
                }
                value @ Val::Memory(_) if self.is_wide_int(expr.ty) => self.wide_truth(value, expr.ty),
                _ => self.iconst(Type::I8, 0),
            },
        }
    }

    pub(crate) fn is_bool(&self, ty: sema::types::Ty) -> bool {
        matches!(self.unit.types.shape(ty), sema::types::TypeKind::Int(sema::types::IntKind::Bool))
    }

    /// `a && b` as a value: the branches meet in a block with a parameter.
    pub(crate) fn truth_by_branches(&mut self, id: ExprId) -> Value {
        let (yes, no, join) = (self.new_block(), self.new_block(), self.new_block());
        self.cond(id, yes, no);
        for (block, value) in [(yes, 1), (no, 0)] {
            self.enter_sealed(block);
            let value = self.iconst(Type::I8, value);
            self.jump_with(join, &[value]);
        }
        let result = self.f.add_param(join, Type::I8);
        self.enter_sealed(join);
        result
    }
}
