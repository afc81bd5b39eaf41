//! Functions that are to be inlined and can't be: there is no body, they call themselves, or they do what no copy of them
//! could do in their callers. That is an error for `always_inline`, and what -Winline is about otherwise.

use crate::Sema;
use crate::hir::*;
use diag::{Loc, warn};

impl Sema<'_> {
    /// A function is called by name.
    pub(crate) fn note_inline_call(&mut self, decl: DeclId, at: Loc) {
        let attrs = &self.unit.decls[decl].attrs;
        if !attrs.inline && !attrs.always_inline || self.unevaluated > 0 {
            return;
        }
        if attrs.always_inline && self.function.as_ref().is_some_and(|function| function.decl == decl) {
            self.fail_always_inline(decl, at, "recursive inlining");
        } else if attrs.always_inline || self.session.options.optimize > 0 && self.wants(warn::INLINE) {
            self.inline_calls.entry(decl).or_insert(at);
        }
    }

    fn fail_always_inline(&mut self, decl: DeclId, at: Loc, why: &str) {
        if self.failed_inlines.insert(decl) {
            let name = self.text(self.unit.decls[decl].name);
            let message = format!("inlining failed in call to 'always_inline' '{name}': {why}");
            let reported = self.session.diags.error(self.unit.decls[decl].loc, message);
            let _ = reported.note(at, "called from here");
        }
    }

    /// The body of a function that wants to be inlined, once it is complete.
    pub(crate) fn check_inlinable(&mut self, decl: DeclId) {
        let declaration = &self.unit.decls[decl];
        let always = declaration.attrs.always_inline;
        let asked = declaration.attrs.inline && self.session.options.optimize > 0 && self.wants(warn::INLINE);
        if !always && !asked {
            return;
        }
        let uses = |wanted: &[Builtin]| {
            let mut nodes = self.body.exprs.values();
            nodes.any(|node| matches!(node.kind, ExprKind::Builtin { op, .. } if wanted.contains(&op)))
        };
        let why = if uses(&[Builtin::VaStart]) {
            "it uses variable argument lists"
        } else if self.body.calls_setjmp {
            "it uses setjmp"
        } else if !always && uses(&[Builtin::Alloca, Builtin::AllocaAlign]) {
            "it uses alloca (override using the always_inline attribute)"
        } else {
            return;
        };
        let (name, at) = (self.text(declaration.name), declaration.loc);
        let message = format!("function '{name}' can never be inlined because {why}");
        if always {
            self.error(at, message);
        } else {
            self.warning(warn::INLINE, at, message);
        }
        self.failed_inlines.insert(decl);
    }

    /// At the end of the translation unit: what is called and can't be inlined.
    pub(crate) fn check_inline_calls(&mut self) {
        let mut calls: Vec<(DeclId, Loc)> = std::mem::take(&mut self.inline_calls).into_iter().collect();
        calls.sort_unstable();
        for (decl, at) in calls {
            let declaration = &self.unit.decls[decl];
            let missing = !declaration.defined && declaration.attrs.alias.is_none();
            if declaration.attrs.always_inline {
                if missing {
                    self.fail_always_inline(decl, at, "function body not available");
                }
            } else if missing || self.failed_inlines.contains(&decl) {
                let why = if missing { "function body not available" } else { "function not inlinable" };
                let message = format!("inlining failed in call to '{}': {why}", self.text(declaration.name));
                let reported = self.session.diags.warning(warn::INLINE, declaration.loc, message);
                let _ = reported.note(at, "called from here");
            }
        }
    }
}
