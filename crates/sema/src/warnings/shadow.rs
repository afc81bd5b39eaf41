//! Declarations that hide other ones (-Wshadow).

use crate::Sema;
use crate::scope::{Binding, Entity};
use crate::types::*;
use diag::{Loc, warn};
use parser::ast;

impl Sema<'_> {
    /// The parameters of the prototype that ends here that it speaks of itself: those are declared to be used.
    pub(crate) fn used_parameters(&self) -> Vec<(ast::Ident, Ty)> {
        if !self.session.diags.may_be_enabled(warn::SHADOW) {
            return Vec::new();
        }
        let parameter = |binding: &Binding<Entity>| match binding.entity {
            Entity::Prototyped(ty) if binding.used => {
                Some((ast::Ident { name: binding.symbol(), loc: binding.loc }, ty))
            }
            _ => None,
        };
        self.scopes.bindings().iter().filter_map(parameter).collect()
    }

    /// An object or parameter is about to be declared in a block.
    pub(crate) fn check_shadow(&self, name: ast::Ident, ty: Ty) {
        if self.function.is_some() {
            self.check_hidden(name, ty, self.scopes.depth());
        }
    }

    /// What a declaration in a scope of that depth or less hides.
    pub(crate) fn check_hidden(&self, name: ast::Ident, ty: Ty, depth: u32) {
        let groups = [warn::SHADOW, warn::SHADOW_LOCAL, warn::SHADOW_COMPATIBLE_LOCAL];
        if !groups.iter().any(|&group| self.session.diags.may_be_enabled(group)) {
            return;
        }
        let Some(hidden) = self.scopes.ordinary.get(name.name) else {
            if self.undeclared.contains(&name.name) {
                let text = self.text(name.name);
                let message = format!("declaration of '{text}' shadows previous non-variable");
                self.warning(warn::SHADOW, name.loc, message);
            }
            return;
        };
        if hidden.depth == depth || hidden.loc == Loc::NONE {
            return;
        }
        let mut at = hidden.loc;
        let what = match hidden.entity {
            Entity::Local(local) if self.body.params.contains(&local) => "a parameter",
            Entity::Local(_) => "a previous local",
            Entity::Global(decl) => {
                // A variable is not mistaken for a function, if it can't be called.
                let callable = self.unit.types.is_function_pointer(ty) || self.unit.types.is_function(ty);
                if self.unit.decls[decl].is_function && !callable {
                    return;
                }
                if hidden.depth == 0 {
                    at = self.unit.decls[decl].loc;
                }
                "a global declaration"
            }
            Entity::Typedef(_) | Entity::Enumerator(..) => "a global declaration",
            Entity::Error => "previous non-variable",
            Entity::Prototyped(_) => "a parameter",
        };
        let what = if hidden.depth > 0 && what == "a global declaration" { "a previous local" } else { what };
        // What a system header declares is nobody's concern, unless all is asked for.
        let ignored = self.session.sources.in_system_header(at)
            && !self.session.diags.may_be_enabled(warn::SYSTEM_HEADERS);
        if at == Loc::NONE || ignored {
            return;
        }
        let group = match hidden.entity {
            Entity::Local(local) if !self.session.diags.is_enabled(warn::SHADOW, name.loc) => {
                let same = self.unit.types.compatible_unqualified(self.body.locals[local].ty, ty);
                if same && !self.session.diags.is_enabled(warn::SHADOW_LOCAL, name.loc) {
                    warn::SHADOW_COMPATIBLE_LOCAL
                } else {
                    warn::SHADOW_LOCAL
                }
            }
            _ => warn::SHADOW,
        };
        let text = self.text(name.name);
        let _ = self
            .session
            .diags
            .warning(group, name.loc, format!("declaration of '{text}' shadows {what}"))
            .note(at, "shadowed declaration is here");
    }
}
