//! Attributes that mean nothing where they stand or beside another one (-Wattributes). The table of attributes says where
//! each may stand; what is ignored here has no effect either.

use crate::Sema;
use crate::attribute::{Attrs, On, row_of};
use crate::call_attributes::Asked;
use crate::call_checks::UsedResult;
use crate::hir::*;
use crate::redeclare::Declared;
use crate::types::Ty;
use crate::warnings::attribute_places::Bearer;
use diag::{Loc, Place, warn};
use lexer::Symbol;
use parser::ast::{Attribute, Storage};

/// Pairs of attributes of which the later one is ignored.
const EXCLUSIONS: &[(&str, &[&str])] = &[
    ("always_inline", &["noinline"]),
    ("cold", &["hot"]),
    ("common", &["nocommon"]),
    ("const", &["alloc_align", "alloc_size", "malloc", "pure"]),
    ("gnu_inline", &["noinline"]),
    ("pure", &["alloc_align", "alloc_size", "malloc"]),
    (
        "noreturn",
        &["alloc_align", "alloc_size", "const", "malloc", "pure", "returns_twice", "warn_unused_result"],
    ),
];

/// What is said of `externally_visible` where nothing is.
pub(crate) const NOT_PUBLIC: &str = "'externally_visible' attribute have effect only on public objects";

/// Whether two attributes can't stand at one declaration.
pub(crate) fn exclude(a: &str, b: &str) -> bool {
    let row = |a: &str, b: &str| EXCLUSIONS.iter().any(|row| row.0 == a && row.1.contains(&b));
    row(a, b) || row(b, a)
}

pub(crate) fn has_exclusions(name: &str) -> bool {
    EXCLUSIONS.iter().any(|row| row.0 == name || row.1.contains(&name))
}

