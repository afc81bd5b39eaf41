//! Declarations without declarators (C23 6.7p2): they declare a tag, the members of an enumeration, or nothing.

use crate::Sema;
use diag::{Place, warn};
use parser::ast::{DeclSpecs, Quals, Storage, TypeSpec};

impl Sema<'_> {
    /// Whether the specifiers name a tag that is declared already.
    pub(crate) fn mentions_known_tag(&self, specs: &DeclSpecs<'_>) -> bool {
        let tag = match &specs.ty {
            TypeSpec::Record(record) => record.tag,
            TypeSpec::Enum(definition) => definition.tag,
            _ => None,
        };
        tag.is_some_and(|tag| self.scopes.tags.get(tag.name).is_some())
    }

    /// A declaration in a structure without a declarator that has no type either.
    pub(crate) fn empty_member(&self, specs: &DeclSpecs<'_>) {
        let message = "ISO C forbids member declarations with no members";
        let reported = self.session.diags.pedwarn(warn::PEDANTIC, specs.span, message);
        if !reported.shown() {
            self.empty_declaration(specs, false, false);
        }
    }

    /// Says what of a declaration without declarators is of no use. `known`: its tag was declared before;
    /// `aligned`: an alignment is asked for.
    pub(crate) fn empty_declaration(&self, specs: &DeclSpecs<'_>, known: bool, aligned: bool) {
        let at = self.outside_system_macro(specs.span.into());
        if self.session.sources.in_system_header(at.caret) {
            return;
        }
        let file_scope = self.scopes.depth() == 0;
        let mut wrong = false;
        let (tag, defines) = match &specs.ty {
            TypeSpec::Record(record) => (true, record.members.is_some()),
            TypeSpec::Enum(definition) => (true, definition.enumerators.is_some()),
            _ => (false, false),
        };
        match &specs.ty {
            TypeSpec::Error => return,
            TypeSpec::Record(record) if record.tag.is_none() => {
                self.pedwarn(warn::NONE, at, "unnamed struct/union that defines no instances");
                wrong = true;
            }
            TypeSpec::Record(_) | TypeSpec::Enum(_) => {
                let what = if specs.storage.has(CLASSES) {
                    Some("storage class specifier")
                } else if specs.quals.0 != 0 {
                    Some("type qualifier")
                } else if aligned {
                    Some("'_Alignas'")
                } else {
                    None
                };
                if let (Some(what), true) = (what, known && !defines) {
                    let message = format!("empty declaration with {what} does not redeclare tag");
                    self.pedwarn(warn::NONE, at, message);
                    wrong = true;
                }
            }
            TypeSpec::Implicit => {}
            TypeSpec::Auto => {
                self.error(at, "'__auto_type' in empty declaration");
                wrong = true;
            }
            _ => {
                self.pedwarn(warn::NONE, at, "useless type name in empty declaration");
                wrong = true;
            }
        }
        for (class, message) in [
            (Storage::INLINE, "'inline' in empty declaration"),
            (Storage::NORETURN, "'_Noreturn' in empty declaration"),
        ] {
            if specs.storage.has(class) {
                self.error(at, message);
                wrong = true;
            }
        }
        for (class, message) in [
            (Storage::AUTO, "'auto' in file-scope empty declaration"),
            (Storage::REGISTER, "'register' in file-scope empty declaration"),
        ] {
            if file_scope && specs.storage.has(class) {
                self.error(at, message);
                wrong = true;
            }
        }
        if !wrong {
            self.useless_words(specs, at);
        }
        if !wrong && !tag {
            self.pedwarn(warn::NONE, at, "empty declaration");
        }
    }

    fn useless_words(&self, specs: &DeclSpecs<'_>, at: Place) {
        let word = if specs.storage.has(CLASSES) {
            "storage class specifier"
        } else if specs.storage.has(Storage::THREAD) {
            // Each has its spelling; which one it was is not kept.
            if self.session.sources.word_at(specs.span.lo) == "__thread" {
                "'__thread'"
            } else {
                "'_Thread_local'"
            }
        } else if specs.quals.0 & !Quals::RESTRICT.0 != 0 {
            "type qualifier"
        } else if !specs.alignas.is_empty() {
            "'_Alignas'"
        } else {
            return;
        };
        self.warning(warn::NONE, at, format!("useless {word} in empty declaration"));
    }
}

const CLASSES: Storage = Storage(
    Storage::TYPEDEF.0 | Storage::EXTERN.0 | Storage::STATIC.0 | Storage::AUTO.0 | Storage::REGISTER.0,
);
