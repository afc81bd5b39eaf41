//! `malloc (deallocator, n)` (GCC manual, "Common Function Attributes"): which functions give back what a function returns.

use crate::Sema;
use crate::redeclare::Declared;
use diag::warn;
use parser::ast::Storage;

impl Sema<'_> {
    /// Pairs a function with its deallocators. Neither is inlined, so that calls still show who made a pointer and who
    /// gives it back; with functions that say `inline` there is no such pair.
    pub(crate) fn settle_deallocators(&mut self, declared: &mut Declared) {
        for (name, number) in std::mem::take(&mut declared.attrs.deallocators) {
            let text = self.text(name);
            let at = declared.name.loc;
            if declared.storage.has(Storage::INLINE) {
                let message = format!("'malloc ({text})' attribute ignored on functions declared 'inline'");
                self.warning(warn::ATTRIBUTES, at, message);
                continue;
            }
            let linked = self.linked_decl(name);
            if let Some(decl) = linked {
                let deallocator = &mut self.unit.decls[decl];
                if deallocator.attrs.inline {
                    let message = format!(
                        "'malloc ({text})' attribute ignored with deallocation functions declared 'inline'"
                    );
                    let place = deallocator.loc;
                    let reported = self.session.diags.warning(warn::ATTRIBUTES, at, message);
                    let _ = reported.note(place, "deallocation function declared here");
                    continue;
                }
                deallocator.attrs.releases = Some(number);
                deallocator.attrs.noinline = true;
            }
            let attrs = &mut declared.attrs.decl;
            attrs.noinline = true;
            attrs.deallocators.push(text.strip_prefix("__builtin_").unwrap_or(&text).into());
        }
    }
}
