//! Scalar floating point in xmm registers (Intel SDM vol. 1, chapters 10 and 11).

use super::integer::{extended, source_without_immediate};
use super::{Cx, compare, in_xmm, memory, put, reg_width};
use crate::machine::{Amode, Base, MachInst, Ops};
use crate::{Inst, M, Mnemonic, Operand, Width};
use ir::{Op, Type, Value};
use regalloc2::{RegClass, VReg};

/// A source operand.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// In a register.
    Reg(VReg),
    /// In memory.
    Mem(Amode),
}

impl Source {
    pub(crate) fn operand(&self, ops: &mut Ops) -> Operand {
        match self {
            Source::Reg(v) => ops.xmm(*v).into(),
            Source::Mem(mode) => ops.mem(mode).into(),
        }
    }
}

/// An f32 or f64 operand, in memory if it is a constant or a load that may move here.
pub(crate) fn source(cx: &mut Cx<'_>, value: Value) -> Source {
    if let Some((_, data)) = cx.pure_def(value)
        && data.op == Op::Fconst
        && data.imm != 0
        && matches!(data.ty, Type::F32 | Type::F64)
    {
        let index = cx.constant(data.imm as u64 as u128, data.ty.bytes() as u8);
        return Source::Mem(Amode::new(Base::Constant(index), 0));
    }
    if let Some((load, data)) = cx.sinkable_load(value)
        && matches!(data.ty, Type::F32 | Type::F64)
    {
        cx.sink(load);
        return Source::Mem(compare::load_mode(cx, data));
    }
    Source::Reg(cx.reg(value))
}

/// A constant in an xmm register.
pub(super) fn constant(cx: &mut Cx<'_>, bits: u128, ty: Type, into: VReg) {
    let mut ops = Ops::default();
    if bits == 0 {
        // `xorps` reads its operand only in name.
        let dst = ops.def_xmm(into);
        return put(cx, ops, M::XORPS, Width::None, &[dst.into(), dst.into()]);
    }
    if ty == Type::F16 {
        let half = cx.temp(RegClass::Int);
        super::integer::constant(cx, bits as i64, Type::I32, half);
        let src = ops.gpr(half, Width::W32);
        let dst = ops.def_xmm(into);
        return put(cx, ops, M::MOVD, Width::None, &[dst.into(), src.into()]);
    }
    let index = cx.constant(bits, ty.bytes() as u8);
    let mem = ops.mem(&Amode::new(Base::Constant(index), 0));
    let dst = ops.def_xmm(into);
    let mnemonic = if ty.bytes() == 16 { M::MOVAPS } else { memory::xmm_move(ty) };
    put(cx, ops, mnemonic, Width::None, &[dst.into(), mem.into()]);
}

fn two_address(cx: &mut Cx<'_>, mnemonic: Mnemonic, into: VReg, left: VReg, right: Source) {
    let mut ops = Ops::default();
    ops.xmm(left);
    let dst = ops.tied_xmm(into, 0);
    let right = right.operand(&mut ops);
    put(cx, ops, mnemonic, Width::None, &[dst.into(), right]);
}

fn by_type(ty: Type, single: Mnemonic, double: Mnemonic) -> Mnemonic {
    if ty == Type::F64 { double } else { single }
}

/// The sign bit, as a 16-byte constant that the packed logic instructions take from memory.
fn sign_mask(ty: Type) -> u128 {
    if ty == Type::F64 { 1 << 63 } else { 1 << 31 }
}

pub(super) fn lower(cx: &mut Cx<'_>, inst: ir::Inst) {
    let data = cx.data(inst);
    let Some(result) = cx.f.result(inst) else { return };
    let (a, b, ty) = (data.args[0], data.args[1], data.ty);
    match data.op {
        Op::Fadd | Op::Fsub | Op::Fmul | Op::Fdiv => {
            let mnemonic = match data.op {
                Op::Fadd => by_type(ty, M::ADDSS, M::ADDSD),
                Op::Fsub => by_type(ty, M::SUBSS, M::SUBSD),
                Op::Fmul => by_type(ty, M::MULSS, M::MULSD),
                _ => by_type(ty, M::DIVSS, M::DIVSD),
            };
            let commutes = matches!(data.op, Op::Fadd | Op::Fmul);
            let in_memory = |cx: &Cx<'_>, v: Value| {
                cx.sinkable_load(v).is_some() || cx.pure_def(v).is_some_and(|(_, d)| d.op == Op::Fconst)
            };
            let swap = commutes
                && !in_memory(cx, b)
                && (in_memory(cx, a) || (cx.use_count(a) > 1 && cx.use_count(b) == 1));
            let (a, b) = if swap { (b, a) } else { (a, b) };
            let into = cx.def(result);
            let left = cx.reg(a);
            let right = source(cx, b);
            two_address(cx, mnemonic, into, left, right);
        }
        Op::Fneg | Op::Fabs => {
            let into = cx.def(result);
            let operand = cx.reg(a);
            let (mnemonic, mask) = match data.op {
                Op::Fneg => (M::XORPS, sign_mask(ty)),
                _ => (
                    M::ANDPS,
                    if ty == Type::F64 { u128::from(u64::MAX >> 1) } else { u128::from(u32::MAX >> 1) },
                ),
            };
            let index = cx.constant(mask, 16);
            two_address(cx, mnemonic, into, operand, Source::Mem(Amode::new(Base::Constant(index), 0)));
        }
        Op::Fcopysign => {
            let into = cx.def(result);
            let (magnitude, sign) = (cx.reg(a), cx.reg(b));
            let sign_bit = cx.constant(sign_mask(ty), 16);
            let rest = cx.constant(sign_mask(ty) - 1, 16);
            let (x, y) = (cx.temp(RegClass::Float), cx.temp(RegClass::Float));
            two_address(cx, M::ANDPS, x, magnitude, Source::Mem(Amode::new(Base::Constant(rest), 0)));
            two_address(cx, M::ANDPS, y, sign, Source::Mem(Amode::new(Base::Constant(sign_bit), 0)));
            two_address(cx, M::ORPS, into, x, Source::Reg(y));
        }
        Op::Fsqrt => {
            let into = cx.def(result);
            let operand = source(cx, a);
            unary(cx, by_type(ty, M::SQRTSS, M::SQRTSD), into, operand);
        }
        Op::Fpext | Op::Fptrunc => {
            if cx.ty(a) == Type::F80 {
                return super::x87::to_xmm(cx, a, ty, result);
            }
            let into = cx.def(result);
            let operand = source(cx, a);
            unary(cx, by_type(ty, M::CVTSD2SS, M::CVTSS2SD), into, operand);
        }
        Op::FptoSi | Op::FptoUi => to_integer(cx, data.op == Op::FptoSi, a, ty, result),
        Op::SitoFp | Op::UitoFp => from_integer(cx, data.op == Op::SitoFp, a, ty, result),
        Op::Bitcast => bitcast(cx, a, ty, result),
        op => panic!("{} of {ty} was not legalised", op.name()),
    }
}

