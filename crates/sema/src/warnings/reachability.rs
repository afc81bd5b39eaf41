//! What a function's statements reach, as far as their shape tells: its end (-Wreturn-type, `noreturn`), and one `case`
//! from another (-Wimplicit-fallthrough). A label that something goes to is taken to be reached.

use crate::Sema;
use crate::hir::*;
use crate::types::*;
use diag::{Loc, warn};
use rustc_hash::FxHashSet;

/// The walk over a body.
pub(super) struct Walk<'w, 's> {
    pub(super) sema: &'w Sema<'s>,
    pub(super) body: &'w Body,
    /// Labels of the switches around, and of all before.
    pub(super) cases: FxHashSet<LabelId>,
    /// For each loop and switch around, whether a reached `break` leaves it.
    breaks: Vec<bool>,
    /// Whether to say which statements fall through.
    fallthrough: bool,
    /// Where reached `return`s stand whose values come to be.
    returns: Vec<Loc>,
    /// A function whose calls are taken not to return.
    endless: Option<DeclId>,
}

impl<'w, 's> Walk<'w, 's> {
    fn new(sema: &'w Sema<'s>, body: &'w Body) -> Walk<'w, 's> {
        Walk {
            sema,
            body,
            cases: FxHashSet::default(),
            breaks: Vec::new(),
            fallthrough: false,
            returns: Vec::new(),
            endless: None,
        }
    }
}

impl Sema<'_> {
    /// Looks at a function that has been analysed, at whose closing brace `end` is.
    pub(crate) fn check_flow(&self, end: Loc) {
        let Some(function) = &self.function else { return };
        if self.session.diags.error_count() != function.errors {
            return;
        }
        self.check_fallthrough_places();
        let fallthrough =
            self.session.diags.may_be_enabled(warn::IMPLICIT_FALLTHROUGH) && !self.body.switches.is_empty();
        let declaration = &self.unit.decls[function.decl];
        let value = !self.unit.types.is_void(function.ret)
            && declaration.name != self.names.main
            && !declaration.attrs.naked
            && self.session.diags.may_be_enabled(warn::RETURN_TYPE);
        let candidate = !declaration.attrs.noreturn
            && (declaration.name != self.names.main || !self.session.options.hosted)
            && self.session.diags.may_be_enabled(warn::SUGGEST_ATTRIBUTE_NORETURN);
        if !fallthrough && !value && !candidate && !declaration.attrs.noreturn {
            return;
        }
        let Some(root) = self.body.root else { return };
        let mut walk = Walk::new(self, &self.body);
        walk.fallthrough = fallthrough;
        let ends = walk.statement(root, true);
        let returns = walk.returns;
        if candidate {
            // A function that only calls itself does not return either.
            let mut walk = Walk::new(self, &self.body);
            walk.endless = Some(function.decl);
            let ends = walk.statement(root, true);
            // What `main` does at its end without a word is no return statement.
            let returns = match declaration.name == self.names.main {
                true => function.returns,
                false => !walk.returns.is_empty(),
            };
            if !ends && !returns {
                let message = "function might be candidate for attribute 'noreturn'";
                self.warning(warn::SUGGEST_ATTRIBUTE_NORETURN, declaration.loc, message);
            }
        }
        if declaration.attrs.noreturn {
            for at in returns {
                self.warning(warn::NONE, at, "'noreturn' function does return");
            }
        }
        if !ends {
            return;
        }
        if declaration.attrs.naked {
            // How it ends, its own instructions say.
        } else if declaration.attrs.noreturn {
            self.warning(warn::NONE, end, "'noreturn' function does return");
        } else if value {
            let silent = declaration.linkage == Linkage::Internal
                && !function.returns
                && !walk_calls_noreturn(self, &self.body);
            if silent {
                let message = "no return statement in function returning non-void";
                self.warning(warn::RETURN_TYPE, declaration.loc, message);
            } else {
                let message = "control reaches end of non-void function";
                self.warning(warn::RETURN_TYPE, end, message);
            }
        }
    }
}

