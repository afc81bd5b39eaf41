//! Declarations with linkage, merged (C23 6.2.2, 6.2.7, 6.7.5): conflicts, composite types, inline definitions.

use crate::Sema;
use crate::attribute::Attrs;
use crate::hir::*;
use crate::library_headers::recommended;
use crate::scope::Entity;
use crate::types::*;
use diag::{Loc, warn};
use lexer::Symbol;
use parser::ast::{self, Storage};

/// A declarator with all that was said about it.
pub(crate) struct Declared {
    pub(crate) name: ast::Ident,
    pub(crate) ty: Ty,
    pub(crate) storage: Storage,
    pub(crate) attrs: Attrs,
    /// `aligned` and `_Alignas`, in bytes; 0 is none.
    pub(crate) align: u32,
    pub(crate) asm_label: Option<Symbol>,
    /// The end of the declarator and its attributes; of a definition, the beginning of the body.
    pub(crate) end: Loc,
}

impl Sema<'_> {
    fn symbol_for(&self, name: Symbol, asm_label: Option<Symbol>) -> Symbol {
        if let Some(symbol) = asm_label.or_else(|| self.renamed.get(&name).copied()) {
            return symbol;
        }
        match self.session.options.leading_underscore {
            true => self.session.interner.intern(format!("_{}", self.text(name)).as_bytes()),
            false => name,
        }
    }

    pub(crate) fn new_decl(&mut self, declared: &Declared, linkage: Linkage, is_function: bool) -> DeclId {
        let name = declared.name.name;
        let mut attrs = declared.attrs.decl.clone();
        attrs.align = declared.align;
        attrs.inline = declared.storage.has(Storage::INLINE);
        attrs.noreturn |= declared.storage.has(Storage::NORETURN);
        if attrs.visibility.is_none() && linkage == Linkage::External {
            attrs.visibility = self.visibility.last().copied();
        }
        self.check_public(declared, linkage);
        if declared.attrs.decl.nonstring {
            self.unit.nonstrings.insert(declared.name.loc);
        }
        let decl = self.unit.decls.push(Decl {
            name,
            symbol: self.symbol_for(name, declared.asm_label),
            ty: declared.ty,
            linkage,
            is_function,
            defined: false,
            tentative: false,
            used: false,
            read: false,
            emission: Emission::None,
            takes_chain: false,
            thread_local: declared.storage.has(Storage::THREAD),
            register: None,
            tls_model: declared.attrs.tls_model,
            attrs,
            loc: declared.name.loc,
        });
        if let Some(value) = self.pending_weak.remove(&name) {
            self.make_weak(decl, value);
        }
        decl
    }

    /// What a later declaration adds to an earlier one's attributes.
    fn merge_attributes(&mut self, decl: DeclId, declared: &Declared) {
        let new = &declared.attrs.decl;
        let old = &self.unit.decls[decl];
        if new.weak && !old.attrs.weak && old.linkage == Linkage::Internal && old.defined {
            let text = self.text(old.name);
            let message = format!(
                "weak declaration of '{text}' being applied to a already existing, static definition"
            );
            self.error(old.loc, message);
        }
        let inline = declared.storage.has(Storage::INLINE);
        let noreturn = declared.storage.has(Storage::NORETURN);
        let old = &mut self.unit.decls[decl].attrs;
        add(old, new);
        let differs =
            new.visibility.is_some() && old.visibility.is_some() && new.visibility != old.visibility;
        old.visibility = old.visibility.or(new.visibility);
        old.inline |= inline;
        old.noreturn |= noreturn;
        old.align = old.align.max(declared.align);
        if declared.attrs.tls_model.is_some() {
            self.unit.decls[decl].tls_model = declared.attrs.tls_model;
        }
        if differs {
            let text = self.text(declared.name.name);
            let message =
                format!("redeclaration of '{text}' with different visibility (old visibility preserved)");
            let old = &self.unit.decls[decl];
            self.note_previous(
                self.session.diags.warning(warn::NONE, declared.name.loc, message),
                old,
                false,
            );
        }
    }

    /// The earlier declaration that this one redeclares: in this scope, or with linkage anywhere.
    fn previous(&self, name: Symbol) -> Option<Entity> {
        let here = self.scopes.here(name).map(|binding| binding.entity);
        here.or_else(|| self.linked_decl(name).map(Entity::Global))
    }

    /// Reports a clash with something that is no object or function; then there is nothing to merge with.
    fn different_kind(&self, declared: &Declared, previous: Entity) {
        let name = declared.name;
        let message = format!("'{}' redeclared as different kind of symbol", self.text(name.name));
        let reported = self.session.diags.error(name.loc, message);
        match (previous, self.scopes.here(name.name)) {
            (Entity::Global(decl), _) => self.note_previous(reported, &self.unit.decls[decl], false),
            (_, Some(binding)) => self.note_bound(reported, binding),
            (_, None) => {}
        }
    }

    pub(crate) fn conflicting(&self, declared: &Declared, old: &Decl) {
        let text = self.text(declared.name.name);
        let new_ty = self.spell(declared.ty);
        let reported = self
            .session
            .diags
            .error(declared.name.loc, format!("conflicting types for '{text}'; have '{new_ty}'"));
        self.note_unprototyped(reported, declared, old);
        let implicit = self.linked_decl(declared.name.name).is_some_and(|decl| self.implicit.contains(&decl));
        self.note_previous(reported, old, implicit);
    }

    /// A definition that leaves its result implicit, after a declaration that has none: which counts.
    pub(crate) fn conflicting_implicit_result(&mut self, declared: &mut Declared) {
        let Some(decl) = self.linked_decl(declared.name.name) else { return };
        let old = &self.unit.decls[decl];
        let message = format!("conflicting types for '{}'", self.text(declared.name.name));
        let reported = self.session.diags.pedwarn(warn::NONE, declared.name.loc, message);
        self.note_previous(reported, old, false);
        declared.ty = old.ty;
    }

    fn returns_void(&self, ty: Ty) -> bool {
        self.unit.types.function_of(ty).is_some_and(|function| self.unit.types.is_void(function.ret))
    }

    /// Why a prototype is not compatible with a function declarator without one (C17 6.7.6.3p15).
    fn note_unprototyped(&self, reported: diag::Reported<'_>, declared: &Declared, old: &Decl) {
        let types = &self.unit.types;
        let (Some(new), Some(before)) = (types.function_of(declared.ty), types.function_of(old.ty)) else {
            return;
        };
        let prototype = if new.prototyped { new } else { before };
        if new.prototyped == before.prototyped || !types.compatible(new.ret, before.ret) {
            return;
        }
        let last = prototype.params.len().saturating_sub(1);
        let why = prototype.params.iter().enumerate().find_map(|(index, &param)| {
            if index == last && prototype.variadic {
                return Some("a parameter list with an ellipsis cannot match an empty parameter name list declaration");
            }
            self.promotes_by_default(param).then_some(
                "an argument type that has a default promotion cannot match an empty parameter name list declaration",
            )
        });
        let Some(why) = why else { return };
        let _ = reported.note(declared.name.loc, why);
    }

    /// Whether the default argument promotions (6.5.3.3p6) change a type.
    pub(crate) fn promotes_by_default(&self, ty: Ty) -> bool {
        let types = &self.unit.types;
        matches!(types.shape(ty), TypeKind::Float(FloatKind::Float)) || types.promotes(ty)
    }

    /// An object with linkage; `None` if it can't be declared.
    pub(crate) fn declare_object(&mut self, mut declared: Declared) -> Option<DeclId> {
        self.settle_declared(&mut declared, false);
        let name = declared.name;
        let is_extern = declared.storage.has(Storage::EXTERN);
        let is_static = declared.storage.has(Storage::STATIC);
        self.check_nested_extern(name);
        let Some(entity) = self.previous(name.name) else {
            let linkage = if is_static { Linkage::Internal } else { Linkage::External };
            self.check_builtin_object(&declared);
            let decl = self.new_decl(&declared, linkage, false);
            self.link(name.name, decl);
            self.scopes.bind(name.name, Entity::Global(decl), name.loc);
            return Some(decl);
        };
        let unlinked = match entity {
            Entity::Local(local) => !self.body.params.contains(&local),
            Entity::Global(decl) => self.linked_decl(name.name) != Some(decl),
            _ => false,
        };
        if unlinked && is_extern {
            let text = self.text(name.name);
            let message = format!("extern declaration of '{text}' follows declaration with no linkage");
            let reported = self.session.diags.error(name.loc, message);
            if let Some(binding) = self.scopes.here(name.name) {
                self.note_bound(reported, binding);
            }
            return None;
        }
        let Entity::Global(decl) = entity else {
            if !matches!(entity, Entity::Error) {
                self.different_kind(&declared, entity);
            }
            return None;
        };
        let old = self.unit.decls[decl].clone();
        if old.is_function {
            self.different_kind(&declared, entity);
            return None;
        }
        if !self.unit.types.compatible(self.complete_type(decl), declared.ty) {
            self.conflicting(&declared, &Decl { ty: self.complete_type(decl), ..old });
            return None;
        }
        let hidden = self.scopes.depth() > 0
            && self.scopes.here(name.name).is_none()
            && matches!(
                self.scopes.ordinary.get(name.name).map(|binding| binding.entity),
                Some(Entity::Local(_))
            );
        if is_extern && hidden && old.linkage == Linkage::Internal {
            // Without the declaration in between it would have internal linkage (6.2.2p4, p7).
            self.error(name.loc, "variable previously declared 'static' redeclared 'extern'");
            return None;
        }
        let text = || self.text(name.name);
        match (old.linkage, is_static, is_extern) {
            (Linkage::External, true, _) => {
                let message = format!("static declaration of '{}' follows non-static declaration", text());
                self.note_previous(self.session.diags.error(name.loc, message), &old, false);
            }
            (Linkage::Internal, false, false) => {
                let message = format!("non-static declaration of '{}' follows static declaration", text());
                self.note_previous(self.session.diags.error(name.loc, message), &old, false);
            }
            _ => {}
        }
        if old.thread_local != declared.storage.has(Storage::THREAD) {
            let message = if old.thread_local {
                format!("non-thread-local declaration of '{}' follows thread-local declaration", text())
            } else {
                format!("thread-local declaration of '{}' follows non-thread-local declaration", text())
            };
            self.note_previous(self.session.diags.error(name.loc, message), &old, false);
        }
        self.declare_type(decl, declared.ty, name.loc);
        if let Some(label) = declared.asm_label {
            let old = self.unit.decls[decl].symbol;
            if old != label && old != self.symbol_for(name.name, None) {
                let message = "'asm' declaration ignored due to conflict with previous rename";
                self.warning(warn::PRAGMAS, name.loc, message);
            } else {
                self.unit.decls[decl].symbol = label;
            }
        }
        self.merge_attributes(decl, &declared);
        if self.scopes.here(name.name).is_none() {
            self.scopes.bind(name.name, Entity::Global(decl), name.loc);
        }
        if !old.is_definition() {
            self.unit.decls[decl].loc = name.loc;
        }
        Some(decl)
    }

    /// A function: declared, or (`defining`) about to be defined.
    pub(crate) fn declare_function(&mut self, mut declared: Declared, defining: bool) -> Option<DeclId> {
        if defining {
            self.drop_references(&mut declared, "function is defined");
        }
        self.settle_declared(&mut declared, defining);
        let name = declared.name;
        let in_block = self.scopes.depth() > 0;
        let others = Storage(Storage::REGISTER.0 | Storage::THREAD.0);
        if declared.storage.has(others) && !defining || declared.storage.has(Storage::STATIC) && in_block {
            let text = self.text(name.name);
            self.error(name.loc, format!("invalid storage class for function '{text}'"));
            declared.storage.0 &= !Storage::STATIC.0;
        }
        if !in_block && name.name == self.names.main && self.session.options.hosted {
            if declared.storage.has(Storage::INLINE) {
                self.pedwarn(warn::NONE, name.loc, "cannot inline function 'main'");
                declared.storage.0 &= !Storage::INLINE.0;
            }
            if declared.storage.has(Storage::NORETURN) {
                self.pedwarn(warn::NONE, name.loc, "'main' declared '_Noreturn'");
                declared.storage.0 &= !Storage::NORETURN.0;
            }
        }
        let is_static = declared.storage.has(Storage::STATIC);
        if declared.storage.has(Storage::CONSTEXPR) && !defining {
            self.error(name.loc, "'constexpr' requires an initialized data declaration");
        }
        if declared.storage.has(Storage::AUTO) && !in_block && !defining {
            let text = self.text(name.name);
            self.error(name.loc, format!("file-scope declaration of '{text}' specifies 'auto'"));
        }
        if declared.storage.has(Storage::AUTO) && in_block && !defining {
            // In a block a function may only be `extern` (C23 6.7.2p7).
            let message = format!("invalid storage class for function '{}'", self.text(name.name));
            self.pedwarn(warn::PEDANTIC, name.loc, message);
            // GNU: announces a nested function.
            return Some(self.declare_nested(name, declared.ty));
        }
        if !defining {
            self.check_nested_extern(name);
            self.check_block_alias(&mut declared, in_block);
        }
        let library = self.check_builtin_declaration(&declared);
        let Some(entity) = self.previous(name.name) else {
            let linkage = if is_static { Linkage::Internal } else { Linkage::External };
            let decl = self.new_decl(&declared, linkage, true);
            if library {
                self.make_library(decl);
            }
            self.mark_returns_twice(decl);
            self.link(name.name, decl);
            self.scopes.bind(name.name, Entity::Global(decl), name.loc);
            self.set_emission(decl, &declared, defining);
            self.check_interrupt(decl, name.loc);
            return Some(decl);
        };
        let Entity::Global(decl) = entity else {
            if !matches!(entity, Entity::Error) {
                self.different_kind(&declared, entity);
            }
            return None;
        };
        let old = self.unit.decls[decl].clone();
        if !old.is_function {
            self.different_kind(&declared, entity);
            return None;
        }
        let names = declared.attrs.decl.alias.is_some() || declared.attrs.decl.ifunc.is_some();
        // GNU's `extern inline` gives way.
        let stays = !self.gnu_inlines.contains(&decl) || old.emission == Emission::Always;
        if names && old.is_definition() && stays {
            let message = format!("redefinition of '{}'", self.text(name.name));
            self.note_previous(self.session.diags.error(name.loc, message), &old, false);
            return None;
        }
        let from_builtin = old.loc == Loc::NONE;
        if !self.implicit.contains(&decl) {
            self.check_redundant(&declared, &old, defining);
        }
        let later = self.check_later_prototype(&declared, decl);
        if later == Some(false) {
            return None;
        }
        let same_result = self.check_result_qualifiers(&declared, &old);
        let compatible =
            same_result && self.unit.types.compatible_unqualified(self.complete_type(decl), declared.ty);
        if later.is_none() && !compatible {
            if from_builtin {
                // So far only the compiler had declared it.
                self.unit.decls[decl].ty = declared.ty;
                self.unit.decls[decl].loc = name.loc;
            } else if self.implicit.contains(&decl) && self.returns_void(declared.ty) {
                let text = self.text(name.name);
                let new_ty = self.spell(declared.ty);
                let message = format!("conflicting types for '{text}'; have '{new_ty}'");
                let reported = self.session.diags.pedwarn(warn::NONE, name.loc, message);
                self.note_previous(reported, &old, true);
                self.unit.decls[decl].ty = declared.ty;
            } else {
                self.conflicting(&declared, &Decl { ty: self.complete_type(decl), ..old.clone() });
                if !defining {
                    return None;
                }
                self.unit.decls[decl].ty = declared.ty;
            }
        } else {
            if !from_builtin {
                self.declare_type(decl, declared.ty, name.loc);
            } else {
                self.unit.decls[decl].ty = declared.ty;
                self.unit.decls[decl].loc = name.loc;
                if library {
                    self.add_library_checks(decl);
                }
            }
        }
        if is_static && old.linkage == Linkage::External {
            let inline_only = old.defined && old.emission == Emission::None;
            if from_builtin || inline_only {
                self.unit.decls[decl].linkage = Linkage::Internal;
            } else {
                let text = self.text(name.name);
                let message = format!("static declaration of '{text}' follows non-static declaration");
                let implicit = self.implicit.contains(&decl);
                self.note_previous(self.session.diags.error(name.loc, message), &old, implicit);
                self.unit.decls[decl].linkage = Linkage::Internal;
            }
        }
        if old.linkage == Linkage::Internal && !is_static && !declared.storage.has(Storage::EXTERN) {
            let text = self.text(name.name);
            let message = format!("non-static declaration of '{text}' follows static declaration");
            let reported = self.session.diags.warning(warn::TRADITIONAL, name.loc, message);
            self.note_previous(reported, &old, false);
        }
        if let Some(label) = declared.asm_label {
            let named = self.defined_elsewhere.get(&decl).copied().unwrap_or(decl);
            self.unit.decls[named].symbol = label;
            if library {
                self.unit.library_labels.push((name.name, label));
            }
        }
        self.merge_attributes(decl, &declared);
        // The newest declaration is the one to point at, but for one that has less to say.
        let has_prototype = |ty| self.unit.types.function_of(ty).is_some_and(|function| function.prototyped);
        if !old.is_definition() && !from_builtin && (has_prototype(declared.ty) || !has_prototype(old.ty)) {
            self.unit.decls[decl].loc = name.loc;
        }
        self.unit.decls[decl].attrs.library &= library;
        self.implicit.remove(&decl);
        if self.scopes.here(name.name).is_none() {
            self.scopes.bind(name.name, Entity::Global(decl), name.loc);
        }
        self.set_emission(decl, &declared, defining);
        self.check_interrupt(decl, name.loc);
        Some(decl)
    }

    /// Results that differ in their qualifiers, which they have before C11: `volatile` was how GNU C said noreturn. Whether
    /// the declarations may stand beside each other.
    pub(crate) fn check_result_qualifiers(&self, declared: &Declared, old: &Decl) -> bool {
        let types = &self.unit.types;
        let (Some(before), Some(now)) = (types.function_of(old.ty), types.function_of(declared.ty)) else {
            return true;
        };
        let different = before.ret.qualifiers() ^ now.ret.qualifiers();
        if different & VOLATILE != 0 {
            let message = "function return types not compatible due to 'volatile'";
            self.pedwarn(warn::NONE, declared.name.loc, message);
        }
        different & !VOLATILE == 0
    }

    fn mark_returns_twice(&mut self, decl: DeclId) {
        let name = self.unit.decls[decl].name;
        let twice = self.session.interner.with(name, |text| {
            matches!(
                text,
                b"setjmp"
                    | b"_setjmp"
                    | b"sigsetjmp"
                    | b"__sigsetjmp"
                    | b"__setjmp"
                    | b"savectx"
                    | b"vfork"
                    | b"getcontext"
            )
        });
        let attrs = &mut self.unit.decls[decl].attrs;
        attrs.returns_twice |= twice;
    }

    /// What becomes of a function's definition (6.7.5p6–p11, and gnu_inline): decided again at each declaration,
    /// because a later one can make an inline definition an external one.
    fn set_emission(&mut self, decl: DeclId, declared: &Declared, defining: bool) {
        let storage = declared.storage;
        let inline = storage.has(Storage::INLINE);
        let is_extern = storage.has(Storage::EXTERN);
        let in_block = self.scopes.depth() > 0 && !defining;
        let gnu = declared.attrs.gnu_inline || self.session.options.gnu89_inline;
        let declaration = &self.unit.decls[decl];
        let defined = declaration.defined;
        let old = declaration.emission;
        let internal = declaration.linkage == Linkage::Internal;
        let emission = if internal {
            if declaration.attrs.used
                || declaration.attrs.constructor.is_some()
                || declaration.attrs.destructor.is_some()
            {
                Emission::Always
            } else {
                Emission::IfUsed
            }
        } else if defining {
            if !inline {
                // Declared inline before (C99): still an inline definition if all declarations say inline; this one
                // doesn't.
                Emission::Always
            } else if gnu {
                self.unit.decls[decl].attrs.like_a_macro |= is_extern;
                if is_extern { Emission::None } else { Emission::Always }
            } else if is_extern || self.declared_external.contains(&decl) {
                Emission::Always
            } else {
                Emission::None
            }
        } else if !in_block
            && defined
            && old == Emission::None
            && (is_extern || !inline)
            && !self.gnu_inlines.contains(&decl)
        {
            // A declaration without `inline`, or with `extern`, makes the inline definition external.
            Emission::Always
        } else {
            old
        };
        if !in_block && (!inline || is_extern) && !defining && !gnu {
            self.declared_external.insert(decl);
        }
        if defining && gnu && inline {
            self.gnu_inlines.insert(decl);
        }
        let declaration = &mut self.unit.decls[decl];
        if internal || defined || defining {
            declaration.emission = emission;
        }
        if defining && emission == Emission::None && declaration.attrs.always_inline {
            // Calls must not reach for the external definition: where they are not inlined they call a copy.
            let name = self.text(declared.name.name);
            let symbol = self.session.interner.intern(format!("{name}.inline").as_bytes());
            self.set_apart(decl);
            let declaration = &mut self.unit.decls[decl];
            declaration.symbol = symbol;
            declaration.linkage = Linkage::Internal;
            declaration.emission = Emission::IfUsed;
        }
    }

    /// Gives the external function behind an inline definition a declaration of its own: it is what the function's
    /// address is, and what calls of it by a builtin's name reach, which the definition itself may make (GCC manual,
    /// "An Inline Function is As Fast As a Macro").
    fn set_apart(&mut self, decl: DeclId) {
        let inside = &self.unit.decls[decl];
        let attrs =
            DeclAttrs { always_inline: false, like_a_macro: false, inline: false, ..inside.attrs.clone() };
        let elsewhere = Decl {
            defined: false,
            emission: Emission::None,
            linkage: Linkage::External,
            attrs,
            ..inside.clone()
        };
        let elsewhere = self.unit.decls.push(elsewhere);
        self.defined_elsewhere.insert(decl, elsewhere);
    }

    /// A function whose declarations are out of sight is called without one: as if it returned `int`, which it should.
    fn check_implicit_again(&self, name: ast::Ident, decl: DeclId) {
        let (old, ty) = (&self.unit.decls[decl], self.complete_type(decl));
        let types = &self.unit.types;
        // What the library has is compared with that.
        if old.loc == Loc::NONE || old.attrs.library {
            return;
        }
        let Some(function) = types.function_of(ty) else { return };
        let fits = types.compatible_unqualified(function.ret, common::INT)
            && (!function.prototyped
                || !function.variadic
                    && function.params.iter().all(|&param| !self.promotes_by_default(param)));
        if !fits {
            let message = format!("incompatible implicit declaration of function '{}'", self.text(name.name));
            self.note_previous(self.session.diags.error(name.loc, message), old, true);
        }
    }

    /// `f()` without a declaration: `extern int f()` (C89; GCC warns).
    pub(crate) fn implicit_function(&mut self, name: ast::Ident) -> DeclId {
        if self.undeclared.contains(&name.name) {
            self.check_shadow(name, common::INT);
        }
        let text = self.text(name.name);
        let known = self.linked_decl(name.name);
        // GCC's rule: what it knows under a name of the implementation's needs no declaration.
        let visible = text.starts_with("__") && self.library_type(name.name).is_some();
        // Once is enough, and what is no function can't be called, which is said next.
        if !visible
            && !known.is_some_and(|decl| self.implicit.contains(&decl) || !self.unit.decls[decl].is_function)
        {
            let reported = self.implicit(
                warn::IMPLICIT_FUNCTION_DECLARATION,
                name.loc,
                format!("implicit declaration of function '{text}'"),
            );
            if let Some(known) = known {
                self.note_previous(reported, &self.unit.decls[known], false);
            }
            let header = parser::headers::recommended_header(&text);
            if let Some(header) = header.or_else(|| recommended(&text)) {
                self.session.diags.note(name.loc, header);
            }
        }
        if let Some(decl) = known {
            self.check_implicit_again(name, decl);
            self.scopes.bind(name.name, Entity::Global(decl), name.loc);
            return decl;
        }
        let function = FunctionType {
            ret: common::INT,
            params: Box::default(),
            variadic: false,
            prototyped: false,
            attributes: 0,
            checks: 0,
        };
        let ty = self.unit.types.intern(TypeKind::Function(function));
        let library = self.library_type(name.name);
        let is_library = library.is_some() && !self.is_excluded(name.name);
        let takes_file = self.takes_file(name.name);
        let ty = library.filter(|_| is_library).map_or(ty, |library| {
            let fits = !takes_file && self.unit.types.compatible_unqualified(library, ty);
            if !fits && !visible {
                let message = format!("incompatible implicit declaration of built-in function '{text}'");
                let reported =
                    self.session.diags.warning(warn::BUILTIN_DECLARATION_MISMATCH, name.loc, message);
                if let Some(header) = recommended(&text) {
                    let _ = reported.note(name.loc, header);
                }
            }
            // `FILE` is the header's; and `int f()` stays what it is.
            if takes_file || fits { ty } else { library }
        });
        let declared = Declared {
            name,
            ty,
            storage: Storage::EXTERN,
            attrs: Attrs::default(),
            align: 0,
            asm_label: None,
            end: name.loc,
        };
        let decl = self.new_decl(&declared, Linkage::External, true);
        if is_library {
            self.make_library(decl);
        }
        self.mark_returns_twice(decl);
        self.link(name.name, decl);
        self.scopes.bind(name.name, Entity::Global(decl), name.loc);
        self.implicit.insert(decl);
        decl
    }
}

/// Adds attributes of a declaration to others of the same one. What only some places may say (visibility, alignment) is
/// the caller's.
pub(crate) fn add(old: &mut DeclAttrs, new: &DeclAttrs) {
    macro_rules! either {
        ($($flag:ident)*) => { $(old.$flag |= new.$flag;)* };
    }
    either! { weak used retain unused noreturn artificial returns_twice nothrow noinline always_inline pure_ const_ malloc cold hot naked }
    macro_rules! later {
        ($($field:ident)*) => { $(if new.$field.is_some() { old.$field = new.$field.clone(); })* };
    }
    later! { patchable zeroed alloc_size deprecated unavailable section alias weakref ifunc constructor destructor common error warning target symver }
    old.names.add(new.names);
    old.other.extend(new.other.iter().cloned());
    old.deallocators.extend(new.deallocators.iter().cloned());
}
