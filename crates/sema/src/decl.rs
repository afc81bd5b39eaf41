//! Declarations (C23 6.7): typedefs, objects with static and automatic storage, functions; pragmas about symbols.

use crate::Sema;
use crate::assign::Target;
use crate::attribute::{Attrs, On};
use crate::constant::Const;
use crate::declarator::{Role, Specs};
use crate::hir::*;
use crate::redeclare::Declared;
use crate::scope::Entity;
use crate::sugar::Destination;
use crate::types::*;
use crate::warnings::attribute_places::Bearer;
use diag::{Loc, warn};
use lexer::{Interner, Symbol};
use parser::ast::{self, Initializer, Params, Storage};
use target::VaListKind;

/// The type behind `va_list`.
pub(crate) fn va_list_type(types: &mut Types, kind: VaListKind, interner: &Interner) -> Ty {
    let field = |name: &str, ty, offset, align| Field {
        name: Some(interner.intern(name.as_bytes())),
        ty,
        offset,
        bits: None,
        loc: Loc::NONE,
        align,
        base: None,
    };
    let record = |types: &mut Types, tag: &str, fields, size| {
        let record = Record {
            tag: Some(interner.intern(tag.as_bytes())),
            fields: Some(fields),
            size,
            align: 8,
            built_in: true,
            ..Record::default()
        };
        types.new_record(record).1
    };
    match kind {
        VaListKind::Pointer => common::VOID_PTR,
        VaListKind::SysV64 => {
            let fields = vec![
                field("gp_offset", common::UINT, 0, 4),
                field("fp_offset", common::UINT, 4, 4),
                field("overflow_arg_area", common::VOID_PTR, 8, 8),
                field("reg_save_area", common::VOID_PTR, 16, 8),
            ];
            let tag = record(types, "__va_list_tag", fields, 24);
            types.array(tag, ArrayLen::Fixed(1))
        }
        VaListKind::Aapcs64 => {
            let fields = vec![
                field("__stack", common::VOID_PTR, 0, 8),
                field("__gr_top", common::VOID_PTR, 8, 8),
                field("__vr_top", common::VOID_PTR, 16, 8),
                field("__gr_offs", common::INT, 24, 4),
                field("__vr_offs", common::INT, 28, 4),
            ];
            record(types, "__va_list", fields, 32)
        }
    }
}

