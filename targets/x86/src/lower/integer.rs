//! Integer arithmetic (Intel SDM vol. 2). Values narrower than 32 bits live in 32-bit registers whose upper bits mean
//! nothing; what looks at them extends first.

use super::{Cx, address, compare, copy_gpr, mem_width, put, reg_width};
use crate::Cond;
use crate::machine::{Amode, Base, Ops, RAX, RCX, RDX, gpr};
use crate::{M, Mnemonic, Operand, Width};
use ir::{Op, Type, Value};
use regalloc2::{RegClass, VReg};

/// A source operand.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// In a register.
    Reg(VReg),
    /// An immediate of 32 bits, sign-extended.
    Imm(i64),
    /// In memory, as wide as the operation.
    Mem(Amode),
}

impl Source {
    /// As an operand of the instruction under construction.
    pub(crate) fn operand(&self, ops: &mut Ops, width: Width) -> Operand {
        match self {
            Source::Reg(v) => ops.gpr(*v, width).into(),
            Source::Imm(n) => (*n).into(),
            Source::Mem(mode) => ops.mem(mode).into(),
        }
    }
}

/// An integer constant in a register.
pub(super) fn constant(cx: &mut Cx<'_>, n: i64, ty: Type, into: VReg) {
    let mut ops = Ops::default();
    let n = match ty.bytes() {
        1 => i64::from(n as u8),
        2 => i64::from(n as u16),
        4 => i64::from(n as u32),
        _ => n,
    };
    let width = if u32::try_from(n).is_ok() { Width::W32 } else { Width::W64 };
    let dst = ops.def_gpr(into, width);
    let (mnemonic, n) = match i32::try_from(n) {
        Ok(_) => (M::MOV, n),
        Err(_) if width == Width::W32 => (M::MOV, n),
        Err(_) => (M::MOVABS, n),
    };
    put(cx, ops, mnemonic, width, &[dst.into(), n.into()]);
}

/// The value of an integer constant as a sign-extended immediate, if it fits one of this type.
pub(crate) fn immediate(cx: &Cx<'_>, value: Value) -> Option<i64> {
    let n = cx.f.constant(value)?;
    let n = match cx.ty(value).bytes() {
        1 => i64::from(n as i8),
        2 => i64::from(n as i16),
        4 => i64::from(n as i32),
        _ => n,
    };
    i32::try_from(n).is_ok().then_some(n)
}

/// An operand as immediate, memory (if `width` is that of the type) or register.
pub(crate) fn source(cx: &mut Cx<'_>, value: Value, width: Width) -> Source {
    if let Some(n) = immediate(cx, value) {
        return Source::Imm(n);
    }
    source_without_immediate(cx, value, width)
}

pub(crate) fn source_without_immediate(cx: &mut Cx<'_>, value: Value, width: Width) -> Source {
    if mem_width(cx.ty(value)) == width
        && let Some((load, data)) = cx.sinkable_load(value)
    {
        cx.sink(load);
        return Source::Mem(address::amode(cx, data.args[0], data.imm, data.mem().space));
    }
    Source::Reg(cx.reg(value))
}

/// `into = op into, source` with the left operand in a register.
fn two_address(cx: &mut Cx<'_>, mnemonic: Mnemonic, width: Width, into: VReg, left: VReg, right: Source) {
    let mut ops = Ops::default();
    ops.gpr(left, width);
    let dst = ops.tied_gpr(into, 0, width);
    let right = right.operand(&mut ops, width);
    put(cx, ops, mnemonic, width, &[dst.into(), right]);
}

fn one_address(cx: &mut Cx<'_>, mnemonic: Mnemonic, width: Width, into: VReg, operand: VReg) {
    let mut ops = Ops::default();
    ops.gpr(operand, width);
    let dst = ops.tied_gpr(into, 0, width);
    put(cx, ops, mnemonic, width, &[dst.into()]);
}

