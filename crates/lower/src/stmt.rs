//! Statements: blocks and edges.

use crate::function::{Addr, Fx, Storage, Targets, Val};
use crate::types::Shape;
use ir::{Block, InstData, Op, SwitchData, Type};
use sema::hir::{CleanupAction, CleanupId, ExprId, LabelId, StmtId, StmtKind, SwitchId};
use sema::types::Ty;
use target::AbiArgKind;

impl Fx<'_, '_> {
    /// Lowers a statement.
    pub(crate) fn stmt(&mut self, id: StmtId) {
        let mark = self.mark_temporaries();
        diag::nested(|| self.stmt_here(id));
        self.release_temporaries(mark);
    }

    fn stmt_here(&mut self, id: StmtId) {
        let stmt = self.body.stmts[id];
        if stmt.loc != diag::Loc::NONE {
            self.loc = stmt.loc;
        }
        match stmt.kind {
            StmtKind::Expr(expr) => {
                self.expr(expr);
            }
            StmtKind::Block(list) => {
                let outside = self.cleanups;
                for &stmt in list.as_slice(&self.body.stmt_lists) {
                    self.stmt(stmt);
                }
                self.leave_scope(outside);
            }
            StmtKind::If { cond, then, els } => self.if_stmt(cond, then, els.expand()),
            StmtKind::While { cond, step, body } => self.while_stmt(cond.expand(), step.expand(), body),
            StmtKind::DoWhile { body, cond } => self.do_while(body, cond),
            StmtKind::Switch(switch) => self.switch(switch),
            StmtKind::Break => {
                if let Some(&targets) = self.targets.last() {
                    self.exit_to(targets.leave, targets.cleanups);
                }
            }
            StmtKind::Continue => {
                let target = self.targets.iter().rev().find_map(|t| t.again.map(|block| (block, t.cleanups)));
                if let Some((block, cleanups)) = target {
                    self.exit_to(block, cleanups);
                }
            }
            StmtKind::Goto(label) => {
                let block = self.label(label);
                let cleanups = self.body.labels[label].cleanups.expand();
                self.exit_to(block, cleanups);
            }
            StmtKind::ComputedGoto(address) => self.computed_goto(address),
            StmtKind::Label(label) => {
                let block = self.label(label);
                if !self.is_closed() {
                    self.jump(block);
                }
                self.enter(block);
            }
            StmtKind::Return(value) => self.return_stmt(value.expand()),
            StmtKind::Declare(local) => self.initialize_bare(local),
            StmtKind::Empty => {}
            StmtKind::Init(local, init) => self.init_local(local, init),
            StmtKind::VlaAlloc(local, size) => {
                let size = self.load_place_of(size);
                let ty = self.body.locals[local].ty;
                let align = self.unit.types.align(ty).max(self.body.locals[local].align).max(1);
                let data = InstData::new(Op::Alloca, Type::PTR, &[size]);
                let data = data.with_imm(i64::from(align)).with_aux(ir::op::ALLOCA_ARRAY);
                let pointer = self.more_stack(data);
                if let Some(Storage::Pointer(slot, offset)) = self.storage[local] {
                    let to = self.slot_addr(slot, 8).plus(i64::from(offset));
                    self.store(pointer, to);
                }
                if let Some(name) = self.body.locals[local].name.filter(|_| self.low.options.describe) {
                    let (name, declared) = (self.low.interner.text(name).into(), self.body.locals[local].loc);
                    self.f.named.push((pointer, ir::Named { name, declared, array: None }));
                }
                if self.low.options.note_unset {
                    self.note_holder(local, pointer);
                }
                self.stack_moved();
                self.initialize_bare_array(local, pointer, size);
            }
            StmtKind::SaveStack(local) => {
                let height = self.value(InstData::new(Op::StackSave, Type::PTR, &[]), Type::PTR);
                self.write_local(local, height);
            }
            StmtKind::PushCleanup(cleanup) => self.cleanups = Some(cleanup),
            StmtKind::Asm(asm) => self.asm(asm),
        }
    }

