//! Variable arguments that are not asked for as they are passed (C23 7.16.1): `va_arg` with a type that no argument has
//! after the default promotions, `va_start` with another parameter than the last (-Wvarargs).

use crate::Sema;
use crate::scope::Entity;
use crate::types::*;
use diag::{Span, warn};
use parser::ast::{self, ExprKind as A};

impl Sema<'_> {
    /// The type that `va_arg` asks for. Returns whether no argument can have it.
    pub(crate) fn check_promoted_argument(&mut self, ty: Ty, name: &ast::TypeName<'_>) -> bool {
        let at = self.outside_system_macro(name.span.into());
        let types = &self.unit.types;
        if types.is_error(ty) {
            return false;
        }
        if types.is_enum(ty) {
            let message = "C++ requires promoted type, not enum type, in 'va_arg'";
            self.warning(warn::CXX_COMPAT, at, message);
        }
        if !self.promotes_by_default(ty) {
            return false;
        }
        let text = self.spell(ty.unqualified());
        let promoted = if types.is_float(ty) { "double" } else { "int" };
        let message = format!("'{text}' is promoted to '{promoted}' when passed through '...'");
        let mut reported = self.session.diags.warning(warn::NONE, at, message);
        if !std::mem::replace(&mut self.explained_promotion, true) {
            let advice = format!("(so you should pass '{promoted}' not '{text}' to 'va_arg')");
            reported = reported.note(at, advice);
        }
        let _ = reported.note(at, "if this code is reached, the program will abort");
        true
    }

    /// The second argument of `va_start`, of which only its name counts.
    pub(crate) fn check_last_parameter(&self, argument: Option<&ast::Expr<'_>>, span: Span) {
        let Some(mut argument) = argument else { return };
        while let A::Paren(inner) | A::Cast(_, inner) | A::Extension(inner) = &argument.kind {
            argument = inner;
        }
        let named = match argument.kind {
            A::Ident(name) => self.scopes.ordinary.get(name).map(|binding| binding.entity),
            _ => None,
        };
        let last = match (named, self.body.params.last()) {
            (Some(Entity::Local(local)), Some(&last)) if local == last => Some(local),
            // It is undeclared, which has been said.
            (Some(Entity::Error), _) => return,
            (None, _) if matches!(argument.kind, A::Ident(_)) => return,
            _ => None,
        };
        let message = match last {
            None => "second parameter of 'va_start' not last named argument",
            Some(last) if self.body.locals[last].in_register => {
                "undefined behavior when second parameter of 'va_start' is declared with 'register' storage"
            }
            Some(_) => return,
        };
        self.warning(warn::VARARGS, self.outside_system_macro(span.into()), message);
    }
}
