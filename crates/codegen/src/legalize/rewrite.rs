//! Replaces instructions by sequences: a block's instructions are copied one by one to a new list.

use super::Legalizer;
use diag::Loc;
use ir::{
    AbiParam, Function, Inst, InstData, IntCond, LibraryFunction, MemFlags, Op, ParamKind, Signature, Type,
    Value,
};
use target::{AbiArgKind, AbiPiece, AbiType, Leaf, Scalar};

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
        let slot = self.f.slots.push(ir::SlotData { size: u64::from(size), align: size.min(16) });
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
        let types: Vec<AbiType> = args.iter().map(|&arg| abi_type(self.f.ty(arg))).collect();
        let abi = l.abi.classify(&types, types.len(), false, Some(&abi_type(ret)));
        let mut sig = Signature { stack_size: abi.stack_size, ..Signature::default() };
        let param =
            |piece: &AbiPiece| AbiParam { ty: ir_type(piece.scalar), loc: piece.loc, kind: ParamKind::Value };
        let mut values = Vec::new();
        for (arg, &value) in abi.args.iter().zip(args) {
            let AbiArgKind::Pieces(pieces) = &arg.kind else { panic!("{name}: a scalar argument in memory") };
            match pieces[..] {
                [_, _] => {
                    sig.params.extend(pieces.iter().map(param));
                    let (low, high) = self.halves(value);
                    values.extend([low, high]);
                }
                _ => {
                    // A pointer stays one: calling conventions know it as an integer.
                    let ty = self.f.ty(value);
                    sig.params.extend(pieces.iter().map(|piece| AbiParam { ty, ..param(piece) }));
                    values.push(value);
                }
            }
        }
        let AbiArgKind::Pieces(pieces) = &abi.ret.kind else { panic!("{name}: a scalar result in memory") };
        sig.rets = pieces.iter().map(param).collect();
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

fn abi_type(ty: Type) -> AbiType {
    let size = u64::from(ty.bytes());
    let scalar = match ty {
        Type::I8 => Scalar::I8,
        Type::I16 => Scalar::I16,
        Type::I32 => Scalar::I32,
        Type::I128 => Scalar::I128,
        Type::F16 => Scalar::F16,
        Type::F32 => Scalar::F32,
        Type::F64 => Scalar::F64,
        Type::F80 => Scalar::F80,
        Type::F128 => Scalar::F128,
        _ => Scalar::I64,
    };
    AbiType {
        size,
        align: size as u32,
        leaves: vec![Leaf { offset: 0, scalar, unaligned: false }],
        aggregate: false,
        complex: false,
        signed: true,
    }
}

fn ir_type(scalar: Scalar) -> Type {
    match scalar {
        Scalar::I8 => Type::I8,
        Scalar::I16 => Type::I16,
        Scalar::I32 => Type::I32,
        Scalar::I128 => Type::I128,
        Scalar::F16 => Type::F16,
        Scalar::F32 => Type::F32,
        Scalar::F64 => Type::F64,
        Scalar::F80 => Type::F80,
        Scalar::F128 => Type::F128,
        _ => Type::I64,
    }
}
