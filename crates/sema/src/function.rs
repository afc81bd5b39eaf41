//! Function definitions (C23 6.9.2), old-style ones included.

use crate::Sema;
use crate::attribute::Attrs;
use crate::declarator::Role;
use crate::hir::*;
use crate::jump::NamedTarget;
use crate::jump_scopes::JumpScopes;
use crate::old_style::Prototype;
use crate::redeclare::Declared;
use crate::switch::SwitchState;
use crate::types::*;
use cranelift_entity::packed_option::PackedOption;
use diag::{Loc, Span, warn};
use lexer::Symbol;
use parser::ast::{self, Params, Storage};
use rustc_hash::{FxHashMap, FxHashSet};

/// The function being defined.
pub(crate) struct FunctionState {
    pub(crate) decl: DeclId,
    pub(crate) ret: Ty,
    /// Depth of the scope of its parameters: automatic objects further out are another function's.
    pub(crate) depth: u32,
    /// Where the caller wants a result of variable size: the local that holds the address.
    pub(crate) result: Option<LocalId>,
    /// The cleanups in force.
    pub(crate) cleanups: PackedOption<CleanupId>,
    /// `__func__`, once it is mentioned.
    pub(crate) name: PackedOption<StringId>,
    /// Scope depths at which the stack has been saved for variable-length arrays.
    pub(crate) saved_stacks: Vec<u32>,
    pub(crate) labels: FxHashMap<Symbol, LabelId>,
    /// `__label__` declarations in scope, innermost last.
    pub(crate) local_labels: Vec<(Symbol, LabelId)>,
    /// Where they are declared.
    pub(crate) local_label_places: FxHashMap<LabelId, Loc>,
    pub(crate) defined_labels: FxHashSet<LabelId>,
    /// Where labels stand.
    pub(crate) label_places: Vec<(LabelId, Loc)>,
    /// Where labels stand that are to be used, in order.
    pub(crate) label_order: Vec<(LabelId, Loc)>,
    /// The number of errors before it.
    pub(crate) errors: u32,
    /// Where labels were first used, in order.
    pub(crate) label_uses: Vec<(LabelId, Loc)>,
    /// What jumps may not get into.
    pub(crate) jumps: JumpScopes,
    pub(crate) switches: Vec<SwitchState>,
    pub(crate) loops: u32,
    /// Loops and switches that `break` can leave.
    pub(crate) breakable: u32,
    /// Labels right before the statement at hand: the names of a loop.
    pub(crate) names: Vec<Symbol>,
    pub(crate) named: Vec<NamedTarget>,
    /// In a deferred statement: the first label that is its own.
    pub(crate) deferred: Option<u32>,
    /// Labels in deferred statements.
    pub(crate) deferred_labels: Vec<std::ops::Range<u32>>,
    /// It is an inline definition of a function with external linkage (6.7.5p3).
    pub(crate) inline_definition: bool,
    /// The prototype that an old-style definition is compared with.
    pub(crate) prototype: Option<Prototype>,
    /// Its body is being analysed, not its parameters.
    pub(crate) statements: bool,
    /// A parameter's size is `[*]`.
    pub(crate) star: bool,
    /// It has a `return` with a value.
    pub(crate) returns: bool,
    /// Objects that their own value initialises: `int i = i;` says that no warning is wanted.
    pub(crate) self_initialized: Vec<LocalId>,
    /// Statements of nothing but `__attribute__((fallthrough))`.
    pub(crate) fallthroughs: FxHashMap<StmtId, Span>,
}

impl FunctionState {
    pub(crate) fn new(decl: DeclId, ret: Ty, depth: u32) -> FunctionState {
        FunctionState {
            decl,
            ret,
            depth,
            result: None,
            cleanups: PackedOption::default(),
            name: PackedOption::default(),
            saved_stacks: Vec::new(),
            labels: FxHashMap::default(),
            local_labels: Vec::new(),
            local_label_places: FxHashMap::default(),
            defined_labels: FxHashSet::default(),
            label_uses: Vec::new(),
            label_places: Vec::new(),
            label_order: Vec::new(),
            errors: 0,
            jumps: JumpScopes::default(),
            switches: Vec::new(),
            loops: 0,
            breakable: 0,
            names: Vec::new(),
            named: Vec::new(),
            deferred: None,
            deferred_labels: Vec::new(),
            inline_definition: false,
            prototype: None,
            statements: false,
            star: false,
            returns: false,
            self_initialized: Vec::new(),
            fallthroughs: FxHashMap::default(),
        }
    }

