//! Calls of functions that pass on their variable arguments (GCC manual, "Constructing Calls": `__builtin_va_arg_pack`).
//! No calling convention can do that: the body of the function stands in the place of the call, with the arguments in
//! the places of the pack.
//!
//! A body is dense tables, so a copy in another body is the same tables moved up: every number in it grows by what the
//! other has already.

use crate::Sema;
use crate::hir::*;
use crate::types::*;
use cranelift_entity::EntityRef;
use cranelift_entity::packed_option::PackedOption;
use diag::{Loc, Span};
use std::rc::Rc;

/// How far each table's numbers move, and what stands for what is the call's.
struct Moved {
    exprs: usize,
    stmts: usize,
    locals: usize,
    labels: usize,
    cleanups: usize,
    asms: usize,
    inits: usize,
    switches: usize,
    temps: u32,
    wide: u32,
    /// The cleanups in force around the call.
    around: PackedOption<CleanupId>,
    /// Where `return` goes, and the local for its value.
    end: LabelId,
    result: Option<LocalId>,
    /// The arguments that match `...`.
    pack: Vec<LocalId>,
}

impl Moved {
    fn expr(&self, id: ExprId) -> ExprId {
        ExprId::new(id.index() + self.exprs)
    }

    fn stmt(&self, id: StmtId) -> StmtId {
        StmtId::new(id.index() + self.stmts)
    }

    fn local(&self, id: LocalId) -> LocalId {
        LocalId::new(id.index() + self.locals)
    }

    fn label(&self, id: LabelId) -> LabelId {
        LabelId::new(id.index() + self.labels)
    }

    fn cleanup(&self, id: CleanupId) -> CleanupId {
        CleanupId::new(id.index() + self.cleanups)
    }

    fn chain(&self, id: PackedOption<CleanupId>) -> PackedOption<CleanupId> {
        match id.expand() {
            Some(id) => self.cleanup(id).into(),
            None => self.around,
        }
    }

    fn temp(&self, id: TempId) -> TempId {
        TempId::from_u32(id.as_u32() + self.temps)
    }

    fn optional(&self, id: PackedOption<ExprId>) -> PackedOption<ExprId> {
        id.expand().map(|id| self.expr(id)).into()
    }
}