    fn load_place_of(&mut self, local: sema::hir::LocalId) -> ir::Value {
        match self.storage[local] {
            Some(Storage::Var(_)) => self.ssa.read(&mut self.f, local, self.block),
            _ => {
                let addr = self.local_addr(local);
                let ty = match self.shape(self.body.locals[local].ty) {
                    Shape::Scalar(ty) => ty,
                    _ => Type::I64,
                };
                self.load(ty, addr)
            }
        }
    }

    fn write_local(&mut self, local: sema::hir::LocalId, value: ir::Value) {
        match self.storage[local] {
            Some(Storage::Var(_)) => self.ssa.write(local, self.block, value),
            _ => {
                let addr = self.local_addr(local);
                self.store(value, addr);
            }
        }
    }

    // Scopes.

    /// Falls off the end of a scope.
    fn leave_scope(&mut self, outside: Option<CleanupId>) {
        if !self.is_closed() {
            self.run_cleanups(outside);
        }
        self.cleanups = outside;
    }

    /// Runs the cleanups in force here but not at `target`.
    pub(crate) fn run_cleanups(&mut self, target: Option<CleanupId>) {
        let here = self.cleanups;
        let mut kept = Vec::new();
        let mut at = target;
        while let Some(cleanup) = at {
            kept.push(cleanup);
            at = self.body.cleanups[cleanup].parent.expand();
        }
        while let Some(cleanup) = self.cleanups {
            if kept.contains(&cleanup) {
                break;
            }
            self.cleanups = self.body.cleanups[cleanup].parent.expand();
            match self.body.cleanups[cleanup].action {
                CleanupAction::Eval(expr) => {
                    self.expr(expr);
                }
                CleanupAction::Defer { block, first, last } => {
                    // Each way out of the scope gets a copy, with labels of its own.
                    for label in first..last {
                        self.labels[LabelId::from_u32(label)] = None.into();
                    }
                    self.stmt(block);
                }
                CleanupAction::Nothing => {}
                CleanupAction::RestoreStack(local) => {
                    let height = self.load_place_of(local);
                    self.push(InstData::new(Op::StackRestore, Type::NONE, &[height]), Type::NONE);
                    self.stack_moved();
                }
            }
        }
        self.cleanups = here;
    }

    /// Jumps out of scopes.
    fn exit_to(&mut self, block: Block, cleanups: Option<CleanupId>) {
        self.run_cleanups(cleanups);
        self.jump(block);
        self.enter_unreachable();
    }

    /// `({ … })`
    pub(crate) fn statement_expression(
        &mut self,
        block: StmtId,
        value: Option<ExprId>,
        ty: Ty,
        into: Option<Addr>,
    ) -> Val {
        let StmtKind::Block(list) = self.body.stmts[block].kind else {
            self.stmt(block);
            return value.map_or(Val::None, |value| self.expr_into(value, into));
        };
        let outside = self.cleanups;
        for &stmt in list.as_slice(&self.body.stmt_lists) {
            self.stmt(stmt);
        }
        let mut result = value.map_or(Val::None, |value| self.expr_into(value, into));
        // An object must survive the block's variables, whose stack may be given back or reused.
        // (One of variable size does: sema keeps its stack.)
        if let (Val::Memory(place), Some(_)) = (result, value)
            && self.unit.types.layout(ty).is_some()
            && into.is_none_or(|into| into.base != place.base)
        {
            let copy = self.temporary(ty);
            self.copy(copy, place, self.size_of(ty));
            result = Val::Memory(copy);
        }
        self.leave_scope(outside);
        result
    }

    // Selection and iteration.

    fn if_stmt(&mut self, cond: ExprId, then: StmtId, els: Option<StmtId>) {
        let (yes, join) = (self.new_block(), self.new_block());
        let no = if els.is_some() { self.new_block() } else { join };
        self.cond(cond, yes, no);
        self.enter_sealed(yes);
        self.stmt(then);
        if !self.is_closed() {
            self.jump(join);
        }
        if let Some(els) = els {
            self.enter_sealed(no);
            self.stmt(els);
            if !self.is_closed() {
                self.jump(join);
            }
        }
        self.enter_sealed(join);
    }

