//! `__builtin_va_arg_pack` (GCC manual, "Constructing Function Calls"): the anonymous arguments of an inline function,
//! passed on as the last ones of a call that takes any.

use crate::Sema;
use crate::hir::*;
use diag::Loc;
use rustc_hash::FxHashSet;

impl Sema<'_> {
    /// Reports packs that are no last arguments of variadic calls, at the end of a function.
    pub(crate) fn check_packs(&self) {
        if !self.body.packs {
            return;
        }
        let is_pack = |id: ExprId| matches!(self.kind(id), ExprKind::Builtin { op: Builtin::VaArgPack, .. });
        // An argument may be analysed more than once: its place tells.
        let mut passed: FxHashSet<Loc> = FxHashSet::default();
        for expr in self.body.exprs.values() {
            let ExprKind::Call { callee, args } = expr.kind else { continue };
            let args = args.as_slice(&self.body.expr_lists);
            let Some(&last) = args.last().filter(|&&last| is_pack(last)) else { continue };
            let types = &self.unit.types;
            let function = types.pointee(self.ty(callee)).and_then(|ty| types.function_of(ty));
            let takes = |function: &crate::types::FunctionType| {
                !function.prototyped || function.variadic && args.len() > function.params.len()
            };
            if function.is_some_and(takes) {
                passed.insert(self.loc(last));
            }
        }
        let mut said: FxHashSet<Loc> = FxHashSet::default();
        for (id, expr) in self.body.exprs.iter() {
            if is_pack(id) && !passed.contains(&expr.loc) && said.insert(expr.loc) {
                self.error(expr.loc, "invalid use of '__builtin_va_arg_pack ()'");
            }
        }
    }
}
