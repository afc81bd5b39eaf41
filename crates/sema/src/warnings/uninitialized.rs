//! Automatic objects that are read before anything can have been stored in them, whichever way the function goes
//! (-Wuninitialized). What has happened is overestimated: a loop begins with all that it stores, a label with all that
//! the function stores, and whose address is taken may have any value.

use crate::Sema;
use crate::hir::*;
use cranelift_entity::EntitySet;
use diag::warn;
use rustc_hash::FxHashSet;

/// The objects that may have a value; `None` where control never comes.
type State = Option<EntitySet<LocalId>>;

struct Walk<'w, 's> {
    sema: &'w Sema<'s>,
    body: &'w Body,
    state: State,
    /// What the whole function stores.
    all: EntitySet<LocalId>,
    /// For each loop and switch around, what is known where `break` leaves it.
    breaks: Vec<State>,
    /// For each switch around, its cases and what is known where it begins.
    switches: Vec<(FxHashSet<LabelId>, State)>,
    told: EntitySet<LocalId>,
    /// The assignment whose left side is being walked.
    through: Option<diag::Loc>,
    /// How many statements and operators around are not always executed as a whole.
    conditional: u32,
    /// Control may have left the straight way.
    left: bool,
    /// A loop around has been taken to have stored all that it stores, and with it what is in it.
    assumed: bool,
    /// The `do` loops with labels in them.
    labelled: EntitySet<StmtId>,
}

fn join(one: &mut State, other: State) {
    match (one.as_mut(), other) {
        (Some(one), Some(other)) => {
            for local in other.keys().filter(|&local| other.contains(local)) {
                one.insert(local);
            }
        }
        (None, Some(other)) => *one = Some(other),
        (_, None) => {}
    }
}

/// The object that a place is, or is part of.
fn root(body: &Body, mut place: ExprId) -> Option<LocalId> {
    loop {
        match body.exprs[place].kind {
            ExprKind::Local(local) => return Some(local),
            ExprKind::Member { base, .. } | ExprKind::BitField { base, .. } => place = base,
            ExprKind::Part(base, _) | ExprKind::Lane(base, _) => place = base,
            _ => return None,
        }
    }
}

impl Sema<'_> {
    /// Looks at a function that has been analysed.
    pub(crate) fn check_uninitialized(&mut self) {
        let Some(function) = &self.function else { return };
        if self.session.diags.error_count() != function.errors
            || !(self.session.diags.may_be_enabled(warn::UNINITIALIZED)
                || self.session.diags.may_be_enabled(warn::MAYBE_UNINITIALIZED))
            || self.body.calls_setjmp
        {
            return;
        }
        let Some(statement) = self.body.root else { return };
        let mut all = EntitySet::new();
        for (id, expr) in self.body.exprs.iter() {
            let place = match expr.kind {
                ExprKind::Assign { place, .. } | ExprKind::Update { place, .. } | ExprKind::AddrOf(place) => {
                    place
                }
                ExprKind::Compound(..) => id,
                _ => continue,
            };
            if let Some(local) = root(&self.body, place) {
                all.insert(local);
            }
        }
        let mut state = EntitySet::new();
        let own_init = |local: LocalId| {
            function.self_initialized.contains(&local)
                && !self.session.diags.is_enabled(warn::INIT_SELF, diag::Loc::NONE)
        };
        for (local, object) in self.body.locals.iter() {
            let known = self.body.params.contains(&local)
                || object.name.is_none()
                || object.captured.is_some()
                || object.register.is_some()
                || own_init(local);
            if known {
                state.insert(local);
                all.insert(local);
            }
        }
        let always = state.clone();
        let mut walk = Walk {
            sema: self,
            body: &self.body,
            state: Some(state),
            all,
            breaks: Vec::new(),
            switches: Vec::new(),
            told: always,
            through: None,
            conditional: 0,
            left: false,
            assumed: false,
            labelled: EntitySet::new(),
        };
        walk.find_labels(statement);
        walk.statement(statement);
        let told = walk.told;
        for (id, local) in self.body.locals.iter_mut() {
            local.initialization_settled = told.contains(id);
        }
    }
}