    fn while_stmt(&mut self, cond: Option<ExprId>, step: Option<ExprId>, body: StmtId) {
        // With optimisation the loop is rotated: the test stands before it and at its end.
        let rotate = self.low.options.optimize && cond.is_some_and(|cond| self.is_small(cond));
        let (inside, leave) = (self.new_block(), self.new_block());
        let again = self.new_block();
        let head = if rotate { inside } else { self.new_block() };
        if rotate {
            if let Some(cond) = cond {
                self.cond(cond, inside, leave);
            }
            self.enter(inside);
        } else {
            self.jump(head);
            self.enter(head);
            match cond {
                Some(cond) => self.cond(cond, inside, leave),
                None => self.jump(inside),
            }
            self.enter_sealed(inside);
        }
        self.targets.push(Targets { leave, again: Some(again), cleanups: self.cleanups });
        self.stmt(body);
        self.targets.pop();
        if !self.is_closed() {
            self.jump(again);
        }
        self.enter_sealed(again);
        if let Some(step) = step {
            self.expr(step);
        }
        if rotate {
            if let Some(cond) = cond {
                self.cond(cond, inside, leave);
            }
            self.ssa.seal(&mut self.f, inside);
        } else {
            self.jump(head);
            self.ssa.seal(&mut self.f, head);
        }
        self.enter_sealed(leave);
    }

    /// Whether a loop's condition is cheap enough to stand twice, and may: it binds nothing that has one home.
    fn is_small(&self, cond: ExprId) -> bool {
        let mut budget = 16u32;
        self.is_small_expr(cond, &mut budget)
    }

    fn is_small_expr(&self, id: ExprId, budget: &mut u32) -> bool {
        use sema::hir::ExprKind as E;
        if *budget == 0 {
            return false;
        }
        *budget -= 1;
        match self.body.exprs[id].kind {
            E::Int(_) | E::Wide(_) | E::Local(_) | E::Global(_) | E::Str(_) => true,
            E::Load(a)
            | E::AddrOf(a)
            | E::Cast(_, a)
            | E::Unary(_, a)
            | E::Deref(a)
            | E::Member { base: a, .. }
            | E::BitField { base: a, .. } => self.is_small_expr(a, budget),
            E::Binary(_, a, b) | E::PtrAdd(a, b) | E::LogicalAnd(a, b) | E::LogicalOr(a, b) => {
                self.is_small_expr(a, budget) && self.is_small_expr(b, budget)
            }
            E::Assign { place: a, value: b } => {
                self.is_small_expr(a, budget) && self.is_small_expr(b, budget)
            }
            E::Update { place: a, new: b, .. } => {
                self.is_small_expr(a, budget) && self.is_small_expr(b, budget)
            }
            E::Temp(_) => true,
            _ => false,
        }
    }

    fn do_while(&mut self, body: StmtId, cond: ExprId) {
        let (inside, again, leave) = (self.new_block(), self.new_block(), self.new_block());
        self.jump(inside);
        self.enter(inside);
        self.targets.push(Targets { leave, again: Some(again), cleanups: self.cleanups });
        self.stmt(body);
        self.targets.pop();
        if !self.is_closed() {
            self.jump(again);
        }
        self.enter_sealed(again);
        self.cond(cond, inside, leave);
        self.ssa.seal(&mut self.f, inside);
        self.enter_sealed(leave);
    }

    fn switch(&mut self, id: SwitchId) {
        let switch = &self.body.switches[id];
        let leave = self.new_block();
        let default = switch.default.map_or(leave, |label| self.label(label));
        let value = self.expr(switch.value);
        let value = self.low_bits(value, self.body.exprs[switch.value].ty, default);
        let ty = self.f.ty(value);
        let mut targets = vec![default];
        let mut cases = Vec::with_capacity(switch.cases.len());
        let mask = if ty.bits() >= 64 { u64::MAX } else { (1 << ty.bits()) - 1 };
        let mut last: Option<(LabelId, u32)> = None;
        let signed = self.is_signed(self.body.exprs[switch.value].ty);
        for &(low, high, label) in &switch.cases {
            let block = self.label(label);
            let edge = match last {
                Some((known, edge)) if known == label => edge,
                _ => {
                    targets.push(block);
                    targets.len() as u32 - 1
                }
            };
            last = Some((label, edge));
            let (first, end) = (low as u64 & mask, high as u64 & mask);
            // A range across zero is two ranges of unsigned numbers.
            if signed && low < 0 && high >= 0 {
                cases.push((first, mask, edge));
                cases.push((0, end, edge));
            } else {
                cases.push((first, end, edge));
            }
        }
        if ty.bits() > 64 {
            self.compare_cases(value, &switch.cases, signed, default);
        } else if cases.is_empty() {
            self.jump(default);
        } else {
            let first_edge = self.edges(&targets);
            self.f.switches.push(SwitchData { cases, first_edge, edges: targets.len() as u32 });
            let data = InstData::new(Op::Switch, ty, &[value]).with_imm(self.f.switches.len() as i64 - 1);
            self.push(data, Type::NONE);
        }
        self.enter_unreachable();
        self.targets.push(Targets { leave, again: None, cleanups: self.cleanups });
        self.stmt(switch.body);
        self.targets.pop();
        if !self.is_closed() {
            self.jump(leave);
        }
        self.enter_sealed(leave);
    }

