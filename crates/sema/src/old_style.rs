//! Function definitions with a list of identifiers (C17 6.9.1; gone from C23), and prototypes before and after them
//! (6.7.6.3p15): a prototype wants the parameters as the default promotions leave them. As in GCC, an earlier prototype
//! may also have them as the definition declares them.

use crate::Sema;
use crate::attribute::On;
use crate::declarator::Role;
use crate::hir::*;
use crate::redeclare::Declared;
use crate::scope::Entity;
use crate::types::*;
use crate::warnings::attribute_places::Bearer;
use diag::{Loc, warn};
use lexer::Symbol;
use parser::ast;
use rustc_hash::{FxHashMap, FxHashSet};

/// The prototype that an old-style definition has already, or the library's.
pub(crate) struct Prototype {
    params: Box<[Ty]>,
    loc: Loc,
    built_in: bool,
}

impl Sema<'_> {
    /// A function is about to be defined: if that has no prototype, it takes an earlier one.
    pub(crate) fn earlier_prototype(&mut self, declared: &mut Declared) -> Option<Prototype> {
        let own = self.unit.types.function_of(declared.ty)?;
        if own.prototyped {
            return None;
        }
        let name = declared.name;
        let own_ret = own.ret;
        let earlier =
            self.linked_decl(name.name).map(|decl| (&self.unit.decls[decl], self.complete_type(decl)));
        let (ty, loc, built_in) = match earlier.filter(|(old, _)| old.is_function && old.loc != Loc::NONE) {
            Some((old, ty)) if self.unit.types.function_of(ty)?.prototyped => (ty, old.loc, false),
            _ => (self.library_type(name.name)?, Loc::NONE, true),
        };
        let prototype = self.unit.types.function_of(ty)?;
        if !self.unit.types.compatible(prototype.ret, own_ret) {
            return None;
        }
        let (params, variadic) = (prototype.params.clone(), prototype.variadic);
        if built_in {
            // What the promotions change can't be the library's: that is said of the declaration.
            return (!params.iter().any(|&param| self.promotes_by_default(param)) && !variadic)
                .then_some(Prototype { params, loc, built_in });
        }
        if variadic {
            let message =
                format!("'{}' defined as variadic function without prototype", self.text(name.name));
            let reported = self.session.diags.warning(warn::NONE, name.loc, message);
            if let Some(decl) = self.linked_decl(name.name) {
                self.note_previous(reported, &self.unit.decls[decl], false);
            }
        }
        declared.ty = self.unit.types.composite(ty, declared.ty);
        Some(Prototype { params, loc, built_in })
    }

    /// Compares the parameters of an old-style definition with its prototype.
    pub(crate) fn compare_with_prototype(&mut self) {
        let Some(function) = &mut self.function else { return };
        let decl = function.decl;
        let prototype = function.prototype.take();
        let params: Vec<Ty> = self
            .body
            .params
            .iter()
            .map(|&local| self.body.locals[local].passed_as.unwrap_or(self.body.locals[local].ty))
            .collect();
        // As in GCC, an earlier declaration lets one forget them.
        let own = self.unit.types.function_of(self.unit.decls[decl].ty);
        if self.first_declaration && own.is_some_and(|ty| !ty.prototyped) {
            self.old_style.insert(decl, params.into_boxed_slice());
        }
        let Some(prototype) = prototype else { return };
        let what = if prototype.built_in { "built-in prototype" } else { "prototype" };
        if prototype.params.len() != self.body.params.len() {
            let at = self.unit.decls[decl].loc;
            let message = format!("number of arguments doesn't match {what}");
            if prototype.built_in {
                self.warning(warn::NONE, at, message);
            } else {
                self.error(at, message);
                self.error(prototype.loc, "prototype declaration");
            }
            return;
        }
        for (index, &wanted) in prototype.params.iter().enumerate() {
            let id = self.body.params[index];
            let local = &self.body.locals[id];
            let (name, at) = (local.name.map_or_else(String::new, |name| self.text(name)), local.loc);
            let types = &self.unit.types;
            let passed = local.passed_as.unwrap_or(local.ty);
            if types.is_error(local.ty) || types.compatible_unqualified(passed, wanted) {
                continue;
            }
            if types.compatible_unqualified(local.ty, wanted) {
                let message = format!("promoted argument '{name}' doesn't match {what}");
                if prototype.built_in {
                    self.warning(warn::PEDANTIC, at, message);
                } else {
                    self.pedwarn(warn::PEDANTIC, at, message);
                    self.pedwarn(warn::PEDANTIC, prototype.loc, "prototype declaration");
                    // Callers see the prototype.
                    self.body.locals[id].passed_as = None;
                }
                continue;
            }
            let message = format!("argument '{name}' doesn't match {what}");
            if prototype.built_in {
                self.warning(warn::NONE, at, message);
            } else {
                self.error(at, message);
                self.error(prototype.loc, "prototype declaration");
            }
        }
    }

    /// A prototype after an old-style definition. `None` if there is none; otherwise whether they agree.
    pub(crate) fn check_later_prototype(&self, declared: &Declared, decl: DeclId) -> Option<bool> {
        let params = self.old_style.get(&decl)?;
        // Inside its own body the definition is not complete.
        if self.function.as_ref().is_some_and(|function| function.decl == decl) {
            return None;
        }
        let old = &self.unit.decls[decl];
        let types = &self.unit.types;
        let (new, before) = (types.function_of(declared.ty)?, types.function_of(old.ty)?);
        if !new.prototyped || before.prototyped || new.variadic || !types.compatible(new.ret, before.ret) {
            return None;
        }
        if new.params.iter().any(|&param| types.is_error(param)) {
            // The mistake is another one; GCC shows all the same what it does not fit.
            let (name, ty) = (self.text(old.name), self.spell(old.ty));
            self.session.diags.note(old.loc, format!("previous definition of '{name}' with type '{ty}'"));
            return Some(false);
        }
        let text = self.text(declared.name.name);
        let wrong = if new.params.len() > params.len() {
            format!("prototype for '{text}' declares more arguments than previous old-style definition")
        } else if new.params.len() < params.len() {
            format!("prototype for '{text}' declares fewer arguments than previous old-style definition")
        } else {
            let differs = |(a, b): (&Ty, &Ty)| !types.compatible_unqualified(*a, *b);
            let Some(index) = new.params.iter().zip(params).position(differs) else {
                let message = format!("prototype for '{text}' follows non-prototype definition");
                self.warning(warn::NONE, declared.name.loc, message);
                return Some(true);
            };
            format!("prototype for '{text}' declares argument {} with incompatible type", index + 1)
        };
        self.note_previous(self.session.diags.error(declared.name.loc, wrong), old, false);
        Some(false)
    }

    /// Parameters of an old-style definition, in the order of the identifier list.
    pub(crate) fn old_style_parameters(&mut self, names: &[ast::Ident], decls: &[ast::Declaration<'_>]) {
        let mut types: FxHashMap<Symbol, (Ty, u32)> = FxHashMap::default();
        let listed: FxHashSet<Symbol> = names.iter().map(|name| name.name).collect();
        // Sizes may depend on parameters declared in any order: all are bound as they are declared.
        let mut bound: FxHashMap<Symbol, LocalId> = FxHashMap::default();
        for declaration in decls {
            let specs = self.specifiers(declaration.specs, declaration.declarators.is_empty());
            if declaration.declarators.is_empty() {
                self.pedwarn(warn::NONE, declaration.span, "empty declaration");
            }
            for init in declaration.declarators {
                let Some(name) = init.declarator.name else { continue };
                let mut ty = self.derive(&specs, &init.declarator, Role::Parameter);
                if !init.attributes.is_empty() {
                    let mut own = self.attributes(&[init.attributes]);
                    let bearer = Bearer::new(name.name, ty);
                    self.settle_attributes(&mut own, On::Parameter, bearer, init.declarator.span.hi);
                    ty = self.apply_type_attributes(ty, &own);
                }
                let ty = self.adjust_parameter(ty);
                if !listed.contains(&name.name) {
                    let text = self.text(name.name);
                    self.error(name.loc, format!("declaration for parameter '{text}' but no such parameter"));
                    continue;
                }
                // None but `register` (C17 6.9.1p6).
                if declaration.specs.storage.0 & !ast::Storage::REGISTER.0 != 0 {
                    let text = self.text(name.name);
                    self.error(name.loc, format!("storage class specified for parameter '{text}'"));
                }
                if let Some(init) = &init.init {
                    let text = self.text(name.name);
                    self.error(init.span(), format!("parameter '{text}' is initialized"));
                }
                if types.insert(name.name, (ty, specs.alignas)).is_some() {
                    let text = self.text(name.name);
                    self.error(name.loc, format!("redefinition of parameter '{text}'"));
                    continue;
                }
                let local = self.old_style_local(name, ty);
                self.body.locals[local].in_register = declaration.specs.storage.has(ast::Storage::REGISTER);
                bound.insert(name.name, local);
            }
        }
        for name in names {
            let local = match bound.get(&name.name) {
                Some(&local) => local,
                None => {
                    let message = format!("type of '{}' defaults to 'int'", self.text(name.name));
                    if self.session.options.std < lexer::Std::C99 {
                        self.warning(warn::MISSING_PARAMETER_TYPE, name.loc, message);
                    } else {
                        self.pedwarn(warn::IMPLICIT_INT, name.loc, message);
                    }
                    self.old_style_local(*name, common::INT)
                }
            };
            self.body.params.push(local);
        }
        self.compare_with_prototype();
    }

    fn old_style_local(&mut self, name: ast::Ident, ty: Ty) -> LocalId {
        let mut ty = ty;
        if self.unit.types.is_incomplete(ty) {
            let text = self.text(name.name);
            self.error(name.loc, format!("parameter '{text}' has incomplete type"));
            ty = common::INT;
        }
        let passed_as = match self.unit.types.shape(ty) {
            TypeKind::Float(FloatKind::Float) => Some(common::DOUBLE),
            _ if self.unit.types.promotes(ty) => Some(self.promoted_type(ty)),
            _ => None,
        };
        let local = self.body.locals.push(Local {
            name: Some(name.name),
            ty,
            parameter: true,
            used: false,
            read: false,
            unused: false,
            address_taken: false,
            align: 0,
            register: None,
            bare: false,
            initialization_settled: false,
            passed_as,
            captured: None,
            in_register: false,
            declared_array: false,
            loc: name.loc,
        });
        self.check_shadow(name, ty);
        self.scopes.bind(name.name, Entity::Local(local), name.loc);
        local
    }
}