impl Sema<'_> {
    /// A declaration, at file scope or in a block.
    pub(crate) fn declaration(&mut self, declaration: &ast::Declaration<'_>) {
        self.in_extension(declaration.specs.extension, |sema| sema.declaration_in_mode(declaration));
    }

    fn declaration_in_mode(&mut self, declaration: &ast::Declaration<'_>) {
        let alone = declaration.declarators.is_empty();
        let known = alone && self.mentions_known_tag(declaration.specs);
        let first = declaration.declarators.first().and_then(|init| init.declarator.name);
        self.attribute_place = first.map_or(Loc::NONE, |name| name.loc);
        self.in_object_file = !alone && self.has_static_storage(declaration.specs.storage);
        let specs = self.specifiers(declaration.specs, alone);
        if specs.attrs.fallthrough {
            // GNU C's is said to be ignored, like the standard one.
            self.misplaced_fallthrough(declaration.specs.attributes);
        }
        if !alone && self.function.is_none() && declaration.specs.storage.has(Storage::REGISTER) {
            self.file_scope_registers(declaration);
        }
        if alone {
            if !declaration.unfinished {
                self.empty_declaration(declaration.specs, known, !declaration.specs.alignas.is_empty());
            }
            self.flush_effects();
            return;
        }
        if let ast::TypeSpec::Implicit = declaration.specs.ty {
            let first = &declaration.declarators[0].declarator;
            let at = first.span;
            let any = declaration.specs.storage.0 != 0 || declaration.specs.quals.0 != 0;
            if !any && self.function.is_none() {
                self.pedwarn(warn::NONE, at, "data definition has no type or storage class");
            }
            let text = first.name.map_or_else(String::new, |name| self.text(name.name));
            let _ = self.implicit(
                warn::IMPLICIT_INT,
                at,
                format!("type defaults to 'int' in declaration of '{text}'"),
            );
        }
        for init in declaration.declarators {
            self.init_declarator(declaration.specs, &specs, init);
        }
    }

    /// `register` is for objects of functions (6.9p2); GNU C's global register variables are no others.
    fn file_scope_registers(&self, declaration: &ast::Declaration<'_>) {
        for init in declaration.declarators {
            let Some(name) = init.declarator.name else { continue };
            let message =
                format!("file-scope declaration of '{}' specifies 'register'", self.text(name.name));
            self.pedwarn(warn::PEDANTIC, declaration.specs.span.lo, message);
        }
    }

    /// Whether an object of that storage class, declared here, has static storage duration (C17 6.2.4p3).
    fn has_static_storage(&self, storage: Storage) -> bool {
        let classes = Storage(Storage::STATIC.0 | Storage::EXTERN.0);
        !storage.has(Storage::TYPEDEF) && (self.function.is_none() || storage.has(classes))
    }

    /// Statements for the evaluations that variably modified types need.
    pub(crate) fn flush_effects(&mut self) {
        if self.function.is_none() {
            self.effects.clear();
            return;
        }
        let effects = std::mem::take(&mut self.effects);
        for &effect in &effects {
            let loc = self.loc(effect);
            self.emit(StmtKind::Expr(effect), loc);
        }
    }

    fn init_declarator(
        &mut self,
        ast_specs: &ast::DeclSpecs<'_>,
        specs: &Specs,
        init: &ast::InitDeclarator<'_>,
    ) {
        let declarator = &init.declarator;
        let Some(name) = declarator.name else { return };
        if specs.auto {
            self.auto_type(ast_specs, specs, init, name);
            return;
        }
        let mut ty = self.derive(specs, declarator, Role::Plain);
        let mut attrs = specs.attrs.clone();
        attrs.append(std::mem::take(&mut self.pointer_attributes));
        if init.attributes.is_empty() && declarator.attributes.is_empty() {
            let rest = Attrs { mode: None, vector_size: None, ..attrs.clone() };
            if rest.ms_abi || rest.decl.noreturn || rest.may_alias || !rest.asked.is_empty() {
                ty = self.apply_type_attributes(ty, &rest);
            }
        } else {
            // The specifiers' mode and vector size are part of the type already.
            let before = Attrs { mode: None, vector_size: None, ..attrs };
            self.in_object_file =
                self.has_static_storage(ast_specs.storage) || self.unit.types.is_function(ty);
            attrs = self.more_attributes(before, &[init.attributes, declarator.attributes]);
            self.in_object_file = false;
            ty = self.apply_type_attributes(ty, &attrs);
        }
        self.check_returned_pointer(&attrs.decl, ty, name.loc);
        self.check_obsolete_type(ast_specs, specs.ty, &attrs);
        attrs.decl.unused |= self.is_unused_type(ast_specs);
        if attrs.packed && !self.excludes_packed(&attrs, name.name, ty) {
            self.warning(warn::ATTRIBUTES, name.loc, "'packed' attribute ignored");
        }
        self.flush_effects();
        if specs.alignas > 0 && !self.unit.types.is_function(ty) {
            self.check_reduced_alignment(specs.alignas, ty, Some(name), name.loc);
        }
        if !attrs.accesses.is_empty()
            && let Some(Params::Prototype { params, .. }) = crate::function::parameter_list(declarator)
        {
            let places: Vec<Loc> = params.iter().map(crate::warnings::places::parameter_place).collect();
            for access in &mut attrs.accesses {
                access.parameters.clone_from(&places);
            }
        }
        let declared = Declared {
            name,
            ty,
            storage: ast_specs.storage,
            align: attrs.aligned.max(specs.alignas),
            attrs,
            asm_label: init.asm_label.map(|label| self.session.interner.intern(label.bytes)),
            end: init.attributes.last().map_or(declarator.span.hi, |last| last.span.hi),
        };
        if ast_specs.storage.has(Storage::TYPEDEF) {
            self.no_function("typedef", Some(name), ast_specs.storage, name.loc);
            if self.session.options.unsigned_bitfields && self.is_signed_expressly(ast_specs) {
                self.signed_typedefs.insert(name.loc);
            }
            self.no_alignment(ast_specs, "typedef", Some(name), name.loc);
            self.typedef(declared);
            if init.init.is_some() {
                let text = self.text(name.name);
                self.error(name.loc, format!("typedef '{text}' is initialized (use '__typeof__' instead)"));
            }
        } else if self.unit.types.is_function(ty) {
            // A static one in a block is wrong by itself.
            let wrong = ast_specs.storage.has(Storage::STATIC) && self.function.is_some();
            if init.init.is_some() && !wrong {
                let text = self.text(name.name);
                self.error(name.loc, format!("function '{text}' is initialized like a variable"));
            }
            self.no_alignment(ast_specs, "function", Some(name), name.loc);
            let ret = self.unit.types.function_of(ty).map(|function| function.ret);
            if ret.is_some_and(|ret| self.unit.types.is_variably_modified(ret)) {
                self.error(name.loc, "non-nested function with variably modified type");
            }
            if let Some(decl) = self.declare_function(declared, false) {
                self.remember_parameters(decl, declarator);
                self.check_array_parameters(decl, declarator, false);
            }
        } else {
            if ast_specs.storage.has(Storage::REGISTER) {
                self.no_alignment(ast_specs, "'register' object", Some(name), name.loc);
            }
            self.object(declared, init.init.as_ref());
        }
        if self.function.is_some() && self.unit.types.is_variably_modified(ty) {
            self.enter_variably_modified(name.name, name.loc);
        }
    }

    /// `__auto_type x = e`
    fn auto_type(
        &mut self,
        ast_specs: &ast::DeclSpecs<'_>,
        specs: &Specs,
        init: &ast::InitDeclarator<'_>,
        name: ast::Ident,
    ) {
        let text = self.text(name.name);
        if init.init.is_some() && !init.declarator.chunks.is_empty() {
            self.error(name.loc, "'__auto_type' requires a plain identifier as declarator");
            self.scopes.bind(name.name, Entity::Error, name.loc);
            return;
        }
        let Some(Initializer::Expr(expr)) = init.init else {
            self.error(name.loc, "'__auto_type' requires an initialized data declaration");
            self.scopes.bind(name.name, Entity::Error, name.loc);
            return;
        };
        if ast_specs.storage.has(Storage::TYPEDEF) {
            self.error(name.loc, format!("typedef '{text}' is initialized (use '__typeof__' instead)"));
            self.scopes.bind(name.name, Entity::Error, name.loc);
            return;
        }
        // The name isn't in scope in its initialiser.
        let written = self.expr(expr);
        if let ExprKind::BitField { .. } = self.kind(written) {
            self.error(expr.span, "'__auto_type' used with a bit-field initializer");
        }
        let value = self.rvalue(written);
        let quals = crate::declarator::qualifier_bits(ast_specs.quals);
        let ty = self.ty(value);
        let ty = self.unit.types.qualify(ty, quals);
        let declared = Declared {
            name,
            ty,
            storage: ast_specs.storage,
            align: specs.attrs.aligned.max(specs.alignas),
            attrs: specs.attrs.clone(),
            asm_label: None,
            end: name.loc,
        };
        if self.is_error(value) || self.unit.types.is_void(ty) {
            if self.unit.types.is_void(ty) {
                self.error(name.loc, format!("variable or field '{text}' declared void"));
                self.error(expr.span, "void value not ignored as it ought to be");
            }
            self.scopes.bind(name.name, Entity::Error, name.loc);
            return;
        }
        if self.function.is_none() || ast_specs.storage.has(Storage(Storage::STATIC.0 | Storage::CONSTEXPR.0))
        {
            self.object(declared, init.init.as_ref());
            return;
        }
        let local = self.new_local(&declared);
        self.emit(StmtKind::Declare(local), name.loc);
        self.assign_local(local, value, name.loc);
        self.push_cleanup(&declared.attrs, local, name.loc);
    }

    fn typedef(&mut self, mut declared: Declared) {
        if !declared.attrs.positions.is_empty() {
            declared.end = self.session.sources.expansion_point(declared.end);
            self.check_positions(&mut declared, None);
        }
        self.check_shadow(declared.name, declared.ty);
        self.check_typedef_tag(declared.name, declared.ty);
        let Declared { name, mut attrs, end, .. } = declared;
        self.settle_attributes(&mut attrs, On::Typedef, Bearer::new(name.name, declared.ty), end);
        if attrs.designated_init
            && self.unit.types.record_of(declared.ty).is_none_or(|id| self.unit.types.records[id].is_union)
        {
            self.error(end, "'designated_init' attribute is only valid on 'struct' type");
        }
        self.remember_obsolete(name.loc, &[&attrs]);
        if attrs.decl.unused {
            self.unused_types.insert(name.loc);
        }
        let mut ty = self.marked_type(declared.ty, &attrs);
        self.check_aliasing_tag(&attrs, ty, name.loc);
        if let Some((order, loc)) = attrs.storage_order {
            ty = self.reordered_record(ty, order, loc);
        }
        if attrs.transparent_union {
            let union = self.unit.types.record_of(ty).filter(|&id| self.unit.types.records[id].is_union);
            let size = self.unit.types.size(ty).unwrap_or(0);
            let fits = |id: &RecordId| {
                let fields = self.unit.types.records[*id].fields.as_deref();
                fields.is_some_and(|fields| self.may_be_transparent(fields, size))
            };
            match union.filter(fits) {
                Some(id) => self.unit.types.records[id].transparent = true,
                None => self.ignored(end.into(), "'transparent_union' attribute ignored".into()),
            }
        }
        if let Some(previous) = self.scopes.here(name.name).copied() {
            let text = self.text(name.name);
            match previous.entity {
                Entity::Typedef(old) if self.unit.types.compatible(old, ty) => {
                    if !self.unit.types.same_type(old, ty) {
                        let variable = self.unit.types.is_variably_modified(ty);
                        let how = if variable { "variably modified" } else { "different" };
                        let message = format!("redefinition of typedef '{text}' with {how} type");
                        self.note_bound(self.session.diags.error(name.loc, message), &previous);
                        return;
                    }
                    self.typedef_again(name, previous.loc);
                    // For GCC that is a use.
                    self.scopes.ordinary.mark_used(name.name);
                    if old != ty {
                        let both = self.unit.types.composite(old, ty);
                        self.scopes.ordinary.replace(name.name, Entity::Typedef(both));
                    }
                    return;
                }
                Entity::Error => {}
                Entity::Typedef(_) => {
                    let message = format!("conflicting types for '{text}'; have '{}'", self.spell(ty));
                    self.note_bound(self.session.diags.error(name.loc, message), &previous);
                    return;
                }
                _ => {
                    let message = format!("'{text}' redeclared as different kind of symbol");
                    self.note_bound(self.session.diags.error(name.loc, message), &previous);
                    return;
                }
            }
        }
        // A tag-less type takes its first typedef's name in diagnostics.
        match *self.unit.types.kind(ty) {
            TypeKind::Record(id) if ty.qualifiers() == 0 => {
                let record = &mut self.unit.types.records[id];
                if record.tag.is_none() && record.alias.is_none() {
                    record.alias = Some(name.name);
                }
            }
            TypeKind::Enum(id) if ty.qualifiers() == 0 => {
                let definition = &mut self.unit.types.enums[id];
                if definition.tag.is_none() && definition.alias.is_none() {
                    definition.alias = Some(name.name);
                }
            }
            _ => {}
        }
        self.scopes.bind(name.name, Entity::Typedef(ty), name.loc);
        if attrs.decl.unused || attrs.decl.used {
            self.scopes.ordinary.mark_used(name.name);
        }
    }

    /// A typedef may be declared again from C11 on (6.7p3).
    fn typedef_again(&self, name: ast::Ident, previous: Loc) {
        let text = self.text(name.name);
        let session = self.session;
        // What one system header says, another may repeat.
        let allowed = session.sources.in_system_header(previous) || session.options.std >= lexer::Std::C11;
        if allowed && session.diags.explicit(warn::C99_C11_COMPAT) != Some(true) {
            return;
        }
        session.newer(lexer::Std::C11, warn::PEDANTIC, name.loc, format!("redefinition of typedef '{text}'"));
        let ty = match self.scopes.ordinary.get(name.name).map(|binding| binding.entity) {
            Some(Entity::Typedef(ty)) => self.spell(ty),
            _ => String::new(),
        };
        session.diags.note(previous, format!("previous declaration of '{text}' with type '{ty}'"));
    }

    /// `_Alignas` stands where it may not (6.7.6p2).
    pub(crate) fn no_alignment(
        &self,
        specs: &ast::DeclSpecs<'_>,
        what: &str,
        name: Option<ast::Ident>,
        at: Loc,
    ) {
        if specs.alignas.is_empty() {
            return;
        }
        let name = name.map_or_else(String::new, |name| format!(" '{}'", self.text(name.name)));
        self.error(at, format!("alignment specified for {what}{name}"));
    }

    /// `_Alignas` asks for less than the type needs (6.7.6p5).
    pub(crate) fn check_reduced_alignment(&self, asked: u32, ty: Ty, name: Option<ast::Ident>, at: Loc) {
        if self.unit.types.is_error(ty) || asked == 0 || asked >= self.unit.types.align(ty) {
            return;
        }
        let what = match name {
            Some(name) => format!("'{}'", self.text(name.name)),
            None => "unnamed field".to_string(),
        };
        self.error(at, format!("'_Alignas' specifiers cannot reduce alignment of {what}"));
    }

    /// Function specifiers stand in the declaration of something else (6.7.5p2).
    pub(crate) fn no_function(&self, what: &str, name: Option<ast::Ident>, storage: Storage, at: Loc) {
        for (specifier, word) in [(Storage::INLINE, "inline"), (Storage::NORETURN, "_Noreturn")] {
            if storage.has(specifier) {
                let text = name.map_or_else(|| "({anonymous})".to_string(), |name| self.text(name.name));
                self.pedwarn(warn::NONE, at, format!("{what} '{text}' declared '{word}'"));
            }
        }
    }

    /// An object, wherever it is declared.
    pub(crate) fn object(&mut self, mut declared: Declared, init: Option<&Initializer<'_>>) {
        if !declared.attrs.accesses.is_empty() {
            declared.end = self.session.sources.expansion_point(declared.end);
            self.check_accesses(&mut declared, None);
        }
        if declared.storage.has(Storage::CONSTEXPR) {
            self.constexpr_object(declared, init);
            return;
        }
        let Declared { name, ty, storage, .. } = declared;
        self.ignore_storage_order(&declared.attrs, name.loc);
        // `extern void end;` names a place in the image, and GCC takes it; so it does a tentative definition.
        let public = self.function.is_none() && storage.0 == 0;
        let place = (storage.has(Storage::EXTERN) || public) && init.is_none();
        if self.unit.types.is_void(ty) && !place {
            let text = self.text(name.name);
            self.error(name.loc, format!("variable or field '{text}' declared void"));
            self.scopes.bind(name.name, Entity::Error, name.loc);
            return;
        }
        if self.unit.types.is_error(ty) {
            self.scopes.bind(name.name, Entity::Error, name.loc);
            if let Some(Initializer::Expr(expr)) = init {
                self.value(expr);
            }
            return;
        }
        self.no_function("variable", Some(name), storage, name.loc);
        if storage.has(Storage::STATIC) || (self.function.is_none() && !storage.has(Storage::EXTERN)) {
            self.check_larger_than(name, ty);
        }
        if self.function.is_none() || storage.has(Storage::EXTERN) {
            self.file_object(declared, init);
        } else if storage.has(Storage::STATIC) {
            self.static_local(declared, init);
        } else {
            if storage.has(Storage::THREAD) {
                let text = self.text(name.name);
                self.error(
                    name.loc,
                    format!(
                        "function-scope '{text}' implicitly auto and declared '{}'",
                        storage.thread_word()
                    ),
                );
            }
            self.automatic(declared, init);
        }
    }

    /// An object at file scope, or `extern` in a block.
    fn file_object(&mut self, declared: Declared, init: Option<&Initializer<'_>>) {
        let Declared { name, ty, storage, .. } = declared;
        let in_block = self.function.is_some();
        if !in_block && name.name == self.names.main && self.session.options.hosted {
            self.pedwarn(warn::MAIN, name.loc, "'main' is usually a function");
        }
        if self.unit.types.is_variably_modified(ty) {
            self.error(name.loc, "object with variably modified type must have no linkage");
            if self.unit.types.is_variable_size(ty) {
                let text = self.text(name.name);
                self.error(name.loc, format!("storage size of '{text}' isn't constant"));
            }
            return;
        }
        if storage.has(Storage::AUTO) {
            let text = self.text(name.name);
            self.error(name.loc, format!("file-scope declaration of '{text}' specifies 'auto'"));
        }
        if storage.has(Storage::REGISTER) && !in_block {
            return self.global_register(declared, init.is_some());
        }
        if init.is_some() && storage.has(Storage::EXTERN) {
            let text = self.text(name.name);
            if in_block {
                self.error(name.loc, format!("'{text}' has both 'extern' and initializer"));
                return;
            }
            // In C++ a constant is internal otherwise.
            if !(ty.is_const() && self.session.diags.may_be_enabled(warn::CXX_COMPAT)) {
                self.warning(warn::NONE, name.loc, format!("'{text}' initialized and declared 'extern'"));
            }
        }
        let is_extern = storage.has(Storage::EXTERN);
        let mut declared = declared;
        if init.is_some() {
            self.drop_references(&mut declared, "variable is initialized");
        }
        if !is_extern {
            if init.is_none() {
                self.check_uninitialized_const(name, ty);
            }
            if !storage.has(Storage::STATIC) {
                self.check_anonymous_type(name, ty);
            }
        }
        self.check_block_alias(&mut declared, in_block);
        let aliased = declared.attrs.decl.alias.is_some() || declared.attrs.weakref;
        let old = self.linked_decl(name.name).map(|decl| &self.unit.decls[decl]);
        if let Some(old) = old.filter(|old| init.is_none() && !old.is_function) {
            self.check_redundant(&declared, old, false);
        }
        if let Some(old) = old.filter(|old| !old.is_function && old.tentative && !is_extern) {
            self.check_duplicate_object(name, old);
        }
        let defined = old.filter(|old| init.is_some() && old.defined).cloned();
        let Some(decl) = self.declare_object(declared) else { return };
        if let Some(init) = init {
            if let Some(before) = defined {
                let text = self.text(name.name);
                let reported = self.session.diags.error(name.loc, format!("redefinition of '{text}'"));
                self.note_previous(reported, &before, false);
                return;
            }
            self.unit.decls[decl].defined = true;
            self.unit.decls[decl].tentative = false;
            let (ty, value) = self.named_static(name, ty, init);
            if self.unit.types.is_incomplete(ty) {
                let text = self.text(name.name);
                self.error(name.loc, format!("variable '{text}' has initializer but incomplete type"));
                return;
            }
            let old = self.unit.decls[decl].ty;
            self.unit.decls[decl].ty = self.unit.types.composite(ty, old);
            self.remember_constant(decl, init);
            self.check_zero_section(decl, &value);
            self.items.push(Item::Variable(decl, value));
        } else if !is_extern && !aliased && !self.unit.decls[decl].tentative && !self.unit.decls[decl].defined
        {
            // An internal one must have a complete type where it stands (C23 6.9.3p3).
            if storage.has(Storage::STATIC)
                && matches!(self.unit.types.array_of(ty), Some((_, ArrayLen::Incomplete)))
                && self.pedantic()
            {
                return self.unknown_size(name, ty);
            }
            self.unit.decls[decl].tentative = true;
            self.tentative.push(decl);
        }
    }

    /// `static` in a block.
    fn static_local(&mut self, declared: Declared, init: Option<&Initializer<'_>>) {
        let Declared { name, ty, storage, mut attrs, align, asm_label, end } = declared;
        if std::mem::take(&mut attrs.externally_visible) {
            self.warning(
                warn::ATTRIBUTES,
                end,
                "'externally_visible' attribute have effect only on public objects",
            );
            attrs.decl.used = false;
        }
        self.settle_attributes(&mut attrs, On::Static, Bearer::new(name.name, ty), end);
        if attrs.decl.visibility.take().is_some() {
            self.ignored(end.into(), "'visibility' attribute ignored".into());
        }
        let text = self.text(name.name);
        if self.unit.types.is_variable_size(ty) {
            self.error(name.loc, format!("storage size of '{text}' isn't constant"));
            self.scopes.bind(name.name, Entity::Error, name.loc);
            return;
        }
        self.check_redeclared_local(name, ty);
        self.check_shadow(name, ty);
        let decl = self.anonymous_object(ty, &text, name.loc);
        if let Some(function) = self.function.as_ref().filter(|function| function.inline_definition)
            && self.unit.types.qualifiers(ty) & CONST == 0
        {
            self.inline_statics.push((function.decl, decl, Loc::NONE));
        }
        let declaration = &mut self.unit.decls[decl];
        declaration.name = name.name;
        declaration.tentative = init.is_none();
        declaration.used = false;
        declaration.thread_local = storage.has(Storage::THREAD);
        declaration.tls_model = attrs.tls_model;
        declaration.attrs = attrs.decl;
        declaration.attrs.align = align;
        if let Some(label) = asm_label {
            declaration.symbol = label;
        }
        self.scopes.bind(name.name, Entity::Global(decl), name.loc);
        let value = match init {
            Some(init) => {
                let (ty, value) = self.named_static(name, ty, init);
                self.unit.decls[decl].ty = ty;
                self.remember_constant(decl, init);
                value
            }
            None => StaticInit { size: self.unit.types.size(ty).unwrap_or(0), ..StaticInit::default() },
        };
        let ty = self.unit.decls[decl].ty;
        if self.unit.types.is_incomplete(ty) {
            let message = match self.unit.types.array_of(ty) {
                Some((_, ArrayLen::Incomplete)) => format!("array size missing in '{text}'"),
                _ => format!("storage size of '{text}' isn't known"),
            };
            self.error(name.loc, message);
            return;
        }
        self.items.push(Item::Variable(decl, value));
    }

    /// What stands in a section without contents is zero.
    fn check_zero_section(&self, decl: DeclId, value: &StaticInit) {
        let declaration = &self.unit.decls[decl];
        let Some(section) = declaration.attrs.section.as_deref() else { return };
        let bare = section == ".bss" || section.starts_with(".bss.") || section.starts_with(".tbss");
        let zero = value.relocs.is_empty() && value.bytes.iter().all(|&byte| byte == 0);
        if bare && !zero {
            let message = format!("only zero initializers are allowed in section '{section}'");
            self.error(declaration.loc, message);
        }
    }

    /// Keeps the value of a `const` scalar: GCC lets other static initialisers use it.
    fn remember_constant(&mut self, decl: DeclId, init: &Initializer<'_>) {
        let ty = self.unit.decls[decl].ty;
        let Initializer::Expr(_) = init else { return };
        if let Some(text) = self.remember_text(ty, init) {
            self.constant_texts.insert(decl, text);
        }
        if !ty.is_const() || ty.is_volatile() || !self.unit.types.is_arithmetic(ty) {
            return;
        }
        if let Some(value) = self.last_static.take() {
            self.constants.insert(decl, value);
        }
    }

    fn check_redeclared_local(&self, name: ast::Ident, ty: Ty) {
        let Some(previous) = self.scopes.here(name.name) else { return };
        let text = self.text(name.name);
        let types = &self.unit.types;
        let before = match previous.entity {
            Entity::Local(local) => self.body.locals[local].ty,
            Entity::Global(decl) => self.unit.decls[decl].ty,
            _ => ty,
        };
        let message = match previous.entity {
            Entity::Local(local) if self.body.params.contains(&local) => {
                format!("'{text}' redeclared as different kind of symbol")
            }
            Entity::Global(decl) if self.unit.decls[decl].is_function => {
                format!("'{text}' redeclared as different kind of symbol")
            }
            Entity::Global(decl)
                if self.linked_decl(name.name) == Some(decl) && types.compatible(before, ty) =>
            {
                format!("declaration of '{text}' with no linkage follows extern declaration")
            }
            Entity::Local(_) | Entity::Global(_) if types.compatible(before, ty) => {
                format!("redeclaration of '{text}' with no linkage")
            }
            Entity::Local(_) | Entity::Global(_) if types.compatible_unqualified(before, ty) => {
                format!("conflicting type qualifiers for '{text}'")
            }
            Entity::Local(_) | Entity::Global(_) => {
                format!("conflicting types for '{text}'; have '{}'", self.spell(ty))
            }
            Entity::Error => return,
            _ => format!("'{text}' redeclared as different kind of symbol"),
        };
        self.note_bound(self.session.diags.error(name.loc, message), previous);
    }

    /// A new automatic object, in scope.
    pub(crate) fn new_local(&mut self, declared: &Declared) -> LocalId {
        let name = declared.name;
        self.check_redeclared_local(name, declared.ty);
        self.check_shadow(name, declared.ty);
        if declared.attrs.decl.nonstring {
            self.unit.nonstrings.insert(name.loc);
        }
        self.remember_attributes(name.loc, &[&declared.attrs], On::Automatic);
        let register = declared.asm_label.map(|label| self.text(label).trim_start_matches('%').into());
        let local = self.body.locals.push(Local {
            name: Some(name.name),
            ty: declared.ty,
            parameter: false,
            used: false,
            read: false,
            unused: declared.attrs.decl.unused || declared.attrs.cleanup.is_some(),
            address_taken: false,
            align: declared.align,
            register,
            bare: false,
            initialization_settled: false,
            passed_as: None,
            captured: None,
            in_register: declared.storage.has(Storage::REGISTER),
            declared_array: false,
            loc: name.loc,
        });
        self.scopes.bind(name.name, Entity::Local(local), name.loc);
        local
    }

    fn has_volatile_member(&self, ty: Ty) -> bool {
        let Some(id) = self.unit.types.record_of(ty) else { return false };
        let mut fields = self.unit.types.records[id].fields.iter().flatten();
        fields.any(|field| {
            self.unit.types.qualifiers(field.ty) & VOLATILE != 0 || self.has_volatile_member(field.ty)
        })
    }

    fn automatic(&mut self, mut declared: Declared, init: Option<&Initializer<'_>>) {
        if std::mem::take(&mut declared.attrs.decl.weak) {
            let text = self.text(declared.name.name);
            self.error(declared.name.loc, format!("weak declaration of '{text}' must be public"));
            declared.attrs.seen.retain(|&(name, _)| name != "weak");
        }
        let bearer = Bearer::new(declared.name.name, declared.ty);
        self.settle_attributes(&mut declared.attrs, On::Automatic, bearer, declared.end);
        self.remember_obsolete(declared.name.loc, &[&declared.attrs]);
        let name = declared.name;
        let loc = name.loc;
        let ty = declared.ty;
        self.check_public(&declared, Linkage::Internal);
        if declared.asm_label.is_some() && !declared.storage.has(Storage::REGISTER) {
            // GCC manual, "Local Register Variables": without `register` there is nothing to name.
            let text = self.text(name.name);
            let message = format!("ignoring 'asm' specifier for non-static local variable '{text}'");
            self.warning(warn::NONE, loc, message);
            declared.asm_label = None;
        }
        if let Some(label) = declared.asm_label {
            let text = self.text(label);
            let register = text.trim_start_matches('%');
            if self.has_volatile_member(ty) {
                self.error(loc, "cannot put object with volatile field into register");
            } else if !(self.session.target.is_register_name)(register) {
                let variable = self.text(name.name);
                self.error(loc, format!("invalid register name for '{variable}'"));
            }
        }
        if self.unit.types.is_variable_size(ty) {
            self.variable_length(declared, init);
            return;
        }
        let local = self.new_local(&declared);
        match init {
            None => {
                self.check_uninitialized_const(name, ty);
                if self.unit.types.is_incomplete(ty) {
                    self.unknown_size(name, ty);
                    self.scopes.ordinary.replace(name.name, Entity::Error);
                    return;
                }
                self.body.locals[local].bare = !declared.attrs.uninitialized;
                self.emit(StmtKind::Declare(local), loc);
            }
            Some(init) => {
                self.enter_initialized(name.name, loc);
                if let Initializer::List(_) = init {
                    let message = "traditional C rejects automatic aggregate initialization";
                    self.warning(warn::TRADITIONAL, loc, message);
                }
                let array = matches!(self.unit.types.array_of(ty), Some((_, ArrayLen::Incomplete)));
                if self.unit.types.is_incomplete(ty) && !array {
                    let text = self.text(name.name);
                    self.error(loc, format!("variable '{text}' has initializer but incomplete type"));
                    if let Initializer::List(_) = init {
                        let outer = self.initialized.replace(name.name);
                        self.flatten(ty, init, false);
                        self.initialized = outer;
                        self.unknown_size(name, ty);
                    }
                    self.scopes.ordinary.replace(name.name, Entity::Error);
                    return;
                }
                match init {
                    Initializer::Expr(expr) if !self.unit.types.is_array(ty) => {
                        if let (ast::ExprKind::Ident(own), Some(function)) = (expr.kind, &mut self.function)
                            && own == name.name
                        {
                            function.self_initialized.push(local);
                        }
                        self.check_sequence(expr);
                        let value = self.value(expr);
                        self.destination = Destination::Declared(name.loc);
                        let value = self.assign_convert(value, ty, Target::Init, expr.span);
                        self.flush_effects();
                        self.emit(StmtKind::Declare(local), loc);
                        if ty.is_const()
                            && !ty.is_volatile()
                            && let Some(bits) = self.const_bits(value)
                        {
                            self.local_constants.insert(local, Const::Int(bits));
                        }
                        if !self.is_error(value) {
                            self.assign_local(local, value, loc);
                        }
                    }
                    _ => {
                        if let Some(text) = self.remember_text(ty, init) {
                            self.local_texts.insert(local, text);
                        }
                        let outer = self.initialized.replace(name.name);
                        let (ty, id) = self.auto_initializer(local, ty, init);
                        self.initialized = outer;
                        self.body.locals[local].ty = ty;
                        self.flush_effects();
                        self.emit(StmtKind::Init(local, id), loc);
                    }
                }
                let ty = self.body.locals[local].ty;
                if self.unit.types.is_incomplete(ty) {
                    self.unknown_size(name, ty);
                }
            }
        }
        self.check_larger_than(name, self.body.locals[local].ty);
        self.push_cleanup(&declared.attrs, local, loc);
    }

    /// -Wlarger-than=, by default of what no object can have.
    fn check_larger_than(&self, name: ast::Ident, ty: Ty) {
        let limit = self.session.diags.limit(warn::LARGER_THAN).unwrap_or(i64::MAX as u64);
        if let Some(size) = self.unit.types.size(ty).filter(|&size| size > limit) {
            let text = self.text(name.name);
            let message = format!("size of '{text}' {size} bytes exceeds maximum object size {limit}");
            self.warning(warn::LARGER_THAN, name.loc, message);
        }
    }

    fn unknown_size(&self, name: ast::Ident, ty: Ty) {
        let text = self.text(name.name);
        let message = match self.unit.types.array_of(ty) {
            Some((_, ArrayLen::Incomplete)) => format!("array size missing in '{text}'"),
            _ => format!("storage size of '{text}' isn't known"),
        };
        self.error(name.loc, message);
    }

    /// Stores the first value of an automatic object.
    pub(crate) fn assign_local(&mut self, local: LocalId, value: ExprId, loc: Loc) {
        let ty = self.body.locals[local].ty;
        let place = self.push(ExprKind::Local(local), ty, loc);
        let value_ty = self.ty(value);
        let assign = self.push(ExprKind::Assign { place, value }, value_ty, loc);
        self.emit(StmtKind::Expr(assign), loc);
    }

    fn variable_length(&mut self, declared: Declared, init: Option<&Initializer<'_>>) {
        let loc = declared.name.loc;
        let ty = declared.ty;
        if let Some((_, ArrayLen::Incomplete)) = self.unit.types.array_of(ty) {
            if let Some(init) = init {
                self.error(init.span(), "variable-sized object may not be initialized");
            }
            self.unknown_size(declared.name, ty);
            self.scopes.bind(declared.name.name, Entity::Error, loc);
            return;
        }
        self.save_stack(loc);
        let size_type = self.number_types.size;
        // The size of what is allocated: the array's own hidden local, or a product with constant dimensions.
        let size = match self.unit.types.array_of(ty) {
            Some((_, ArrayLen::Variable(vla))) => self.body.vla_sizes[vla].expand(),
            _ => None,
        };
        let size = match size {
            Some(size) => size,
            None => {
                let bytes = self.size_expr(ty, loc);
                let hidden = self.hidden_local(size_type, loc);
                self.assign_local(hidden, bytes, loc);
                hidden
            }
        };
        let local = self.new_local(&declared);
        self.body.locals[local].address_taken = true;
        self.body.locals[local].bare = init.is_none() && !declared.attrs.uninitialized;
        self.body.dynamic_stack = true;
        self.emit(StmtKind::VlaAlloc(local, size), loc);
        match init {
            Some(Initializer::List(list)) if list.items.is_empty() => {
                // C23: all bytes zero.
                let place = self.push(ExprKind::Local(local), ty, loc);
                let address = self.address(place, common::VOID_PTR, loc);
                let zero = self.int(0, common::INT, loc);
                let place = self.push(ExprKind::Local(size), size_type, loc);
                let bytes = self.push(ExprKind::Load(place), size_type, loc);
                let args = ExprList::from_slice(&[address, zero, bytes], &mut self.body.expr_lists);
                let call = self.push(ExprKind::Builtin { op: Builtin::Memset, args }, common::VOID_PTR, loc);
                self.emit(StmtKind::Expr(call), loc);
            }
            Some(init) => self.error(init.span(), "variable-sized object may not be initialized"),
            None => {}
        }
        self.push_cleanup(&declared.attrs, local, loc);
    }

    /// The first variable-length array of a scope: the stack is given back when the scope is left.
    fn save_stack(&mut self, loc: Loc) {
        let Some(function) = &mut self.function else { return };
        let depth = self.scopes.depth();
        if function.saved_stacks.last() == Some(&depth) {
            return;
        }
        function.saved_stacks.push(depth);
        let saved = self.hidden_local(common::VOID_PTR, loc);
        self.emit(StmtKind::SaveStack(saved), loc);
        self.add_cleanup(CleanupAction::RestoreStack(saved), loc);
    }

    /// From here on the action is part of leaving the scope.
    pub(crate) fn add_cleanup(&mut self, action: CleanupAction, loc: Loc) {
        let parent = self.cleanup_chain();
        let id = self.body.cleanups.push(Cleanup { parent, action });
        if let Some(function) = &mut self.function {
            function.cleanups = Some(id).into();
        }
        self.emit(StmtKind::PushCleanup(id), loc);
    }

    /// `__attribute__((cleanup(f)))`: `f(&local)` when the scope is left.
    pub(crate) fn push_cleanup(&mut self, attrs: &Attrs, local: LocalId, loc: Loc) {
        let Some(function) = attrs.cleanup else { return };
        if self.scopes.ordinary.get(function.name).is_none() {
            self.error(loc, "cleanup argument not a function");
            return;
        }
        let callee = self.identifier(function.name, function.loc);
        if self.is_error(callee) {
            return;
        }
        if !self.unit.types.is_function(self.ty(callee)) {
            self.error(loc, "cleanup argument not a function");
            return;
        }
        let ty = self.body.locals[local].ty;
        let place = self.push(ExprKind::Local(local), ty, loc);
        let pointer = self.unit.types.pointer(ty);
        let address = self.address(place, pointer, loc);
        let call = self.call_values(callee, vec![(address, loc.into())], loc.into(), Some(function.name));
        self.add_cleanup(CleanupAction::Eval(call), loc);
    }

    /// Pragmas about symbols.
    pub(crate) fn pragma(&mut self, pragma: ast::Pragma) {
        match pragma {
            ast::Pragma::Weak(name, value) => {
                let value = value.map(|value| value.name);
                match self.linked_decl(name.name) {
                    Some(decl) => self.make_weak(decl, value),
                    None => {
                        self.pending_weak.insert(name.name, value);
                    }
                }
            }
            ast::Pragma::RedefineExtname(old, new) => {
                if let Some(decl) = self.linked_decl(old.name) {
                    self.unit.decls[decl].symbol = new.name;
                } else {
                    self.renamed.insert(old.name, new.name);
                }
            }
            ast::Pragma::VisibilityPush(kind) => {
                let text = self.text(kind.name);
                let Some(visibility) = Visibility::named(&text) else {
                    let message = "'#pragma GCC visibility push()' must specify 'default', 'internal', 'hidden' or 'protected'";
                    self.warning(warn::PRAGMAS, kind.loc, message);
                    return;
                };
                self.visibility.push(visibility);
            }
            ast::Pragma::VisibilityPop(loc) => {
                if self.visibility.pop().is_none() {
                    self.warning(warn::PRAGMAS, loc, "no matching push for '#pragma GCC visibility pop'");
                }
            }
        }
    }

    pub(crate) fn make_weak(&mut self, decl: DeclId, value: Option<Symbol>) {
        let alias = value.map(|value| self.text(value).into_boxed_str());
        let attrs = &mut self.unit.decls[decl].attrs;
        attrs.weak = true;
        if alias.is_some() {
            attrs.alias = alias;
        }
    }

    /// `#pragma weak new = old` of a name that nothing declares declares it as `old` is.
    pub(crate) fn finish_weak_aliases(&mut self) {
        let mut pending: Vec<(Symbol, Symbol)> = std::mem::take(&mut self.pending_weak)
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        pending.sort_unstable_by_key(|&(name, _)| self.text(name));
        for (name, value) in pending {
            let Some(target) = self.linked_decl(value) else { continue };
            let target = &self.unit.decls[target];
            let (ty, is_function, loc) = (target.ty, target.is_function, target.loc);
            let declared = Declared {
                name: ast::Ident { name, loc },
                ty,
                storage: Storage::EXTERN,
                attrs: Attrs::default(),
                align: 0,
                asm_label: None,
                end: loc,
            };
            let decl = self.new_decl(&declared, Linkage::External, is_function);
            self.link(name, decl);
            self.make_weak(decl, Some(value));
        }
    }

    /// Tentative definitions that no definition followed become definitions (6.9.3p2).
    pub(crate) fn finish_tentative(&mut self) {
        for decl in std::mem::take(&mut self.tentative) {
            let declaration = &self.unit.decls[decl];
            if declaration.defined || declaration.attrs.alias.is_some() {
                continue;
            }
            let (mut ty, loc, name) = (declaration.ty, declaration.loc, declaration.name);
            if let Some((elem, ArrayLen::Incomplete)) = self.unit.types.array_of(ty) {
                let text = self.text(name);
                match self.unit.types.array_of(self.complete_type(decl)) {
                    Some((_, ArrayLen::Fixed(1))) => {}
                    Some((_, ArrayLen::Fixed(_))) => self.error(
                        loc,
                        format!("type of array '{text}' completed incompatibly with implicit initialization"),
                    ),
                    _ => {
                        let message = format!("array '{text}' assumed to have one element");
                        self.warning(warn::NONE, loc, message);
                    }
                }
                ty = self.unit.types.array(elem, ArrayLen::Fixed(1));
                self.unit.decls[decl].ty = ty;
            }
            let void = self.unit.types.is_void(ty);
            let known = |_: &u64| void || !self.unit.types.is_incomplete(ty);
            let Some(size) = self.unit.types.size(ty).filter(known) else {
                let text = self.text(name);
                self.error(loc, format!("storage size of '{text}' isn't known"));
                continue;
            };
            self.unit.decls[decl].defined = true;
            self.items.push(Item::Variable(decl, StaticInit { size, ..StaticInit::default() }));
        }
    }
}
