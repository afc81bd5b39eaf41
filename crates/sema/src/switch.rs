//! Switch statements (C23 6.8.5.3), GNU's case ranges included.

use crate::Sema;
use crate::constant::ConstantPlace;
use crate::hir::*;
use crate::node::extend;
use crate::types::*;
use diag::{Loc, Span, warn};
use parser::ast;

/// A switch being analysed.
pub(crate) struct SwitchState {
    ty: Ty,
    cases: Vec<(i128, i128, LabelId)>,
    locs: Vec<Loc>,
    default: Option<LabelId>,
}

impl Sema<'_> {
    pub(crate) fn switch(&mut self, value: &ast::Expr<'_>, body: &ast::Stmt<'_>, loc: Loc) {
        let id = self.value(value);
        let mut id = self.promote(id);
        if !self.unit.types.is_integer(self.ty(id)) {
            if !self.is_error(id) {
                self.error(value.span, "switch quantity not an integer");
            }
            id = self.int(0, common::INT, loc);
        }
        let ty = self.ty(id);
        if let Some(function) = &mut self.function {
            function.switches.push(SwitchState { ty, cases: Vec::new(), locs: Vec::new(), default: None });
            function.breakable += 1;
        }
        let body = self.sub_statement(body);
        let Some(function) = &mut self.function else { return };
        function.breakable -= 1;
        let Some(state) = function.switches.pop() else { return };
        self.check_duplicates(&state);
        let switch =
            self.body.switches.push(Switch { value: id, cases: state.cases, default: state.default, body });
        self.emit(StmtKind::Switch(switch), loc);
    }

    fn check_duplicates(&self, state: &SwitchState) {
        let mut order: Vec<usize> = (0..state.cases.len()).collect();
        let signed = self.unit.types.is_signed(state.ty);
        if signed {
            order.sort_by_key(|&index| (state.cases[index].0, index));
        } else {
            order.sort_by_key(|&index| (state.cases[index].0 as u128, index));
        }
        for pair in order.windows(2) {
            let (first, second) = (state.cases[pair[0]], state.cases[pair[1]]);
            let overlap = if signed { second.0 <= first.1 } else { second.0 as u128 <= first.1 as u128 };
            if overlap {
                let (a, b) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
                let message = if first.0 == first.1 && second.0 == second.1 {
                    "duplicate case value"
                } else {
                    "duplicate (or overlapping) case value"
                };
                let _ = self
                    .session
                    .diags
                    .error(state.locs[b], message)
                    .note(state.locs[a], "previously used here");
            }
        }
    }

    pub(crate) fn case(&mut self, low: &ast::Expr<'_>, high: Option<&ast::Expr<'_>>, span: Span) {
        let loc = span.lo;
        let ty = self.function.as_ref().and_then(|function| function.switches.last()).map(|state| state.ty);
        let low_value = self.integer_constant(low, ConstantPlace::Case);
        let high_value = match high {
            Some(high) => self.integer_constant(high, ConstantPlace::Case),
            None => low_value,
        };
        let Some(ty) = ty else {
            self.error(span, "case label not within a switch statement");
            return;
        };
        let (Some(low_value), Some(high_value)) = (low_value, high_value) else { return };
        let (width, signed) = (self.unit.types.int_width(ty), self.unit.types.is_signed(ty));
        let convert = |value: i128| extend(value as u128, width, signed);
        let (low_value, high_value) = (convert(low_value), convert(high_value));
        let label = self.new_label(None);
        let empty = if signed { high_value < low_value } else { (high_value as u128) < low_value as u128 };
        if empty {
            self.warning(warn::NONE, span, "empty range specified");
        } else if let Some(state) = self.function.as_mut().and_then(|function| function.switches.last_mut()) {
            state.cases.push((low_value, high_value, label));
            state.locs.push(loc);
        }
        self.place_label(label, loc);
    }

    pub(crate) fn default(&mut self, loc: Loc) {
        let label = self.new_label(None);
        let Some(state) = self.function.as_mut().and_then(|function| function.switches.last_mut()) else {
            self.error(loc, "'default' label not within a switch statement");
            return;
        };
        let duplicate = state.default.replace(label).is_some();
        if duplicate {
            self.error(loc, "multiple default labels in one switch");
        }
        self.place_label(label, loc);
    }
}