/// Whether a statement calls what does not return.
fn walk_calls_noreturn(sema: &Sema<'_>, body: &Body) -> bool {
    body.stmts.values().any(|stmt| match stmt.kind {
        StmtKind::Expr(id) => !completes(sema, body, None, id),
        _ => false,
    })
}

/// Whether the evaluation of an expression statement comes to an end. Calls of `endless` do not.
fn completes(sema: &Sema<'_>, body: &Body, endless: Option<DeclId>, id: ExprId) -> bool {
    match body.exprs[id].kind {
        ExprKind::Cast(_, inner) => completes(sema, body, endless, inner),
        ExprKind::Comma(first, second) => {
            completes(sema, body, endless, first) && completes(sema, body, endless, second)
        }
        ExprKind::Assign { value, .. } => completes(sema, body, endless, value),
        ExprKind::Cond { cond, then, els } => match constant_truth(body, cond) {
            Some(true) => completes(sema, body, endless, then),
            Some(false) => completes(sema, body, endless, els),
            None => completes(sema, body, endless, then) || completes(sema, body, endless, els),
        },
        ExprKind::Builtin { op: Builtin::Unreachable | Builtin::Trap | Builtin::LongjmpBuiltin, .. } => false,
        ExprKind::Call { callee, args, .. } => {
            let types = &sema.unit.types;
            let by_type = types
                .pointee(body.exprs[callee].ty)
                .and_then(|ty| types.function_of(ty))
                .is_some_and(|function| function.attributes & FN_NORETURN != 0);
            let by_name = match body.exprs[callee].kind {
                ExprKind::AddrOf(place) => match body.exprs[place].kind {
                    ExprKind::Global(decl) if endless == Some(decl) => true,
                    ExprKind::Global(decl) => {
                        let decl = &sema.unit.decls[decl];
                        decl.attrs.noreturn || decl.attrs.library && ends_program(sema, decl)
                    }
                    _ => false,
                },
                _ => false,
            };
            let mut args = args.as_slice(&body.expr_lists).iter();
            !(by_type || by_name) && args.all(|&arg| diag::nested(|| completes(sema, body, endless, arg)))
        }
        ExprKind::StmtExpr { block, .. } => {
            let mut walk = Walk::new(sema, body);
            walk.endless = endless;
            // A `break` in it would be another statement's.
            walk.breaks.push(false);
            walk.statement(block, true) || walk.breaks.pop() == Some(true)
        }
        _ => true,
    }
}

/// Library functions that the compiler knows not to return.
fn ends_program(sema: &Sema<'_>, decl: &Decl) -> bool {
    sema.session.interner.with(decl.name, |name| matches!(name, b"abort" | b"exit" | b"_exit" | b"_Exit"))
}

fn constant_truth(body: &Body, id: ExprId) -> Option<bool> {
    match body.exprs[id].kind {
        ExprKind::Int(bits) => Some(bits != 0),
        ExprKind::Cast(CastKind::ToBool | CastKind::Bitcast, inner) => constant_truth(body, inner),
        ExprKind::Builtin { op: Builtin::Expect, args } => {
            args.first(&body.expr_lists).and_then(|value| constant_truth(body, value))
        }
        _ => None,
    }
}

impl Walk<'_, '_> {
    /// Whether control reaches the end of a statement that it reaches or not.
    fn statement(&mut self, id: StmtId, reached: bool) -> bool {
        diag::nested(|| self.statement_node(id, reached))
    }

