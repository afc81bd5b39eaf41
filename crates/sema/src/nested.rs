//! GNU's functions in functions (GCC manual, "Nested Functions"): what they use of the functions around them.
//!
//! Captured variables of a function live in its [`Frame`], whose address its nested functions get as their static
//! chain. A function further in finds the frames further out by the chains of those between, which are captured
//! variables like others. A nested function that uses nothing of the kind is a static function.

use crate::Sema;
use crate::attribute::Attrs;
use crate::declarator::Role;
use crate::function::FunctionState;
use crate::hir::*;
use crate::redeclare::Declared;
use crate::scope::Entity;
use crate::types::*;
use crate::warnings::attributes::NOT_PUBLIC;
use diag::{Loc, warn};
use lexer::Symbol;
use parser::ast;

/// A function around the one being defined: its state until the inner one is complete. Its number in
/// [`Sema::outer`] is its *level*; the function being defined has the next one.
pub(crate) struct Outer {
    body: Body,
    pub(crate) function: FunctionState,
    stmts: Vec<StmtId>,
    effects: Vec<ExprId>,
    flaws: rustc_hash::FxHashMap<ExprId, crate::strictness::Flaws>,
}

/// Bytes of a buffer of `__builtin_setjmp`: five words (GCC manual, "Nonlocal Gotos").
const RECEIVER_WORDS: u32 = 5;

