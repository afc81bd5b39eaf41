//! `__builtin_clear_padding` (GCC manual, "Other Builtins"): which objects it is for.

use crate::Sema;
use crate::hir::*;
use crate::types::*;
use diag::Span;
use lexer::Symbol;
use parser::ast;

impl Sema<'_> {
    pub(crate) fn clear_padding(
        &mut self,
        name: Symbol,
        args: &[ast::Expr<'_>],
        span: Span,
    ) -> Option<ExprId> {
        let pointer = self.exactly(1, name, args, span)?[0];
        let at = args[0].span;
        let complain = |sema: &Self, what: &str| {
            sema.error(at, format!("argument 1 in call to function '__builtin_clear_padding' {what}"));
        };
        let Some(object) = self.unit.types.pointee(self.ty(pointer)) else {
            complain(self, "does not have pointer type");
            return None;
        };
        let types = &self.unit.types;
        if types.is_incomplete(object) || types.is_void(object) || types.is_function(object) {
            complain(self, "points to incomplete type");
            return None;
        }
        if types.qualifiers(object) & CONST != 0 {
            let ty = self.spell(self.ty(pointer));
            complain(self, &format!("has pointer to 'const' type ('{ty}')"));
            return None;
        }
        if self.contains_variable_record(object) {
            let message = "__builtin_clear_padding not supported for variable length aggregates";
            self.error(span, message);
            return None;
        }
        if let Some(size) = self.unit.types.size(object)
            && let Some(member) = self.inner_flexible_array(object, 0, size)
        {
            let text = member.map_or_else(String::new, |member| self.text(member));
            let message = format!(
                "flexible array member '{text}' does not have well defined padding bits for '__builtin_clear_padding'"
            );
            self.error(span, message);
            return None;
        }
        let mut operands = vec![pointer];
        if self.unit.types.is_variable_size(object) {
            operands.push(self.size_expr(object, span.lo));
        }
        Some(self.builtin_node(Builtin::ClearPadding, &operands, common::VOID, span.lo))
    }

    fn contains_variable_record(&self, mut ty: Ty) -> bool {
        while let Some((elem, _)) = self.unit.types.array_of(ty) {
            ty = elem;
        }
        self.unit.types.record_of(ty).is_some_and(|id| self.unit.types.records[id].variable_size.is_some())
    }

    /// The name of a flexible array member whose elements could lie within the first `end` bytes.
    fn inner_flexible_array(&self, ty: Ty, at: u64, end: u64) -> Option<Option<Symbol>> {
        let types = &self.unit.types;
        if let Some((elem, len)) = types.array_of(ty) {
            return match len {
                ArrayLen::Fixed(0) => None,
                _ => self.inner_flexible_array(elem, at, end),
            };
        }
        let record = &types.records[types.record_of(ty)?];
        record.fields.iter().flatten().find_map(|field| {
            let offset = at + field.offset;
            match types.array_of(field.ty) {
                Some((_, ArrayLen::Incomplete)) if offset < end => Some(field.name),
                _ => self.inner_flexible_array(field.ty, offset, end),
            }
        })
    }
}
