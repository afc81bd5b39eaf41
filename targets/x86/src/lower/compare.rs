//! Comparisons and what depends on them: set, conditional move, branch. Flags live only from one emitted instruction to
//! the next; all operands are in registers before the comparison.

use super::integer::{Source, immediate, source};
use super::{Cx, address, in_xmm, mem_width, put, reg_width, x87};
use crate::Cond;
use crate::machine::{Amode, MachInst, Ops, Test};
use crate::{M, Mnemonic, Width};
use ir::{FloatCond, InstData, IntCond, Op, Type, Value};
use regalloc2::{RegClass, VReg};

/// `cmovcc`
pub(crate) fn cmov(cond: Cond) -> Mnemonic {
    M::cmovcc(cond)
}

/// Emits `setcc`.
pub(crate) fn set(cx: &mut Cx<'_>, cond: Cond, into: VReg) {
    let mut ops = Ops::default();
    let dst = ops.def_gpr(into, Width::W8);
    put(cx, ops, M::setcc(cond), Width::None, &[dst.into()]);
}

fn int_cond(cond: IntCond) -> Cond {
    match cond {
        IntCond::Eq => Cond::E,
        IntCond::Ne => Cond::NE,
        IntCond::Slt => Cond::L,
        IntCond::Sle => Cond::LE,
        IntCond::Sgt => Cond::G,
        IntCond::Sge => Cond::GE,
        IntCond::Ult => Cond::B,
        IntCond::Ule => Cond::BE,
        IntCond::Ugt => Cond::A,
        IntCond::Uge => Cond::AE,
    }
}

/// How `comis` and `ucomis` answer a comparison: whether operands are exchanged, the test, whether it is quiet.
pub(crate) fn float_cond(cond: FloatCond) -> (bool, Test, bool) {
    use FloatCond as F;
    let one = Test::One;
    match cond {
        F::Oeq => (false, Test::And(Cond::E, Cond::NP), true),
        F::Une => (false, Test::Or(Cond::NE, Cond::P), true),
        F::Ogt => (false, one(Cond::A), false),
        F::Oge => (false, one(Cond::AE), false),
        F::Olt => (true, one(Cond::A), false),
        F::Ole => (true, one(Cond::AE), false),
        F::Qgt => (false, one(Cond::A), true),
        F::Qge => (false, one(Cond::AE), true),
        F::Qlt => (true, one(Cond::A), true),
        F::Qle => (true, one(Cond::AE), true),
        F::Ord => (false, one(Cond::NP), true),
        F::Uno => (false, one(Cond::P), true),
        F::One => (false, one(Cond::NE), true),
        F::Ueq => (false, one(Cond::E), true),
        F::Ult => (false, one(Cond::B), true),
        F::Ule => (false, one(Cond::BE), true),
        F::Ugt => (true, one(Cond::B), true),
        F::Uge => (true, one(Cond::BE), true),
    }
}

/// Emits what sets the flags for a condition (an i8, true unless 0), and says how to test them.
pub(crate) fn flags(cx: &mut Cx<'_>, condition: Value) -> Test {
    let mut inverted = false;
    let mut condition = condition;
    // !x, written x == 0.
    while let Some((_, data)) = cx.single_use_def(condition)
        && data.op == Op::Icmp
        && matches!(IntCond::from_aux(data.aux), IntCond::Eq | IntCond::Ne)
        && data.ty == Type::I8
        && cx.f.constant(data.args[1]) == Some(0)
        && cx.pure_def(data.args[0]).is_some_and(|(_, d)| matches!(d.op, Op::Icmp | Op::Fcmp))
    {
        inverted ^= IntCond::from_aux(data.aux) == IntCond::Eq;
        condition = data.args[0];
    }
    let test = match cx.single_use_def(condition) {
        Some((_, data)) if data.op == Op::Icmp => compare(cx, data),
        Some((_, data)) if data.op == Op::Fcmp => compare_floats(cx, data),
        _ => {
            let reg = cx.reg(condition);
            let mut ops = Ops::default();
            let a = ops.gpr(reg, Width::W8);
            put(cx, ops, M::TEST, Width::W8, &[a.into(), a.into()]);
            Test::One(Cond::NE)
        }
    };
    if inverted { test.inverted() } else { test }
}

