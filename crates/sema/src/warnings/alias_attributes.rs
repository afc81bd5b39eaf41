//! Attributes of functions and of their aliases, which should be the same (-Wmissing-attributes, -Wattribute-alias=), and
//! what resolvers of indirect functions return.

use crate::Sema;
use crate::hir::*;
use diag::{Warning, warn};

/// The attributes that callers go by (GCC manual, -Wmissing-attributes).
const COMPARED: &[&str] = &[
    "alloc_align",
    "alloc_size",
    "cold",
    "const",
    "hot",
    "leaf",
    "malloc",
    "nonnull",
    "noreturn",
    "nothrow",
    "pure",
    "returns_nonnull",
    "returns_twice",
];

impl Sema<'_> {
    /// Compares the attributes of an alias with those of the function that it is another name of.
    pub(crate) fn check_alias_attributes(&self, alias: &Decl, target: &Decl) {
        if !alias.is_function || !target.is_function {
            return;
        }
        let has = |decl: &Decl, name: &str| {
            self.has_attribute(&decl.attrs, name) || name == "noreturn" && decl.attrs.noreturn
        };
        let only = |one: &Decl, other: &Decl| -> Vec<&str> {
            COMPARED.iter().copied().filter(|&name| has(one, name) && !has(other, name)).collect()
        };
        let missing = only(target, alias);
        if !missing.is_empty() {
            self.differing_attributes(warn::MISSING_ATTRIBUTES, "less", alias, target, &missing);
        }
        if self.session.diags.attribute_alias_level() > 1 {
            let more = only(alias, target);
            if !more.is_empty() {
                self.differing_attributes(warn::ATTRIBUTE_ALIAS, "more", alias, target, &more);
            }
        }
    }

    fn differing_attributes(
        &self,
        warning: Warning,
        how: &str,
        alias: &Decl,
        target: &Decl,
        attributes: &[&str],
    ) {
        let (name, of) = (self.text(alias.name), self.text(target.name));
        let plural = if attributes.len() == 1 { "" } else { "s" };
        let list: Vec<String> = attributes.iter().map(|attribute| format!("'{attribute}'")).collect();
        let message = format!(
            "'{name}' specifies {how} restrictive attribute{plural} than its target '{of}': {}",
            list.join(", ")
        );
        let reported = self.session.diags.warning(warning, alias.loc, message);
        let _ = reported.note(target.loc, format!("'{name}' target declared here"));
    }

    /// A pointer to what is declared, as GCC spells its type.
    fn pointer_to(&self, decl: &Decl) -> String {
        self.unit.types.spell_around(decl.ty, "(*)".to_string(), None, &self.session.interner)
    }

    /// A resolver returns a pointer to the function that calls are to reach (GCC manual, "Common Function Attributes").
    pub(crate) fn check_resolver(&self, decl: &Decl, resolver: &Decl) {
        let types = &self.unit.types;
        let Some(function) = types.function_of(resolver.ty) else { return };
        let pointee = types.pointee(function.ret);
        let fits = match pointee {
            Some(pointee) if types.is_void(pointee) => {
                !self.session.diags.is_enabled(warn::EXTRA, resolver.loc)
            }
            Some(pointee) => types.compatible_unqualified(pointee, decl.ty),
            None => false,
        };
        if fits {
            return;
        }
        let (name, ty) = (self.text(decl.name), self.pointer_to(decl));
        let must = if pointee.is_some() { "should" } else { "must" };
        let message = format!("'ifunc' resolver for '{name}' {must} return '{ty}'");
        let reported = match pointee {
            Some(_) => self.session.diags.warning(warn::ATTRIBUTE_ALIAS, resolver.loc, message),
            None => self.session.diags.error(resolver.loc, message),
        };
        let _ = reported.note(decl.loc, "resolver indirect function declared here");
    }
}