    /// The innermost label of that name that `__label__` declares.
    pub(crate) fn declared_label(&self, name: Symbol) -> Option<LabelId> {
        self.local_labels.iter().rev().find(|&&(known, _)| known == name).map(|&(_, label)| label)
    }
}

impl Sema<'_> {
    /// A function definition at file scope.
    pub(crate) fn function_definition(&mut self, definition: &ast::FunctionDef<'_>) {
        let Some(name) = definition.declarator.name else { return };
        self.in_object_file = true;
        let mut specs = self.specifiers(definition.specs, false);
        if specs.auto {
            self.error(definition.specs.span, "'__auto_type' requires a plain identifier as declarator");
        }
        let mut kept = None;
        if let ast::TypeSpec::Implicit = definition.specs.ty {
            // A function already declared `void` stays so.
            let declared = self.linked_decl(name.name).map(|decl| self.unit.decls[decl].ty);
            let ret = declared.and_then(|ty| self.unit.types.function_of(ty)).map(|function| function.ret);
            if ret == Some(common::VOID) {
                specs.ty = common::VOID;
                kept = declared;
            }
            let _ = self.implicit(
                warn::IMPLICIT_INT,
                definition.declarator.span,
                "return type defaults to 'int'",
            );
        }
        let scratch = std::mem::replace(&mut self.body, crate::new_body());
        // Sizes of parameters may need the body and its parameters before the function itself is declared.
        self.function = Some(FunctionState::new(DeclId::from_u32(0), common::VOID, self.scopes.depth() + 1));
        self.undeclared.clear();
        self.scopes.push();
        let mut ty = self.derive(&specs, &definition.declarator, Role::Definition);
        let of_pointer = std::mem::take(&mut self.pointer_attributes);
        let parameters = self.scopes.pop_saved();
        let mut attrs = specs.attrs.clone();
        let lists = [definition.specs.attributes, definition.attributes, definition.declarator.attributes];
        if !definition.attributes.is_empty() || !definition.declarator.attributes.is_empty() {
            attrs = self.attributes(&lists);
        }
        attrs.append(of_pointer);
        if attrs.ms_abi || !attrs.asked.is_empty() {
            let asked = attrs.asked.clone();
            ty = self.apply_type_attributes(ty, &Attrs { ms_abi: attrs.ms_abi, asked, ..Attrs::default() });
        }
        let mut declared = Declared {
            name,
            ty,
            storage: definition.specs.storage,
            align: attrs.aligned.max(specs.alignas),
            attrs,
            asm_label: definition.asm_label.map(|label| self.session.interner.intern(label.bytes)),
            end: definition.body.span.lo,
        };
        self.check_obsolete_type(definition.specs, specs.ty, &declared.attrs);
        self.check_earlier_declaration(&declared);
        self.check_main(&declared);
        for (class, word) in [
            (Storage::TYPEDEF, "typedef"),
            (Storage::AUTO, "auto"),
            (Storage::REGISTER, "register"),
            (Storage::THREAD, definition.specs.storage.thread_word()),
        ] {
            if definition.specs.storage.has(class) {
                let message = format!("function definition declared '{word}'");
                match word {
                    "auto" => self.pedwarn(warn::NONE, name.loc, message),
                    _ => self.error(name.loc, message),
                }
            }
        }
        self.check_old_style(&declared);
        if let Some(Params::Prototype { .. }) = parameter_list(&definition.declarator) {
            let message = "traditional C rejects ISO C style function definitions";
            self.warning(warn::TRADITIONAL, name.loc, message);
        }
        if !self.unit.types.is_function(ty) {
            let text = self.text(name.name);
            self.error(name.loc, format!("'{text}' is not a function"));
            self.abandon(scratch);
            return;
        }
        let prototype = self.earlier_prototype(&mut declared);
        let ty = declared.ty;
        if kept.is_some() {
            self.conflicting_implicit_result(&mut declared);
        }
        let decl = self.define(declared);
        if let Some(decl) = decl {
            let first = self.linked_decl(name.name) == Some(decl);
            self.prototype = prototype.filter(|_| first);
            if let Some(kept) = kept {
                // Its callers go by what it was declared as.
                self.unit.decls[decl].ty = kept;
            }
            self.remember_parameters(decl, &definition.declarator);
            self.check_array_parameters(decl, &definition.declarator, true);
            self.scopes.push_saved(parameters);
            self.function_body(definition, decl, ty);
        }
        self.abandon(scratch);
    }

    fn abandon(&mut self, scratch: Body) {
        self.function = None;
        self.local_texts.clear();
        self.local_constants.clear();
        self.stmts.clear();
        self.effects.clear();
        self.body = scratch;
    }

    /// Declares the function that is being defined.
    fn define(&mut self, declared: Declared) -> Option<DeclId> {
        let name = declared.name;
        if let Some(old) = self.linked_decl(name.name)
            && self.unit.decls[old].defined
            && self.unit.decls[old].is_function
        {
            // GNU's `extern inline` gives way to a definition that is none.
            let inline_again = declared.storage.has(Storage::EXTERN) && declared.storage.has(Storage::INLINE);
            let replaceable = self.gnu_inlines.contains(&old)
                && self.unit.decls[old].emission != Emission::Always
                && (self.unit.decls[old].linkage == Linkage::External
                    || self.unit.decls[old].symbol != self.unit.decls[old].name)
                && !inline_again;
            if replaceable {
                self.gnu_inlines.remove(&old);
                if let Some(elsewhere) = self.defined_elsewhere.remove(&old) {
                    let symbol = self.unit.decls[elsewhere].symbol;
                    let declaration = &mut self.unit.decls[old];
                    declaration.linkage = Linkage::External;
                    declaration.symbol = symbol;
                }
            } else {
                let before = &self.unit.decls[old];
                if !self.unit.types.compatible_unqualified(before.ty, declared.ty) {
                    self.conflicting(&declared, before);
                } else {
                    let text = self.text(name.name);
                    let reported = self.session.diags.error(name.loc, format!("redefinition of '{text}'"));
                    self.note_previous(reported, before, false);
                }
                return Some(self.define_beside(&declared));
            }
        }
        let referring =
            self.linked_decl(name.name).filter(|&old| self.unit.decls[old].attrs.weakref.is_some());
        if let Some(old) = referring.filter(|_| declared.attrs.decl.weakref.is_none()) {
            // It is another function's name.
            let message = format!("redefinition of '{}'", self.text(name.name));
            self.note_previous(self.session.diags.error(name.loc, message), &self.unit.decls[old], false);
            return None;
        }
        self.first_declaration = self.linked_decl(name.name).is_none();
        let decl = self.declare_function(declared, true)?;
        self.unit.decls[decl].defined = true;
        self.unit.decls[decl].loc = name.loc;
        Some(decl)
    }

    /// A definition that is wrong where it stands is looked at for what it says.
    fn define_beside(&mut self, declared: &Declared) -> DeclId {
        let text = self.text(declared.name.name);
        let decl = self.anonymous_object(declared.ty, &text, declared.name.loc);
        let declaration = &mut self.unit.decls[decl];
        declaration.name = declared.name.name;
        declaration.is_function = true;
        declaration.attrs = declared.attrs.decl.clone();
        decl
    }

    pub(crate) fn function_body(&mut self, definition: &ast::FunctionDef<'_>, decl: DeclId, ty: Ty) {
        self.session.diags.set_function(Some(&self.text(self.unit.decls[decl].name)));
        self.parameters_and_body(definition, decl, ty);
        let around = self.outer.last().map(|outer| self.text(self.unit.decls[outer.function.decl].name));
        self.session.diags.set_function(around.as_deref());
    }

    fn parameters_and_body(&mut self, definition: &ast::FunctionDef<'_>, decl: DeclId, ty: Ty) {
        let Some(function) = self.unit.types.function_of(ty) else { return };
        let ret = function.ret.unqualified();
        self.enumerators.clear();
        self.body.decl = decl;
        self.body.span = diag::Span { lo: definition.span.lo, hi: definition.body.span.hi };
        if self.unit.types.is_incomplete(ret) && !self.unit.types.is_void(ret) {
            self.error(definition.declarator.span, "return type is an incomplete type");
        }
        // Where the declarator's parameters were.
        let star = self.function.as_ref().is_some_and(|function| function.star);
        let errors = self.session.diags.error_count();
        let declaration = &self.unit.decls[decl];
        // With GNU's meaning of `inline`, only `extern inline` defines nothing that others can call.
        let gnu = self.gnu_inlines.contains(&decl) && declaration.emission != Emission::None;
        let inline_definition = declaration.attrs.inline && declaration.linkage == Linkage::External && !gnu;
        let state = FunctionState::new(decl, ret, self.scopes.depth());
        let prototype = self.prototype.take();
        self.function = Some(FunctionState { errors, inline_definition, prototype, ..state });
        if self.unit.types.is_variable_size(ret) {
            self.receive_result_place(definition.span.lo);
        }
        let list = parameter_list(&definition.declarator);
        if let Some(Params::Identifiers(names)) = list {
            self.old_style_parameters(names, definition.param_decls);
        } else if let (Some(Params::Empty), true) = (list, definition.param_decls.is_empty()) {
            self.compare_with_prototype();
        } else if !definition.param_decls.is_empty() {
            self.error(definition.span, "old-style parameter declarations in prototyped function definition");
        }
        if let Some(function) = &mut self.function {
            function.statements = true;
            if star || function.star {
                let message = "'[*]' not allowed in other than function prototype scope";
                self.error(definition.body.span.lo, message);
            }
        }
        let mark = self.stmts.len();
        self.flush_effects();
        self.block_items(definition.body);
        self.implicit_return(definition, decl);
        let list = self.collect(mark);
        let root = self.body.stmts.push(Stmt { kind: StmtKind::Block(list), loc: definition.body.span.lo });
        self.body.root = Some(root);
        self.check_labels();
        self.check_jumps();
        self.check_nested_defined();
        self.check_packs();
        self.check_flow(definition.body.span.hi);
        self.check_uninitialized();
        self.check_unused_labels();
        self.settle_chain(decl, definition.body.span.lo);
        self.check_inlinable(decl);
        self.check_unused();
        self.close_scope();
        self.enumerators.clear();
        let body = std::mem::replace(&mut self.body, crate::new_body());
        if body.packs {
            self.packing.insert(decl, std::rc::Rc::new(body.clone()));
        }
        self.items.push(Item::Function(Box::new(body)));
    }

    /// Reaching the end of `main` returns 0 (5.1.2.3.4), since C99.
    fn implicit_return(&mut self, definition: &ast::FunctionDef<'_>, decl: DeclId) {
        let declaration = &self.unit.decls[decl];
        let Some(function) = self.unit.types.function_of(declaration.ty) else { return };
        if declaration.name == self.names.main
            && self.unit.types.value_type(function.ret) == common::INT
            && self.session.options.std >= lexer::Std::C99
        {
            let loc = definition.body.span.hi;
            let zero = self.int(0, common::INT, loc);
            self.emit(StmtKind::Return(Some(zero).into()), loc);
        }
    }

    fn check_labels(&mut self) {
        let Some(function) = &self.function else { return };
        let mut missing: Vec<(LabelId, Loc)> = Vec::new();
        for &(label, loc) in &function.label_uses {
            if !function.defined_labels.contains(&label) && !missing.iter().any(|&(other, _)| other == label)
            {
                missing.push((label, loc));
            }
        }
        for (label, loc) in missing {
            let text = self.body.labels[label].name.map_or_else(String::new, |name| self.text(name));
            self.error(loc, format!("label '{text}' used but not defined"));
        }
    }
}

/// The parameter list of the function that a declarator declares.
pub(crate) fn parameter_list<'a>(declarator: &ast::Declarator<'a>) -> Option<Params<'a>> {
    declarator.chunks.iter().rev().find_map(|chunk| match chunk {
        ast::Chunk::Function(function) => Some(function.params),
        _ => None,
    })
}