/// The value extended to 32 or 64 bits in a register of its own.
pub(crate) fn extended(cx: &mut Cx<'_>, value: Value, signed: bool, to: Width) -> VReg {
    let ty = cx.ty(value);
    if mem_width(ty) == to {
        return cx.reg(value);
    }
    let into = cx.temp(RegClass::Int);
    extend(cx, value, signed, to, into);
    into
}

fn extend(cx: &mut Cx<'_>, value: Value, signed: bool, to: Width, into: VReg) {
    let ty = cx.ty(value);
    if let Some(n) = cx.f.constant(value) {
        let n = match (ty.bytes(), signed) {
            (1, true) => i64::from(n as i8),
            (1, false) => i64::from(n as u8),
            (2, true) => i64::from(n as i16),
            (2, false) => i64::from(n as u16),
            (4, true) => i64::from(n as i32),
            (4, false) => i64::from(n as u32),
            _ => n,
        };
        return constant(cx, n, if to == Width::W64 { Type::I64 } else { Type::I32 }, into);
    }
    let from = mem_width(ty);
    let right = source_without_immediate(cx, value, from);
    let mut ops = Ops::default();
    let mut operand = right.operand(&mut ops, from);
    if let Operand::Mem(mem) = &mut operand {
        mem.size = ty.bytes() as u8;
    }
    if signed {
        let dst = ops.def_gpr(into, to);
        put(cx, ops, M::MOVSX, Width::None, &[dst.into(), operand]);
    } else {
        // Writing 32 bits clears the upper half.
        let dst = ops.def_gpr(into, Width::W32);
        let (mnemonic, width) =
            if from == Width::W32 { (M::MOV, Width::W32) } else { (M::MOVZX, Width::None) };
        put(cx, ops, mnemonic, width, &[dst.into(), operand]);
    }
}

pub(super) fn lower(cx: &mut Cx<'_>, inst: ir::Inst) {
    let data = cx.data(inst);
    let ty = data.ty;
    let width = reg_width(ty);
    let Some(result) = cx.f.result(inst) else { return };
    let (a, b) = (data.args[0], data.args[1]);
    match data.op {
        Op::Iadd => add(cx, ty, a, b, result),
        Op::Isub => {
            let into = cx.def(result);
            if let Some(n) = immediate(cx, b).filter(|&n| i32::try_from(-n).is_ok())
                && cx.use_count(a) > 1
            {
                let mode = Amode::new(Base::Reg(cx.reg(a)), -n);
                return lea(cx, &mode, into, width);
            }
            let left = cx.reg(a);
            let right = source(cx, b, width);
            two_address(cx, M::SUB, width, into, left, right);
        }
        Op::And | Op::Or | Op::Xor => {
            let mnemonic = match data.op {
                Op::And => M::AND,
                Op::Or => M::OR,
                _ => M::XOR,
            };
            commutative(cx, mnemonic, width, a, b, result);
        }
        Op::Imul => multiply(cx, ty, a, b, result),
        Op::Sdiv | Op::Udiv | Op::Srem | Op::Urem => divide(cx, data.op, ty, a, b, result),
        Op::Smulhi | Op::Umulhi => {
            let into = cx.def(result);
            high_product(cx, data.op == Op::Smulhi, width, a, b, None, Some(into));
        }
        Op::Shl | Op::Lshr | Op::Ashr | Op::Rotl | Op::Rotr => shift(cx, data.op, ty, a, b, result),
        Op::Ineg | Op::Not => {
            let into = cx.def(result);
            let operand = cx.reg(a);
            one_address(cx, if data.op == Op::Ineg { M::NEG } else { M::NOT }, width, into, operand);
        }
        Op::Clz | Op::Ctz => count_zeros(cx, data.op == Op::Clz, data.aux == 1, width, a, result),
        Op::Bswap => {
            let into = cx.def(result);
            let operand = cx.reg(a);
            if ty == Type::I16 {
                let mut ops = Ops::default();
                ops.gpr(operand, Width::W16);
                let dst = ops.tied_gpr(into, 0, Width::W16);
                put(cx, ops, M::ROL, Width::W16, &[dst.into(), 8.into()]);
            } else {
                one_address(cx, M::BSWAP, width, into, operand);
            }
        }
        Op::Trunc => cx.alias(result, a),
        Op::Zext | Op::Sext => {
            let into = cx.def(result);
            extend(cx, a, data.op == Op::Sext, width, into);
        }
        Op::SaddOv | Op::UaddOv | Op::SsubOv | Op::UsubOv | Op::SmulOv | Op::UmulOv => overflow(cx, inst),
        op => panic!("{} of {ty} was not legalised", op.name()),
    }
}