impl Walk<'_, '_> {
    fn store(&mut self, local: LocalId) {
        if let Some(state) = &mut self.state {
            state.insert(local);
        }
    }

    fn read(&mut self, local: LocalId, at: ExprId) {
        let Some(state) = &self.state else { return };
        if state.contains(local) || self.told.contains(local) {
            return;
        }
        let always = self.conditional == 0 && !self.left;
        // With optimisation, ways are followed on the IR.
        if !always && self.sema.session.options.optimize > 0 && !self.body.locals[local].address_taken {
            return;
        }
        self.told.insert(local);
        let object = &self.body.locals[local];
        let Some(name) = object.name else { return };
        let text = self.sema.text(name);
        let (group, how) = if always {
            (warn::UNINITIALIZED, "is used uninitialized")
        } else {
            (warn::MAYBE_UNINITIALIZED, "may be used uninitialized")
        };
        let _ = self
            .sema
            .session
            .diags
            .warning(group, self.through.unwrap_or(self.body.exprs[at].loc), format!("'{text}' {how}"))
            .note(object.loc, format!("'{text}' was declared here"));
    }

    /// Walks what is not always executed.
    fn conditionally(&mut self, walk: impl FnOnce(&mut Self)) {
        self.conditional += 1;
        walk(self);
        self.conditional -= 1;
    }

    /// Walks what a loop does again and again, of which all that it stores is taken to have happened.
    fn repeatedly(&mut self, walk: impl FnOnce(&mut Self)) {
        let outside = std::mem::replace(&mut self.assumed, true);
        walk(self);
        self.assumed = outside;
    }

    /// All that a loop stores is taken to have happened.
    fn assume(&mut self, statement: StmtId) {
        if self.assumed || self.state.is_none() {
            return;
        }
        let mut stored = Vec::new();
        collect(self.body, statement, &mut stored);
        for local in stored {
            self.store(local);
        }
    }

    /// Whether there is a label in a statement; notes the `do` loops of which that is true.
    fn find_labels(&mut self, id: StmtId) -> bool {
        let body = self.body;
        diag::nested(|| match body.stmts[id].kind {
            StmtKind::Label(_) => true,
            StmtKind::Block(list) => list
                .as_slice(&body.stmt_lists)
                .iter()
                .fold(false, |found, &item| self.find_labels(item) | found),
            StmtKind::If { then, els, .. } => {
                self.find_labels(then) | els.expand().is_some_and(|els| self.find_labels(els))
            }
            StmtKind::While { body, .. } => self.find_labels(body),
            StmtKind::DoWhile { body, .. } => {
                let found = self.find_labels(body);
                if found {
                    self.labelled.insert(id);
                }
                found
            }
            StmtKind::Switch(switch) => self.find_labels(body.switches[switch].body),
            _ => false,
        })
    }

    fn statement(&mut self, id: StmtId) {
        diag::nested(|| self.statement_node(id));
    }