/// Emits `cmp` or `test`.
fn compare(cx: &mut Cx<'_>, data: &InstData) -> Test {
    let width = mem_width(data.ty);
    let mut cond = IntCond::from_aux(data.aux);
    let (mut a, mut b) = (data.args[0], data.args[1]);
    if cx.f.constant(a).is_some() && cx.f.constant(b).is_none() {
        std::mem::swap(&mut a, &mut b);
        cond = cond.swapped();
    }
    if immediate(cx, b) == Some(0) {
        if matches!(cond, IntCond::Eq | IntCond::Ne)
            && let Some((_, and)) = cx.single_use_def(a)
            && and.op == Op::And
        {
            let (mut x, mut y) = (and.args[0], and.args[1]);
            if cx.f.constant(x).is_some() {
                std::mem::swap(&mut x, &mut y);
            }
            // `test` has no form with memory on the right; the left may be memory if the right is a constant.
            let (left, right) = match immediate(cx, y) {
                Some(n) => (super::integer::source_without_immediate(cx, x, width), Source::Imm(n)),
                None => (Source::Reg(cx.reg(x)), Source::Reg(cx.reg(y))),
            };
            let mut ops = Ops::default();
            let left = left.operand(&mut ops, width);
            let right = right.operand(&mut ops, width);
            put(cx, ops, M::TEST, width, &[left, right]);
            return Test::One(int_cond(cond));
        }
        if cx.sinkable_load(a).is_none() {
            let reg = cx.reg(a);
            let mut ops = Ops::default();
            let left = ops.gpr(reg, width);
            put(cx, ops, M::TEST, width, &[left.into(), left.into()]);
            let cond = match cond {
                IntCond::Slt => Cond::S,
                IntCond::Sge => Cond::S.inverted(),
                cond => int_cond(cond),
            };
            return Test::One(cond);
        }
    }
    // One operand may be memory, on either side.
    let (left, right) = if immediate(cx, b).is_some() {
        (super::integer::source_without_immediate(cx, a, width), source(cx, b, width))
    } else if cx.sinkable_load(b).is_some() {
        let left = cx.reg(a);
        (Source::Reg(left), super::integer::source_without_immediate(cx, b, width))
    } else {
        let right = cx.reg(b);
        (super::integer::source_without_immediate(cx, a, width), Source::Reg(right))
    };
    let mut ops = Ops::default();
    let left = left.operand(&mut ops, width);
    let right = right.operand(&mut ops, width);
    put(cx, ops, M::CMP, width, &[left, right]);
    Test::One(int_cond(cond))
}

fn compare_floats(cx: &mut Cx<'_>, data: &InstData) -> Test {
    let (swap, test, quiet) = float_cond(FloatCond::from_aux(data.aux));
    let (a, b) = match swap {
        true => (data.args[1], data.args[0]),
        false => (data.args[0], data.args[1]),
    };
    if data.ty == Type::F80 {
        x87::compare(cx, a, b, quiet);
        return test;
    }
    let left = cx.reg(a);
    let right = super::float::source(cx, b);
    let mnemonic = match (data.ty == Type::F64, quiet) {
        (true, true) => M::UCOMISD,
        (true, false) => M::COMISD,
        (false, true) => M::UCOMISS,
        (false, false) => M::COMISS,
    };
    let mut ops = Ops::default();
    let left = ops.xmm(left);
    let right = right.operand(&mut ops);
    put(cx, ops, mnemonic, Width::None, &[left.into(), right]);
    test
}

pub(super) fn lower(cx: &mut Cx<'_>, inst: ir::Inst) {
    let data = cx.data(inst);
    let Some(result) = cx.f.result(inst) else { return };
    match data.op {
        Op::Icmp | Op::Fcmp => {
            let into = cx.def(result);
            let test = match data.op {
                Op::Icmp => compare(cx, data),
                _ => compare_floats(cx, data),
            };
            materialize(cx, test, into);
        }
        _ => select(cx, data, result),
    }
}

/// A test as 0 or 1.
fn materialize(cx: &mut Cx<'_>, test: Test, into: VReg) {
    let (a, b, mnemonic) = match test {
        Test::One(cond) => return set(cx, cond, into),
        Test::And(a, b) => (a, b, M::AND),
        Test::Or(a, b) => (a, b, M::OR),
    };
    let (first, second) = (cx.temp(RegClass::Int), cx.temp(RegClass::Int));
    set(cx, a, first);
    set(cx, b, second);
    let mut ops = Ops::default();
    ops.gpr(first, Width::W32);
    let dst = ops.tied_gpr(into, 0, Width::W32);
    let other = ops.gpr(second, Width::W32);
    put(cx, ops, mnemonic, Width::W32, &[dst.into(), other.into()]);
}

fn select(cx: &mut Cx<'_>, data: &InstData, result: Value) {
    let into = cx.def(result);
    let (then, els) = (cx.reg(data.args[1]), cx.reg(data.args[2]));
    let test = flags(cx, data.args[0]);
    if in_xmm(data.ty) {
        let mut ops = Ops::default();
        ops.list.push(regalloc2::Operand::reg_use_at_end(then));
        ops.xmm(els);
        ops.tied_xmm(into, 1);
        cx.emit(MachInst::SelectXmm(test), &ops.list);
        return;
    }
    let width = reg_width(data.ty);
    let (first, second, then, els) = match test {
        Test::One(cond) => (Some(cond), None, then, els),
        Test::Or(a, b) => (Some(a), Some(b), then, els),
        // Both conditions: take the other value if either fails.
        Test::And(a, b) => (Some(a.inverted()), Some(b.inverted()), els, then),
    };
    let mut current = els;
    for (cond, last) in [(first, second.is_none()), (second, true)] {
        let Some(cond) = cond else { continue };
        let next = if last { into } else { cx.temp(RegClass::Int) };
        let mut ops = Ops::default();
        ops.gpr(current, width);
        let dst = ops.tied_gpr(next, 0, width);
        let other = ops.gpr(then, width);
        put(cx, ops, cmov(cond), width, &[dst.into(), other.into()]);
        current = next;
    }
}

/// Address of a load's memory.
pub(crate) fn load_mode(cx: &mut Cx<'_>, data: &InstData) -> Amode {
    address::amode(cx, data.args[0], data.imm, data.mem().space)
}
