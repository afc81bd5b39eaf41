//! Atomic operations (Intel SDM vol. 3, 9.1 and 9.2: aligned loads and stores are atomic, loads acquire, stores release;
//! only a store followed by a load needs a fence, which `xchg` and locked instructions are).

use super::{Cx, address, compare, memory, put};
use crate::Cond;
use crate::machine::{MachInst, Ops, RAX, gpr};
use crate::{Inst, M, Operand, Prefixes, Width};
use ir::{InstData, Op, RmwOp, Type};
use regalloc2::{RegClass, VReg};

fn locked(cx: &mut Cx<'_>, ops: Ops, mnemonic: crate::Mnemonic, width: Width, operands: &[Operand]) {
    cx.emit(MachInst::Inst(Inst::new(mnemonic, width, operands).with_prefix(Prefixes::LOCK)), &ops.list);
}

pub(super) fn lower(cx: &mut Cx<'_>, inst: ir::Inst) {
    let data = cx.data(inst);
    match data.op {
        Op::AtomicLoad => {
            let Some(result) = cx.f.result(inst) else { return };
            let into = cx.def(result);
            let mode = compare::load_mode(cx, data);
            memory::load(cx, data.ty, &mode, into);
        }
        Op::AtomicStore => {
            let value = cx.reg(data.args[0]);
            let mode = address::amode(cx, data.args[1], data.imm, data.mem().space);
            if data.aux == 5 && !super::in_xmm(data.ty) {
                let old = cx.temp(RegClass::Int);
                exchange(cx, data.ty, value, old, &mode);
            } else {
                memory::store_reg(cx, data.ty, value, &mode);
            }
        }
        Op::AtomicRmw => read_modify_write(cx, inst, data),
        Op::AtomicCas => compare_exchange(cx, inst, data),
        // Nothing later begins before it (Intel SDM, LFENCE).
        _ if data.imm == ir::SPECULATION_FENCE => put(cx, Ops::default(), M::LFENCE, Width::None, &[]),
        _ => {
            if data.aux == 5 && data.imm == 0 {
                put(cx, Ops::default(), M::MFENCE, Width::None, &[]);
            }
        }
    }
}

fn exchange(cx: &mut Cx<'_>, ty: Type, value: VReg, old: VReg, mode: &crate::machine::Amode) {
    let width = super::mem_width(ty);
    let mut ops = Ops::default();
    ops.gpr(value, width);
    let reg = ops.tied_gpr(old, 0, width);
    let mem = ops.mem(mode);
    put(cx, ops, M::XCHG, width, &[mem.into(), reg.into()]);
}

fn read_modify_write(cx: &mut Cx<'_>, inst: ir::Inst, data: &InstData) {
    let operation = RmwOp::from_aux(data.aux);
    let width = super::mem_width(data.ty);
    let Some(result) = cx.f.result(inst) else { return };
    let wanted = cx.is_wanted(result);
    let pointer = data.args[0];
    if !wanted {
        let mnemonic = match operation {
            RmwOp::Add => Some(M::ADD),
            RmwOp::Sub => Some(M::SUB),
            RmwOp::And => Some(M::AND),
            RmwOp::Or => Some(M::OR),
            RmwOp::Xor => Some(M::XOR),
            RmwOp::Nand | RmwOp::Xchg => None,
        };
        if let Some(mnemonic) = mnemonic {
            let right = match super::integer::immediate(cx, data.args[1]) {
                Some(n) => super::integer::Source::Imm(n),
                None => super::integer::Source::Reg(cx.reg(data.args[1])),
            };
            let mode = address::amode(cx, pointer, data.imm, data.mem().space);
            let mut ops = Ops::default();
            let mem = ops.mem(&mode);
            let right = right.operand(&mut ops, width);
            return locked(cx, ops, mnemonic, width, &[mem.into(), right]);
        }
    }
    let into = cx.def(result);
    let value = cx.reg(data.args[1]);
    match operation {
        RmwOp::Xchg => {
            let mode = address::amode(cx, pointer, data.imm, data.mem().space);
            exchange(cx, data.ty, value, into, &mode);
        }
        RmwOp::Add | RmwOp::Sub => {
            let mut addend = value;
            if operation == RmwOp::Sub {
                addend = cx.temp(RegClass::Int);
                let mut ops = Ops::default();
                ops.gpr(value, super::reg_width(data.ty));
                let dst = ops.tied_gpr(addend, 0, super::reg_width(data.ty));
                put(cx, ops, M::NEG, super::reg_width(data.ty), &[dst.into()]);
            }
            let mode = address::amode(cx, pointer, data.imm, data.mem().space);
            let mut ops = Ops::default();
            ops.gpr(addend, width);
            let reg = ops.tied_gpr(into, 0, width);
            let mem = ops.mem(&mode);
            locked(cx, ops, M::XADD, width, &[mem.into(), reg.into()]);
        }
        _ => {
            let mode = address::amode(cx, pointer, data.imm, data.mem().space);
            let start = cx.temp(RegClass::Int);
            address::lea(cx, &mode, start);
            let temp = cx.temp(RegClass::Int);
            let mut ops = Ops::default();
            ops.gpr_late(start, Width::W64);
            ops.gpr_late(value, width);
            ops.list.push(regalloc2::Operand::new(
                into,
                regalloc2::OperandConstraint::FixedReg(gpr(RAX)),
                regalloc2::OperandKind::Def,
                regalloc2::OperandPos::Early,
            ));
            ops.list.push(regalloc2::Operand::reg_temp(temp));
            cx.emit(MachInst::AtomicLoop(operation, width), &ops.list);
        }
    }
}

fn compare_exchange(cx: &mut Cx<'_>, inst: ir::Inst, data: &InstData) {
    let width = super::mem_width(data.ty);
    let mut results = cx.f.results(inst);
    let (Some(old), Some(success)) = (results.next(), results.next()) else { return };
    let old = if cx.is_wanted(old) { cx.def(old) } else { cx.temp(RegClass::Int) };
    let (expected, desired) = (cx.reg(data.args[1]), cx.reg(data.args[2]));
    let mode = address::amode(cx, data.args[0], data.imm, data.mem().space);
    let mut ops = Ops::default();
    let mem = ops.mem(&mode);
    let desired = ops.gpr(desired, width);
    ops.fixed_use(expected, gpr(RAX));
    ops.fixed_def(old, gpr(RAX));
    locked(cx, ops, M::CMPXCHG, width, &[mem.into(), desired.into()]);
    if cx.is_wanted(success) {
        let into = cx.def(success);
        compare::set(cx, Cond::E, into);
    }
}
