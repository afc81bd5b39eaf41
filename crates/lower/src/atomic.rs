//! Atomic accesses (C23 7.17; GCC manual 6.54 and 6.55). Sizes that the machine has instructions for are done with them;
//! others call libatomic, as GCC does.

use crate::function::{Addr, Fx, Val};
use crate::types::Shape;
use ir::{InstData, IntCond, MemFlags, Op, RmwOp, Type, Value};
use sema::hir::{Builtin, ExprId, TempId};
use sema::types::{Ty, TypeKind};

const SEQ_CST: u8 = 5;

impl Fx<'_, '_> {
    /// The integer type that atomic instructions move an object of this type as.
    fn atomic_unit(&self, ty: Ty) -> Option<Type> {
        let size = self.size_of(ty);
        if size > u64::from(self.low.target.max_atomic_size) {
            return None;
        }
        Type::int_of_bytes(size as u32)
    }

    fn atomic_data(data: InstData, addr: Addr, bytes: u32) -> InstData {
        let flags = MemFlags { volatile: true, space: addr.space, ..MemFlags::aligned(bytes) };
        data.with_imm(addr.offset).with_mem(flags)
    }

    fn atomic_load(&mut self, unit: Type, from: Addr) -> Value {
        self.value(
            Self::atomic_data(InstData::new(Op::AtomicLoad, unit, &[from.base]), from, unit.bytes()),
            unit,
        )
    }

    fn atomic_store(&mut self, v: Value, to: Addr, order: u8) {
        let unit = self.f.ty(v);
        let data = InstData::new(Op::AtomicStore, unit, &[v, to.base]).with_aux(order);
        self.push(Self::atomic_data(data, to, unit.bytes()), Type::NONE);
    }

    fn atomic_rmw(&mut self, op: RmwOp, at: Addr, v: Value) -> Value {
        let unit = self.f.ty(v);
        let data = InstData::new(Op::AtomicRmw, unit, &[at.base, v]).with_aux(op as u8);
        self.value(Self::atomic_data(data, at, unit.bytes()), unit)
    }

    /// Old value and success.
    fn atomic_cas(&mut self, at: Addr, expected: Value, desired: Value) -> (Value, Value) {
        let unit = self.f.ty(expected);
        let data = Self::atomic_data(
            InstData::new(Op::AtomicCas, unit, &[at.base, expected, desired]),
            at,
            unit.bytes(),
        );
        let inst = self.f.new_inst(data, self.loc);
        self.f.make_results(inst, &[unit, Type::I8]);
        self.f.blocks[self.block].insts.push(inst);
        let mut results = self.f.results(inst);
        match (results.next(), results.next()) {
            (Some(old), Some(success)) => (old, success),
            _ => panic!("a compare-and-exchange has two results"),
        }
    }

    /// The bits of a value as the integer that travels.
    fn bits_as_unit(&mut self, value: Val, ty: Ty, unit: Type) -> Value {
        match value {
            Val::Scalar(v) if self.f.ty(v) == unit => v,
            Val::Scalar(v) if self.f.ty(v).bytes() == unit.bytes() => self.unary(Op::Bitcast, unit, v),
            value => {
                let place = self.in_memory(value, ty);
                self.load(unit, place)
            }
        }
    }

    pub(crate) fn of_unit(&mut self, v: Value, ty: Ty) -> Val {
        match self.shape(ty) {
            Shape::Scalar(ir) if ir == self.f.ty(v) => Val::Scalar(v),
            Shape::Scalar(ir) if ir.bytes() == self.f.ty(v).bytes() => {
                Val::Scalar(self.unary(Op::Bitcast, ir, v))
            }
            _ => {
                let place = self.temporary(ty);
                self.store(v, place);
                self.load_val(place, ty)
            }
        }
    }

