//! Uses of what is `deprecated` (-Wdeprecated-declarations; C23 6.7.13.4) or `unavailable` (GCC manual, "Common Type
//! Attributes"), which is an error. What has linkage says so in its own attributes; all else is known here by the place
//! of its declaration.

use crate::Sema;
use crate::attribute::Attrs;
use crate::hir::*;
use crate::scope::Entity;
use crate::types::*;
use diag::{Loc, warn};
use lexer::Symbol;
use parser::ast::{self, TypeSpec};

/// The reasons why something should not, or must not be used.
#[derive(Clone, Default, Debug)]
pub(crate) struct Obsolete {
    deprecated: Option<Box<str>>,
    unavailable: Option<Box<str>>,
}

impl Sema<'_> {
    /// Remembers what attributes say of something without linkage.
    pub(crate) fn remember_obsolete(&mut self, at: Loc, attrs: &[&Attrs]) {
        for attrs in attrs {
            let decl = &attrs.decl;
            if decl.deprecated.is_some() || decl.unavailable.is_some() {
                let known = self.obsolete.entry(at).or_default();
                known.deprecated = decl.deprecated.clone().or(known.deprecated.take());
                known.unavailable = decl.unavailable.clone().or(known.unavailable.take());
            }
        }
    }

    /// Something without linkage is used that was declared at `declared`. Without a name it is a type.
    pub(crate) fn check_obsolete(&self, name: Option<Symbol>, declared: Loc, at: Loc) {
        if !self.obsolete.is_empty()
            && let Some(obsolete) = self.obsolete.get(&declared)
        {
            self.warn_of_obsolete(
                name,
                obsolete.deprecated.as_deref(),
                obsolete.unavailable.as_deref(),
                (declared, at),
            );
        }
    }

    /// A function or object with a symbol is used.
    #[cold]
    pub(crate) fn check_obsolete_declaration(&self, decl: DeclId, at: Loc) {
        let declaration = &self.unit.decls[decl];
        let attrs = &declaration.attrs;
        self.warn_of_obsolete(
            Some(declaration.name),
            attrs.deprecated.as_deref(),
            attrs.unavailable.as_deref(),
            (declaration.loc, at),
        );
    }

    fn warn_of_obsolete(
        &self,
        name: Option<Symbol>,
        deprecated: Option<&str>,
        unavailable: Option<&str>,
        (declared, at): (Loc, Loc),
    ) {
        let inside = self.function.as_ref().map(|function| &self.unit.decls[function.decl].attrs);
        let what = name.map_or_else(|| "type".to_string(), |name| format!("'{}'", self.text(name)));
        let message = |how: &str, why: &str| match why {
            "" => format!("{what} is {how}"),
            why => format!("{what} is {how}: {why}"),
        };
        let reported = if let Some(why) = unavailable {
            if inside.is_some_and(|attrs| attrs.unavailable.is_some()) {
                return;
            }
            self.session.diags.error(at, message("unavailable", why))
        } else if let Some(why) = deprecated {
            if inside.is_some_and(|attrs| attrs.deprecated.is_some()) {
                return;
            }
            self.session.diags.warning(warn::DEPRECATED_DECLARATIONS, at, message("deprecated", why))
        } else {
            return;
        };
        if declared != Loc::NONE {
            let _ = reported.note(declared, "declared here");
        }
    }

    /// The type that specifiers name, where something is declared that is not obsolete itself.
    pub(crate) fn check_obsolete_type(&self, specs: &ast::DeclSpecs<'_>, ty: Ty, attrs: &Attrs) {
        if self.obsolete.is_empty() || attrs.decl.deprecated.is_some() || attrs.decl.unavailable.is_some() {
            return;
        }
        let at = specs.span.lo;
        if let TypeSpec::Typedef(name) = specs.ty {
            let binding =
                self.scopes.ordinary.get(name).filter(|known| matches!(known.entity, Entity::Typedef(_)));
            return self.check_obsolete(Some(name), binding.map_or(Loc::NONE, |binding| binding.loc), at);
        }
        let types = &self.unit.types;
        let (tag, declared) = match *types.kind(ty) {
            TypeKind::Record(id) => (types.records[id].tag, types.records[id].loc),
            TypeKind::Enum(id) => (types.enums[id].tag, types.enums[id].loc),
            _ => return,
        };
        self.check_obsolete(tag, declared, at);
    }
}
