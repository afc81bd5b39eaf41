//! Switch statements (C23 6.8.5.3), GNU's case ranges included.

use crate::Sema;
use crate::constant::ConstantPlace;
use crate::hir::*;
use crate::jump_scopes::Inside;
use crate::node::extend;
use crate::types::*;
use diag::{Loc, Span, warn};
use parser::ast;

/// A switch being analysed.
pub(crate) struct SwitchState {
    ty: Ty,
    /// The type of the controlling expression before the promotions.
    written: Ty,
    cases: Vec<(i128, i128, LabelId)>,
    locs: Vec<Loc>,
    default: Option<LabelId>,
    /// Where the first of them stands.
    default_loc: Loc,
    /// Where the switch stands.
    place: (Inside, Loc),
}

impl Sema<'_> {
    pub(crate) fn switch(&mut self, value: &ast::Expr<'_>, body: &ast::Stmt<'_>, loc: Loc) {
        self.check_sequence(value);
        let id = self.value(value);
        let written = self.ty(id);
        if matches!(self.int_kind(written), Some(IntKind::Long | IntKind::ULong)) {
            let message = "'long' switch expression not converted to 'int' in ISO C";
            self.warning(warn::TRADITIONAL, value.span, message);
        }
        let plain = id;
        let mut id = self.promote(id);
        if !self.unit.types.is_integer(self.ty(id)) {
            if !self.is_error(id) {
                self.error(value.span, "switch quantity not an integer");
            }
            id = self.int(0, common::INT, loc);
        }
        let ty = self.ty(id);
        if let Some(function) = &mut self.function {
            let place = (function.jumps.here, loc);
            function.switches.push(SwitchState {
                place,
                ty,
                written,
                cases: Vec::new(),
                locs: Vec::new(),
                default: None,
                default_loc: Loc::NONE,
            });
            function.breakable += 1;
        }
        let body = self.sub_statement(body);
        let Some(function) = &mut self.function else { return };
        function.breakable -= 1;
        let Some(state) = function.switches.pop() else { return };
        self.check_duplicates(&state);
        self.check_switch_value(plain, &state, value.span);
        self.check_enumerators(&state, loc);
        self.check_unreachable(body);
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
                let later = state.cases[b];
                let (message, note) = if later.0 == later.1 {
                    ("duplicate case value", "previously used here")
                } else {
                    let note = "this is the first entry overlapping that value";
                    ("duplicate (or overlapping) case value", note)
                };
                let _ = self.session.diags.error(state.locs[b], message).note(state.locs[a], note);
            }
        }
    }

    pub(crate) fn case(&mut self, low: &ast::Expr<'_>, high: Option<&ast::Expr<'_>>, span: Span) {
        let loc = span.lo;
        let ty = self.function.as_ref().and_then(|function| function.switches.last()).map(|state| state.ty);
        let low_value = self.case_constant(low, ty);
        let high_value = match high {
            Some(high) => self.case_constant(high, ty),
            None => low_value,
        };
        let Some(ty) = ty else {
            self.error(span, "case label not within a switch statement");
            return;
        };
        if let Some(state) = self.function.as_ref().and_then(|function| function.switches.last()) {
            self.check_case_scope(state.place, span.into());
        }
        let (Some(low_value), Some(high_value)) = (low_value, high_value) else { return };
        let (width, signed) = (self.unit.types.int_width(ty), self.unit.types.is_signed(ty));
        let convert = |value: i128| extend(value as u128, width, signed);
        let (low_value, high_value) = match self.in_range(low_value, high_value, high.is_some(), loc) {
            Some((low, high)) => (convert(low), convert(high)),
            None => {
                // No value of the type gets there.
                let label = self.new_label(None);
                self.place_label(label, loc);
                return;
            }
        };
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
        let place = state.place;
        let first = state.default.replace(label).map(|_| state.default_loc);
        state.default_loc = first.unwrap_or(loc);
        self.check_case_scope(place, loc.into());
        if let Some(first) = first {
            let reported = self.session.diags.error(loc, "multiple default labels in one switch");
            let _ = reported.note(first, "this is the first default label");
        }
        self.place_label(label, loc);
    }

    /// A switch on a truth value that has other cases than 0 and 1.
    fn check_switch_value(&self, id: ExprId, state: &SwitchState, span: Span) {
        let boolean = match self.kind(id) {
            ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) => true,
            ExprKind::Binary(op, ..) => crate::operator::is_comparison(op),
            _ => self.unit.types.is_bool(state.written),
        };
        if boolean && state.cases.iter().any(|case| !(0..=1).contains(&case.0) || !(0..=1).contains(&case.1))
        {
            self.warning(warn::SWITCH_BOOL, span, "switch condition has boolean value");
        }
    }

    /// The part of a case's range that the type of the controlling expression has, as its writer wrote it.
    fn case_constant(&mut self, expr: &ast::Expr<'_>, ty: Option<Ty>) -> Option<i128> {
        let (id, value) = self.integer_constant_node(expr, ConstantPlace::Case)?;
        // It is converted to the type of what is switched on (6.8.5.3p5).
        if let Some(ty) = ty.filter(|&ty| ty != self.ty(id)) {
            self.destination = crate::sugar::Destination::Unknown;
            self.check_conversion(id, ty, expr.span.into());
        }
        Some(value)
    }

    fn in_range(&self, low: i128, high: i128, range: bool, loc: Loc) -> Option<(i128, i128)> {
        let state = self.function.as_ref().and_then(|function| function.switches.last())?;
        let types = &self.unit.types;
        let ty = state.written;
        if !types.is_integer(ty) || types.is_bool(ty) || types.is_enum(ty) || types.int_width(ty) > 64 {
            return Some((low, high));
        }
        // A label is converted to the promoted type first.
        let (width, signed) = (types.int_width(state.ty), types.is_signed(state.ty));
        let (low, high) = (extend(low as u128, width, signed), extend(high as u128, width, signed));
        let own = types.int_width(ty);
        let (least, most) = if types.is_signed(ty) {
            (-(1i128 << (own - 1)), (1i128 << (own - 1)) - 1)
        } else {
            (0, (1i128 << own) - 1)
        };
        let warn = |message: &str| self.warning(warn::SWITCH_OUTSIDE_RANGE, loc, message);
        if high < least {
            warn("case label value is less than minimum value for type");
            return None;
        }
        if low > most {
            warn("case label value exceeds maximum value for type");
            return None;
        }
        if range && low < least && low <= high {
            warn("lower value in case label range less than minimum value for type");
        }
        if range && high > most && low <= high {
            warn("upper value in case label range exceeds maximum value for type");
        }
        Some((low.max(least), if low <= high { high.min(most) } else { high }))
    }

    /// Which values of an enumeration a switch leaves out, and which it has beside them.
    fn check_enumerators(&self, state: &SwitchState, loc: Loc) {
        if state.default.is_none() {
            self.warning(warn::SWITCH_DEFAULT, loc, "switch missing default case");
        }
        let types = &self.unit.types;
        let TypeKind::Enum(id) = types.shape(state.written) else { return };
        let every = self.session.diags.is_enabled(warn::SWITCH_ENUM, loc);
        let plain = self.session.diags.is_enabled(warn::SWITCH, loc);
        let group =
            if every && !(plain && state.default.is_none()) { warn::SWITCH_ENUM } else { warn::SWITCH };
        if !self.wants(group) {
            return;
        }
        let definition = &types.enums[*id];
        let (width, signed) = (types.int_width(state.ty), types.is_signed(state.ty));
        let convert = |value: i128| extend(value as u128, width, signed);
        let values: rustc_hash::FxHashSet<i128> =
            definition.constants.iter().map(|constant| convert(constant.1)).collect();
        if every || state.default.is_none() {
            let single: rustc_hash::FxHashSet<i128> =
                state.cases.iter().filter(|case| case.0 == case.1).map(|case| case.0).collect();
            let ranges: Vec<_> = state.cases.iter().filter(|case| case.0 != case.1).collect();
            let mut seen = rustc_hash::FxHashSet::default();
            // What a system header keeps to itself nobody handles (C23 6.4.2.1p7).
            let systems = self.session.sources.in_system_header(definition.definition);
            let reserved = |name: &[u8]| matches!(name, [b'_', b'_' | b'A'..=b'Z', ..]);
            for &(name, value) in &definition.constants {
                if systems && self.session.interner.with(name, reserved) {
                    continue;
                }
                let value = convert(value);
                let handled =
                    single.contains(&value) || ranges.iter().any(|case| (case.0..=case.1).contains(&value));
                if !handled && seen.insert(value) {
                    let name = self.text(name);
                    let message = format!("enumeration value '{name}' not handled in switch");
                    self.warning(group, loc, message);
                }
            }
        }
        let group = if plain { warn::SWITCH } else { group };
        let text = self.spell(state.written.unqualified());
        for (case, &at) in state.cases.iter().zip(&state.locs) {
            let ends: &[i128] = if case.0 == case.1 { &[case.0] } else { &[case.0, case.1] };
            for value in ends.iter().filter(|value| !values.contains(value)) {
                let message = match definition.tag {
                    Some(_) => format!("case value '{value}' not in enumerated type '{text}'"),
                    None => format!("case value '{value}' not in enumerated type"),
                };
                self.warning(group, at, message);
            }
        }
    }

    /// An object before the first label of a switch: whatever fills automatic objects does not come there (GCC manual,
    /// "-Wtrivial-auto-var-init"; the words are GCC's).
    fn check_unfilled(&self, local: LocalId) {
        let local = &self.body.locals[local];
        if let (true, Some(name)) = (self.session.options.auto_init && local.bare, local.name) {
            let text = self.text(name);
            let message = format!("'{text}' cannot be initialized with'-ftrivial-auto-var_init'");
            self.warning(warn::TRIVIAL_AUTO_VAR_INIT, local.loc, message);
        }
    }

    /// What stands before the first label of a switch with this body.
    fn check_unreachable(&self, body: StmtId) {
        if !self.session.diags.may_be_enabled(warn::SWITCH_UNREACHABLE) && !self.session.options.auto_init {
            return;
        }
        // The blocks that are open, with the statements that are left of each.
        let mut open: Vec<(Loc, &[StmtId])> = vec![(self.body.stmts[body].loc, std::slice::from_ref(&body))];
        while let Some((block, rest)) = open.pop() {
            let Some((&id, rest)) = rest.split_first() else { continue };
            open.push((block, rest));
            let stmt = self.body.stmts[id];
            match stmt.kind {
                StmtKind::Declare(local) => self.check_unfilled(local),
                StmtKind::Empty => {}
                StmtKind::Block(list) => open.push((stmt.loc, list.as_slice(&self.body.stmt_lists))),
                // A loop begins with a label of its own, or with a jump to its test.
                StmtKind::Label(_) | StmtKind::While { .. } | StmtKind::DoWhile { .. } => return,
                _ => {
                    // The size of an array is computed where its block begins.
                    let at = if self.is_hidden_assignment(stmt.kind) { block } else { stmt.loc };
                    self.warning(warn::SWITCH_UNREACHABLE, at, "statement will never be executed");
                    return;
                }
            }
        }
    }

    /// Whether a statement sets a variable that the source does not have.
    fn is_hidden_assignment(&self, stmt: StmtKind) -> bool {
        let StmtKind::Expr(expr) = stmt else { return false };
        let ExprKind::Assign { place, .. } = self.kind(expr) else { return false };
        matches!(self.kind(place), ExprKind::Local(local) if self.body.locals[local].name.is_none())
    }
}