    /// Reads an `_Atomic` object.
    pub(crate) fn atomic_load_val(&mut self, addr: Addr, ty: Ty, into: Option<Addr>) -> Val {
        if let Some(unit) = self.atomic_unit(ty) {
            let v = self.atomic_load(unit, addr);
            return self.of_unit(v, ty);
        }
        let place = into.unwrap_or_else(|| self.temporary(ty));
        let order = self.iconst(Type::I32, i64::from(SEQ_CST));
        self.library_load(addr, ty, place, order)
    }

    fn library_load(&mut self, addr: Addr, ty: Ty, place: Addr, order: Value) -> Val {
        let size = self.iconst(Type::I64, self.size_of(ty) as i64);
        let (from, to) = (self.pointer(addr), self.pointer(place));
        self.runtime_call("__atomic_load", &[size, from, to, order], None);
        self.load_val(place, ty)
    }

    /// Writes an `_Atomic` object.
    pub(crate) fn atomic_store_val(&mut self, value: Val, addr: Addr, ty: Ty) {
        if let Some(unit) = self.atomic_unit(ty) {
            let v = self.bits_as_unit(value, ty, unit);
            return self.atomic_store(v, addr, SEQ_CST);
        }
        let order = self.iconst(Type::I32, i64::from(SEQ_CST));
        self.library_store(value, addr, ty, order);
    }

    fn library_store(&mut self, value: Val, addr: Addr, ty: Ty, order: Value) {
        let place = self.in_memory(value, ty);
        let size = self.iconst(Type::I64, self.size_of(ty) as i64);
        let (from, to) = (self.pointer(place), self.pointer(addr));
        self.runtime_call("__atomic_store", &[size, to, from, order], None);
    }

    /// `op=` on an `_Atomic` object: a compare-and-exchange loop (6.5.16.2p3, footnote).
    pub(crate) fn atomic_update(
        &mut self,
        temp: TempId,
        addr: Addr,
        place: ExprId,
        new: ExprId,
        yields_old: bool,
    ) -> Val {
        let ty = self.body.exprs[place].ty;
        let unit = self.atomic_unit(ty);
        // What joins the loop lives in slots: values of any shape do.
        let expected = self.temporary(ty);
        let first = self.atomic_load_val(addr, ty, None);
        self.store_val(first, expected, ty);
        let (again, done) = (self.new_block(), self.new_block());
        self.jump(again);
        self.enter(again);
        let old = self.load_val(expected, ty);
        self.temps[temp.as_u32() as usize] = old;
        let desired = self.expr(new);
        let success = match unit {
            Some(unit) => {
                let e = self.load(unit, expected);
                let d = self.bits_as_unit(desired, ty, unit);
                let (seen, success) = self.atomic_cas(addr, e, d);
                self.store(seen, expected);
                success
            }
            None => {
                let d = self.temporary(ty);
                self.store_val(desired, d, ty);
                let order = self.iconst(Type::I32, i64::from(SEQ_CST));
                self.generic_cas(addr, expected, d, ty, [order; 2])
            }
        };
        let kept = match (yields_old, desired) {
            (false, desired) => desired,
            (true, _) => old,
        };
        self.branch(success, done, again, 1);
        self.ssa.seal(&mut self.f, again);
        self.enter_sealed(done);
        kept
    }

    fn generic_cas(
        &mut self,
        addr: Addr,
        expected: Addr,
        desired: Addr,
        ty: Ty,
        [success, failure]: [Value; 2],
    ) -> Value {
        let size = self.iconst(Type::I64, self.size_of(ty) as i64);
        let (at, e, d) = (self.pointer(addr), self.pointer(expected), self.pointer(desired));
        let args = [size, at, e, d, success, failure];
        let done = self.runtime_call("__atomic_compare_exchange", &args, Some(Type::I8));
        done.unwrap_or(success)
    }

    fn pointee(&self, pointer: ExprId) -> Ty {
        match self.unit.types.shape(self.body.exprs[pointer].ty) {
            TypeKind::Pointer { pointee, .. } => *pointee,
            _ => self.body.exprs[pointer].ty,
        }
    }

