//! Notes that say where something was declared: what a declaration clashes with, and the parameter that an argument
//! is for.

use crate::Sema;
use crate::assign::Target;
use crate::hir::*;
use crate::scope::{Binding, Entity};
use crate::types::*;
use diag::{Loc, Place, Reported, Span, warn};
use lexer::Symbol;
use parser::ast::{self, Params};
use rustc_hash::FxHashMap;

/// Where the parameters of functions were declared, as the newest prototype has them.
#[derive(Default)]
pub(crate) struct ParameterPlaces {
    /// For each function, its first place and how many there are.
    of: FxHashMap<DeclId, (u32, u32)>,
    places: Vec<Loc>,
}

/// Where a parameter stands: at its name, if it has one.
pub(crate) fn parameter_place(param: &ast::Param<'_>) -> Loc {
    param.declarator.name.map_or(param.specs.span.lo, |name| name.loc)
}

impl Sema<'_> {
    /// A place, or where the macro of a system header was invoked that it comes from.
    pub(crate) fn outside_system_macro(&self, at: Place) -> Place {
        let caret = self.session.outside_system_macro(at.caret);
        if caret == at.caret { at } else { caret.into() }
    }

    /// `sizeof` of a parameter that only looks like an array (-Wsizeof-array-argument).
    pub(crate) fn check_sizeof_parameter(&self, id: ExprId, span: Span) {
        let place = match self.kind(id) {
            ExprKind::Deref(pointer) => match self.kind(pointer) {
                ExprKind::AddrOf(place) => place,
                _ => return,
            },
            _ => id,
        };
        let ExprKind::Local(local) = self.kind(place) else { return };
        let local = &self.body.locals[local];
        if !local.declared_array {
            return;
        }
        let name = local.name.map_or_else(String::new, |name| self.text(name));
        let ty = self.spell(local.ty.unqualified());
        let message = format!("'sizeof' on array function parameter '{name}' will return size of '{ty}'");
        let reported = self.session.diags.warning(warn::SIZEOF_ARRAY_ARGUMENT, span, message);
        let _ = reported.note(local.loc, "declared here");
    }

    /// Keeps where the parameters of a function stand.
    pub(crate) fn remember_parameters(&mut self, decl: DeclId, declarator: &ast::Declarator<'_>) {
        if let Some(Params::Prototype { params, .. }) = crate::function::parameter_list(declarator) {
            let first = self.parameter_places.places.len() as u32;
            self.parameter_places.places.extend(params.iter().map(parameter_place));
            self.parameter_places.of.insert(decl, (first, params.len() as u32));
        }
    }

    /// Where a parameter of a function stands; `number` counts from 1.
    pub(crate) fn parameter_of(&self, decl: DeclId, number: u32) -> Option<Loc> {
        let &(first, count) = self.parameter_places.of.get(&decl)?;
        (number >= 1 && number <= count)
            .then(|| self.parameter_places.places[(first + number - 1) as usize])
            .filter(|&loc| loc != Loc::NONE)
    }

    /// Adds what a parameter is and what its argument is, where the parameter was declared if that is known.
    pub(crate) fn note_expected(
        &self,
        reported: Reported<'_>,
        argument: (u32, Option<Symbol>),
        to: Ty,
        from: Ty,
        at: Place,
    ) {
        if !reported.shown() {
            return;
        }
        let callee = argument.1.and_then(|name| self.scopes.ordinary.get(name)).map(|binding| binding.entity);
        let declared = match callee {
            Some(Entity::Global(decl)) => self.parameter_of(decl, argument.0),
            _ => None,
        };
        let at = declared.map_or(at, Place::from);
        let target = Target::Argument(argument.0, argument.1);
        let (to, from) = (self.quote_to(target, to.unqualified()), self.quote_from(from));
        let _ = reported.note(at, format!("expected {to} but argument is of type {from}"));
    }

    /// Adds where something with linkage has been declared before.
    pub(crate) fn note_previous(&self, reported: Reported<'_>, old: &Decl, implicit: bool) {
        if old.loc == Loc::NONE || !reported.shown() {
            return;
        }
        let what = match (
            implicit,
            old.defined && !old.tentative || old.attrs.ifunc.is_some() || old.attrs.alias.is_some(),
        ) {
            (true, _) => "implicit declaration",
            (false, true) => "definition",
            (false, false) => "declaration",
        };
        let (text, ty) = (self.text(old.name), self.spell(old.ty));
        let _ = reported.note(old.loc, format!("previous {what} of '{text}' with type '{ty}'"));
    }

    /// Adds what a name has been declared as before.
    pub(crate) fn note_bound(&self, reported: Reported<'_>, old: &Binding<Entity>) {
        if old.loc == Loc::NONE || !reported.shown() {
            return;
        }
        let (what, ty) = match old.entity {
            Entity::Typedef(ty) => ("declaration", ty),
            Entity::Enumerator(_, ty, _) | Entity::Prototyped(ty) => ("definition", ty),
            Entity::Local(local) => {
                let local = &self.body.locals[local];
                (if local.parameter { "definition" } else { "declaration" }, local.ty)
            }
            Entity::Global(decl) => {
                return self.note_previous(reported, &self.unit.decls[decl], self.implicit.contains(&decl));
            }
            Entity::Error => return,
        };
        let (text, ty) = (self.text(old.symbol()), self.spell(ty));
        let _ = reported.note(old.loc, format!("previous {what} of '{text}' with type '{ty}'"));
    }
}
