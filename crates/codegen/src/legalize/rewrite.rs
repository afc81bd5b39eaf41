//! Replaces instructions by sequences: a block's instructions are copied one by one to a new list.

use super::Legalizer;
use diag::Loc;
use ir::{Function, Inst, InstData, IntCond, LibraryFunction, MemFlags, Op, ScalarCall, Type, Value};

/// Where new instructions go.
pub(super) struct Rewriter<'a> {
    pub(super) f: &'a mut Function,
    pub(super) out: Vec<Inst>,
    pub(super) loc: Loc,
}

impl Rewriter<'_> {
    pub(super) fn push(&mut self, data: InstData, results: &[Type]) -> Inst {
        let inst = self.f.new_inst(data, self.loc);
        if !results.is_empty() {
            self.f.make_results(inst, results);
        }
        self.out.push(inst);
        inst
    }

    pub(super) fn value(&mut self, data: InstData, ty: Type) -> Value {
        let inst = self.push(data, &[ty]);
        match self.f.result(inst) {
            Some(value) => value,
            None => panic!("{} has no result", data.op.name()),
        }
    }

    pub(super) fn unary(&mut self, op: Op, ty: Type, a: Value) -> Value {
        self.value(InstData::new(op, ty, &[a]), ty)
    }

    pub(super) fn binary(&mut self, op: Op, a: Value, b: Value) -> Value {
        let ty = self.f.ty(a);
        self.value(InstData::new(op, ty, &[a, b]), ty)
    }

    pub(super) fn two(&mut self, op: Op, a: Value, b: Value) -> (Value, Value) {
        let ty = self.f.ty(a);
        let inst = self.push(InstData::new(op, ty, &[a, b]), &[ty, Type::I8]);
        let mut results = self.f.results(inst);
        match (results.next(), results.next()) {
            (Some(value), Some(flag)) => (value, flag),
            _ => panic!("{} has two results", op.name()),
        }
    }

    pub(super) fn icmp(&mut self, cond: IntCond, a: Value, b: Value) -> Value {
        let ty = self.f.ty(a);
        self.value(InstData::new(Op::Icmp, ty, &[a, b]).with_aux(cond as u8), Type::I8)
    }

    pub(super) fn select(&mut self, cond: Value, a: Value, b: Value) -> Value {
        let ty = self.f.ty(a);
        self.value(InstData::new(Op::Select, ty, &[cond, a, b]), ty)
    }

    pub(super) fn iconst(&mut self, ty: Type, n: i64) -> Value {
        self.value(InstData::new(Op::Iconst, ty, &[]).with_imm(n), ty)
    }

    pub(super) fn shift(&mut self, op: Op, a: Value, n: u32) -> Value {
        let n = self.iconst(Type::I32, i64::from(n));
        self.binary(op, a, n)
    }

    /// The address of a new slot.
    pub(super) fn slot(&mut self, size: u32) -> Value {
        let slot = self.f.slots.push(ir::SlotData {
            size: u64::from(size),
            align: size.min(16),
            ..ir::SlotData::default()
        });
        let mut data = InstData::new(Op::StackAddr, Type::PTR, &[]);
        data.x = slot.as_u32();
        self.value(data, Type::PTR)
    }

    pub(super) fn load(&mut self, ty: Type, from: Value, offset: i64) -> Value {
        let flags = MemFlags::aligned(ty.bytes().min(8));
        self.value(InstData::new(Op::Load, ty, &[from]).with_imm(offset).with_mem(flags), ty)
    }

    pub(super) fn store(&mut self, v: Value, to: Value, offset: i64) {
        let ty = self.f.ty(v);
        let flags = MemFlags::aligned(ty.bytes().min(8));
        self.push(InstData::new(Op::Store, ty, &[v, to]).with_imm(offset).with_mem(flags), &[]);
    }

    /// The halves of a 128-bit integer.
    pub(super) fn halves(&mut self, v: Value) -> (Value, Value) {
        let low = self.unary(Op::Trunc, Type::I64, v);
        let high = self.shift(Op::Lshr, v, 64);
        (low, self.unary(Op::Trunc, Type::I64, high))
    }

    /// A 128-bit integer of its halves.
    pub(super) fn join(&mut self, low: Value, high: Value) -> Value {
        let low = self.unary(Op::Zext, Type::I128, low);
        let high = self.unary(Op::Zext, Type::I128, high);
        let high = self.shift(Op::Shl, high, 64);
        self.binary(Op::Or, low, high)
    }

    /// Calls a function of the runtime library on scalars.
    pub(super) fn call(
        &mut self,
        l: &Legalizer<'_>,
        callee: LibraryFunction,
        args: &[Value],
        ret: Type,
    ) -> Value {
        let name = callee.name();
        let types: Vec<Type> = args.iter().map(|&arg| self.f.ty(arg)).collect();
        let ScalarCall { sig, pieces } = ScalarCall::new(l.abi, &types, Some(ret));
        let mut values = Vec::new();
        for (count, &value) in pieces.into_iter().zip(args) {
            match count {
                1 => values.push(value),
                _ => {
                    let (low, high) = self.halves(value);
                    values.extend([low, high]);
                }
            }
        }
        let rets: Vec<Type> = sig.rets.iter().map(|ret| ret.ty).collect();
        let mut data = InstData::new(Op::Call, Type::NONE, &[]).with_imm(i64::from(callee.symbol().as_u32()));
        data.x = self.f.sigs.push(sig).as_u32();
        data.list.extend(values, &mut self.f.lists);
        let inst = self.push(data, &rets);
        let results: Vec<Value> = self.f.results(inst).collect();
        match results[..] {
            [low, high] => self.join(low, high),
            [one] => one,
            _ => panic!("{name}: a result in {} pieces", results.len()),
        }
    }
}
