//! The sign that one `case` is meant to run into the next: `__attribute__((fallthrough))`, and where it may stand.

use crate::Sema;
use crate::hir::*;
use diag::{Loc, Span, warn};
use parser::ast::Attribute;
use rustc_hash::{FxHashMap, FxHashSet};

impl Sema<'_> {
    /// A statement of nothing but attributes, `fallthrough` among them.
    pub(crate) fn fallthrough_statement(&mut self, attributes: &[Attribute<'_>], loc: Loc) {
        let is_it = |attribute: &&Attribute<'_>| {
            self.session.interner.with(attribute.name, |name| name == b"fallthrough")
        };
        for other in attributes.iter().filter(|attribute| !is_it(attribute)) {
            self.ignore_attributes(std::slice::from_ref(other));
        }
        let span = attributes.iter().find(is_it).map_or(loc.into(), |attribute| attribute.span);
        let Some(function) = &self.function else { return };
        if function.switches.is_empty() {
            self.error(span, "invalid use of attribute 'fallthrough'");
            return;
        }
        self.emit(StmtKind::Empty, loc);
        if let (Some(&id), Some(function)) = (self.stmts.last(), &mut self.function) {
            function.fallthroughs.insert(id, span);
        }
    }

    pub(crate) fn is_fallthrough(&self, id: StmtId) -> bool {
        self.function.as_ref().is_some_and(|function| function.fallthroughs.contains_key(&id))
    }

    /// The attribute stands before a label of the switch (C23 6.7.13.6p2).
    pub(crate) fn check_fallthrough_places(&self) {
        let Some(function) = self.function.as_ref().filter(|function| !function.fallthroughs.is_empty())
        else {
            return;
        };
        let Some(root) = self.body.root else { return };
        let labels = self.body.switches.values();
        let cases = labels.flat_map(|switch| switch.cases.iter().map(|case| case.2).chain(switch.default));
        Places { body: &self.body, cases: cases.collect(), spans: &function.fallthroughs, sema: self }
            .visit(root, false);
    }
}

/// Looks for what the attribute stands before.
struct Places<'a, 's> {
    body: &'a Body,
    cases: FxHashSet<LabelId>,
    spans: &'a FxHashMap<StmtId, Span>,
    sema: &'a Sema<'s>,
}

impl Places<'_, '_> {
    /// `followed`: a label of the switch is what comes after the statement.
    fn visit(&self, id: StmtId, followed: bool) {
        diag::nested(|| self.visit_node(id, followed));
    }

    fn visit_node(&self, id: StmtId, followed: bool) {
        if let Some(&span) = self.spans.get(&id).filter(|_| !followed) {
            let message = "attribute 'fallthrough' not preceding a case label or default label";
            self.sema.pedwarn(warn::NONE, span, message);
        }
        match self.body.stmts[id].kind {
            StmtKind::Block(list) => {
                let statements = list.as_slice(&self.body.stmt_lists);
                let mut next = followed;
                let mut followed: Vec<bool> = Vec::with_capacity(statements.len());
                for &statement in statements.iter().rev() {
                    followed.push(next);
                    if !self.is_passed(statement) {
                        next = self.begins_with_case(statement);
                    }
                }
                for (&statement, &followed) in statements.iter().zip(followed.iter().rev()) {
                    self.visit(statement, followed);
                }
            }
            StmtKind::If { then, els, .. } => {
                self.visit(then, followed);
                if let Some(els) = els.expand() {
                    self.visit(els, followed);
                }
            }
            StmtKind::While { body, .. } | StmtKind::DoWhile { body, .. } => self.visit(body, false),
            StmtKind::Switch(switch) => self.visit(self.body.switches[switch].body, false),
            _ => {}
        }
    }

    /// What may stand between the attribute and the label: other labels, and attributes again.
    fn is_passed(&self, id: StmtId) -> bool {
        match self.body.stmts[id].kind {
            StmtKind::Label(label) => !self.cases.contains(&label),
            StmtKind::Empty => self.spans.contains_key(&id),
            _ => false,
        }
    }

    fn begins_with_case(&self, mut id: StmtId) -> bool {
        loop {
            match self.body.stmts[id].kind {
                StmtKind::Label(label) => return self.cases.contains(&label),
                StmtKind::Block(list) => match list.as_slice(&self.body.stmt_lists).first() {
                    Some(&first) => id = first,
                    None => return false,
                },
                _ => return false,
            }
        }
    }
}
