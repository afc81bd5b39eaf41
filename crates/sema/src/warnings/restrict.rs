//! The same pointer for a parameter qualified with `restrict` and for another (C23 6.7.4.2): -Wrestrict, of what the
//! expressions tell.

use crate::Sema;
use crate::hir::*;
use diag::warn;
use lexer::Symbol;
use parser::ast;

/// Expressions are compared so deep.
const DEPTH: u32 = 32;

impl Sema<'_> {
    /// Looks at the arguments of a call that has been made.
    pub(crate) fn check_restricted_call(
        &mut self,
        call: ExprId,
        name: Option<Symbol>,
        args: &[ast::Expr<'_>],
    ) {
        let types = &self.unit.types;
        let (function, values) = match self.kind(call) {
            ExprKind::Call { callee, args } => {
                (types.pointee(self.ty(callee)).and_then(|ty| types.function_of(ty)), args)
            }
            ExprKind::Builtin { args, .. } => {
                let decl = name.and_then(|name| self.linked_decl(name));
                (decl.and_then(|decl| types.function_of(self.unit.decls[decl].ty)), args)
            }
            _ => return,
        };
        let values = values.as_slice(&self.body.expr_lists).to_vec();
        if let Some(function) = function.filter(|_| values.len() == args.len()) {
            let restricted = types.checks(function).map_or(0, |checks| checks.restricted);
            self.check_restricted(restricted, &values, args);
        }
    }

    fn check_restricted(&mut self, restricted: u64, values: &[ExprId], args: &[ast::Expr<'_>]) {
        if restricted == 0 {
            return;
        }
        // A bound of zero: nothing is accessed.
        if let [_, _, bound] = values
            && self.const_bits(*bound) == Some(0)
        {
            return;
        }
        let mut said = vec![false; values.len()];
        for index in 0..values.len().min(64) {
            if said[index] || restricted >> index & 1 == 0 || self.const_bits(values[index]).is_some() {
                continue;
            }
            let mut others = Vec::new();
            for (other, &value) in values.iter().enumerate() {
                let pointer = other != index && self.unit.types.is_pointer(self.ty(value));
                // `&a[0]` and `a` are left to those who follow values.
                if pointer
                    && !said[other]
                    && self.same_pointer(values[index], value, DEPTH)
                    && (self.is_read(value)
                        || self.spell_expression(&args[index]) == self.spell_expression(&args[other]))
                {
                    said[other] = true;
                    others.push((other + 1).to_string());
                }
            }
            if others.is_empty() {
                continue;
            }
            let plural = if others.len() > 1 { "s" } else { "" };
            let message = format!(
                "passing argument {} to 'restrict'-qualified parameter aliases with argument{plural} {}",
                index + 1,
                others.join(", ")
            );
            self.warning(warn::RESTRICT, args[index].span, message);
        }
    }

    /// Whether a pointer is the value of an object, rather than an object's address.
    fn is_read(&self, id: ExprId) -> bool {
        match self.kind(id) {
            ExprKind::Cast(CastKind::Bitcast, inner) => self.is_read(inner),
            kind => matches!(kind, ExprKind::Load(_)),
        }
    }

    /// Whether two expressions without effects have the same value.
    pub(crate) fn same_pointer(&self, a: ExprId, b: ExprId, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let same = |a, b| self.same_pointer(a, b, depth);
        let plain = |id: ExprId| match self.kind(id) {
            ExprKind::Cast(CastKind::Bitcast, inner) => inner,
            _ => id,
        };
        let (a, b) = (plain(a), plain(b));
        match (self.kind(a), self.kind(b)) {
            (ExprKind::Int(a), ExprKind::Int(b)) => a == b,
            (ExprKind::Local(a), ExprKind::Local(b)) => a == b,
            (ExprKind::Global(a), ExprKind::Global(b)) => a == b,
            (ExprKind::Load(a), ExprKind::Load(b)) => !self.ty(a).is_volatile() && same(a, b),
            (ExprKind::AddrOf(a), ExprKind::AddrOf(b)) | (ExprKind::Deref(a), ExprKind::Deref(b)) => {
                same(a, b)
            }
            (ExprKind::Cast(x, a), ExprKind::Cast(y, b)) => x == y && self.ty(a) == self.ty(b) && same(a, b),
            (ExprKind::Unary(x, a), ExprKind::Unary(y, b)) => x == y && same(a, b),
            (ExprKind::Binary(x, a, c), ExprKind::Binary(y, b, d)) => {
                use BinaryOp::{Add, And, Mul, Or, Xor};
                let swaps = matches!(x, Add | Mul | And | Or | Xor);
                x == y && (same(a, b) && same(c, d) || swaps && same(a, d) && same(c, b))
            }
            (ExprKind::PtrAdd(a, c), ExprKind::PtrAdd(b, d)) => same(a, b) && same(c, d),
            (ExprKind::Member { base: a, offset: c }, ExprKind::Member { base: b, offset: d }) => {
                c == d && same(a, b)
            }
            _ => false,
        }
    }
}