fn lea(cx: &mut Cx<'_>, mode: &Amode, into: VReg, width: Width) {
    let mut ops = Ops::default();
    let mem = ops.mem(mode);
    let dst = ops.def_gpr(into, width);
    put(cx, ops, M::LEA, width, &[dst.into(), mem.into()]);
}

fn add(cx: &mut Cx<'_>, ty: Type, a: Value, b: Value, result: Value) {
    let width = reg_width(ty);
    let (a, b) = if cx.f.constant(a).is_some() { (b, a) } else { (a, b) };
    // lea leaves its operands alone: no copy is needed where they live on.
    if let Some(n) = immediate(cx, b) {
        if cx.use_count(a) > 1 {
            let mode = Amode::new(Base::Reg(cx.reg(a)), n);
            let into = cx.def(result);
            return lea(cx, &mode, into, width);
        }
    } else if let Some((value, scale)) = scaled_operand(cx, b, ty).filter(|_| ty.bytes() >= 4) {
        let mode = Amode { index: Some((cx.reg(value), scale)), ..Amode::new(Base::Reg(cx.reg(a)), 0) };
        let into = cx.def(result);
        return lea(cx, &mode, into, width);
    } else if cx.use_count(a) > 1 && cx.use_count(b) > 1 {
        let mode = Amode { index: Some((cx.reg(b), 1)), ..Amode::new(Base::Reg(cx.reg(a)), 0) };
        let into = cx.def(result);
        return lea(cx, &mode, into, width);
    }
    commutative(cx, M::ADD, width, a, b, result);
}

/// A single-use shift by 1 to 3.
fn scaled_operand(cx: &Cx<'_>, value: Value, ty: Type) -> Option<(Value, u8)> {
    let (_, data) = cx.single_use_def(value).filter(|(_, data)| data.op == Op::Shl)?;
    match cx.f.constant(data.args[1]) {
        Some(n @ 1..=3) if data.ty == ty => Some((data.args[0], 1 << n)),
        _ => None,
    }
}

fn commutative(cx: &mut Cx<'_>, mnemonic: Mnemonic, width: Width, a: Value, b: Value, result: Value) {
    let (mut left, mut right) = (a, b);
    let prefer_swap = cx.f.constant(left).is_some()
        || (immediate(cx, right).is_none()
            && cx.sinkable_load(right).is_none()
            && (cx.sinkable_load(left).is_some() || (cx.use_count(left) > 1 && cx.use_count(right) == 1)));
    if prefer_swap {
        std::mem::swap(&mut left, &mut right);
    }
    let into = cx.def(result);
    let left = cx.reg(left);
    let right = source(cx, right, width);
    two_address(cx, mnemonic, width, into, left, right);
}

fn multiply(cx: &mut Cx<'_>, ty: Type, a: Value, b: Value, result: Value) {
    let width = reg_width(ty);
    let (a, b) = if cx.f.constant(a).is_some() { (b, a) } else { (a, b) };
    let into = cx.def(result);
    if let Some(n) = immediate(cx, b) {
        match n {
            3 | 5 | 9 => {
                let operand = cx.reg(a);
                let mode = Amode { index: Some((operand, n as u8 - 1)), ..Amode::new(Base::Reg(operand), 0) };
                return lea(cx, &mode, into, width);
            }
            n if n > 0 && (n as u64).is_power_of_two() => {
                let operand = cx.reg(a);
                let shift = Source::Imm(i64::from(n.trailing_zeros()));
                return two_address(cx, M::SHL, width, into, operand, shift);
            }
            n => {
                let right = source_without_immediate(cx, a, width);
                let mut ops = Ops::default();
                let right = right.operand(&mut ops, width);
                let dst = ops.def_gpr(into, width);
                return put(cx, ops, M::IMUL, width, &[dst.into(), right, n.into()]);
            }
        }
    }
    let left = cx.reg(a);
    let right = source(cx, b, width);
    two_address(cx, M::IMUL, width, into, left, right);
}