impl Sema<'_> {
    /// A function definition in a block.
    pub(crate) fn nested_function(&mut self, definition: &ast::FunctionDef<'_>) {
        let Some(name) = definition.declarator.name else { return };
        self.pedwarn(diag::warn::PEDANTIC, name.loc, "ISO C forbids nested functions");
        if definition.specs.storage.has(ast::Storage::STATIC) {
            let text = self.text(name.name);
            self.error(name.loc, format!("invalid storage class for function '{text}'"));
        }
        if definition.specs.storage.has(ast::Storage::EXTERN) {
            self.error(name.loc, format!("nested function '{}' declared 'extern'", self.text(name.name)));
        }
        if definition.specs.storage.has(ast::Storage::AUTO) {
            self.pedwarn(diag::warn::PEDANTIC, name.loc, "function definition declared 'auto'");
        }
        for (class, word) in [(ast::Storage::REGISTER, "register"), (ast::Storage::TYPEDEF, "typedef")] {
            if definition.specs.storage.has(class) {
                self.error(name.loc, format!("function definition declared '{word}'"));
            }
        }
        let specs = self.specifiers(definition.specs, false);
        let mut state = FunctionState::new(DeclId::from_u32(0), common::VOID, self.scopes.depth() + 1);
        // Its parameters are in the body around it.
        state.statements = true;
        let Some(function) = self.function.replace(state) else { return };
        self.outer.push(Outer {
            body: std::mem::replace(&mut self.body, crate::new_body()),
            function,
            stmts: std::mem::take(&mut self.stmts),
            effects: std::mem::take(&mut self.effects),
            flaws: std::mem::take(&mut self.flaws),
        });
        self.scopes.push();
        let ty = self.derive(&specs, &definition.declarator, Role::Definition);
        let parameters = self.scopes.pop_saved();
        let declared = match self.scopes.here(name.name).map(|binding| binding.entity) {
            Some(Entity::Global(decl)) => {
                let old = &self.unit.decls[decl];
                if old.is_function && old.defined && self.nested_in.contains_key(&decl) {
                    let message = format!("redefinition of '{}'", self.text(name.name));
                    self.note_previous(self.session.diags.error(name.loc, message), old, false);
                }
                if old.is_function && !old.defined {
                    self.check_nested_type(name, ty, old);
                }
                (old.is_function && !old.defined && old.linkage == Linkage::Internal).then_some(decl)
            }
            _ => None,
        };
        let decl = declared.unwrap_or_else(|| self.declare_nested(name, ty));
        self.nested_in.insert(decl, self.outer.len() - 1);
        self.unit.decls[decl].ty = ty;
        if specs.attrs.decl.weak {
            let text = self.text(name.name);
            self.error(name.loc, format!("weak declaration of '{text}' must be public"));
        }
        self.check_leaf(&specs.attrs.seen, definition.body.span.lo);
        if specs.attrs.externally_visible {
            self.warning(warn::ATTRIBUTES, name.loc, NOT_PUBLIC);
        }
        self.unit.decls[decl].attrs = specs.attrs.decl;
        if self.unit.types.is_function(ty) {
            self.scopes.push_saved(parameters);
            self.function_body(definition, decl, ty);
        }
        self.unit.decls[decl].defined = true;
        if let Some(outer) = self.outer.pop() {
            self.body = outer.body;
            self.function = Some(outer.function);
            self.stmts = outer.stmts;
            self.effects = outer.effects;
            self.flaws = outer.flaws;
        }
    }

    /// Declares a nested function in the current block.
    pub(crate) fn declare_nested(&mut self, name: ast::Ident, ty: Ty) -> DeclId {
        self.check_shadow(name, ty);
        let text = self.text(name.name);
        let decl = self.anonymous_object(ty, &text, name.loc);
        let declaration = &mut self.unit.decls[decl];
        declaration.name = name.name;
        declaration.is_function = true;
        declaration.defined = false;
        declaration.used = false;
        declaration.emission = Emission::IfUsed;
        self.nested_in.insert(decl, self.outer.len());
        self.scopes.bind(name.name, Entity::Global(decl), name.loc);
        decl
    }

    /// A nested function has been announced with this type.
    fn check_nested_type(&self, name: ast::Ident, ty: Ty, old: &Decl) {
        let declared = Declared {
            name,
            ty,
            storage: ast::Storage::default(),
            attrs: Attrs::default(),
            align: 0,
            asm_label: None,
            end: name.loc,
        };
        let same_result = self.check_result_qualifiers(&declared, old);
        if !same_result || !self.unit.types.compatible_unqualified(old.ty, ty) {
            self.conflicting(&declared, old);
        }
    }

    /// The end of a function's body: the nested functions that it announced are defined.
    pub(crate) fn check_nested_defined(&mut self) {
        let level = self.outer.len();
        let announced = self.nested_in.iter().filter(|&(_, &own)| own == level).map(|(&decl, _)| decl);
        let mut missing: Vec<DeclId> = announced.filter(|&decl| !self.unit.decls[decl].defined).collect();
        missing.sort();
        for decl in missing {
            self.nested_in.remove(&decl);
            let (name, loc) = (self.unit.decls[decl].name, self.unit.decls[decl].loc);
            // No more is to be said of it.
            self.unit.decls[decl].used = false;
            let text = self.text(name);
            self.error(loc, format!("nested function '{text}' declared but never defined"));
        }
    }

    /// The end of a function's body: whether it takes a static chain is known.
    pub(crate) fn settle_chain(&mut self, decl: DeclId, loc: Loc) {
        if self.unit.decls[decl].takes_chain {
            self.chain_local(self.outer.len(), loc);
        }
        self.unit.decls[decl].takes_chain = self.body.chain.is_some();
    }

    pub(crate) fn body_at(&mut self, level: usize) -> &mut Body {
        match self.outer.get_mut(level) {
            Some(outer) => &mut outer.body,
            None => &mut self.body,
        }
    }

    /// The local that holds the static chain of the function at a level.
    fn chain_local(&mut self, level: usize, loc: Loc) -> LocalId {
        let body = self.body_at(level);
        if let Some(local) = body.chain {
            return local;
        }
        let local = body.locals.push(Local::hidden(common::VOID_PTR, loc));
        body.chain = Some(local);
        local
    }

    /// The address of the frame of the function at a level, seen from here.
    fn frame_address(&mut self, level: usize, loc: Loc) -> ExprId {
        let here = self.outer.len();
        if level == here {
            // A frame that is asked for exists.
            self.body.frame.align = self.body.frame.align.max(1);
            return self.push(ExprKind::Frame, common::VOID_PTR, loc);
        }
        let local = self.chain_local(level + 1, loc);
        let place = match level + 1 == here {
            true => self.push(ExprKind::Local(local), common::VOID_PTR, loc),
            false => self.captured(level + 1, local, loc),
        };
        self.push(ExprKind::Load(place), common::VOID_PTR, loc)
    }

    /// What stands at an offset of the frame of the function at a level.
    fn in_frame(&mut self, level: usize, offset: u32, ty: Ty, loc: Loc) -> ExprId {
        let frame = self.frame_address(level, loc);
        let offset = self.int(i128::from(offset), self.number_types.ptrdiff, loc);
        let pointer = self.unit.types.pointer(ty);
        self.pointer_add(frame, offset, pointer, loc)
    }

    /// A local of a function around this one: the place.
    fn captured(&mut self, level: usize, local: LocalId, loc: Loc) -> ExprId {
        let ty = self.body_at(level).locals[local].ty;
        let variable = self.unit.types.is_variable_size(ty);
        let stored = if variable { self.unit.types.pointer(ty) } else { ty };
        let (size, align) = self.unit.types.layout(stored).unwrap_or((0, 1));
        let body = self.body_at(level);
        let data = &mut body.locals[local];
        data.address_taken = true;
        let offset = match data.captured {
            Some(offset) => offset,
            None => {
                let align = align.max(if variable { 1 } else { data.align });
                let offset = body.frame.reserve(u32::try_from(size).unwrap_or(u32::MAX), align);
                data.captured = Some(offset);
                offset
            }
        };
        if body.frame.size > i32::MAX as u32 {
            self.error(loc, "the variables that nested functions use are too large");
            return self.error_expr(loc);
        }
        let pointer = self.in_frame(level, offset, stored, loc);
        let place = self.push(ExprKind::Deref(pointer), stored, loc);
        match variable {
            true => {
                let pointer = self.push(ExprKind::Load(place), stored, loc);
                self.push(ExprKind::Deref(pointer), ty, loc)
            }
            false => place,
        }
    }

    /// The level of the function whose automatic objects are bound at a scope's depth.
    pub(crate) fn level_of(&self, depth: u32) -> Option<usize> {
        match &self.function {
            Some(function) if function.depth <= depth => Some(self.outer.len()),
            _ => self.outer.iter().rposition(|outer| outer.function.depth <= depth),
        }
    }

    /// An automatic object of a function around this one, bound at a scope's depth.
    pub(crate) fn outer_local(&mut self, depth: u32, local: LocalId, loc: Loc) -> ExprId {
        let Some(level) = self.level_of(depth) else { return self.error_expr(loc) };
        let variable = &mut self.body_at(level).locals[local];
        (variable.used, variable.read) = (true, true);
        if self.unevaluated > 0 {
            let ty = self.outer[level].body.locals[local].ty;
            let pointer = self.unit.types.pointer(ty);
            let null = self.int(0, pointer, loc);
            return self.push(ExprKind::Deref(null), ty, loc);
        }
        self.captured(level, local, loc)
    }

    /// The place that holds what a variably modified type's number stands for: a size or offset in bytes.
    pub(crate) fn vla_place(&mut self, vla: VlaId, loc: Loc) -> Option<ExprId> {
        if let Some(local) = self.body.vla_sizes[vla].expand() {
            return Some(self.push(ExprKind::Local(local), self.number_types.size, loc));
        }
        let level = self.outer.iter().rposition(|outer| outer.body.vla_sizes[vla].is_some())?;
        let local = self.outer[level].body.vla_sizes[vla].expand()?;
        Some(self.captured(level, local, loc))
    }

    /// The level of the function that the nested function `decl` is called with the frame of, if it takes a chain. Of
    /// one whose body is not complete it is assumed.
    fn chain_level(&mut self, decl: DeclId) -> Option<usize> {
        let level = *self.nested_in.get(&decl)?;
        let declaration = &mut self.unit.decls[decl];
        if self.unevaluated == 0 && !declaration.defined {
            declaration.takes_chain = true;
        }
        declaration.takes_chain.then_some(level)
    }

    /// The address of a nested function as a value: of its trampoline, if it takes a chain.
    pub(crate) fn trampoline(&mut self, decl: DeclId, ty: Ty, loc: Loc) -> Option<ExprId> {
        let level = self.chain_level(decl).filter(|_| self.unevaluated == 0)?;
        let (size, align) = self.session.target.trampoline;
        let frame = &mut self.body_at(level).frame;
        let known = frame.trampolines.iter().find(|&&(known, _)| known == decl);
        let offset = match known {
            Some(&(_, offset)) => offset,
            None => {
                let offset = frame.reserve(size, align);
                frame.trampolines.push((decl, offset));
                let text = self.text(self.unit.decls[decl].name);
                let message = format!("trampoline generated for nested function '{text}'");
                self.warning(warn::TRAMPOLINES, self.unit.decls[decl].loc, message);
                offset
            }
        };
        let pointer = self.in_frame(level, offset, common::CHAR, loc);
        Some(self.bitcast(pointer, ty))
    }

    /// A function as the callee of a call: a nested one is called with its chain.
    pub(crate) fn callee(&mut self, function: ExprId) -> ExprId {
        let Expr { kind, ty, loc } = self.body.exprs[function];
        let ExprKind::Global(decl) = kind else { return self.rvalue(function) };
        if self.defined_elsewhere.contains_key(&decl) {
            // What is called is the inline definition; the address of the function would be the other's.
            let pointer = self.unit.types.pointer(ty.unqualified());
            return self.push(ExprKind::AddrOf(function), pointer, loc);
        }
        let Some(level) = self.chain_level(decl).filter(|_| self.unevaluated == 0) else {
            return self.rvalue(function);
        };
        let pointer = self.unit.types.pointer(ty.unqualified());
        let function = self.push(ExprKind::AddrOf(function), pointer, loc);
        let chain = self.frame_address(level, loc);
        self.push(ExprKind::WithChain { function, chain }, pointer, loc)
    }

    /// The label of that name that a function around this one declares with `__label__`: its level, and the label.
    pub(crate) fn outer_label(&mut self, name: Symbol, loc: Loc) -> Option<(usize, LabelId)> {
        let function = self.function.as_ref()?;
        let own = function.labels.contains_key(&name)
            || function.local_labels.iter().any(|&(known, _)| known == name);
        if own {
            return None;
        }
        let declared = |outer: &Outer| outer.function.declared_label(name);
        let level = self.outer.iter().rposition(|outer| declared(outer).is_some())?;
        let outer = &mut self.outer[level];
        let label = declared(outer)?;
        outer.function.label_uses.push((label, loc));
        Some((level, label))
    }

    /// `goto` a label of a function around this one.
    pub(crate) fn nonlocal_goto(&mut self, level: usize, label: LabelId, loc: Loc) {
        let word = self.session.target.pointer_size;
        let body = self.body_at(level);
        // Nothing of the function may live in registers that the functions in between have used.
        body.calls_setjmp = true;
        let known = body.frame.receivers.iter().find(|&&(known, _)| known == label);
        let offset = match known {
            Some(&(_, offset)) => offset,
            None => {
                let offset = body.frame.reserve(RECEIVER_WORDS * word, word);
                body.frame.receivers.push((label, offset));
                offset
            }
        };
        let buffer = self.in_frame(level, offset, common::VOID_PTR, loc);
        let one = self.int(1, common::INT, loc);
        let args = ExprList::from_slice(&[buffer, one], &mut self.body.expr_lists);
        let go = ExprKind::Builtin { op: Builtin::LongjmpBuiltin, args };
        let go = self.push(go, common::VOID, loc);
        self.emit(StmtKind::Expr(go), loc);
    }

    /// `&&label` of a function around this one: read from a static object, for only that function has the label.
    pub(crate) fn outer_label_address(&mut self, level: usize, label: LabelId, loc: Loc) -> ExprId {
        let body = self.body_at(level);
        body.labels[label].address_taken = true;
        body.takes_label_address = true;
        body.labels_in_data = true;
        let function = body.decl;
        let ty = common::VOID_PTR.with(CONST);
        let decl = self.anonymous_object(ty, "label", loc);
        let size = self.session.target.pointer_size;
        let target = StaticTarget::Label(function, label);
        let reloc = StaticReloc { offset: 0, size: size as u8, target, addend: 0 };
        let init = StaticInit { size: u64::from(size), bytes: Vec::new(), relocs: vec![reloc] };
        self.items.push(Item::Variable(decl, init));
        let place = self.push(ExprKind::Global(decl), ty, loc);
        self.rvalue(place)
    }
}
