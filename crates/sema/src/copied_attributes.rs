//! `copy`: the attributes of another function or object, but for those that say how its symbol is seen or linked (GCC
//! manual, "Common Function Attributes").

use crate::Sema;
use crate::attribute::{Attrs, row_of};
use crate::hir::*;
use crate::redeclare::{Declared, add};
use crate::types::*;
use crate::warnings::attributes::exclude;
use diag::{Place, warn};
use parser::ast::{self, AttributeArg};

/// What is not copied.
const OWN: &[&str] = &[
    "alias",
    "always_inline",
    "copy",
    "deprecated",
    "externally_visible",
    "gnu_inline",
    "ifunc",
    "noinline",
    "symver",
    "target_clones",
    "unavailable",
    "visibility",
    "weak",
    "weakref",
];

/// The argument of the attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Copied {
    /// The function or object that it designates or points to.
    source: Option<DeclId>,
    ty: Ty,
}

impl Sema<'_> {
    pub(crate) fn copy_argument(&mut self, args: &[AttributeArg<'_>], at: Place) -> Option<Copied> {
        let Some(AttributeArg::Expr(expr)) = args.first() else { return None };
        let mut plain = expr;
        while let ast::ExprKind::Paren(inner) = plain.kind {
            plain = inner;
        }
        if let ast::ExprKind::String(_) = plain.kind {
            self.error(at, "'copy' attribute argument cannot be a string");
            return None;
        }
        let id = self.unevaluated(|sema| sema.expr(expr));
        if self.is_error(id) {
            return None;
        }
        if self.unit.types.is_arithmetic(self.ty(id)) && self.is_pure(id) {
            self.error(at, "'copy' attribute argument cannot be a constant arithmetic expression");
            return None;
        }
        let mut object = id;
        let source = loop {
            object = match self.kind(object) {
                ExprKind::AddrOf(inner) | ExprKind::Load(inner) | ExprKind::Deref(inner) => inner,
                ExprKind::Cast(_, inner) => inner,
                ExprKind::Global(decl) => break Some(decl),
                _ => break None,
            };
        };
        Some(Copied { source, ty: self.ty(id) })
    }

    /// Adds what `copy` asks for to the attributes of a function or object that is declared.
    pub(crate) fn copy_attributes(&mut self, declared: &mut Declared, old: Option<DeclId>) {
        let function = self.unit.types.is_function(declared.ty);
        let at = Place::from(self.session.sources.expansion_point(declared.end));
        for copied in std::mem::take(&mut declared.attrs.copies) {
            let kind = "'copy' attribute ignored on a declaration of a different kind than referenced symbol";
            let Some(source) = copied.source else {
                let mut core = copied.ty;
                while let Some(pointee) = self.unit.types.pointee(core) {
                    core = pointee;
                }
                if self.unit.types.is_function(core) != function {
                    self.warning(warn::ATTRIBUTES, at, kind);
                }
                continue;
            };
            let from = &self.unit.decls[source];
            if old == Some(source) {
                let message = "'copy' attribute ignored on a redeclaration of the referenced symbol";
                let reported = self.session.diags.warning(warn::ATTRIBUTES, at, message);
                let _ = reported.note(from.loc, "previous declaration here");
                continue;
            }
            if from.is_function != function {
                let reported = self.session.diags.warning(warn::ATTRIBUTES, at, kind);
                let (symbol, name) = (self.text(from.name), self.text(declared.name.name));
                let _ = reported
                    .note(from.loc, format!("symbol '{symbol}' referenced by '{name}' declared here"));
                continue;
            }
            self.copy_from(source, declared, at);
        }
    }

    fn copy_from(&mut self, source: DeclId, declared: &mut Declared, at: Place) {
        let from = &self.unit.decls[source];
        let mut decl = from.attrs.clone();
        for row in OWN.iter().filter_map(|name| row_of(name)) {
            decl.names.remove(row);
        }
        (decl.alias, decl.weakref, decl.ifunc, decl.symver) = (None, None, None, None);
        (decl.deprecated, decl.unavailable) = (None, None);
        (decl.weak, decl.always_inline, decl.noinline) = (false, false, false);
        let mut attrs = Attrs { decl, tls_model: from.tls_model, ..Attrs::default() };
        let exclusive = self.kept_attributes.get(&from.name).cloned().unwrap_or_default();
        for name in exclusive.into_iter().filter(|name| !OWN.contains(name)) {
            let conflict = declared.attrs.seen.iter().find(|(other, _)| exclude(name, other));
            if let Some((other, _)) = conflict {
                let message =
                    format!("ignoring attribute '{name}' because it conflicts with attribute '{other}'");
                let reported = self.session.diags.warning(warn::ATTRIBUTES, at, message);
                let _ = reported.note(from.loc, "previous declaration here");
                attrs.drop_named(name);
            } else if !declared.attrs.seen.iter().any(|(known, _)| *known == name) {
                declared.attrs.seen.push((name, crate::attribute::ANY));
            }
        }
        if attrs.tls_model.is_some() {
            declared.attrs.tls_model = attrs.tls_model;
            declared.attrs.seen.push(("tls_model", crate::attribute::ANY));
        }
        add(&mut declared.attrs.decl, &attrs.decl);
        declared.align = declared.align.max(attrs.decl.align);
        let (own, other) = (declared.ty, from.ty);
        declared.ty = self.unit.types.with_calls_of(own, other);
    }
}