    fn statement_node(&mut self, id: StmtId) {
        match self.body.stmts[id].kind {
            StmtKind::Expr(expr) => self.expr(expr),
            StmtKind::Block(list) => {
                for &item in list.as_slice(&self.body.stmt_lists) {
                    self.statement(item);
                }
            }
            StmtKind::If { cond, then, els } => {
                self.expr(cond);
                let known = self.constant(cond);
                let before = self.state.clone();
                if known == Some(false) {
                    self.state = None;
                }
                self.conditionally(|walk| walk.statement(then));
                let after = std::mem::replace(&mut self.state, before);
                if known == Some(true) {
                    self.state = None;
                }
                if let Some(els) = els.expand() {
                    self.conditionally(|walk| walk.statement(els));
                }
                join(&mut self.state, after);
            }
            StmtKind::While { cond, step, body } => {
                self.assume(id);
                self.repeatedly(|walk| {
                    let mut forever = true;
                    if let Some(cond) = cond.expand() {
                        walk.expr(cond);
                        forever = walk.constant(cond) == Some(true);
                    }
                    let left = if forever { None } else { walk.state.clone() };
                    walk.breaks.push(left);
                    walk.conditionally(|walk| {
                        walk.statement(body);
                        if let Some(step) = step.expand() {
                            walk.expr(step);
                        }
                    });
                });
                self.state = self.breaks.pop().flatten();
            }
            StmtKind::DoWhile { body, cond } => {
                self.breaks.push(None);
                // The first time round nothing of the loop has happened, unless it is entered elsewhere.
                if self.labelled.contains(id) {
                    self.assume(id);
                    self.repeatedly(|walk| walk.statement(body));
                } else {
                    self.statement(body);
                }
                if self.state.is_none() {
                    // `continue` comes here.
                    self.state = Some(self.all.clone());
                }
                self.expr(cond);
                let left = self.breaks.pop().flatten();
                if self.constant(cond) == Some(true) {
                    self.state = None;
                }
                join(&mut self.state, left);
            }
            StmtKind::Switch(switch) => self.switch(switch),
            StmtKind::Break => {
                self.left |= self.conditional > 0;
                let state = self.state.take();
                if let Some(left) = self.breaks.last_mut() {
                    join(left, state);
                }
            }
            StmtKind::Continue | StmtKind::Goto(_) => {
                self.left = true;
                self.state = None;
            }
            StmtKind::ComputedGoto(target) => {
                self.expr(target);
                self.left = true;
                self.state = None;
            }
            StmtKind::Label(label) => self.label(label),
            StmtKind::Return(value) => {
                if let Some(value) = value.expand() {
                    self.expr(value);
                }
                self.left |= self.conditional > 0;
                self.state = None;
            }
            // In a loop it keeps what the last time round left in it.
            StmtKind::Declare(_) => {}
            StmtKind::Init(local, init) => {
                for store in &self.body.inits[init].stores {
                    self.expr(store.value);
                }
                self.store(local);
            }
            StmtKind::VlaAlloc(local, _) | StmtKind::SaveStack(local) => self.store(local),
            StmtKind::PushCleanup(_) | StmtKind::Empty => {}
            StmtKind::Asm(asm) => {
                let asm = &self.body.asms[asm];
                for input in &asm.inputs {
                    self.expr(input.expr);
                }
                for output in &asm.outputs {
                    match root(self.body, output.expr) {
                        Some(local) => self.store(local),
                        None => self.expr(output.expr),
                    }
                }
            }
        }
    }

    fn switch(&mut self, id: SwitchId) {
        let switch = &self.body.switches[id];
        self.expr(switch.value);
        let head = self.state.take();
        let left = if switch.default.is_none() { head.clone() } else { None };
        self.breaks.push(left);
        let labels = switch.default.into_iter().chain(switch.cases.iter().map(|case| case.2));
        self.switches.push((labels.collect(), head));
        let left = self.left;
        self.conditionally(|walk| walk.statement(switch.body));
        // `break` goes on after it.
        self.left = left;
        self.switches.pop();
        let ended = self.breaks.pop().flatten();
        join(&mut self.state, ended);
    }

    fn label(&mut self, label: LabelId) {
        let head = self.switches.iter().rev().find(|(labels, _)| labels.contains(&label));
        match head {
            Some((_, head)) => {
                let head = head.clone();
                join(&mut self.state, head);
            }
            None => self.state = Some(self.all.clone()),
        }
    }

    fn constant(&self, id: ExprId) -> Option<bool> {
        match self.body.exprs[id].kind {
            ExprKind::Int(bits) => Some(bits != 0),
            ExprKind::Cast(CastKind::ToBool | CastKind::Bitcast, inner) => self.constant(inner),
            _ => None,
        }
    }

    fn exprs(&mut self, list: ExprList) {
        for &id in list.as_slice(&self.body.expr_lists) {
            self.expr(id);
        }
    }

