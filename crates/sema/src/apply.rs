//! Calls whose arguments nobody knows (GCC manual, "Constructing Function Calls"): `__builtin_apply` and its kin.

use crate::Sema;
use crate::assign::Target;
use crate::hir::*;
use crate::types::*;
use diag::Span;
use lexer::Symbol;
use parser::ast;

impl Sema<'_> {
    /// `__builtin_apply(function, arguments, bytes on the stack)`
    pub(crate) fn apply(&mut self, name: Symbol, args: &[ast::Expr<'_>], span: Span) -> Option<ExprId> {
        let values = self.exactly(3, name, args, span)?;
        let [function, arguments, size] = values[..] else { return None };
        if !self.unit.types.is_pointer(self.ty(function)) {
            self.error(args[0].span, "passing argument 1 of '__builtin_apply' makes pointer from no pointer");
            return None;
        }
        let function = self.bitcast(function, common::VOID_PTR);
        let target = |number| Target::Argument(number, Some(name));
        let arguments = self.assign_convert(arguments, common::VOID_PTR, target(2), args[1].span);
        let size = self.assign_convert(size, self.number_types.size, target(3), args[2].span);
        if self.is_error(arguments) || self.is_error(size) {
            return None;
        }
        // The call's stack is taken at run time.
        self.body.dynamic_stack = true;
        let operands = [function, arguments, size];
        Some(self.builtin_node(Builtin::Apply, &operands, common::VOID_PTR, span.lo))
    }
}
