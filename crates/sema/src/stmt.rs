//! Statements (C23 6.8).

use crate::Sema;
use crate::assign::Target;
use crate::hir::*;
use crate::jump_scopes::Inside;
use crate::scope::Entity;
use crate::types::*;
use cranelift_entity::packed_option::PackedOption;
use diag::{Loc, Span, warn};
use lexer::Symbol;
use parser::ast::{self, ForInit, StmtKind as A};
use rustc_hash::FxHashMap;

/// What was in force around a scope: cleanups, and what jumps may not get into.
type Outside = (PackedOption<CleanupId>, Inside);

impl Sema<'_> {
    /// Appends a statement to the block being analysed.
    pub(crate) fn emit(&mut self, kind: StmtKind, loc: Loc) {
        let id = self.body.stmts.push(Stmt { kind, loc });
        self.stmts.push(id);
    }

    /// The statements since `mark`.
    pub(crate) fn collect(&mut self, mark: usize) -> StmtList {
        let list = StmtList::from_slice(&self.stmts[mark..], &mut self.body.stmt_lists);
        self.stmts.truncate(mark);
        list
    }

    fn enter_scope(&mut self) -> Outside {
        self.scopes.push();
        let inside = self.function.as_ref().map_or_else(Inside::default, |function| function.jumps.here);
        (self.cleanup_chain(), inside)
    }

    fn leave_scope(&mut self, (cleanups, inside): Outside) {
        let depth = self.scopes.depth();
        self.check_unused();
        self.close_scope();
        if let Some(function) = &mut self.function {
            function.cleanups = cleanups;
            function.jumps.here = inside;
            if function.saved_stacks.last() == Some(&depth) {
                function.saved_stacks.pop();
            }
        }
    }

    fn block(&mut self, block: &ast::Block<'_>) {
        let cleanups = self.enter_scope();
        let mark = self.stmts.len();
        self.block_items(block);
        let list = self.collect(mark);
        self.leave_scope(cleanups);
        self.emit(StmtKind::Block(list), block.span.lo);
    }

    /// The items of a block, in the current scope.
    pub(crate) fn block_items(&mut self, block: &ast::Block<'_>) {
        let labels = self.declare_local_labels(block);
        for item in block.items {
            self.statement(item);
        }
        self.forget_local_labels(labels);
    }

    fn declare_local_labels(&mut self, block: &ast::Block<'_>) -> usize {
        let before = self.function.as_ref().map_or(0, |function| function.local_labels.len());
        let mut declared: FxHashMap<Symbol, Loc> = FxHashMap::default();
        for label in block.local_labels {
            if let Some(&previous) = declared.get(&label.name) {
                let text = self.text(label.name);
                let message = format!("duplicate label declaration '{text}'");
                let note = format!("previous declaration of '{text}'");
                let _ = self.session.diags.error(label.loc, message).note(previous, note);
                continue;
            }
            declared.insert(label.name, label.loc);
            let id = self.new_label(Some(label.name));
            if let Some(function) = &mut self.function {
                function.local_labels.push((label.name, id));
                function.local_label_places.insert(id, label.loc);
            }
        }
        before
    }

    fn forget_local_labels(&mut self, before: usize) {
        if let Some(function) = self.function.as_ref().filter(|function| function.local_labels.len() > before)
        {
            let uses = &function.label_uses;
            for &(name, label) in &function.local_labels[before..] {
                let silent =
                    function.defined_labels.contains(&label) || uses.iter().any(|&(used, _)| used == label);
                if !silent && let Some(&loc) = function.local_label_places.get(&label) {
                    let message = format!("label '{}' declared but not defined", self.text(name));
                    self.warning(warn::UNUSED_LABEL, loc, message);
                }
            }
        }
        if let Some(function) = &mut self.function {
            function.local_labels.truncate(before);
        }
    }

    pub(crate) fn new_label(&mut self, name: Option<lexer::Symbol>) -> LabelId {
        self.body.labels.push(Label { name, cleanups: Default::default(), address_taken: false })
    }

    /// The label that a `goto` or `&&` names.
    pub(crate) fn label_reference(&mut self, label: ast::Ident) -> LabelId {
        let id = self.label_named(label);
        self.check_jump_into_deferred(id, label.loc);
        if let Some(function) = &mut self.function {
            function.label_uses.push((id, label.loc));
        }
        id
    }

    fn label_named(&mut self, label: ast::Ident) -> LabelId {
        let found = self.function.as_ref().and_then(|function| {
            let local = function.local_labels.iter().rev().find(|(name, _)| *name == label.name);
            local.map(|&(_, id)| id).or_else(|| function.labels.get(&label.name).copied())
        });
        if let Some(id) = found {
            return id;
        }
        let id = self.new_label(Some(label.name));
        if let Some(function) = &mut self.function {
            function.labels.insert(label.name, id);
        }
        id
    }

    fn define_label(&mut self, label: ast::Ident) {
        if self.scopes.ordinary.get(label.name).is_some()
            && self.session.diags.may_be_enabled(warn::TRADITIONAL)
        {
            let text = self.text(label.name);
            let message =
                format!("traditional C lacks a separate namespace for labels, identifier '{text}' conflicts");
            self.warning(warn::TRADITIONAL, label.loc, message);
        }
        let id = self.label_named(label);
        self.note_label(id, label.loc);
        let fresh = self.function.as_mut().is_some_and(|function| {
            function.label_places.push((id, label.loc));
            function.label_order.push((id, label.loc));
            function.defined_labels.insert(id)
        });
        if !fresh {
            let text = self.text(label.name);
            let reported = self.session.diags.error(label.loc, format!("duplicate label '{text}'"));
            if let Some(before) = self.label_place(id) {
                let _ = reported.note(before, format!("previous definition of '{text}' with type 'void'"));
            }
            return;
        }
        self.check_label_in_deferred(id, label.loc);
        self.place_label(id, label.loc);
    }

    /// Where a label of the function stands.
    fn label_place(&self, id: LabelId) -> Option<Loc> {
        let places = &self.function.as_ref()?.label_places;
        places.iter().find(|place| place.0 == id).map(|place| place.1)
    }

    pub(crate) fn place_label(&mut self, id: LabelId, loc: Loc) {
        self.body.labels[id].cleanups = self.cleanup_chain();
        self.emit(StmtKind::Label(id), loc);
    }

    /// A statement that stands alone: what it analysed to is one statement.
    pub(crate) fn sub_statement(&mut self, stmt: &ast::Stmt<'_>) -> StmtId {
        let cleanups = self.enter_scope();
        let mark = self.stmts.len();
        self.statement(stmt);
        self.leave_scope(cleanups);
        if self.stmts.len() == mark + 1 {
            let id = self.stmts[mark];
            let alone = !matches!(
                self.body.stmts[id].kind,
                StmtKind::Label(_) | StmtKind::Declare(_) | StmtKind::PushCleanup(_)
            );
            if alone {
                self.stmts.truncate(mark);
                return id;
            }
        }
        let list = self.collect(mark);
        self.body.stmts.push(Stmt { kind: StmtKind::Block(list), loc: stmt.span.lo })
    }

    /// The body of a loop with these names; `true` if the loop must be closed as a named one.
    fn loop_body(&mut self, stmt: &ast::Stmt<'_>, names: Vec<Symbol>) -> (StmtId, bool) {
        let named = self.open_named(names, true);
        if let Some(function) = &mut self.function {
            function.loops += 1;
            function.breakable += 1;
            self.body.loop_depth = self.body.loop_depth.max(function.loops);
        }
        let mut body = self.sub_statement(stmt);
        if let Some(function) = &mut self.function {
            function.loops -= 1;
            function.breakable -= 1;
        }
        if named {
            body = self.end_named_body(body, stmt.span.hi);
        }
        (body, named)
    }

    fn condition_value(&mut self, expr: &ast::Expr<'_>) -> ExprId {
        self.check_truth(expr);
        self.check_sequence(expr);
        let value = self.value(expr);
        self.condition(value, expr.span)
    }

    /// Analyses a statement; what it does is appended to the block.
    pub(crate) fn statement(&mut self, stmt: &ast::Stmt<'_>) {
        diag::nested(|| self.statement_node(stmt));
    }

    fn statement_node(&mut self, stmt: &ast::Stmt<'_>) {
        // A selection or iteration statement is a block (6.8.5.1p3, 6.8.6.1p5), since C99.
        let block = matches!(stmt.kind, A::If(..) | A::While(..) | A::DoWhile(..) | A::Switch(..));
        if block && self.session.options.std >= lexer::Std::C99 {
            let outside = self.enter_scope();
            self.statement_in_scope(stmt);
            self.leave_scope(outside);
        } else {
            self.statement_in_scope(stmt);
        }
    }

    fn statement_in_scope(&mut self, stmt: &ast::Stmt<'_>) {
        let loc = stmt.span.lo;
        let names = self.take_names();
        match &stmt.kind {
            A::Empty => {}
            A::Expr(expr) if self.names_builtin(expr) => {}
            A::Expr(expr) => {
                let id = self.value_or_void(expr);
                if !self.is_error(id) {
                    self.check_statement_value(id, expr);
                    self.emit(StmtKind::Expr(id), loc);
                }
            }
            A::Block(block) => self.block(block),
            A::Labeled(items) => {
                for item in *items {
                    self.statement(item);
                }
            }
            A::If(cond, then, els) => {
                self.check_else(then, els.is_some(), stmt.span);
                match els {
                    Some(els) => self.check_empty_body(els, "an 'else'"),
                    None => self.check_empty_body(then, "an 'if'"),
                }
                let cond = self.condition_value(cond);
                let then = self.sub_statement(then);
                let els = els.map(|els| self.sub_statement(els));
                if self.is_error(cond) {
                    return;
                }
                self.emit(StmtKind::If { cond, then, els: els.into() }, loc);
            }
            A::While(cond, body) => {
                let cond = self.condition_value(cond);
                let (body, named) = self.loop_body(body, names);
                if !self.is_error(cond) {
                    self.emit(StmtKind::While { cond: Some(cond).into(), step: None.into(), body }, loc);
                }
                self.close_named(named, loc);
            }
            A::DoWhile(body, cond) => {
                self.check_empty_body(body, "'do'");
                let (body, named) = self.loop_body(body, names);
                let cond = self.condition_value(cond);
                if !self.is_error(cond) {
                    self.emit(StmtKind::DoWhile { body, cond }, loc);
                }
                self.close_named(named, loc);
            }
            A::For(statement) => self.for_statement(statement, names, loc),
            A::Switch(value, body) => {
                let named = self.open_named(names, false);
                self.switch(value, body, loc);
                self.close_named(named, loc);
            }
            A::Case(low, high) => self.case(low, *high, stmt.span),
            A::Default => self.default(loc),
            A::Label(label, attributes) => {
                self.define_label(*label);
                if self.attributes(&[attributes]).decl.unused
                    && let Some(last) =
                        self.function.as_mut().and_then(|function| function.label_order.last_mut())
                {
                    last.1 = Loc::NONE;
                }
                if let Some(function) = &mut self.function {
                    function.names = names;
                    function.names.push(label.name);
                }
            }
            A::Goto(label) => {
                if let Some((level, id)) = self.outer_label(label.name, label.loc) {
                    return self.nonlocal_goto(level, id, loc);
                }
                let id = self.label_reference(*label);
                self.note_goto(id, loc);
                self.emit(StmtKind::Goto(id), loc);
            }
            A::GotoComputed(target) => {
                let id = self.value(target);
                if !self.is_error(id) && !self.unit.types.is_pointer(self.ty(id)) {
                    self.error(target.span, "computed goto must be pointer type");
                    return;
                }
                let id = self.assign_convert(id, common::CONST_VOID_PTR, Target::Assign, target.span);
                if !self.is_error(id) {
                    self.emit(StmtKind::ComputedGoto(id), loc);
                }
            }
            A::Break(name) => self.break_statement(*name, loc),
            A::Continue(name) => self.continue_statement(*name, loc),
            A::Defer(statement) => self.defer_statement(statement, loc),
            A::Return(value) => self.return_statement(*value, stmt.span),
            A::Asm(asm) => self.asm(asm, stmt.span),
            A::Declaration(declaration) => self.declaration(declaration),
            A::NestedFunction(function) => self.nested_function(function),
            A::StaticAssert(assertion) => self.static_assert(assertion),
            A::Attributes(attributes) => {
                if self.attributes(&[attributes]).fallthrough {
                    self.fallthrough_statement(attributes, loc);
                } else {
                    self.ignore_attributes(attributes);
                }
            }
        }
    }

    /// An expression statement's operand: its value, or a place of incomplete type left alone.
    /// Whether an expression statement, or what it casts to `void`, is nothing but the name of a builtin.
    fn names_builtin(&self, expr: &ast::Expr<'_>) -> bool {
        let mut expr = expr;
        loop {
            match &expr.kind {
                ast::ExprKind::Paren(inner) => expr = inner,
                ast::ExprKind::Cast(name, inner)
                    if name.declarator.chunks.is_empty()
                        && matches!(
                            name.specs.ty,
                            ast::TypeSpec::Basic { base: ast::BasicType::Void, .. }
                        ) =>
                {
                    expr = inner;
                }
                ast::ExprKind::Ident(name) => {
                    return self.scopes.ordinary.get(*name).is_none()
                        && self.builtins.get(*name).is_some_and(|row| row.reserved);
                }
                _ => return false,
            }
        }
    }

    fn value_or_void(&mut self, expr: &ast::Expr<'_>) -> ExprId {
        self.check_sequence(expr);
        let id = self.expr(expr);
        if self.is_place(id) {
            let ty = self.ty(id);
            // A record read for nothing isn't copied; a volatile object is read.
            if (self.unit.types.is_array(ty) || self.unit.types.is_function(ty)) && !ty.is_volatile() {
                self.refuse_register_address(id, expr.span);
                return self.rvalue(id);
            }
        }
        self.rvalue(id)
    }

    fn for_statement(&mut self, statement: &ast::For<'_>, names: Vec<Symbol>, loc: Loc) {
        let cleanups = self.enter_scope();
        let mark = self.stmts.len();
        match statement.init {
            ForInit::None => {}
            ForInit::Expr(expr) => {
                let id = self.value_or_void(expr);
                if !self.is_error(id) {
                    self.check_statement_value(id, expr);
                    self.emit(StmtKind::Expr(id), expr.span.lo);
                }
            }
            ForInit::Decl(decl) => {
                self.statement(decl);
                self.check_for_declarations(loc);
            }
        }
        let cond = statement.condition.map(|cond| self.condition_value(cond));
        let step = statement.step.map(|step| {
            let id = self.value_or_void(step);
            self.check_statement_value(id, step);
            id
        });
        let (body, named) = self.loop_body(statement.body, names);
        let wrong = |sema: &Self, id: Option<ExprId>| id.is_some_and(|id| sema.is_error(id));
        if !wrong(self, cond) && !wrong(self, step) {
            self.emit(StmtKind::While { cond: cond.into(), step: step.into(), body }, loc);
        }
        self.close_named(named, loc);
        let list = self.collect(mark);
        self.leave_scope(cleanups);
        if list.len(&self.body.stmt_lists) == 1
            && let Some(only) = list.first(&self.body.stmt_lists)
        {
            self.stmts.push(only);
            return;
        }
        self.emit(StmtKind::Block(list), loc);
    }

    /// The declaration of a `for` statement declares objects with automatic storage, and nothing else (6.8.6.1p3).
    fn check_for_declarations(&self, at: Loc) {
        if self.session.options.std < lexer::Std::C99 {
            return;
        }
        let place = "in 'for' loop initial declaration";
        for binding in self.scopes.bindings() {
            let text = self.text(binding.symbol());
            let message = match binding.entity {
                Entity::Local(_) | Entity::Error => continue,
                Entity::Global(decl) if !self.unit.decls[decl].is_function => {
                    let declaration = &self.unit.decls[decl];
                    let own = declaration.symbol != declaration.name && declaration.loc == binding.loc;
                    if own {
                        format!("declaration of static variable '{text}' {place}")
                    } else {
                        format!("declaration of 'extern' variable '{text}' {place}")
                    }
                }
                _ => format!("declaration of non-variable '{text}' {place}"),
            };
            self.error(at, message);
        }
        for binding in self.scopes.tag_bindings() {
            let text = self.spell(binding.entity.ty);
            self.error(at, format!("'{text}' declared {place}"));
        }
    }

    fn return_statement(&mut self, value: Option<&ast::Expr<'_>>, span: Span) {
        let loc = span.lo;
        let Some(function) = &self.function else { return };
        let (ret, result, decl) = (function.ret, function.result, function.decl);
        if self.unit.decls[decl].attrs.noreturn {
            self.warning(warn::NONE, span, "function declared 'noreturn' has a 'return' statement");
        }
        if let Some(function) = &mut self.function {
            function.returns |= value.is_some();
        }
        let Some(function) = &self.function else { return };
        if function.deferred.is_some() {
            self.error(span, "'return' in a deferred statement");
            return;
        }
        let void = self.unit.types.is_void(ret);
        let Some(expr) = value else {
            if !void {
                let message = "'return' with no value, in function returning non-void";
                self.return_mismatch(span, message);
            }
            self.emit(StmtKind::Return(None.into()), loc);
            return;
        };
        self.check_sequence(expr);
        let id = self.value(expr);
        if self.is_error(id) {
            return;
        }
        if void {
            if !self.unit.types.is_void(self.ty(id)) {
                self.return_mismatch(expr.span, "'return' with a value, in function returning void");
            } else {
                let message = "ISO C forbids 'return' with expression, in function returning void";
                self.pedwarn(warn::PEDANTIC, expr.span, message);
            }
            self.emit(StmtKind::Expr(id), loc);
            self.emit(StmtKind::Return(None.into()), loc);
            return;
        }
        let id = self.assign_convert(id, ret, Target::Return, expr.span);
        let id = match result {
            Some(result) if !self.is_error(id) => self.return_variable(result, id),
            _ => id,
        };
        if !self.is_error(id) {
            self.emit(StmtKind::Return(Some(id).into()), loc);
        }
    }

    /// A `return` that is not the function's kind (6.8.7.5p1).
    fn return_mismatch(&self, span: Span, message: &str) {
        let Some(function) = &self.function else { return };
        // Whoever turns the warning off means these, too.
        let asked = self.session.diags.is_enabled(warn::RETURN_TYPE, span.lo)
            || self.session.diags.explicit(warn::RETURN_TYPE) == Some(false);
        let violation = message.ends_with("returning void") || self.session.options.std >= lexer::Std::C99;
        let reported = if violation {
            let group = if asked { warn::RETURN_TYPE } else { warn::NONE };
            self.session.diags.pedwarn(group, span, message)
        } else {
            self.session.diags.warning(warn::RETURN_TYPE, span, message)
        };
        let declared = self.unit.decls[function.decl].loc;
        if declared != Loc::NONE {
            let _ = reported.note(declared, "declared here");
        }
    }

    /// `({ … })`
    pub(crate) fn statement_expr(&mut self, block: &ast::Block<'_>, span: Span) -> ExprId {
        let loc = span.lo;
        if !self.function.as_ref().is_some_and(|function| function.statements) {
            self.error(span, "braced-group within expression allowed only inside a function");
            return self.error_expr(loc);
        }
        let cleanups = self.enter_scope();
        self.enter_statement_expression(loc);
        let mark = self.stmts.len();
        let labels = self.declare_local_labels(block);
        let mut value = None;
        let effects = std::mem::take(&mut self.effects);
        for (index, item) in block.items.iter().enumerate() {
            match item.kind {
                A::Expr(expr) if index + 1 == block.items.len() => {
                    let id = self.value(expr);
                    if self.unit.types.is_void(self.ty(id)) {
                        self.emit(StmtKind::Expr(id), item.span.lo);
                    } else {
                        value = Some(id);
                    }
                }
                _ => self.statement(item),
            }
        }
        self.effects = effects;
        self.forget_local_labels(labels);
        let list = self.collect(mark);
        self.leave_scope(cleanups);
        let ty = value.map_or(common::VOID, |id| self.ty(id));
        if self.unit.types.is_variable_size(ty) {
            self.keep_stack(list);
        }
        let stmt = self.body.stmts.push(Stmt { kind: StmtKind::Block(list), loc });
        if self.unit.types.is_error(ty) {
            return self.error_expr(loc);
        }
        self.push(ExprKind::StmtExpr { block: stmt, value: value.into() }, ty, loc)
    }
}