    fn expr(&mut self, id: ExprId) {
        diag::nested(|| self.expr_node(id));
    }

    fn expr_node(&mut self, id: ExprId) {
        use ExprKind as E;
        match self.body.exprs[id].kind {
            E::Load(place) => match self.body.exprs[place].kind {
                E::Local(local) => self.read(local, place),
                _ => self.place(place),
            },
            E::AddrOf(place) => match root(self.body, place) {
                Some(local) => self.store(local),
                None => self.place(place),
            },
            // A value that is dropped is not looked at.
            E::Cast(CastKind::ToVoid, inner) if matches!(self.body.exprs[inner].kind, E::Load(_)) => {}
            E::Cast(_, a) | E::Unary(_, a) | E::Real(a) | E::Imag(a) | E::Splat(a) | E::VaArg(a) => {
                self.expr(a)
            }
            E::Binary(_, a, b) | E::PtrAdd(a, b) | E::Complex(a, b) | E::Comma(a, b) => {
                self.expr(a);
                self.expr(b);
            }
            E::LogicalAnd(a, b) | E::LogicalOr(a, b) => {
                self.expr(a);
                let decides = matches!(self.body.exprs[id].kind, E::LogicalOr(..));
                if self.constant(a) != Some(decides) {
                    self.conditionally(|walk| walk.expr(b));
                }
            }
            E::PtrDiff { lhs, rhs, size } => {
                self.expr(lhs);
                self.expr(rhs);
                self.expr(size);
            }
            E::Cond { cond, then, els } => {
                self.expr(cond);
                let known = self.constant(cond);
                if known != Some(false) {
                    self.conditionally(|walk| walk.expr(then));
                }
                if known != Some(true) {
                    self.conditionally(|walk| walk.expr(els));
                }
            }
            E::Assign { place, value } => {
                self.expr(value);
                match root(self.body, place) {
                    Some(local) => {
                        self.place(place);
                        self.store(local);
                    }
                    None => {
                        let outer = self.through.replace(self.body.exprs[id].loc);
                        self.place(place);
                        self.through = outer;
                    }
                }
            }
            E::Update { place, new, .. } => {
                match self.body.exprs[place].kind {
                    E::Local(local) => self.read(local, place),
                    _ => self.place(place),
                }
                self.expr(new);
                if let Some(local) = root(self.body, place) {
                    self.store(local);
                }
            }
            E::Let { value, body, .. } => {
                self.expr(value);
                self.expr(body);
            }
            E::Call { callee, args } => {
                self.expr(callee);
                self.exprs(args);
            }
            E::WithChain { function, chain } => {
                self.expr(function);
                self.expr(chain);
            }
            E::Builtin { op, args } => {
                self.exprs(args);
                if matches!(op, Builtin::Unreachable | Builtin::Trap) {
                    self.state = None;
                }
            }
            E::StmtExpr { block, value } => {
                self.statement(block);
                if let Some(value) = value.expand() {
                    self.expr(value);
                }
            }
            _ if self.sema.is_place(id) => self.place(id),
            _ => {}
        }
    }

    /// What finding out where a place is evaluates.
    fn place(&mut self, id: ExprId) {
        use ExprKind as E;
        match self.body.exprs[id].kind {
            E::Deref(pointer) => self.expr(pointer),
            E::Member { base, .. } | E::BitField { base, .. } | E::Part(base, _) => self.place(base),
            E::Lane(base, index) => {
                self.place(base);
                self.expr(index);
            }
            E::Materialize(value) => self.expr(value),
            E::Compound(local, init) => {
                for store in &self.body.inits[init].stores {
                    self.expr(store.value);
                }
                self.store(local);
            }
            _ => {}
        }
    }
}

/// The objects that a statement stores to, or whose addresses it takes.
fn collect(body: &Body, id: StmtId, out: &mut Vec<LocalId>) {
    let mut walk = Collect { body, out };
    walk.statement(id);
}

