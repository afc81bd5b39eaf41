//! Pointers that an atomic operation writes through point to what may be written, and what is not the atomic object itself
//! is not volatile (GCC manual, "__atomic Builtins").

use crate::Sema;
use crate::hir::ExprId;
use crate::types::{CONST, VOLATILE};
use diag::{Span, warn};
use lexer::Symbol;

impl Sema<'_> {
    /// Of an operation whose name says no size, on an object of a scalar type: the first of its `values` point to the object
    /// and to what else it writes.
    pub(crate) fn check_sized_qualifiers(&self, name: Symbol, values: &[ExprId], pointers: u32, span: Span) {
        let loads = self.session.interner.with(name, |name| name == b"__atomic_load_n");
        for (&value, number) in values.iter().zip(1..=pointers) {
            let taken = match number {
                1 if loads => CONST | VOLATILE,
                1 => VOLATILE,
                _ => 0,
            };
            for word in self.dropped(value, taken) {
                let function = self.sized_name(name, values[0]);
                let message = format!(
                    "passing argument {number} of '{function}' discards '{word}' qualifier from pointer target type"
                );
                self.pedwarn(warn::DISCARDED_QUALIFIERS, span, message);
            }
        }
    }

    /// Of an operation on objects of any type, which all its operands but the orders point to.
    pub(crate) fn check_generic_qualifiers(&self, name: Symbol, values: &[ExprId], span: Span) {
        let text = self.text(name);
        for (&value, number) in values.iter().zip(1..) {
            let taken = match (text.as_str(), number) {
                ("__atomic_load", 1) => CONST | VOLATILE,
                (_, 1) => VOLATILE,
                // These are only read.
                ("__atomic_store" | "__atomic_exchange", 2) | ("__atomic_compare_exchange", 3) => CONST,
                _ => 0,
            };
            for word in self.dropped(value, taken) {
                let message = format!("argument {number} of '{text}' discards '{word}' qualifier");
                self.pedwarn(warn::INCOMPATIBLE_POINTER_TYPES, span, message);
            }
        }
    }

    /// The qualifiers of what a pointer points to that are not `taken`.
    fn dropped(&self, pointer: ExprId, taken: u32) -> impl Iterator<Item = &'static str> {
        let types = &self.unit.types;
        let quals = types.pointee(self.ty(pointer)).map_or(0, |object| types.qualifiers(object)) & !taken;
        [(CONST, "const"), (VOLATILE, "volatile")]
            .into_iter()
            .filter(move |(bit, _)| quals & bit != 0)
            .map(|(_, word)| word)
    }
}
