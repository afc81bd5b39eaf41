//! GNU's structures whose size is known at run time only (GCC manual, "Variable Length"): layout behind members of
//! variable size, access to members there, copies. Sizes and offsets in bytes are computed where the type is
//! declared and kept in hidden locals, each named by a [`VlaId`].

use crate::Sema;
use crate::hir::*;
use crate::record::Layout;
use crate::types::*;
use diag::Loc;
use parser::ast;

impl Sema<'_> {
    /// Keeps a value of type `size_t` that the declaration at hand computes.
    pub(crate) fn run_time_size(&mut self, value: ExprId, loc: Loc) -> VlaId {
        let size_type = self.number_types.size;
        let vla = self.unit.types.new_vla();
        let local = self.hidden_local(size_type, loc);
        self.body.vla_sizes[vla] = Some(local).into();
        let place = self.push(ExprKind::Local(local), size_type, loc);
        let effect = self.push(ExprKind::Assign { place, value }, size_type, loc);
        self.effects.push(effect);
        vla
    }

    /// Whether operands of `sizeof` and `typeof` are evaluated here if their types ask for it.
    pub(crate) fn evaluates(&self) -> bool {
        if self.in_static_initializers() {
            return false;
        }
        self.computes_sizes() && self.unevaluated == 0
    }

    /// Analyses an operand that is evaluated for what its type needs: its evaluation joins those that come first.
    pub(crate) fn evaluated_for_type(&mut self, operand: &ast::Expr<'_>) -> ExprId {
        let id = self.expr(operand);
        let (ty, loc) = (self.ty(id), self.loc(id));
        // A variable by its name has nothing to evaluate.
        if self.is_error(id) || matches!(self.kind(id), ExprKind::Local(_) | ExprKind::Global(_)) {
            return id;
        }
        let effect = match self.is_place(id) {
            true => {
                let pointer = self.unit.types.pointer(ty);
                self.address(id, pointer, loc)
            }
            false => id,
        };
        self.effects.push(effect);
        id
    }

    /// Whether sizes are computed here; in a prototype they are not, and nobody asks for them.
    fn computes_sizes(&self) -> bool {
        self.function.is_some() && self.prototype_depth == 0
    }

    fn add_sizes(&mut self, a: ExprId, b: ExprId, loc: Loc) -> ExprId {
        self.binary_node(BinaryOp::Add, a, b, self.number_types.size, loc)
    }

    fn round_up(&mut self, size: ExprId, align: u32, loc: Loc) -> ExprId {
        if align <= 1 {
            return size;
        }
        let size_type = self.number_types.size;
        let less = self.size_const(u64::from(align) - 1, loc);
        let sum = self.add_sizes(size, less, loc);
        let mask = self.int(-i128::from(align), size_type, loc);
        self.binary_node(BinaryOp::And, sum, mask, size_type, loc)
    }

    /// The value that [`Sema::run_time_size`] kept.
    pub(crate) fn run_time_value(&mut self, vla: VlaId, loc: Loc) -> ExprId {
        match self.vla_place(vla, loc) {
            Some(place) => self.push(ExprKind::Load(place), self.number_types.size, loc),
            None => self.error_expr(loc),
        }
    }

    /// Before a member of that alignment is placed: where members count from must be aligned so.
    pub(crate) fn align_base(&mut self, layout: &mut Layout, align: u32, loc: Loc) {
        let Some(base) = layout.base.filter(|_| align > layout.base_align) else { return };
        if self.computes_sizes() {
            let start = self.run_time_value(base, loc);
            let position = self.size_const(layout.take_position(), loc);
            let at = self.add_sizes(start, position, loc);
            let at = self.round_up(at, align, loc);
            layout.base = Some(self.run_time_size(at, loc));
        }
        layout.base_align = align;
    }

    /// After a member of variable size, at `offset`: what follows counts from its end.
    pub(crate) fn extend_layout(&mut self, layout: &mut Layout, ty: Ty, offset: u64, align: u32, loc: Loc) {
        let old = layout.base;
        if !self.computes_sizes() {
            layout.base = Some(self.unit.types.new_vla());
            return;
        }
        let mut end = self.size_expr(ty, loc);
        if layout.is_union {
            if let Some(old) = old {
                let (old, size_type) = (self.run_time_value(old, loc), self.number_types.size);
                let cond = self.binary_node(BinaryOp::Lt, old, end, common::INT, loc);
                let cond = self.truth(cond);
                end = self.push(ExprKind::Cond { cond, then: end, els: old }, size_type, loc);
            }
            layout.base = Some(self.run_time_size(end, loc));
            return;
        }
        let offset = self.size_const(offset, loc);
        end = self.add_sizes(offset, end, loc);
        if let Some(old) = old {
            let start = self.run_time_value(old, loc);
            end = self.add_sizes(start, end, loc);
        }
        layout.base = Some(self.run_time_size(end, loc));
        layout.base_align = align.min(self.known_multiple(ty)).max(1);
        layout.take_position();
    }

    /// A power of two that the size of a type of variable size is a multiple of.
    fn known_multiple(&self, ty: Ty) -> u32 {
        match self.unit.types.array_of(ty) {
            Some((elem, _)) => self.known_multiple(elem),
            None => match self.unit.types.size(ty) {
                Some(0) => 1,
                Some(size) => 1 << size.trailing_zeros().min(12),
                None => self.unit.types.align(ty),
            },
        }
    }

    /// The size of a record with a member of variable size.
    pub(crate) fn variable_record_size(
        &mut self,
        layout: &mut Layout,
        align: u32,
        loc: Loc,
    ) -> Option<VlaId> {
        let base = layout.base?;
        if !self.computes_sizes() {
            return Some(base);
        }
        let mut size = self.run_time_value(base, loc);
        let rest = self.size_const(layout.constant_end(), loc);
        if layout.is_union {
            let cond = self.binary_node(BinaryOp::Lt, size, rest, common::INT, loc);
            let cond = self.truth(cond);
            let size_type = self.number_types.size;
            size = self.push(ExprKind::Cond { cond, then: rest, els: size }, size_type, loc);
        } else {
            size = self.add_sizes(size, rest, loc);
        }
        let size = self.round_up(size, align, loc);
        Some(self.run_time_size(size, loc))
    }

    /// The place in a record that members behind one of variable size count from.
    pub(crate) fn variable_base(&mut self, record: ExprId, bases: &[VlaId], loc: Loc) -> ExprId {
        let mut at = record;
        for &base in bases {
            let elem = self.unit.types.qualify(common::CHAR, self.ty(at).qualifiers());
            let pointer = self.unit.types.pointer(elem);
            let address = self.address(at, pointer, loc);
            let address = self.bitcast(address, pointer);
            let offset = self.run_time_value(base, loc);
            let offset = self.cast(offset, self.number_types.ptrdiff);
            let address = self.push(ExprKind::PtrAdd(address, offset), pointer, loc);
            at = self.push(ExprKind::Deref(address), elem, loc);
        }
        at
    }

    /// The address of a value of variable size: of the object that it was read from.
    fn address_of_value(&mut self, value: ExprId, loc: Loc) -> ExprId {
        let ty = self.ty(value);
        let pointer = self.unit.types.pointer(ty);
        let place = match self.kind(value) {
            ExprKind::Load(place) => place,
            _ => self.materialize(value),
        };
        self.address(place, pointer, loc)
    }

    /// `to = value`, of variable size: the place written.
    pub(crate) fn assign_variable(&mut self, to: ExprId, value: ExprId, loc: Loc) -> ExprId {
        let ty = self.ty(value);
        let pointer = self.unit.types.pointer(ty);
        let target = self.address(to, pointer, loc);
        self.copy_variable(target, value, loc)
    }

    fn copy_variable(&mut self, target: ExprId, value: ExprId, loc: Loc) -> ExprId {
        let ty = self.ty(value);
        let pointer = self.unit.types.pointer(ty);
        let target = self.bitcast(target, common::VOID_PTR);
        let source = self.address_of_value(value, loc);
        let source = self.bitcast(source, common::VOID_PTR);
        let size = self.size_expr(ty, loc);
        // They overlap exactly or not at all (C23 6.5.17.2p3), which memmove allows and memcpy does not.
        let args = ExprList::from_slice(&[target, source, size], &mut self.body.expr_lists);
        let copy = self.push(ExprKind::Builtin { op: Builtin::Memmove, args }, common::VOID_PTR, loc);
        let copy = self.bitcast(copy, pointer);
        let place = self.push(ExprKind::Deref(copy), ty, loc);
        self.push(ExprKind::Load(place), ty, loc)
    }

    /// An argument of variable size travels as the address of a copy that the caller makes.
    pub(crate) fn variable_argument(&mut self, value: ExprId) -> ExprId {
        let Expr { ty, loc, .. } = self.body.exprs[value];
        if !self.unit.types.is_variable_size(ty) || self.unevaluated > 0 {
            return value;
        }
        let room = self.room_for(ty, loc);
        let copy = self.copy_variable(room, value, loc);
        self.address_of_value(copy, loc)
    }

    /// A function that returns an object of variable size is one that takes the address where it goes, before all that it
    /// is declared with, and returns that address.
    pub(crate) fn receive_result_place(&mut self, loc: Loc) {
        let place = self.body.locals.push(Local::hidden(common::VOID_PTR, loc));
        self.body.params.insert(0, place);
        if let Some(function) = &mut self.function {
            function.result = Some(place);
        }
    }

    /// What such a function returns for `return value;`.
    pub(crate) fn return_variable(&mut self, result: LocalId, value: ExprId) -> ExprId {
        let loc = self.loc(value);
        let place = self.push(ExprKind::Local(result), common::VOID_PTR, loc);
        let target = self.push(ExprKind::Load(place), common::VOID_PTR, loc);
        let copy = self.copy_variable(target, value, loc);
        let address = self.address_of_value(copy, loc);
        self.bitcast(address, common::VOID_PTR)
    }

    /// A call of such a function: its result is in room of the caller's.
    pub(crate) fn variable_call(
        &mut self,
        callee: ExprId,
        mut args: Vec<ExprId>,
        ret: Ty,
        loc: Loc,
    ) -> ExprId {
        args.insert(0, self.room_for(ret, loc));
        let args = ExprList::from_slice(&args, &mut self.body.expr_lists);
        let call = self.push(ExprKind::Call { callee, args }, common::VOID_PTR, loc);
        let pointer = self.unit.types.pointer(ret);
        let address = self.bitcast(call, pointer);
        let place = self.push(ExprKind::Deref(address), ret, loc);
        self.push(ExprKind::Load(place), ret, loc)
    }

    /// New room on the stack for an object of a type.
    fn room_for(&mut self, ty: Ty, loc: Loc) -> ExprId {
        self.body.dynamic_stack = true;
        let size = self.size_expr(ty, loc);
        let align = self.size_const(u64::from(self.unit.types.align(ty)), loc);
        let args = ExprList::from_slice(&[size, align], &mut self.body.expr_lists);
        self.push(ExprKind::Builtin { op: Builtin::AllocaAlign, args }, common::VOID_PTR, loc)
    }

    /// `cond ? then : els`, of variable size: chosen by address.
    pub(crate) fn select_variable(&mut self, cond: ExprId, then: ExprId, els: ExprId, loc: Loc) -> ExprId {
        let ty = self.ty(then);
        let pointer = self.unit.types.pointer(ty);
        let then = self.address_of_value(then, loc);
        let els = self.address_of_value(els, loc);
        let els = self.bitcast(els, pointer);
        let chosen = self.push(ExprKind::Cond { cond, then, els }, pointer, loc);
        let place = self.push(ExprKind::Deref(chosen), ty, loc);
        self.push(ExprKind::Load(place), ty, loc)
    }

    /// `alloca` gives memory until the function returns: leaving the scope of an array that came before takes none back.
    pub(crate) fn outlive_arrays(&mut self) {
        let mut next = self.cleanup_chain().expand();
        while let Some(cleanup) = next {
            let link = &mut self.body.cleanups[cleanup];
            if let CleanupAction::RestoreStack(_) = link.action {
                link.action = CleanupAction::Nothing;
            }
            next = link.parent.expand();
        }
    }

    /// The value of `({ … })` is an object of variable size: its stack must outlive the block.
    pub(crate) fn keep_stack(&mut self, block: StmtList) {
        let stmts: Vec<StmtId> = block.as_slice(&self.body.stmt_lists).to_vec();
        for stmt in stmts {
            if let StmtKind::PushCleanup(cleanup) = self.body.stmts[stmt].kind
                && let CleanupAction::RestoreStack(_) = self.body.cleanups[cleanup].action
            {
                self.body.cleanups[cleanup].action = CleanupAction::Nothing;
            }
        }
    }
}