    /// The `__atomic` and `__sync` builtins.
    pub(crate) fn atomic_builtin(&mut self, op: Builtin, args: &[ExprId], ty: Ty) -> Val {
        use Builtin as B;
        match op {
            B::AtomicThreadFence | B::AtomicSignalFence => {
                let order = self.constant(args[0]).clamp(0, 5) as u8;
                let compiler_only = i64::from(op == B::AtomicSignalFence);
                self.push(
                    InstData::new(Op::Fence, Type::NONE, &[]).with_aux(order).with_imm(compiler_only),
                    Type::NONE,
                );
                return Val::None;
            }
            B::AtomicTestAndSet => {
                let at = Addr::new(self.scalar(args[0]), 1);
                let one = self.iconst(Type::I8, 1);
                let old = self.atomic_rmw(RmwOp::Xchg, at, one);
                let truth = self.is_nonzero(old);
                return Val::Scalar(self.widen_truth(truth, ty));
            }
            B::AtomicClear => {
                let at = Addr::new(self.scalar(args[0]), 1);
                let zero = self.iconst(Type::I8, 0);
                self.atomic_store(zero, at, SEQ_CST);
                return Val::None;
            }
            _ => {}
        }
        let object = self.pointee(args[0]);
        let Some(unit) = self.atomic_unit(object) else { return self.atomic_library(op, args, object, ty) };
        let at = Addr::new(self.scalar(args[0]), unit.bytes());
        if !self.low.options.inline_atomics
            && let Some(result) = self.atomic_call(op, at, unit, args, ty)
        {
            return result;
        }
        match op {
            B::AtomicLoad => {
                let v = self.atomic_load(unit, at);
                self.of_unit(v, ty)
            }
            B::AtomicStore => {
                let v = self.unit_argument(args[1], unit);
                let order = args.get(2).map_or(SEQ_CST, |&order| self.constant(order).clamp(0, 5) as u8);
                self.atomic_store(v, at, order);
                Val::None
            }
            B::AtomicExchange => {
                let v = self.unit_argument(args[1], unit);
                let old = self.atomic_rmw(RmwOp::Xchg, at, v);
                self.of_unit(old, ty)
            }
            B::AtomicCompareExchange => {
                let expected = Addr::new(self.scalar(args[1]), 1);
                let desired = self.unit_argument(args[2], unit);
                let e = self.load(unit, expected);
                let (old, success) = self.atomic_cas(at, e, desired);
                // On failure what was seen goes to *expected; on success it is equal: but may not be written.
                let (failed, done) = (self.new_block(), self.new_block());
                self.branch(success, done, failed, 0);
                self.enter_sealed(failed);
                self.store(old, expected);
                self.jump(done);
                self.enter_sealed(done);
                Val::Scalar(self.widen_truth(success, ty))
            }
            B::SyncValCompareSwap | B::SyncBoolCompareSwap => {
                let expected = self.unit_argument(args[1], unit);
                let desired = self.unit_argument(args[2], unit);
                let (old, success) = self.atomic_cas(at, expected, desired);
                match op {
                    B::SyncBoolCompareSwap => Val::Scalar(self.widen_truth(success, ty)),
                    _ => self.of_unit(old, ty),
                }
            }
            _ => {
                let (rmw, yields_new) = match op {
                    B::AtomicFetchAdd => (RmwOp::Add, false),
                    B::AtomicFetchSub => (RmwOp::Sub, false),
                    B::AtomicFetchAnd => (RmwOp::And, false),
                    B::AtomicFetchOr => (RmwOp::Or, false),
                    B::AtomicFetchXor => (RmwOp::Xor, false),
                    B::AtomicFetchNand => (RmwOp::Nand, false),
                    B::AtomicAddFetch => (RmwOp::Add, true),
                    B::AtomicSubFetch => (RmwOp::Sub, true),
                    B::AtomicAndFetch => (RmwOp::And, true),
                    B::AtomicOrFetch => (RmwOp::Or, true),
                    B::AtomicXorFetch => (RmwOp::Xor, true),
                    _ => (RmwOp::Nand, true),
                };
                let v = self.unit_argument(args[1], unit);
                // What no bit of the old value gets through is an exchange.
                let exchange = match (rmw, self.f.constant(v)) {
                    (RmwOp::And, Some(0)) | (RmwOp::Or, Some(-1)) => RmwOp::Xchg,
                    _ => rmw,
                };
                let old = self.atomic_rmw(exchange, at, v);
                let result = if yields_new { self.redo(rmw, old, v) } else { old };
                self.of_unit(result, ty)
            }
        }
    }