/// `div` and `idiv` take the dividend in `rdx:rax` and leave quotient and remainder there.
fn divide(cx: &mut Cx<'_>, op: Op, ty: Type, a: Value, b: Value, result: Value) {
    let signed = matches!(op, Op::Sdiv | Op::Srem);
    let quotient = matches!(op, Op::Sdiv | Op::Udiv);
    let width = reg_width(ty);
    let into = cx.def(result);
    if !signed
        && let Some(n) =
            cx.f.constant(b).filter(|&n| n > 0 && (n as u64).is_power_of_two() && ty.bytes() >= 4)
    {
        let operand = cx.reg(a);
        if quotient {
            return match n.trailing_zeros() {
                0 => copy_gpr(cx, into, operand, width),
                shift => two_address(cx, M::SHR, width, into, operand, Source::Imm(i64::from(shift))),
            };
        }
        if i32::try_from(n - 1).is_ok() {
            return two_address(cx, M::AND, width, into, operand, Source::Imm(n - 1));
        }
    }
    let dividend = extended(cx, a, signed, width);
    let divisor = match ty.bytes() {
        1 | 2 => Source::Reg(extended(cx, b, signed, width)),
        _ => source_without_immediate(cx, b, width),
    };
    let high = cx.temp(RegClass::Int);
    let mut ops = Ops::default();
    if signed {
        ops.fixed_use(dividend, gpr(RAX));
        ops.fixed_def(high, gpr(RDX));
        let mnemonic = if width == Width::W64 { M::CQTO } else { M::CLTD };
        put(cx, ops, mnemonic, Width::None, &[]);
    } else {
        let dst = ops.def_gpr(high, Width::W32);
        put(cx, ops, M::MOV, Width::W32, &[dst.into(), 0.into()]);
    }
    let mut ops = Ops::default();
    let divisor = divisor.operand(&mut ops, width);
    ops.fixed_use(dividend, gpr(RAX));
    ops.fixed_use(high, gpr(RDX));
    let other = cx.temp(RegClass::Int);
    let (low, high) = if quotient { (into, other) } else { (other, into) };
    ops.fixed_def(low, gpr(RAX));
    ops.fixed_def(high, gpr(RDX));
    put(cx, ops, if signed { M::IDIV } else { M::DIV }, width, &[divisor]);
}

/// `mul` and `imul` with one operand: `rdx:rax = rax * operand`.
fn high_product(
    cx: &mut Cx<'_>,
    signed: bool,
    width: Width,
    a: Value,
    b: Value,
    low: Option<VReg>,
    high: Option<VReg>,
) {
    let left = cx.reg(a);
    let right = source_without_immediate(cx, b, width);
    let low = low.unwrap_or_else(|| cx.temp(RegClass::Int));
    let high = high.unwrap_or_else(|| cx.temp(RegClass::Int));
    let mut ops = Ops::default();
    let right = right.operand(&mut ops, width);
    ops.fixed_use(left, gpr(RAX));
    ops.fixed_def(low, gpr(RAX));
    ops.fixed_def(high, gpr(RDX));
    put(cx, ops, if signed { M::IMUL } else { M::MUL }, width, &[right]);
}

