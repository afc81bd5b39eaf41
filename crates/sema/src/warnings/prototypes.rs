//! Functions as they are declared: with and without prototypes (-Wmissing-prototypes, -Wmissing-declarations,
//! -Wstrict-prototypes, -Wold-style-definition), again (-Wredundant-decls), in blocks (-Wnested-externs), and `main`
//! (-Wmain; C23 5.1.2.3.2).

use crate::Sema;
use crate::hir::*;
use crate::redeclare::Declared;
use crate::types::*;
use diag::{Loc, Place, warn};
use parser::ast::{self, Storage};

impl Sema<'_> {
    /// A function is about to be defined: looks for an earlier declaration.
    pub(crate) fn check_earlier_declaration(&self, declared: &Declared) {
        let missing = [warn::MISSING_PROTOTYPES, warn::MISSING_DECLARATIONS];
        if !missing.iter().any(|&group| self.session.diags.may_be_enabled(group)) {
            return;
        }
        let name = declared.name;
        if declared.storage.has(Storage::STATIC)
            || declared.storage.has(Storage::INLINE)
            || name.name == self.names.main
        {
            return;
        }
        let old = self
            .linked_decl(name.name)
            .filter(|&decl| self.unit.decls[decl].loc != Loc::NONE)
            .map(|decl| (decl, &self.unit.decls[decl]));
        if old.is_some_and(|(_, old)| old.linkage == Linkage::Internal) {
            return;
        }
        let text = self.text(name.name);
        let implicit = old.is_some_and(|(decl, _)| self.implicit.contains(&decl));
        let prototyped = old.is_some_and(|(_, old)| {
            self.unit.types.function_of(old.ty).is_some_and(|function| function.prototyped)
        });
        let asked = self.session.diags.is_enabled(warn::MISSING_PROTOTYPES, name.loc);
        if asked && !prototyped {
            let message = if implicit {
                format!("'{text}' was used with no prototype before its definition")
            } else {
                format!("no previous prototype for '{text}'")
            };
            self.warning(warn::MISSING_PROTOTYPES, name.loc, message);
        } else if old.is_none() {
            let message = format!("no previous declaration for '{text}'");
            self.warning(warn::MISSING_DECLARATIONS, name.loc, message);
        } else if implicit {
            let message = format!("'{text}' was used with no declaration before its definition");
            self.warning(warn::MISSING_DECLARATIONS, name.loc, message);
        }
    }

    /// A definition without a prototype, which no declaration had before.
    pub(crate) fn check_old_style(&self, declared: &Declared) {
        let types = &self.unit.types;
        if types.function_of(declared.ty).is_none_or(|function| function.prototyped) {
            return;
        }
        let name = declared.name;
        let before = self.linked_decl(name.name).map(|decl| self.unit.decls[decl].ty);
        if before.and_then(|ty| types.function_of(ty)).is_none_or(|function| !function.prototyped) {
            self.warning(warn::STRICT_PROTOTYPES, name.loc, "function declaration isn't a prototype");
        }
        let message = "old-style function definition";
        // C23 has no others any more (6.9.2p2).
        if self.session.options.std >= lexer::Std::C23 {
            self.pedwarn(warn::OLD_STYLE_DEFINITION, name.loc, message);
        } else {
            self.warning(warn::OLD_STYLE_DEFINITION, name.loc, message);
        }
    }

    /// `f()`, or a list of names.
    pub(crate) fn check_strict_prototype(&self, params: &ast::Params<'_>, at: impl Into<Place>) {
        let none = match params {
            ast::Params::Empty => self.session.options.std < lexer::Std::C23,
            ast::Params::Identifiers(_) => true,
            ast::Params::Prototype { .. } => false,
        };
        if none {
            self.warning(warn::STRICT_PROTOTYPES, at, "function declaration isn't a prototype");
        }
    }

    /// A declaration of what has been declared, which adds nothing.
    pub(crate) fn check_redundant(&self, declared: &Declared, old: &Decl, defining: bool) {
        if old.loc == Loc::NONE || !self.session.diags.may_be_enabled(warn::REDUNDANT_DECLS) {
            return;
        }
        let is_extern = declared.storage.has(Storage::EXTERN) || old.is_function;
        // A definition adds something, as does a prototype.
        let prototype = |ty| self.unit.types.function_of(ty).is_none_or(|function| function.prototyped);
        let more = if old.is_function {
            defining || prototype(declared.ty) && !prototype(old.ty)
        } else {
            !(is_extern || old.defined || old.tentative)
        };
        if more {
            return;
        }
        let text = self.text(declared.name.name);
        let message = format!("redundant redeclaration of '{text}'");
        let reported = self.session.diags.warning(warn::REDUNDANT_DECLS, declared.name.loc, message);
        self.note_previous(reported, old, false);
    }

    /// Inline definitions with external linkage have nothing of one translation unit's own (6.7.5p3).
    pub(crate) fn check_inline_statics(&self) {
        for &(function, object, loc) in &self.inline_statics {
            let (inline, own) = (&self.unit.decls[function], &self.unit.decls[object]);
            // What GNU C's `extern inline` has internal copies of is external, like the C library's fortified functions.
            if inline.emission != Emission::None || own.attrs.like_a_macro {
                continue;
            }
            // A function's own static object has a symbol that tells it from others.
            let local = own.name != own.symbol && !own.is_function;
            if local && loc != Loc::NONE {
                continue;
            }
            let (name, inside) = (self.text(own.name), self.text(inline.name));
            let what = if local { "declared" } else { "used" };
            let at = if loc == Loc::NONE { own.loc } else { loc };
            let message =
                format!("'{name}' is static but {what} in inline function '{inside}' which is not static");
            self.pedwarn(warn::NONE, at, message);
        }
    }

    /// A declaration with linkage in a block.
    pub(crate) fn check_nested_extern(&self, name: ast::Ident) {
        if self.scopes.depth() > 0 {
            let text = self.text(name.name);
            let message = format!("nested extern declaration of '{text}'");
            self.warning(warn::NESTED_EXTERNS, name.loc, message);
        }
    }

    /// The definition of `main`.
    pub(crate) fn check_main(&self, declared: &Declared) {
        if declared.name.name != self.names.main || !self.session.options.hosted {
            return;
        }
        let types = &self.unit.types;
        let Some(function) = types.function_of(declared.ty) else { return };
        let at = declared.name.loc;
        let say = |message: &str| self.pedwarn(warn::MAIN, at, message);
        if types.value_type(function.ret) != common::INT {
            say("return type of 'main' is not 'int'");
        }
        if function.ret.is_atomic() {
            say("'_Atomic'-qualified return type of 'main'");
        }
        let character = |ty: Ty| types.value_type(ty) == common::CHAR;
        let strings =
            |ty: Ty| types.pointee(ty).and_then(|inner| types.pointee(inner)).is_some_and(character);
        for (index, &param) in function.params.iter().enumerate() {
            // The function's type has no qualifiers of parameters.
            let local = self.body.params.get(index).map(|&local| self.body.locals[local].ty);
            let mut inner = local.unwrap_or(param);
            while let Some(pointee) = types.pointee(inner).filter(|_| !inner.is_atomic()) {
                inner = pointee;
            }
            if inner.is_atomic() {
                say(&format!("'_Atomic'-qualified parameter type '{}' of 'main'", self.spell(param)));
                continue;
            }
            match index {
                0 if types.value_type(param) != common::INT => {
                    say("first argument of 'main' should be 'int'");
                }
                1 if !strings(param) => say("second argument of 'main' should be 'char **'"),
                2 if !strings(param) => say("third argument of 'main' should probably be 'char **'"),
                _ => {}
            }
        }
        if !matches!(function.params.len(), 0 | 2 | 3) {
            say("'main' takes only zero or two arguments");
        }
        if declared.storage.has(Storage::STATIC) {
            say("'main' is normally a non-static function");
        }
    }
}
