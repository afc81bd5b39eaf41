//! Accesses of members that are no good: of an atomic structure (C23 6.5.3.4p5: undefined), or of what is obsolete.

use crate::Sema;
use crate::types::*;
use diag::{Loc, warn};
use parser::ast;

impl Sema<'_> {
    /// `base.name`, or `base->name`: a member of an object of type `ty`.
    pub(crate) fn check_member(
        &mut self,
        base: &ast::Expr<'_>,
        arrow: bool,
        name: ast::Ident,
        ty: Ty,
        declared: Loc,
    ) {
        self.check_obsolete(Some(name.name), declared, name.loc);
        if ty.is_atomic() && self.wants(warn::NONE) {
            let types = &self.unit.types;
            let is_union = types.record_of(ty).is_some_and(|id| types.records[id].is_union);
            let word = if is_union { "union" } else { "structure" };
            let star = if arrow { "*" } else { "" };
            let object = self.spell_expression(base);
            let text = self.text(name.name);
            let message = format!("accessing a member '{text}' of an atomic {word} '{star}{object}'");
            self.warning(warn::NONE, name.loc, message);
        }
    }
}
