//! Jumps out of loops and switches by name (C2Y 6.8.7) and deferred statements (ISO/IEC TS 25755), which no jump may
//! leave or enter.

use crate::Sema;
use crate::hir::*;
use diag::{Loc, Span};
use lexer::Symbol;
use parser::ast;

/// A loop or switch with labels, around what is analysed.
pub(crate) struct NamedTarget {
    names: Vec<Symbol>,
    is_loop: bool,
    /// Behind it, once something breaks there.
    leave: Option<LabelId>,
    /// At the end of its body, once something continues there.
    next: Option<LabelId>,
}

impl Sema<'_> {
    /// The labels right before the statement at hand.
    pub(crate) fn take_names(&mut self) -> Vec<Symbol> {
        self.function.as_mut().map(|function| std::mem::take(&mut function.names)).unwrap_or_default()
    }

    /// A loop or switch begins. `false`: it has no name.
    pub(crate) fn open_named(&mut self, names: Vec<Symbol>, is_loop: bool) -> bool {
        if let (Some(function), false) = (&mut self.function, names.is_empty()) {
            function.named.push(NamedTarget { names, is_loop, leave: None, next: None });
            return true;
        }
        false
    }

    /// The end of its body.
    pub(crate) fn end_named_body(&mut self, body: StmtId, loc: Loc) -> StmtId {
        let target = self.function.as_ref().and_then(|function| function.named.last());
        let Some(next) = target.and_then(|target| target.next) else { return body };
        let mark = self.stmts.len();
        self.stmts.push(body);
        self.place_label(next, loc);
        let list = self.collect(mark);
        self.body.stmts.push(Stmt { kind: StmtKind::Block(list), loc })
    }

    /// Behind it.
    pub(crate) fn close_named(&mut self, named: bool, loc: Loc) {
        if named
            && let Some(target) = self.function.as_mut().and_then(|function| function.named.pop())
            && let Some(leave) = target.leave
        {
            self.place_label(leave, loc);
        }
    }

    /// `break;`, `break name;`
    pub(crate) fn break_statement(&mut self, name: Option<ast::Ident>, loc: Loc) {
        let Some(name) = name else {
            if self.function.as_ref().is_none_or(|function| function.breakable == 0) {
                self.error(loc, "break statement not within loop or switch");
                return;
            }
            return self.emit(StmtKind::Break, loc);
        };
        self.named_jump(name, true, loc);
    }

    /// `continue;`, `continue name;`
    pub(crate) fn continue_statement(&mut self, name: Option<ast::Ident>, loc: Loc) {
        let Some(name) = name else {
            if self.function.as_ref().is_none_or(|function| function.loops == 0) {
                self.error(loc, "continue statement not within a loop");
                return;
            }
            return self.emit(StmtKind::Continue, loc);
        };
        self.named_jump(name, false, loc);
    }

    fn named_jump(&mut self, name: ast::Ident, is_break: bool, loc: Loc) {
        let found = self
            .function
            .as_ref()
            .and_then(|function| function.named.iter().rposition(|target| target.names.contains(&name.name)));
        let text = self.text(name.name);
        let word = if is_break { "break" } else { "continue" };
        let Some(index) = found else {
            let what = if is_break { "loop or 'switch'" } else { "loop" };
            let message = format!("'{word}' statement operand '{text}' does not refer to a named {what}");
            return self.error(name.loc, message);
        };
        let fresh = self.new_label(None);
        let Some(target) = self.function.as_mut().map(|function| &mut function.named[index]) else { return };
        if !is_break && !target.is_loop {
            let message = format!("'continue' statement operand '{text}' refers to a named 'switch'");
            return self.error(name.loc, message);
        }
        let label = *if is_break { &mut target.leave } else { &mut target.next }.get_or_insert(fresh);
        self.emit(StmtKind::Goto(label), loc);
    }

    /// `_Defer statement`: runs when the scope is left.
    pub(crate) fn defer_statement(&mut self, statement: &ast::Stmt<'_>, loc: Loc) {
        let first = self.body.labels.len() as u32;
        let Some(function) = &mut self.function else { return };
        let uses = function.label_uses.len();
        let outside = (
            std::mem::take(&mut function.loops),
            std::mem::take(&mut function.breakable),
            std::mem::take(&mut function.switches),
            std::mem::take(&mut function.named),
            function.deferred.replace(first),
        );
        let block = self.sub_statement(statement);
        let Some(function) = &mut self.function else { return };
        let left: Vec<Loc> = function.label_uses[uses..]
            .iter()
            .filter(|(label, _)| label.as_u32() < first || !function.defined_labels.contains(label))
            .map(|&(_, at)| at)
            .collect();
        (function.loops, function.breakable, function.switches, function.named, function.deferred) = outside;
        for at in left {
            self.error(at, "jump out of a deferred statement");
        }
        let last = self.body.labels.len() as u32;
        if let Some(function) = &mut self.function {
            function.deferred_labels.push(first..last);
        }
        self.add_cleanup(CleanupAction::Defer { block, first, last }, loc);
    }

    /// Whether a deferred statement, which nothing may enter, has the label; and it is not the one at hand.
    pub(crate) fn check_jump_into_deferred(&self, label: LabelId, at: impl Into<Span>) {
        let number = label.as_u32();
        let Some(function) = &self.function else { return };
        if function.deferred_labels.iter().any(|labels| labels.contains(&number)) {
            self.error(at.into(), "jump into a deferred statement");
        }
    }

    /// Whether a label defined here was used outside of the deferred statement that it stands in.
    pub(crate) fn check_label_in_deferred(&self, label: LabelId, at: Loc) {
        let deferred = self.function.as_ref().and_then(|function| function.deferred);
        if deferred.is_some_and(|first| label.as_u32() < first) {
            self.error(at, "jump into a deferred statement");
        }
    }
}
