//! Calls of functions declared `inline` that can't be: there is no body (-Winline).

use crate::Sema;
use crate::hir::*;
use diag::{Loc, warn};

impl Sema<'_> {
    /// A function is called by name.
    pub(crate) fn note_inline_call(&mut self, decl: DeclId, at: Loc) {
        let declaration = &self.unit.decls[decl];
        if declaration.attrs.inline
            && !declaration.defined
            && self.session.options.optimize > 0
            && self.wants(warn::INLINE)
            && !self.bodiless_calls.iter().any(|call| call.0 == decl)
        {
            self.bodiless_calls.push((decl, at));
        }
    }

    /// At the end of the translation unit.
    pub(crate) fn check_bodiless_calls(&self) {
        for &(decl, at) in &self.bodiless_calls {
            let declaration = &self.unit.decls[decl];
            if !declaration.defined {
                let name = self.text(declaration.name);
                let message = format!("inlining failed in call to '{name}': function body not available");
                let reported = self.session.diags.warning(warn::INLINE, declaration.loc, message);
                let _ = reported.note(at, "called from here");
            }
        }
    }
}