fn shift(cx: &mut Cx<'_>, op: Op, ty: Type, a: Value, b: Value, result: Value) {
    let mnemonic = match op {
        Op::Shl => M::SHL,
        Op::Lshr => M::SHR,
        Op::Ashr => M::SAR,
        Op::Rotl => M::ROL,
        _ => M::ROR,
    };
    let rotates = matches!(op, Op::Rotl | Op::Rotr);
    // Rotations need the type's own width; right shifts of narrow values need defined upper bits.
    let width = if rotates { mem_width(ty) } else { reg_width(ty) };
    let into = cx.def(result);
    let left = match op {
        Op::Lshr | Op::Ashr if ty.bytes() < 4 => extended(cx, a, op == Op::Ashr, width),
        _ => cx.reg(a),
    };
    let bits = i64::from(ty.bits());
    if let Some(n) = cx.f.constant(b) {
        let n = n & (bits - 1);
        return match n {
            0 => copy_gpr(cx, into, left, reg_width(ty)),
            _ => two_address(cx, mnemonic, width, into, left, Source::Imm(n)),
        };
    }
    let mut count = cx.reg(b);
    if ty.bytes() < 4 && !rotates {
        let masked = cx.temp(RegClass::Int);
        two_address(cx, M::AND, Width::W32, masked, count, Source::Imm(bits - 1));
        count = masked;
    }
    let mut ops = Ops::default();
    ops.gpr(left, width);
    let dst = ops.tied_gpr(into, 0, width);
    ops.fixed_use(count, gpr(RCX));
    put(cx, ops, mnemonic, width, &[dst.into(), crate::Reg::CL.into()]);
}

/// `bsr` and `bsf` leave their result undefined for 0, where IR wants the width.
fn count_zeros(cx: &mut Cx<'_>, leading: bool, nonzero: bool, width: Width, a: Value, result: Value) {
    let bits = i64::from(width.bytes()) * 8;
    let into = cx.def(result);
    let operand = cx.reg(a);
    let index = if nonzero && !leading { into } else { cx.temp(RegClass::Int) };
    let fallback = cx.temp(RegClass::Int);
    if !nonzero {
        // For bsr, the index that the exclusive or below turns into the width.
        let none = if leading { 2 * bits - 1 } else { bits };
        constant(cx, none, Type::I32, fallback);
    }
    let mut ops = Ops::default();
    let src = ops.gpr(operand, width);
    let dst = ops.def_gpr(index, width);
    put(cx, ops, if leading { M::BSR } else { M::BSF }, width, &[dst.into(), src.into()]);
    let mut found = index;
    if !nonzero {
        found = if leading { cx.temp(RegClass::Int) } else { into };
        let mut ops = Ops::default();
        ops.gpr(index, width);
        let dst = ops.tied_gpr(found, 0, width);
        let other = ops.gpr(fallback, width);
        put(cx, ops, compare::cmov(Cond::E), width, &[dst.into(), other.into()]);
    }
    if leading {
        two_address(cx, M::XOR, width, into, found, Source::Imm(bits - 1));
    }
}

fn overflow(cx: &mut Cx<'_>, inst: ir::Inst) {
    let data = cx.data(inst);
    let width = mem_width(data.ty);
    let mut results = cx.f.results(inst);
    let (Some(value), Some(flag)) = (results.next(), results.next()) else { return };
    let (mnemonic, cond) = match data.op {
        Op::SaddOv => (M::ADD, Cond::O),
        Op::UaddOv => (M::ADD, Cond::B),
        Op::SsubOv => (M::SUB, Cond::O),
        Op::UsubOv => (M::SUB, Cond::B),
        _ => (M::IMUL, Cond::O),
    };
    let into = cx.def(value);
    if data.op == Op::UmulOv {
        high_product(cx, false, width, data.args[0], data.args[1], Some(into), None);
    } else {
        let left = cx.reg(data.args[0]);
        let right = source(cx, data.args[1], width);
        if mnemonic == M::IMUL && matches!(right, Source::Imm(_)) {
            let mut ops = Ops::default();
            let left = ops.gpr(left, width);
            let right = right.operand(&mut ops, width);
            let dst = ops.def_gpr(into, width);
            put(cx, ops, M::IMUL, width, &[dst.into(), left.into(), right]);
        } else {
            two_address(cx, mnemonic, width, into, left, right);
        }
    }
    if cx.is_wanted(flag) {
        let into = cx.def(flag);
        compare::set(cx, cond, into);
    }
}