impl Sema<'_> {
    pub(crate) fn ignored(&self, at: Place, message: String) {
        self.warning(warn::ATTRIBUTES, at, message);
    }

    /// Drops the attributes that have no place at what is declared.
    pub(crate) fn settle_attributes(&self, attrs: &mut Attrs, on: On, bearer: Bearer, at: Loc) {
        if attrs.seen.is_empty() {
            return;
        }
        let at = Place::from(self.session.sources.expansion_point(at));
        for &(name, allowed) in &std::mem::take(&mut attrs.seen) {
            if self.bears(allowed, on, bearer) {
                attrs.seen.push((name, allowed));
                continue;
            }
            self.misplaced_attribute(name, allowed, on, bearer, at);
            attrs.drop_named(name);
        }
    }

    /// What is never null is a pointer.
    pub(crate) fn check_returned_pointer(&self, attrs: &DeclAttrs, ty: Ty, at: Loc) {
        if !self.has_attribute(attrs, "returns_nonnull") {
            return;
        }
        let types = &self.unit.types;
        let function = types.pointee(ty).unwrap_or(ty);
        let ret = types.function_of(function).map(|function| function.ret);
        if ret.is_some_and(|ret| !types.is_pointer(ret) && !types.is_error(ret)) {
            self.error(at, "'returns_nonnull' attribute on a function not returning a pointer");
        }
    }

    /// The attributes of a function or object with linkage, compared with each other and with those it has already.
    pub(crate) fn settle_declared(&mut self, declared: &mut Declared, defining: bool) {
        let name = declared.name;
        let old = self.linked_decl(name.name);
        if !declared.attrs.copies.is_empty() {
            self.copy_attributes(declared, old);
        }
        if declared.attrs.warn_if_not_aligned != 0 {
            let message =
                format!("'warn_if_not_aligned' may not be specified for '{}'", self.text(name.name));
            self.error(name.loc, message);
        }
        self.settle_deallocators(declared);
        if !declared.attrs.seen.is_empty() {
            declared.end = self.session.sources.expansion_point(declared.end);
            let at = Place::from(declared.end);
            let on = if self.unit.types.is_function(declared.ty) { On::Function } else { On::Static };
            let bearer = Bearer::new(name.name, declared.ty);
            self.settle_attributes(&mut declared.attrs, on, bearer, declared.end);
            let nested = self.scopes.depth() > 0 && declared.storage.has(Storage::AUTO);
            let local = nested
                || declared.storage.has(Storage::STATIC)
                || old.is_some_and(|old| self.unit.decls[old].linkage == Linkage::Internal);
            if local {
                self.check_leaf(&declared.attrs.seen, declared.end);
            }
            let mut kept: Vec<&'static str> = Vec::new();
            for (attribute, _) in std::mem::take(&mut declared.attrs.seen) {
                if self.is_excluded_attribute(attribute, &kept, old, at) {
                    declared.attrs.drop_named(attribute);
                    if attribute == "warn_unused_result" {
                        declared.ty = self.unit.types.without_used_result(declared.ty);
                    }
                } else {
                    kept.push(attribute);
                }
            }
            self.check_kept_attributes(declared);
            self.settle_reference(declared);
            let position = |name: &str| kept.iter().position(|seen| *seen == name);
            if let (Some(weak), Some(ifunc)) = (position("weak"), position("ifunc")) {
                let text = self.text(name.name);
                let message = match weak < ifunc {
                    true => format!("weak '{text}' cannot be defined 'ifunc'"),
                    false => format!("indirect function '{text}' cannot be declared weak"),
                };
                self.error(name.loc, message);
            }
            kept.retain(|attribute| has_exclusions(attribute));
            if !kept.is_empty() {
                self.kept_attributes.entry(name.name).or_default().extend(kept);
            }
        }
        if !declared.attrs.positions.is_empty() {
            declared.end = self.session.sources.expansion_point(declared.end);
            self.check_positions(declared, old);
        }
        if !declared.attrs.accesses.is_empty() {
            declared.end = self.session.sources.expansion_point(declared.end);
            self.check_accesses(declared, old);
        }
        let internal = declared.storage.has(Storage::STATIC)
            || old.is_some_and(|old| self.unit.decls[old].linkage == Linkage::Internal);
        if internal && declared.attrs.externally_visible {
            let function = old.map(|old| &self.unit.decls[old]).filter(|old| old.is_function);
            let at = function.map_or(declared.end, |old| old.loc);
            self.ignored(at.into(), NOT_PUBLIC.to_string());
            declared.attrs.decl.used = false;
        }
        self.check_sections(declared, old);
        if self.unit.types.is_function(declared.ty) {
            self.check_reduced_alignments(declared, old);
            if declared.attrs.packed && self.excludes_packed(&declared.attrs, name.name, declared.ty) {
                let message = "ignoring attribute 'packed' because it conflicts with attribute 'aligned'";
                let reported = self.session.diags.warning(warn::ATTRIBUTES, declared.end, message);
                if let Some(old) = old.filter(|_| !declared.attrs.packed_after_aligned) {
                    let _ = reported.note(self.unit.decls[old].loc, "previous declaration here");
                }
            }
            self.check_inline_attributes(declared, old, defining);
        }
    }

    /// All calls are known of a function that only its unit calls.
    pub(crate) fn check_leaf(&self, seen: &[(&'static str, u16)], at: Loc) {
        if seen.iter().any(|&(name, _)| name == "leaf") {
            self.ignored(at.into(), "'leaf' attribute has no effect on unit local functions".into());
        }
    }

    /// A function's alignment is only ever increased by `aligned` (GCC manual, "Common Function Attributes").
    fn check_reduced_alignments(&self, declared: &Declared, old: Option<DeclId>) {
        let old = old.map(|old| &self.unit.decls[old]);
        let before = old.map_or(0, |old| old.attrs.align);
        let mut largest = 0;
        for &align in &declared.attrs.alignments {
            let most = before.max(largest);
            if align < most {
                let message = format!(
                    "ignoring attribute 'aligned ({align})' because it conflicts with attribute 'aligned ({most})'"
                );
                let at = self.session.sources.expansion_point(declared.end);
                let reported = self.session.diags.warning(warn::ATTRIBUTES, at, message);
                if let Some(old) = old.filter(|_| before >= largest) {
                    let _ = reported.note(old.loc, "previous declaration here");
                }
            }
            largest = largest.max(align);
        }
    }

    /// Whether a function's `packed` is beside an `aligned`, which is said with its other attributes.
    pub(crate) fn excludes_packed(&self, attrs: &Attrs, name: Symbol, ty: Ty) -> bool {
        let aligned = |old: DeclId| self.unit.decls[old].attrs.align > 0;
        self.unit.types.is_function(ty)
            && (attrs.packed_after_aligned || self.linked_decl(name).is_some_and(aligned))
    }

    /// A function or object is in one section.
    fn check_sections(&self, declared: &mut Declared, old: Option<DeclId>) {
        if declared.attrs.sections_differ {
            let text = self.text(declared.name.name);
            self.error(declared.name.loc, format!("section of '{text}' conflicts with previous declaration"));
        }
        let old = old.map(|old| &self.unit.decls[old]);
        if let (Some(new), Some(old)) = (&declared.attrs.decl.section, old)
            && let Some(before) = old.attrs.section.as_ref().filter(|before| *before != new)
        {
            let message = format!(
                "ignoring attribute 'section (\"{new}\")' because it conflicts with previous 'section (\"{before}\")'"
            );
            let reported = self.session.diags.warning(warn::ATTRIBUTES, declared.end, message);
            let _ = reported.note(old.loc, "previous declaration here");
            declared.attrs.decl.section = None;
        }
    }

    fn is_excluded_attribute(&self, name: &str, kept: &[&str], old: Option<DeclId>, at: Place) -> bool {
        if !has_exclusions(name) {
            return false;
        }
        let message =
            |other| format!("ignoring attribute '{name}' because it conflicts with attribute '{other}'");
        if let Some(other) = kept.iter().find(|other| exclude(name, other)) {
            self.ignored(at, message(other));
            return true;
        }
        let Some(old) = old.map(|old| &self.unit.decls[old]) else { return false };
        let before = self.kept_attributes.get(&old.name).map_or(&[][..], |names| names);
        let Some(other) = before.iter().find(|other| exclude(name, other)) else { return false };
        let reported = self.session.diags.warning(warn::ATTRIBUTES, at, message(other));
        let _ = reported.note(old.loc, "previous declaration here");
        true
    }

    /// What single attributes ask of the function or object that they stand at.
    fn check_kept_attributes(&self, declared: &mut Declared) {
        let at: Place = declared.end.into();
        let types = &self.unit.types;
        let nodiscard =
            |(asked, _): &(Asked, _)| matches!(asked, Asked::UsedResult(UsedResult::Nodiscard(_)));
        if declared.attrs.asked.iter().any(nodiscard)
            && types.function_of(declared.ty).is_some_and(|function| types.is_void(function.ret))
        {
            let text = self.text(declared.name.name);
            let message = format!("'nodiscard' attribute applied to '{text}' with void return type");
            self.ignored(at, message);
        }
        let returns_void = types.function_of(declared.ty).is_some_and(|function| types.is_void(function.ret));
        for name in ["const", "pure"] {
            if returns_void && self.has_attribute(&declared.attrs.decl, name) {
                self.ignored(at, format!("'{name}' attribute on function returning 'void'"));
            }
        }
        for name in ["artificial", "gnu_inline"] {
            if !declared.storage.has(Storage::INLINE) && self.has_attribute(&declared.attrs.decl, name) {
                self.ignored(at, format!("'{name}' attribute ignored"));
            }
        }
        if declared.storage.has(Storage::STATIC) && declared.attrs.decl.visibility.take().is_some() {
            self.ignored(at, "'visibility' attribute ignored".into());
        }
        let warns = |(asked, _): &(Asked, _)| matches!(asked, Asked::UsedResult(UsedResult::Warn));
        if declared.attrs.asked.iter().any(warns)
            && types.function_of(declared.ty).is_some_and(|function| types.is_void(function.ret))
        {
            self.ignored(at, "'warn_unused_result' attribute ignored".into());
        }
        if let Some(function) = types.function_of(declared.ty)
            && declared.attrs.decl.malloc
            && !types.is_pointer(function.ret)
        {
            let ret = self.spell(function.ret);
            let message = format!(
                "'malloc' attribute ignored on functions returning '{ret}'; valid only for pointer return types"
            );
            self.ignored(at, message);
            declared.attrs.decl.malloc = false;
        }
        if declared.attrs.tls_model.is_some() && !declared.storage.has(Storage::THREAD) {
            let text = self.text(declared.name.name);
            self.ignored(
                at,
                format!(
                    "'tls_model' attribute ignored because '{text}' does not have thread storage duration"
                ),
            );
            declared.attrs.tls_model = None;
        }
    }

    /// `inline` beside attributes that contradict it.
    fn check_inline_attributes(&self, declared: &Declared, old: Option<DeclId>, defining: bool) {
        let (attrs, at) = (&declared.attrs.decl, declared.name.loc);
        let inline = declared.storage.has(Storage::INLINE);
        let old = old.map(|old| &self.unit.decls[old]).filter(|old| old.is_function && old.loc != Loc::NONE);
        let (noinline, text) = (attrs.noinline, || self.text(declared.name.name));
        if inline && noinline {
            let message = format!("inline function '{}' given attribute 'noinline'", text());
            self.ignored(at.into(), message);
        }
        if inline && (attrs.weak || old.is_some_and(|old| old.attrs.weak)) {
            self.ignored(at.into(), format!("inline function '{}' declared weak", text()));
        }
        if let Some(old) = old {
            let message = if inline && old.attrs.noinline {
                format!("inline declaration of '{}' follows declaration with attribute 'noinline'", text())
            } else if noinline && old.attrs.inline {
                format!("declaration of '{}' with attribute 'noinline' follows inline declaration", text())
            } else {
                String::new()
            };
            if !message.is_empty() {
                self.note_previous(self.session.diags.warning(warn::ATTRIBUTES, at, message), old, false);
            }
        }
        let inline = inline || old.is_some_and(|old| old.attrs.inline);
        if defining && !inline && (attrs.always_inline || old.is_some_and(|old| old.attrs.always_inline)) {
            self.ignored(at.into(), "'always_inline' function might not be inlinable".into());
        }
    }

    /// `packed` behind the `*` of a pointer type.
    pub(crate) fn ignore_packed(&self, attributes: &[Attribute<'_>], ty: Ty) {
        let named = |word: &'static [u8]| {
            move |attribute: &Attribute<'_>| self.session.interner.with(attribute.name, |name| name == word)
        };
        let packed = attributes.iter().position(named(b"packed"));
        let aligned = attributes.iter().position(named(b"aligned"));
        let Some(packed) = packed else { return };
        let message = if aligned.is_some_and(|aligned| aligned < packed) {
            "ignoring attribute 'packed' because it conflicts with attribute 'aligned'".to_string()
        } else {
            format!("'packed' attribute ignored for type '{}'", self.spell(ty.unqualified()))
        };
        self.ignored(attributes[packed].span.lo.into(), message);
    }

    /// Attributes that name something else, at what is defined here.
    pub(crate) fn drop_references(&self, declared: &mut Declared, why: &str) {
        let attrs = &mut declared.attrs;
        for (name, given) in [
            ("alias", attrs.decl.alias.take().is_some()),
            ("weakref", attrs.decl.weakref.take().is_some() | std::mem::take(&mut attrs.weakref)),
        ] {
            if given {
                let message = format!("'{name}' attribute ignored because {why}");
                self.ignored(declared.name.loc.into(), message);
            }
        }
    }
}

impl Attrs {
    /// Takes back what an attribute said.
    pub(crate) fn drop_named(&mut self, name: &str) {
        let decl = &mut self.decl;
        if let Some(row) = row_of(name) {
            decl.names.remove(row);
        }
        match name {
            "alias" => decl.alias = None,
            "always_inline" => decl.always_inline = false,
            "cleanup" => self.cleanup = None,
            "cold" => decl.cold = false,
            "copy" => self.copies.clear(),
            "common" | "nocommon" => decl.common = None,
            "const" => decl.const_ = false,
            "constructor" => decl.constructor = None,
            "destructor" => decl.destructor = None,
            "error" => decl.error = None,
            "externally_visible" | "used" => decl.used = false,
            "retain" => decl.retain = false,
            "gnu_inline" => self.gnu_inline = false,
            "hot" => decl.hot = false,
            "ifunc" => decl.ifunc = None,
            "malloc" => decl.malloc = false,
            "alloc_align" | "assume_aligned" => self.positions.retain(|positional| positional.name != name),
            "access" => {
                self.accesses.clear();
                self.asked.retain(|(asked, _)| !matches!(asked, Asked::Access(..)));
            }
            "ms_abi" => self.ms_abi = false,
            "nonnull" => self.asked.retain(|(asked, _)| !matches!(asked, Asked::Nonnull(_))),
            "naked" => decl.naked = false,
            "aligned" => {
                self.aligned = 0;
                self.alignments.clear();
            }
            "designated_init" => self.designated_init = false,
            "ms_struct" | "gcc_struct" => self.ms_bit_fields = None,
            "nonstring" => decl.nonstring = false,
            "packed" => self.packed = false,
            "scalar_storage_order" => self.storage_order = None,
            "section" => decl.section = None,
            "symver" => decl.symver = None,
            "uninitialized" => self.uninitialized = false,
            "target" => decl.target = None,
            "transparent_union" => self.transparent_union = false,
            "alloc_size" => {
                decl.alloc_size = None;
                self.asked.retain(|(asked, _)| !matches!(asked, Asked::AllocSize(..)));
                self.positions.retain(|positional| positional.name != name);
            }
            "nodiscard" | "warn_unused_result" => {
                self.asked.retain(|(asked, _)| !matches!(asked, Asked::UsedResult(_)))
            }
            "noinline" | "noipa" => decl.noinline = false,
            "noreturn" => decl.noreturn = false,
            "nothrow" => decl.nothrow = false,
            "pure" => decl.pure_ = false,
            "returns_twice" => decl.returns_twice = false,
            "tls_model" => self.tls_model = None,
            "visibility" => decl.visibility = None,
            "warning" => decl.warning = None,
            "weak" => decl.weak = false,
            "weakref" => {
                decl.weakref = None;
                self.weakref = false;
            }
            _ => {}
        }
    }
}
