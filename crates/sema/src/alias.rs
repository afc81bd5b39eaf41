//! Aliases (`__attribute__((alias))`): what they are names of must be defined here.

use crate::Sema;
use crate::hir::*;
use crate::redeclare::Declared;
use diag::{Loc, warn};
use rustc_hash::FxHashMap;

impl Sema<'_> {
    /// A declaration in a block can't make an alias.
    pub(crate) fn check_block_alias(&self, declared: &mut Declared, in_block: bool) {
        if in_block && declared.attrs.decl.alias.take().is_some() {
            self.warning(warn::ATTRIBUTES, declared.name.loc, "'alias' attribute ignored");
        }
    }

    /// A weak declaration is for others to see, a reference by another name (`weakref`) for nobody else.
    pub(crate) fn check_public(&self, declared: &Declared, linkage: Linkage) {
        let attrs = &declared.attrs;
        let text = || self.text(declared.name.name);
        if attrs.decl.weak && !attrs.weakref && linkage != Linkage::External {
            self.error(declared.name.loc, format!("weak declaration of '{}' must be public", text()));
        }
        if attrs.weakref && linkage == Linkage::External {
            self.error(declared.name.loc, format!("'weakref' symbol '{}' must have static linkage", text()));
        }
    }

    /// `weakref` without an argument: `alias` says what it refers to, in this declaration or a later one (GCC manual 6.33.1).
    pub(crate) fn settle_reference(&mut self, declared: &mut Declared) {
        let name = declared.name;
        let bare = declared.attrs.weakref && declared.attrs.decl.weakref.is_none();
        if declared.attrs.decl.alias.is_none() {
            if bare {
                self.bare_references.insert(name.name, name.loc);
            }
        } else if bare || self.bare_references.remove(&name.name).is_some() {
            declared.attrs.decl.weakref = declared.attrs.decl.alias.take();
        }
    }

    /// At the end of the translation unit: references to nothing.
    fn check_references(&self) {
        let mut bare: Vec<Loc> = self.bare_references.values().copied().collect();
        bare.sort_unstable();
        for loc in bare {
            let message = "'weakref' attribute should be accompanied with an 'alias' attribute";
            self.warning(warn::ATTRIBUTES, loc, message);
        }
    }

    /// A function under a name of another type (-Wattribute-alias).
    fn check_alias_types(&self, decl: &Decl, found: &Decl) {
        let types = &self.unit.types;
        let prototyped = |decl: &Decl| types.function_of(decl.ty).is_some_and(|function| function.prototyped);
        if !prototyped(decl) || !prototyped(found) || types.compatible_unqualified(decl.ty, found.ty) {
            return;
        }
        let (text, ty, other) = (self.text(decl.name), self.spell(decl.ty), self.spell(found.ty));
        let message = format!("'{text}' alias between functions of incompatible types '{ty}' and '{other}'");
        let reported = self.session.diags.warning(warn::ATTRIBUTE_ALIAS, decl.loc, message);
        let _ = reported.note(found.loc, "aliased declaration here");
    }

    /// Whether a symbol is defined by what has been seen of the translation unit.
    pub(crate) fn defines_symbol(&self, symbol: &str) -> bool {
        let name = self.session.interner.intern(symbol.as_bytes());
        self.linked_decl(name).is_some_and(|decl| self.unit.decls[decl].defined)
    }

    /// At the end of the translation unit: aliases of nothing, and of themselves.
    pub(crate) fn check_aliases(&self) {
        self.check_references();
        let names =
            |attrs: &DeclAttrs| attrs.alias.is_some() || attrs.weakref.is_some() || attrs.ifunc.is_some();
        if !self.unit.decls.values().any(|decl| names(&decl.attrs)) {
            return;
        }
        let symbols: FxHashMap<String, DeclId> =
            self.unit.decls.iter().map(|(id, decl)| (self.text(decl.symbol), id)).collect();
        let target = |decl: &Decl| decl.attrs.alias.as_deref().and_then(|name| symbols.get(name)).copied();
        for (id, decl) in self.unit.decls.iter() {
            if decl.loc == Loc::NONE {
                continue;
            }
            let attrs = &decl.attrs;
            let known = |name: Option<&str>| {
                name.and_then(|name| symbols.get(name)).map(|&found| &self.unit.decls[found])
            };
            if let Some(resolver) = known(attrs.ifunc.as_deref()) {
                self.check_resolver(decl, resolver);
            }
            if let Some(found) = known(attrs.alias.as_deref().or(attrs.weakref.as_deref())) {
                self.check_alias_types(decl, found);
                self.check_alias_attributes(decl, found);
            }
            let Some(name) = attrs.alias.as_deref() else { continue };
            let text = self.text(decl.name);
            if decl.attrs.weakref.is_some() {
                continue;
            }
            let mut at = target(decl);
            let (mut steps, mut last) = (0, id);
            while let Some(next) = at.filter(|&next| next != id && steps < self.unit.decls.len()) {
                steps += 1;
                last = last.max(next);
                at = target(&self.unit.decls[next]);
            }
            if at.is_some() {
                // Once is enough for all of a cycle.
                if last != id {
                    continue;
                }
                let what = if decl.is_function { "function" } else { "variable" };
                self.error(decl.loc, format!("{what} '{text}' part of alias cycle"));
                continue;
            }
            let known = target(decl).is_some_and(|found| {
                let found = &self.unit.decls[found];
                found.defined || found.tentative || found.attrs.alias.is_some() || found.attrs.ifunc.is_some()
            });
            if !known && !self.has_asm {
                self.error(decl.loc, format!("'{text}' aliased to undefined symbol '{name}'"));
            }
            let Some(found) = target(decl).map(|found| &self.unit.decls[found]) else { continue };
            if decl.attrs.section.is_some() && decl.attrs.section != found.attrs.section {
                self.error(decl.loc, format!("section of alias '{text}' must match section of its target"));
            }
            let flattened = |decl: &Decl| decl.attrs.other.iter().any(|name| &**name == "flatten");
            if flattened(decl) && !flattened(found) {
                self.warning(warn::ATTRIBUTES, decl.loc, "'flatten' attribute is ignored on aliases");
            }
            if decl.is_function != found.is_function {
                let message = format!("'{text}' alias between function and variable is not supported");
                let _ =
                    self.session.diags.error(decl.loc, message).note(found.loc, "aliased declaration here");
            }
        }
    }
}