    /// An operand in the type that travels.
    pub(crate) fn unit_argument(&mut self, arg: ExprId, unit: Type) -> Value {
        let ty = self.body.exprs[arg].ty;
        let value = self.expr(arg);
        match value {
            Val::Scalar(v) if self.f.ty(v).is_int_or_ptr() => {
                let signed = self.is_signed(ty);
                self.convert(v, unit, signed, signed)
            }
            value => self.bits_as_unit(value, ty, unit),
        }
    }

    /// What the read-modify-write stored.
    pub(crate) fn redo(&mut self, op: RmwOp, old: Value, v: Value) -> Value {
        let ir = self.f.ty(old);
        match op {
            RmwOp::Add => self.binary(Op::Iadd, old, v),
            RmwOp::Sub => self.binary(Op::Isub, old, v),
            RmwOp::And => self.binary(Op::And, old, v),
            RmwOp::Or => self.binary(Op::Or, old, v),
            RmwOp::Xor => self.binary(Op::Xor, old, v),
            RmwOp::Nand => {
                let and = self.binary(Op::And, old, v);
                self.unary(Op::Not, ir, and)
            }
            RmwOp::Xchg => v,
        }
    }

    /// A memory order for the library.
    pub(crate) fn order(&mut self, arg: Option<&ExprId>) -> Value {
        match arg {
            Some(&arg) => {
                let order = self.scalar(arg);
                self.convert(order, Type::I32, true, true)
            }
            None => self.iconst(Type::I32, i64::from(SEQ_CST)),
        }
    }

    /// Objects too large for an instruction.
    fn atomic_library(&mut self, op: Builtin, args: &[ExprId], object: Ty, ty: Ty) -> Val {
        use Builtin as B;
        let at = Addr::new(self.scalar(args[0]), 1);
        match op {
            B::AtomicLoad => {
                let order = self.order(args.get(1));
                let place = self.temporary(object);
                self.library_load(at, object, place, order)
            }
            B::AtomicStore => {
                let value = self.expr(args[1]);
                let order = self.order(args.get(2));
                self.library_store(value, at, object, order);
                Val::None
            }
            B::AtomicExchange => {
                let value = self.expr(args[1]);
                let new = self.in_memory(value, object);
                let old = self.temporary(object);
                let size = self.iconst(Type::I64, self.size_of(object) as i64);
                let (a, n, o) = (self.pointer(at), self.pointer(new), self.pointer(old));
                let order = self.order(args.get(2));
                self.runtime_call("__atomic_exchange", &[size, a, n, o, order], None);
                self.load_val(old, object)
            }
            B::AtomicCompareExchange => {
                let expected = Addr::new(self.scalar(args[1]), 1);
                let value = self.expr(args[2]);
                let desired = self.in_memory(value, object);
                let orders = [self.order(args.get(4)), self.order(args.get(5))];
                let done = self.generic_cas(at, expected, desired, object, orders);
                Val::Scalar(self.widen_truth(done, ty))
            }
            _ => {
                self.unsupported("this atomic operation on an object of this size");
                let zero = self.iconst(Type::I8, 0);
                let truth = self.icmp(IntCond::Ne, zero, zero);
                Val::Scalar(self.widen_truth(truth, ty))
            }
        }
    }
}