/// Instructions that leave the upper half of their destination alone: a memory operand would make them wait for it.
fn unary(cx: &mut Cx<'_>, mnemonic: Mnemonic, into: VReg, operand: Source) {
    let mut ops = Ops::default();
    let dst = ops.def_xmm(into);
    let src = operand.operand(&mut ops);
    let inst = Inst::new(mnemonic, Width::None, &[dst.into(), src]);
    match operand {
        Source::Mem(_) => cx.emit(MachInst::Fresh(inst), &ops.list),
        Source::Reg(_) => cx.emit(MachInst::Inst(inst), &ops.list),
    }
}

fn to_integer(cx: &mut Cx<'_>, signed: bool, a: Value, ty: Type, result: Value) {
    let from = cx.ty(a);
    if from == Type::F80 {
        return super::x87::to_integer(cx, signed, a, ty, result);
    }
    let into = cx.def(result);
    if !signed && ty == Type::I64 {
        let operand = cx.reg(a);
        let (general, vector) = (cx.temp(RegClass::Int), cx.temp(RegClass::Float));
        let mut ops = Ops::default();
        ops.list.push(regalloc2::Operand::reg_use_at_end(operand));
        ops.early_gpr(into, Width::W64);
        ops.list.push(regalloc2::Operand::reg_temp(general));
        ops.list.push(regalloc2::Operand::reg_temp(vector));
        return cx.emit(MachInst::FloatToU64(from == Type::F64), &ops.list);
    }
    // What fits 32 unsigned bits fits 64 signed ones.
    let width = if ty == Type::I64 || (!signed && ty == Type::I32) { Width::W64 } else { Width::W32 };
    let operand = source(cx, a);
    let mut ops = Ops::default();
    let dst = ops.def_gpr(into, width);
    let src = operand.operand(&mut ops);
    put(cx, ops, by_type(from, M::CVTTSS2SI, M::CVTTSD2SI), Width::None, &[dst.into(), src]);
}

fn from_integer(cx: &mut Cx<'_>, signed: bool, a: Value, ty: Type, result: Value) {
    let from = cx.ty(a);
    let into = cx.def(result);
    let mnemonic = by_type(ty, M::CVTSI2SS, M::CVTSI2SD);
    if !signed && from == Type::I64 {
        let operand = cx.reg(a);
        let (x, y) = (cx.temp(RegClass::Int), cx.temp(RegClass::Int));
        let mut ops = Ops::default();
        ops.gpr_late(operand, Width::W64);
        ops.list.push(regalloc2::Operand::reg_def_at_start(into));
        ops.list.push(regalloc2::Operand::reg_temp(x));
        ops.list.push(regalloc2::Operand::reg_temp(y));
        return cx.emit(MachInst::U64ToFloat(ty == Type::F64), &ops.list);
    }
    let width = if from == Type::I64 || (!signed && from == Type::I32) { Width::W64 } else { Width::W32 };
    let operand = match from.bytes() {
        4 if signed => source_without_immediate(cx, a, width),
        8 => source_without_immediate(cx, a, width),
        _ => super::integer::Source::Reg(extended(cx, a, signed, width)),
    };
    let mut ops = Ops::default();
    let dst = ops.def_xmm(into);
    let src = operand.operand(&mut ops, width);
    cx.emit(MachInst::Fresh(Inst::new(mnemonic, width, &[dst.into(), src])), &ops.list);
}

fn bitcast(cx: &mut Cx<'_>, a: Value, ty: Type, result: Value) {
    let from = cx.ty(a);
    if from == Type::F80 || ty == Type::F80 {
        panic!("bitcast of {from} to {ty} was not legalised");
    }
    if in_xmm(from) == in_xmm(ty) {
        return cx.alias(result, a);
    }
    let into = cx.def(result);
    let operand = cx.reg(a);
    let mut ops = Ops::default();
    let width = reg_width(if in_xmm(ty) { from } else { ty });
    let mnemonic = if width == Width::W64 { M::MOVQ } else { M::MOVD };
    if in_xmm(ty) {
        let src = ops.gpr(operand, width);
        let dst = ops.def_xmm(into);
        put(cx, ops, mnemonic, Width::None, &[dst.into(), src.into()]);
    } else {
        let src = ops.xmm(operand);
        let dst = ops.def_gpr(into, width);
        put(cx, ops, mnemonic, Width::None, &[dst.into(), src.into()]);
    }
}