    fn statement_node(&mut self, id: StmtId, reached: bool) -> bool {
        match self.body.stmts[id].kind {
            StmtKind::Expr(expr) => reached && self.completes(expr),
            StmtKind::Block(list) => self.block(list, reached, false),
            StmtKind::If { cond, then, els } => {
                let known = constant_truth(self.body, cond);
                let then = self.statement(then, reached && known != Some(false));
                match els.expand() {
                    Some(els) => self.statement(els, reached && known != Some(true)) || then,
                    None => then || reached && known != Some(true),
                }
            }
            StmtKind::While { cond, body, .. } => {
                let known = match cond.expand() {
                    Some(cond) => constant_truth(self.body, cond),
                    None => Some(true),
                };
                self.breaks.push(false);
                self.statement(body, reached && known != Some(false));
                let left = self.breaks.pop() == Some(true);
                left || reached && known != Some(true)
            }
            StmtKind::DoWhile { body, cond } => {
                self.breaks.push(false);
                let again = self.statement(body, reached) || contains_continue(self.body, body);
                let left = self.breaks.pop() == Some(true);
                left || again && reached && constant_truth(self.body, cond) != Some(true)
            }
            StmtKind::Switch(switch) => self.switch(switch, reached),
            StmtKind::Break => {
                if let Some(left) = self.breaks.last_mut() {
                    *left |= reached;
                }
                false
            }
            StmtKind::Return(value) => {
                if reached && value.expand().is_none_or(|value| self.completes(value)) {
                    self.returns.push(self.body.stmts[id].loc);
                }
                false
            }
            StmtKind::Continue | StmtKind::Goto(_) | StmtKind::ComputedGoto(_) => false,
            StmtKind::Label(label) => reached || self.cases.contains(&label) || self.is_used(label),
            StmtKind::Asm(asm) => reached || !self.body.asms[asm].labels.is_empty(),
            _ => reached,
        }
    }

    pub(super) fn completes(&self, id: ExprId) -> bool {
        completes(self.sema, self.body, self.endless, id)
    }

    /// How a condition turns out, if that is known.
    pub(super) fn truth(&self, cond: ExprId) -> Option<bool> {
        constant_truth(self.body, cond)
    }

    /// Whether something goes to a label, or may.
    fn is_used(&self, label: LabelId) -> bool {
        let uses = self.sema.function.as_ref().map(|function| &function.label_uses);
        let Label { name, address_taken, .. } = self.body.labels[label];
        name.is_none()
            || address_taken
            || uses.is_some_and(|uses| uses.iter().any(|&(used, _)| used == label))
            || !self.body.frame.receivers.is_empty()
    }

    fn switch(&mut self, id: SwitchId, reached: bool) -> bool {
        let switch = &self.body.switches[id];
        self.cases.extend(switch.cases.iter().map(|case| case.2));
        self.cases.extend(switch.default);
        // All values of an enumeration are no proof: other ones may come.
        let covered = switch.default.is_some();
        self.breaks.push(false);
        let ends = match self.body.stmts[switch.body].kind {
            StmtKind::Block(list) => self.block(list, false, true),
            _ => self.statement(switch.body, false),
        };
        let left = self.breaks.pop() == Some(true);
        ends || left || reached && !covered
    }

    /// A block; `own` is whether it is a switch's body. GCC says nothing of labels further in, where there are declarations.
    fn block(&mut self, list: StmtList, reached: bool, own: bool) -> bool {
        let statements = list.as_slice(&self.body.stmt_lists);
        let declares =
            |&id: &StmtId| matches!(self.body.stmts[id].kind, StmtKind::Declare(_) | StmtKind::Init(..));
        let told = self.fallthrough && (own || !statements.iter().any(declares));
        let mut reached = reached;
        if told {
            self.check_fallthroughs(statements);
        }
        for &id in statements {
            reached = self.statement(id, reached);
        }
        reached
    }
}

/// Whether a `continue` in a loop's body belongs to that loop.
fn contains_continue(body: &Body, id: StmtId) -> bool {
    diag::nested(|| match body.stmts[id].kind {
        StmtKind::Continue => true,
        StmtKind::Block(list) => {
            list.as_slice(&body.stmt_lists).iter().any(|&stmt| contains_continue(body, stmt))
        }
        StmtKind::If { then, els, .. } => {
            contains_continue(body, then) || els.expand().is_some_and(|els| contains_continue(body, els))
        }
        StmtKind::Switch(switch) => contains_continue(body, body.switches[switch].body),
        _ => false,
    })
}
