//! -Wimplicit-fallthrough: what runs from the statements before a `case` into it, and which statement of them is told
//! of. GCC looks at the statement before the label alone; where that ends in a choice (the end of an `if`, of a loop),
//! it is the choice that is told of.

use super::reachability::Walk;
use crate::hir::*;
use diag::{Loc, warn};

/// What runs out of the end of a statement.
#[derive(Clone, Copy)]
struct Source {
    loc: Loc,
    /// Several ways may meet there. Of a block with declarations it is then the block that is told of.
    choice: bool,
}

impl Walk<'_, '_> {
    /// The labels of a block's statements that are run into.
    pub(super) fn check_fallthroughs(&self, statements: &[StmtId]) {
        let mut index = 0;
        while index < statements.len() {
            let labels = statements[index..].iter().take_while(|&&id| self.label(id).is_some()).count();
            if labels > 0 && index > 0 {
                self.check_fallthrough(&statements[..index], &statements[index..], labels);
            }
            index += labels.max(1);
        }
    }

    fn label(&self, id: StmtId) -> Option<LabelId> {
        match self.body.stmts[id].kind {
            StmtKind::Label(label) => Some(label),
            _ => None,
        }
    }

    /// So many labels in a row, with the statements before and from there on.
    fn check_fallthrough(&self, before: &[StmtId], after: &[StmtId], labels: usize) {
        let is_case = |&id: &StmtId| self.label(id).is_some_and(|label| self.cases.contains(&label));
        let Some(case) = after[..labels].iter().position(is_case) else { return };
        if self.only_leaves(&after[labels..]) {
            return;
        }
        let Some(source) = self.source_of_list(before) else { return };
        let place = |&id: &StmtId| self.body.stmts[id].loc;
        if after[..=case].iter().map(place).any(|label| self.sema.fallthrough_comment(label)) {
            return;
        }
        let diags = &self.sema.session.diags;
        let _ = diags
            .warning(warn::IMPLICIT_FALLTHROUGH, source.loc, "this statement may fall through")
            .note(place(&after[0]), "here");
    }