impl Sema<'_> {
    /// Whether a call of this function takes its body in.
    pub(crate) fn packing_body(&self, callee: ExprId) -> Option<Rc<Body>> {
        let ExprKind::AddrOf(place) = self.kind(callee) else { return None };
        let ExprKind::Global(decl) = self.kind(place) else { return None };
        self.packing.get(&decl).cloned()
    }

    /// Whether the last of these arguments stands for a pack, so that the call has to wait.
    pub(crate) fn ends_in_pack(&self, args: &[ExprId]) -> bool {
        args.last().is_some_and(|&arg| is_pack(&self.body, arg))
    }

    /// The body of `callee` in the place of a call with these converted arguments.
    pub(crate) fn graft(&mut self, callee: &Body, args: &[ExprId], ret: Ty, span: Span) -> ExprId {
        let loc = span.lo;
        let sized = callee.vla_sizes.values().any(|size| size.is_some());
        if sized || callee.dynamic_stack || callee.takes_label_address || callee.frame.align != 0 {
            let name = self.text(self.unit.decls[callee.decl].name);
            self.error(span, format!("inlining failed in call to 'always_inline' '{name}'"));
            return self.error_expr(loc);
        }
        let end = self.new_label(None);
        self.body.labels[end].cleanups = self.cleanup_chain();
        let result: Option<LocalId> = (!self.unit.types.is_void(ret)).then(|| self.hidden_local(ret, loc));
        let mut first = Vec::new();
        let extra = args.get(callee.params.len()..).unwrap_or_default();
        let pack: Vec<LocalId> = extra
            .iter()
            .map(|&arg| {
                let local = self.hidden_local(self.ty(arg), loc);
                first.push(self.receive_argument(local, arg, loc));
                local
            })
            .collect();
        let moved = Moved {
            exprs: self.body.exprs.len(),
            stmts: self.body.stmts.len(),
            locals: self.body.locals.len(),
            labels: self.body.labels.len(),
            cleanups: self.body.cleanups.len(),
            asms: self.body.asms.len(),
            inits: self.body.inits.len(),
            switches: self.body.switches.len(),
            temps: self.body.temps,
            wide: self.body.wide.len() as u32,
            around: self.cleanup_chain(),
            end,
            result,
            pack,
        };
        self.copy_tables(callee, &moved);
        self.copy_expressions(callee, &moved);
        self.copy_statements(callee, &moved);
        for (&param, &arg) in callee.params.iter().zip(args) {
            first.push(self.receive_argument(moved.local(param), arg, loc));
        }
        first.extend(callee.root.map(|root| moved.stmt(root)));
        first.push(self.body.stmts.push(Stmt { kind: StmtKind::Label(end), loc }));
        first.push(self.body.stmts.push(Stmt { kind: StmtKind::Empty, loc }));
        let list = StmtList::from_slice(&first, &mut self.body.stmt_lists);
        let block = self.body.stmts.push(Stmt { kind: StmtKind::Block(list), loc });
        let value = result.map(|local| {
            let place = self.push(ExprKind::Local(local), ret, loc);
            self.push(ExprKind::Load(place), ret, loc)
        });
        self.complete_calls(callee, &moved, span);
        self.push(ExprKind::StmtExpr { block, value: value.into() }, ret, loc)
    }

    /// `local = value;`
    fn receive_argument(&mut self, local: LocalId, value: ExprId, loc: Loc) -> StmtId {
        let ty = self.body.locals[local].ty;
        let place = self.push(ExprKind::Local(local), ty, loc);
        let value_ty = self.ty(value);
        let assigned = self.push(ExprKind::Assign { place, value }, value_ty, loc);
        self.body.stmts.push(Stmt { kind: StmtKind::Expr(assigned), loc })
    }

    /// What has no statements or expressions but numbers of them.
    fn copy_tables(&mut self, callee: &Body, moved: &Moved) {
        let body = &mut self.body;
        callee.locals.values().for_each(|local| _ = body.locals.push(local.clone()));
        body.wide.extend_from_slice(&callee.wide);
        body.temps += callee.temps;
        body.calls_setjmp |= callee.calls_setjmp;
        body.loop_depth = body.loop_depth.saturating_add(callee.loop_depth);
        for label in callee.labels.values() {
            body.labels.push(Label { cleanups: moved.chain(label.cleanups), ..label.clone() });
        }
        for cleanup in callee.cleanups.values() {
            let action = match cleanup.action {
                CleanupAction::Eval(expr) => CleanupAction::Eval(moved.expr(expr)),
                CleanupAction::Defer { block, first, last } => CleanupAction::Defer {
                    block: moved.stmt(block),
                    first: first + moved.labels as u32,
                    last: last + moved.labels as u32,
                },
                CleanupAction::RestoreStack(local) => CleanupAction::RestoreStack(moved.local(local)),
                CleanupAction::Nothing => CleanupAction::Nothing,
            };
            body.cleanups.push(Cleanup { parent: moved.chain(cleanup.parent), action });
        }
        for asm in callee.asms.values() {
            let operand =
                |operand: &AsmOperand| AsmOperand { expr: moved.expr(operand.expr), ..operand.clone() };
            body.asms.push(Asm {
                outputs: asm.outputs.iter().map(operand).collect(),
                inputs: asm.inputs.iter().map(operand).collect(),
                labels: asm.labels.iter().map(|&label| moved.label(label)).collect(),
                ..asm.clone()
            });
        }
        for init in callee.inits.values() {
            let store = |store: &InitStore| InitStore { value: moved.expr(store.value), ..*store };
            body.inits.push(Init { stores: init.stores.iter().map(store).collect(), ..init.clone() });
        }
        for switch in callee.switches.values() {
            body.switches.push(Switch {
                value: moved.expr(switch.value),
                cases: switch.cases.iter().map(|&(from, to, label)| (from, to, moved.label(label))).collect(),
                default: switch.default.map(|label| moved.label(label)),
                body: moved.stmt(switch.body),
            });
        }
    }

    fn copy_expressions(&mut self, callee: &Body, moved: &Moved) {
        for &expr in callee.exprs.values() {
            let kind = self.moved_kind(callee, expr.kind, moved);
            self.body.exprs.push(Expr { kind, ..expr });
        }
    }

    fn moved_list(&mut self, callee: &Body, list: ExprList, moved: &Moved) -> ExprList {
        let items: Vec<ExprId> =
            list.as_slice(&callee.expr_lists).iter().map(|&item| moved.expr(item)).collect();
        ExprList::from_slice(&items, &mut self.body.expr_lists)
    }

    fn moved_kind(&mut self, callee: &Body, kind: ExprKind, moved: &Moved) -> ExprKind {
        use ExprKind as K;
        let m = |id| moved.expr(id);
        match kind {
            K::Int(_) | K::Big(_) | K::Frame | K::Global(_) | K::Str(_) => kind,
            K::Wide(index) => K::Wide(index + moved.wide),
            K::Load(a) => K::Load(m(a)),
            K::AddrOf(a) => K::AddrOf(m(a)),
            K::LabelAddr(label) => K::LabelAddr(moved.label(label)),
            K::Cast(how, a) => K::Cast(how, m(a)),
            K::Unary(op, a) => K::Unary(op, m(a)),
            K::Binary(op, a, b) => K::Binary(op, m(a), m(b)),
            K::PtrAdd(a, b) => K::PtrAdd(m(a), m(b)),
            K::PtrDiff { lhs, rhs, size } => K::PtrDiff { lhs: m(lhs), rhs: m(rhs), size: m(size) },
            K::Assign { place, value } => K::Assign { place: m(place), value: m(value) },
            K::Update { temp, place, new, yields_old } => {
                K::Update { temp: moved.temp(temp), place: m(place), new: m(new), yields_old }
            }
            K::Temp(temp) => K::Temp(moved.temp(temp)),
            K::Let { temp, value, body } => K::Let { temp: moved.temp(temp), value: m(value), body: m(body) },
            // The pack among the arguments waits until all expressions have moved, since their numbers are in order.
            K::Call { callee: function, args } => {
                K::Call { callee: m(function), args: self.moved_list(callee, args, moved) }
            }
            K::WithChain { function, chain } => K::WithChain { function: m(function), chain: m(chain) },
            K::Builtin { op: Builtin::VaArgPackLen, .. } => K::Int(moved.pack.len() as u64),
            K::Builtin { op, args } => K::Builtin { op, args: self.moved_list(callee, args, moved) },
            K::Cond { cond, then, els } => K::Cond { cond: m(cond), then: m(then), els: m(els) },
            K::LogicalAnd(a, b) => K::LogicalAnd(m(a), m(b)),
            K::LogicalOr(a, b) => K::LogicalOr(m(a), m(b)),
            K::Comma(a, b) => K::Comma(m(a), m(b)),
            K::StmtExpr { block, value } => {
                K::StmtExpr { block: moved.stmt(block), value: moved.optional(value) }
            }
            K::VaArg(a) => K::VaArg(m(a)),
            K::Complex(a, b) => K::Complex(m(a), m(b)),
            K::Real(a) => K::Real(m(a)),
            K::Imag(a) => K::Imag(m(a)),
            K::Splat(a) => K::Splat(m(a)),
            K::Local(local) => K::Local(moved.local(local)),
            K::Deref(a) => K::Deref(m(a)),
            K::Member { base, offset } => K::Member { base: m(base), offset },
            K::BitField { base, offset, shift, width } => K::BitField { base: m(base), offset, shift, width },
            K::Part(a, part) => K::Part(m(a), part),
            K::Lane(a, b) => K::Lane(m(a), m(b)),
            K::Compound(local, init) => {
                K::Compound(moved.local(local), InitId::new(init.index() + moved.inits))
            }
            K::Materialize(a) => K::Materialize(m(a)),
        }
    }

    fn copy_statements(&mut self, callee: &Body, moved: &Moved) {
        let first = self.body.stmts.len();
        let returns = callee.stmts.values().filter(|stmt| matches!(stmt.kind, StmtKind::Return(_))).count();
        // What a `return` becomes takes statements of its own, behind all that move.
        let mut behind = first + callee.stmts.len();
        let mut made = Vec::with_capacity(returns * 2);
        for &stmt in callee.stmts.values() {
            let kind = match stmt.kind {
                StmtKind::Return(value) => {
                    let leave = Stmt { kind: StmtKind::Goto(moved.end), loc: stmt.loc };
                    let mut parts = Vec::new();
                    if let Some(value) = value.expand() {
                        made.push(self.returned(moved, moved.expr(value), stmt.loc));
                        parts.push(StmtId::new(behind));
                        behind += 1;
                    }
                    made.push(leave);
                    parts.push(StmtId::new(behind));
                    behind += 1;
                    StmtKind::Block(StmtList::from_slice(&parts, &mut self.body.stmt_lists))
                }
                kind => self.moved_stmt(callee, kind, moved),
            };
            self.body.stmts.push(Stmt { kind, ..stmt });
        }
        made.into_iter().for_each(|stmt| _ = self.body.stmts.push(stmt));
    }

    fn returned(&mut self, moved: &Moved, value: ExprId, loc: Loc) -> Stmt {
        let kind = match moved.result {
            Some(local) => {
                let ty = self.body.locals[local].ty;
                let place = self.push(ExprKind::Local(local), ty, loc);
                StmtKind::Expr(self.push(ExprKind::Assign { place, value }, ty, loc))
            }
            None => StmtKind::Expr(value),
        };
        Stmt { kind, loc }
    }

    fn moved_stmt(&mut self, callee: &Body, kind: StmtKind, moved: &Moved) -> StmtKind {
        use StmtKind as K;
        match kind {
            K::Break | K::Continue | K::Empty | K::Return(_) => kind,
            K::Expr(a) => K::Expr(moved.expr(a)),
            K::Block(list) => {
                let items: Vec<StmtId> =
                    list.as_slice(&callee.stmt_lists).iter().map(|&item| moved.stmt(item)).collect();
                K::Block(StmtList::from_slice(&items, &mut self.body.stmt_lists))
            }
            K::If { cond, then, els } => K::If {
                cond: moved.expr(cond),
                then: moved.stmt(then),
                els: els.expand().map(|els| moved.stmt(els)).into(),
            },
            K::While { cond, step, body } => {
                K::While { cond: moved.optional(cond), step: moved.optional(step), body: moved.stmt(body) }
            }
            K::DoWhile { body, cond } => K::DoWhile { body: moved.stmt(body), cond: moved.expr(cond) },
            K::Switch(switch) => K::Switch(SwitchId::new(switch.index() + moved.switches)),
            K::Goto(label) => K::Goto(moved.label(label)),
            K::ComputedGoto(a) => K::ComputedGoto(moved.expr(a)),
            K::Label(label) => K::Label(moved.label(label)),
            K::Declare(local) => K::Declare(moved.local(local)),
            K::Init(local, init) => K::Init(moved.local(local), InitId::new(init.index() + moved.inits)),
            K::VlaAlloc(local, size) => K::VlaAlloc(moved.local(local), moved.local(size)),
            K::SaveStack(local) => K::SaveStack(moved.local(local)),
            K::PushCleanup(cleanup) => K::PushCleanup(moved.cleanup(cleanup)),
            K::Asm(asm) => K::Asm(AsmId::new(asm.index() + moved.asms)),
        }
    }

    /// Puts the arguments in the places of the pack; calls that have waited for it take bodies in now.
    fn complete_calls(&mut self, callee: &Body, moved: &Moved, span: Span) {
        for number in moved.exprs..moved.exprs + callee.exprs.len() {
            let id = ExprId::new(number);
            let Expr { kind: ExprKind::Call { callee: function, args }, ty, loc } = self.body.exprs[id]
            else {
                continue;
            };
            let mut args = args.as_slice(&self.body.expr_lists).to_vec();
            if !self.ends_in_pack(&args) {
                continue;
            }
            args.pop();
            for &local in &moved.pack {
                let ty = self.body.locals[local].ty;
                let place = self.push(ExprKind::Local(local), ty, loc);
                args.push(self.push(ExprKind::Load(place), ty, loc));
            }
            let new = match self.packing_body(function) {
                Some(body) => self.graft(&body, &args, ty, span),
                None => {
                    let args = ExprList::from_slice(&args, &mut self.body.expr_lists);
                    self.push(ExprKind::Call { callee: function, args }, ty, loc)
                }
            };
            self.body.exprs[id].kind = self.kind(new);
        }
    }
}

/// Whether an argument is `__builtin_va_arg_pack ()`.
fn is_pack(body: &Body, arg: ExprId) -> bool {
    matches!(body.exprs[arg].kind, ExprKind::Builtin { op: Builtin::VaArgPack, .. })
}
