//! Modifiable lvalues (C23 6.3.3.1p1): what may be stored in, and what GCC says of what may not.

use crate::Sema;
use crate::hir::*;
use crate::types::*;
use diag::warn;
use parser::ast;
use rustc_hash::FxHashSet;

/// What an operand of `asm` is called where others are an assignment or an increment.
pub(crate) const ASM_OUTPUT: &str = "'asm' output";

impl Sema<'_> {
    /// Whether something may be stored in a place; if not, says why in GCC's words.
    pub(crate) fn modifiable(
        &mut self,
        place: ExprId,
        written: &ast::Expr<'_>,
        verb: &str,
        lvalue: &str,
        at: impl Into<diag::Place>,
    ) -> bool {
        let at = at.into();
        if self.is_error(place) {
            return false;
        }
        let ty = self.ty(place);
        if !self.is_lvalue(place) || self.unit.types.is_function(ty) {
            self.error(at, format!("lvalue required as {lvalue}"));
            return false;
        }
        if let (Some((_, len)), "assignment") = (self.unit.types.array_of(ty), verb) {
            let flexible = len == ArrayLen::Incomplete && matches!(self.kind(place), ExprKind::Member { .. });
            self.error(
                at,
                if flexible {
                    "invalid use of flexible array member"
                } else {
                    "assignment to expression with array type"
                },
            );
            return false;
        }
        let readonly = self.is_literal_element(place)
            || self.unit.types.qualifiers(ty) & CONST != 0
            || self.has_const_member(ty);
        if readonly {
            let message = self.read_only(place, verb, written);
            if self.is_literal_element(place) {
                // GNU C gives the elements of literals no qualifier, and -Wwrite-strings only takes care of pointers.
                self.warning(warn::NONE, at, message);
                return true;
            }
            self.error(at, message);
            return false;
        }
        true
    }

    /// An element of a string literal (6.4.5p7).
    fn is_literal_element(&self, place: ExprId) -> bool {
        let ExprKind::Deref(mut pointer) = self.kind(place) else { return false };
        while let ExprKind::PtrAdd(inner, _) = self.kind(pointer) {
            pointer = inner;
        }
        matches!(self.kind(pointer), ExprKind::AddrOf(place) if matches!(self.kind(place), ExprKind::Str(..)))
    }

    /// What is wrong with storing in a place, whose expression is `written`: it is `const`.
    fn read_only(&mut self, place: ExprId, verb: &str, written: &ast::Expr<'_>) -> String {
        let mut plain = written;
        while let ast::ExprKind::Paren(inner) | ast::ExprKind::Extension(inner) = plain.kind {
            plain = inner;
        }
        let what = match self.kind(place) {
            ExprKind::Local(local) => {
                let parameter = self.body.params.contains(&local);
                let name = self.body.locals[local].name.map_or_else(String::new, |name| self.text(name));
                format!("{} '{name}'", if parameter { "parameter" } else { "variable" })
            }
            ExprKind::Global(decl) => format!("variable '{}'", self.text(self.unit.decls[decl].name)),
            ExprKind::Member { base, .. } | ExprKind::BitField { base, .. }
                if let ast::ExprKind::Member { base: object, arrow, name } = plain.kind =>
            {
                let name = self.text(name.name);
                // Members of members are one offset in `base`.
                let object = self.quietly(|sema| sema.expr(object));
                let object = self.ty(object);
                let object = if arrow { self.unit.types.pointee(object) } else { Some(object) };
                if self.unit.types.qualifiers(object.unwrap_or(self.ty(base))) & CONST != 0 {
                    return format!("{verb} of member '{name}' in read-only object");
                }
                format!("member '{name}'")
            }
            _ => format!("location '{}'", self.spell_expression(plain)),
        };
        match verb {
            ASM_OUTPUT => format!("read-only {what} used as {verb}"),
            _ => format!("{verb} of read-only {what}"),
        }
    }

    /// Whether a structure or union has a member with `const`, "including, recursively, any member or element of all
    /// contained aggregates or unions" (C23 6.3.3.1p1).
    fn has_const_member(&self, ty: Ty) -> bool {
        let types = &self.unit.types;
        // Each record is looked at once, however often it is contained.
        let mut waiting: Vec<RecordId> = types.record_of(ty).into_iter().collect();
        let mut seen: FxHashSet<RecordId> = waiting.iter().copied().collect();
        while let Some(id) = waiting.pop() {
            for field in types.records[id].fields.iter().flatten() {
                let mut ty = field.ty;
                while let Some((element, _)) = types.array_of(ty) {
                    ty = element;
                }
                if types.qualifiers(ty) & CONST != 0 {
                    return true;
                }
                waiting.extend(types.record_of(ty).filter(|&id| seen.insert(id)));
            }
        }
        false
    }
}