struct Collect<'c> {
    body: &'c Body,
    out: &'c mut Vec<LocalId>,
}

impl Collect<'_> {
    fn statement(&mut self, id: StmtId) {
        diag::nested(|| self.statement_node(id));
    }

    fn statement_node(&mut self, id: StmtId) {
        match self.body.stmts[id].kind {
            StmtKind::Expr(expr) | StmtKind::ComputedGoto(expr) => self.expr(expr),
            StmtKind::Block(list) => {
                for &item in list.as_slice(&self.body.stmt_lists) {
                    self.statement(item);
                }
            }
            StmtKind::If { cond, then, els } => {
                self.expr(cond);
                self.statement(then);
                if let Some(els) = els.expand() {
                    self.statement(els);
                }
            }
            StmtKind::While { cond, step, body } => {
                for part in [cond.expand(), step.expand()].into_iter().flatten() {
                    self.expr(part);
                }
                self.statement(body);
            }
            StmtKind::DoWhile { body, cond } => {
                self.statement(body);
                self.expr(cond);
            }
            StmtKind::Switch(switch) => {
                let switch = &self.body.switches[switch];
                self.expr(switch.value);
                self.statement(switch.body);
            }
            StmtKind::Return(value) => {
                if let Some(value) = value.expand() {
                    self.expr(value);
                }
            }
            StmtKind::Init(local, init) => {
                self.out.push(local);
                for store in &self.body.inits[init].stores {
                    self.expr(store.value);
                }
            }
            StmtKind::Asm(asm) => {
                for operand in self.body.asms[asm].outputs.iter().chain(&self.body.asms[asm].inputs) {
                    self.out.extend(root(self.body, operand.expr));
                    self.expr(operand.expr);
                }
            }
            _ => {}
        }
    }

    fn expr(&mut self, id: ExprId) {
        diag::nested(|| self.expr_node(id));
    }

    fn expr_node(&mut self, id: ExprId) {
        use ExprKind as E;
        match self.body.exprs[id].kind {
            E::Load(a)
            | E::Cast(_, a)
            | E::Unary(_, a)
            | E::Real(a)
            | E::Imag(a)
            | E::Splat(a)
            | E::VaArg(a)
            | E::Deref(a)
            | E::Part(a, _)
            | E::Materialize(a) => self.expr(a),
            E::Member { base, .. } | E::BitField { base, .. } => self.expr(base),
            E::AddrOf(place) => {
                self.out.extend(root(self.body, place));
                self.expr(place);
            }
            E::Binary(_, a, b)
            | E::PtrAdd(a, b)
            | E::Complex(a, b)
            | E::Comma(a, b)
            | E::LogicalAnd(a, b)
            | E::LogicalOr(a, b)
            | E::Lane(a, b) => {
                self.expr(a);
                self.expr(b);
            }
            E::PtrDiff { lhs, rhs, size } => {
                self.expr(lhs);
                self.expr(rhs);
                self.expr(size);
            }
            E::Cond { cond, then, els } => {
                self.expr(cond);
                self.expr(then);
                self.expr(els);
            }
            E::Assign { place, value } | E::Update { place, new: value, .. } => {
                self.out.extend(root(self.body, place));
                self.expr(place);
                self.expr(value);
            }
            E::Let { value, body, .. } => {
                self.expr(value);
                self.expr(body);
            }
            E::Call { callee, args } => {
                self.expr(callee);
                for &arg in args.as_slice(&self.body.expr_lists) {
                    self.expr(arg);
                }
            }
            E::Builtin { args, .. } => {
                for &arg in args.as_slice(&self.body.expr_lists) {
                    self.expr(arg);
                }
            }
            E::StmtExpr { block, value } => {
                self.statement(block);
                if let Some(value) = value.expand() {
                    self.expr(value);
                }
            }
            E::Compound(local, init) => {
                self.out.push(local);
                for store in &self.body.inits[init].stores {
                    self.expr(store.value);
                }
            }
            _ => {}
        }
    }
}