    // Jumps.

    /// The block of a label.
    pub(crate) fn label(&mut self, label: LabelId) -> Block {
        match self.labels[label].expand() {
            Some(block) => block,
            None => {
                let block = self.new_block();
                if self.body.labels[label].address_taken {
                    self.f.blocks[block].label = Some(label.as_u32());
                }
                self.labels[label] = block.into();
                block
            }
        }
    }

    /// All computed gotos of a function meet in one block: its edges are the only ones to labels by address, so that
    /// what travels along them has a place to be moved.
    fn computed_goto(&mut self, address: ExprId) {
        let address = self.scalar(address);
        let dispatch = match self.dispatch {
            Some(dispatch) => dispatch,
            None => {
                let dispatch = self.new_block();
                self.f.add_param(dispatch, Type::PTR);
                self.dispatch = Some(dispatch);
                dispatch
            }
        };
        self.jump_with(dispatch, &[address]);
        self.enter_unreachable();
    }

    /// The end of the function: the block in which computed gotos meet.
    pub(crate) fn dispatch_gotos(&mut self) {
        let Some(dispatch) = self.dispatch else { return };
        let taken: Vec<LabelId> =
            self.body.labels.iter().filter(|(_, label)| label.address_taken).map(|(id, _)| id).collect();
        let blocks: Vec<Block> = taken.into_iter().map(|label| self.label(label)).collect();
        self.enter_sealed(dispatch);
        let address = self.f.params(dispatch)[0];
        let mut data = InstData::new(Op::IndirectBr, Type::NONE, &[address]).with_imm(blocks.len() as i64);
        data.x = self.edges(&blocks);
        self.push(data, Type::NONE);
    }

    fn return_stmt(&mut self, value: Option<ExprId>) {
        let result = match (value, self.result_kind()) {
            (None, _) => None,
            (Some(value), AbiArgKind::Indirect { .. }) => {
                let ty = self.body.exprs[value].ty;
                let made = self.expr(value);
                if let Some(pointer) = self.result_pointer() {
                    let to = Addr::new(pointer, self.unit.types.align(ty));
                    self.store_val(made, to, ty);
                }
                None
            }
            (Some(value), _) => {
                let mut made = self.expr(value);
                let ty = self.body.exprs[value].ty;
                if let Val::Memory(place) = made
                    && self.cleanups.is_some()
                {
                    let copy = self.temporary(ty);
                    self.copy(copy, place, self.size_of(ty));
                    made = Val::Memory(copy);
                }
                Some((made, ty))
            }
        };
        self.run_cleanups(None);
        let mut values = Vec::new();
        match (self.result_kind(), result) {
            (AbiArgKind::Indirect { .. }, _) => values.extend(self.result_pointer()),
            (AbiArgKind::Pieces(pieces), Some((made, ty))) => {
                self.split_pieces(made, ty, &pieces, &mut values);
            }
            _ => {}
        }
        // `return;` in a function with a result: the caller must not look (6.8.6.4p1).
        if values.len() != self.f.sig.rets.len() {
            values = self.f.sig.rets.clone().iter().map(|ret| self.zero(ret.ty)).collect();
        }
        self.ret(&values);
        self.enter_unreachable();
    }
}