    /// Whether after the labels there is nothing but a jump. The test of a loop is at its end: it begins with one.
    fn only_leaves<'a>(&'a self, mut after: &'a [StmtId]) -> bool {
        loop {
            match after.first().map(|&id| self.body.stmts[id].kind) {
                None | Some(StmtKind::Break | StmtKind::Goto(_) | StmtKind::Continue) => return true,
                Some(StmtKind::Return(value)) => return value.expand().is_none(),
                Some(StmtKind::While { cond, .. }) => {
                    return cond.expand().is_some_and(|cond| self.is_open(cond));
                }
                Some(StmtKind::Block(list)) => {
                    let inner = list.as_slice(&self.body.stmt_lists);
                    if inner.is_empty() {
                        return false;
                    }
                    after = inner;
                }
                Some(_) => return false,
            }
        }
    }

    /// Whether it is not known how a condition turns out.
    fn is_open(&self, cond: ExprId) -> bool {
        self.truth(cond).is_none()
    }

    /// What runs out of the end of the last statement.
    fn source_of_list(&self, list: &[StmtId]) -> Option<Source> {
        let declares = |&&id: &&StmtId| matches!(self.body.stmts[id].kind, StmtKind::Declare(_));
        let last = list.iter().rev().find(|id| !declares(id))?;
        self.source(*last)
    }

    /// What runs out of the end of a statement, if anything does and is not meant to.
    fn source(&self, id: StmtId) -> Option<Source> {
        diag::nested(|| self.source_of(id))
    }

    fn source_of(&self, id: StmtId) -> Option<Source> {
        let Stmt { kind, loc } = self.body.stmts[id];
        let plain = Source { loc, choice: false };
        match kind {
            StmtKind::Expr(expr) => self.completes(expr).then_some(plain),
            StmtKind::Block(list) => {
                let list = list.as_slice(&self.body.stmt_lists);
                if list.is_empty() {
                    return Some(plain);
                }
                let kinds = || list.iter().map(|&id| self.body.stmts[id].kind);
                let variable = |kind| matches!(kind, StmtKind::VlaAlloc(..) | StmtKind::PushCleanup(_));
                if kinds().any(variable) {
                    return Some(Source { loc, choice: true });
                }
                let declares =
                    || kinds().any(|kind| matches!(kind, StmtKind::Declare(_) | StmtKind::Init(..)));
                let source = self.source_of_list(list)?;
                Some(if source.choice && declares() { Source { loc, choice: true } } else { source })
            }
            StmtKind::If { cond, then, els } => {
                let choice = Source { loc, choice: true };
                match (self.truth(cond), els.expand()) {
                    (Some(true), None) => self.source(then),
                    // A jump may lead into what the condition rules out.
                    (Some(true), Some(els)) => {
                        self.source(then).or_else(|| self.source(els).filter(|_| self.is_labeled(els)))
                    }
                    (Some(false), Some(els)) => self.source(els),
                    (_, None) => Some(choice),
                    (None, Some(els)) if self.is_nothing(els) => Some(choice),
                    (None, Some(els)) => self.source(then).map(|_| choice).or_else(|| self.source(els)),
                }
            }
            StmtKind::While { cond, .. } => {
                // What leaves an endless loop jumps.
                let cond = cond.expand().filter(|&cond| self.is_open(cond))?;
                Some(Source { loc: self.body.exprs[cond].loc, choice: true })
            }
            StmtKind::DoWhile { body, cond } => match self.truth(cond) {
                Some(true) => None,
                Some(false) => self.source(body),
                None => Some(Source { loc: self.body.exprs[cond].loc, choice: true }),
            },
            StmtKind::Switch(switch) => {
                let body = self.body.switches[switch].body;
                let choice = Source { loc, choice: true };
                if self.is_nothing(body) || !self.is_covered(switch) {
                    return Some(choice);
                }
                self.source(body).or_else(|| contains_break(self.body, body).then_some(choice))
            }
            StmtKind::Break
            | StmtKind::Continue
            | StmtKind::Goto(_)
            | StmtKind::ComputedGoto(_)
            | StmtKind::Return(_)
            | StmtKind::Label(_) => None,
            StmtKind::Empty if self.sema.is_fallthrough(id) => None,
            _ => Some(plain),
        }
    }

    /// Whether nothing is executed in a statement.
    fn is_nothing(&self, id: StmtId) -> bool {
        match self.body.stmts[id].kind {
            StmtKind::Block(list) => list.as_slice(&self.body.stmt_lists).is_empty(),
            StmtKind::Empty => !self.sema.is_fallthrough(id),
            _ => false,
        }
    }

    fn is_labeled(&self, id: StmtId) -> bool {
        match self.body.stmts[id].kind {
            StmtKind::Block(list) => {
                list.first(&self.body.stmt_lists).is_some_and(|first| self.label(first).is_some())
            }
            _ => false,
        }
    }

    /// Whether a switch has a label for each value.
    fn is_covered(&self, id: SwitchId) -> bool {
        let switch = &self.body.switches[id];
        if switch.default.is_some() {
            return true;
        }
        let ty = self.body.exprs[switch.value].ty;
        let types = &self.sema.unit.types;
        let (width, signed) = (types.int_width(ty), types.is_signed(ty));
        if width > 64 {
            return false;
        }
        let low = if signed { -(1 << (width - 1)) } else { 0 };
        let high = low + ((1_i128 << width) - 1);
        let mut cases: Vec<(i128, i128)> = switch.cases.iter().map(|case| (case.0, case.1)).collect();
        cases.sort_unstable();
        let mut next = low;
        for (first, last) in cases {
            if first > next {
                return false;
            }
            if last >= high {
                return true;
            }
            next = next.max(last + 1);
        }
        false
    }
}

/// Whether a `break` in a switch's body leaves that switch.
fn contains_break(body: &Body, id: StmtId) -> bool {
    diag::nested(|| match body.stmts[id].kind {
        StmtKind::Break => true,
        StmtKind::Block(list) => {
            list.as_slice(&body.stmt_lists).iter().any(|&stmt| contains_break(body, stmt))
        }
        StmtKind::If { then, els, .. } => {
            contains_break(body, then) || els.expand().is_some_and(|els| contains_break(body, els))
        }
        _ => false,
    })
}
