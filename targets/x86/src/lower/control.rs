//! Control flow, and what looks at the frame.

use super::{Cx, compare, put};
use crate::machine::{MachInst, Ops, Test, gpr};
use crate::{M, Reg, Width};
use codegen::machine::Flow;
use ir::{Inst, Op};
use regalloc2::{PRegSet, RegClass};

fn none() -> PRegSet {
    PRegSet::empty()
}

pub(super) fn lower(cx: &mut Cx<'_>, inst: Inst) {
    let data = cx.data(inst);
    match data.op {
        Op::Jump => {
            let to = cx.number(cx.f.edges_of(inst)[0].block);
            cx.emit_with(MachInst::Jump(to), &[], none(), Flow::Branch);
        }
        Op::Br => {
            let edges = cx.f.edges_of(inst);
            let (then, els) = (cx.number(edges[0].block), cx.number(edges[1].block));
            if let Some(n) = cx.f.constant(data.args[0]) {
                // Both edges stay edges of the block: the allocator has seen them.
                let test = if n & 0xff != 0 { then } else { els };
                let other = if n & 0xff != 0 { els } else { then };
                return cx.emit_with(MachInst::Always(test, other), &[], none(), Flow::Branch);
            }
            let test: Test = compare::flags(cx, data.args[0]);
            cx.emit_with(MachInst::Branch(test, then, els), &[], none(), Flow::Branch);
        }
        Op::Switch => {
            // Dense and in range: codegen made it so. Edge 0 is never taken.
            let table = cx.f.switches[data.imm as usize].clone();
            let edges = cx.f.edges_of(inst);
            let targets =
                table.cases.iter().map(|&(_, _, edge)| cx.number(edges[edge as usize].block)).collect();
            cx.out.tables.push(targets);
            let number = cx.out.tables.len() as u32 - 1;
            let index = super::integer::extended(cx, data.args[0], false, Width::W64);
            let (x, y) = (cx.temp(RegClass::Int), cx.temp(RegClass::Int));
            let mut ops = Ops::default();
            ops.gpr_late(index, Width::W64);
            ops.list.push(regalloc2::Operand::reg_temp(x));
            ops.list.push(regalloc2::Operand::reg_temp(y));
            cx.emit_with(MachInst::TableJump(number), &ops.list, none(), Flow::Branch);
        }
        Op::IndirectBr => {
            let address = cx.reg(data.args[0]);
            let mut ops = Ops::default();
            let reg = ops.gpr(address, Width::W64);
            let jump = crate::Inst::new(M::JMP, Width::W64, &[reg.into()]);
            let flow = if cx.f.edges_of(inst).is_empty() { Flow::Return } else { Flow::Branch };
            cx.emit_with(MachInst::Inst(jump), &ops.list, none(), flow);
        }
        Op::Unreachable => {
            cx.emit_with(MachInst::Unreachable, &[], none(), Flow::Return);
        }
        Op::Trap => {
            let ud2 = crate::Inst::new(M::UD2, Width::None, &[]);
            cx.emit_with(MachInst::Inst(ud2), &[], none(), Flow::Return);
        }
        Op::Alloca => alloca(cx, inst),
        Op::StackSave => {
            let Some(result) = cx.f.result(inst) else { return };
            cx.out.frame.dynamic = true;
            let into = cx.def(result);
            let mut ops = Ops::default();
            ops.def_gpr(into, Width::W64);
            cx.emit(MachInst::StackSave, &ops.list);
        }
        Op::StackRestore => {
            cx.out.frame.dynamic = true;
            let from = cx.reg(data.args[0]);
            let mut ops = Ops::default();
            ops.gpr(from, Width::W64);
            cx.emit(MachInst::StackRestore, &ops.list);
        }
        Op::FrameAddr | Op::ReturnAddr => {
            let Some(result) = cx.f.result(inst) else { return };
            cx.out.frame.needs_frame_pointer = true;
            let into = cx.def(result);
            let level = data.imm.clamp(0, i64::from(u32::MAX)) as u32;
            let frame = if data.op == Op::FrameAddr { into } else { cx.temp(RegClass::Int) };
            let mut ops = Ops::default();
            ops.early_gpr(frame, Width::W64);
            cx.emit(MachInst::FrameAddress(level), &ops.list);
            if data.op == Op::ReturnAddr {
                let mut ops = Ops::default();
                let base = ops.gpr(frame, Width::W64);
                let dst = ops.def_gpr(into, Width::W64);
                put(cx, ops, M::MOV, Width::W64, &[dst.into(), crate::Mem::base(base, 8).into()]);
            }
        }
        Op::DwarfCfa => {
            let Some(result) = cx.f.result(inst) else { return };
            let into = cx.def(result);
            super::address::lea(cx, &crate::machine::Amode::new(crate::machine::Base::Incoming, 0), into);
        }
        Op::SetjmpBuiltin => {
            let Some(result) = cx.f.result(inst) else { return };
            cx.out.frame.needs_frame_pointer = true;
            let into = cx.def(result);
            let buffer = cx.reg(data.args[0]);
            let mut ops = Ops::default();
            ops.gpr(buffer, Width::W64);
            ops.fixed_def(into, gpr(crate::machine::RAX));
            // Whoever comes back brings only the stack and frame pointers.
            let mut clobbers = PRegSet::empty();
            (0..16u8).filter(|n| ![0, 4, 5].contains(n)).for_each(|n| clobbers.add(gpr(n)));
            (0..16u8).for_each(|n| clobbers.add(crate::machine::xmm(n)));
            cx.emit_with(MachInst::Setjmp, &ops.list, clobbers, Flow::Next);
        }
        Op::LongjmpBuiltin => {
            let buffer = cx.reg(data.args[0]);
            let mut ops = Ops::default();
            ops.fixed_use(buffer, gpr(crate::machine::RAX));
            cx.emit_with(MachInst::Longjmp, &ops.list, none(), Flow::Return);
        }
        _ => {}
    }
}

/// Moves the stack pointer down, by a multiple of 16 bytes; the block lies above the outgoing arguments.
fn alloca(cx: &mut Cx<'_>, inst: Inst) {
    let data = cx.data(inst);
    let Some(result) = cx.f.result(inst) else { return };
    cx.out.frame.dynamic = true;
    let align = data.imm.max(16);
    let into = if cx.is_wanted(result) { cx.def(result) } else { cx.temp(RegClass::Int) };
    let size = cx.reg(data.args[0]);
    let (padded, rounded) = (cx.temp(RegClass::Int), cx.temp(RegClass::Int));
    super::address::lea(
        cx,
        &crate::machine::Amode::new(crate::machine::Base::Reg(size), 15 + (align - 16)),
        padded,
    );
    let mut ops = Ops::default();
    ops.gpr(padded, Width::W64);
    let dst: Reg = ops.tied_gpr(rounded, 0, Width::W64);
    put(cx, ops, M::AND, Width::W64, &[dst.into(), (-16).into()]);
    let start = if align > 16 { cx.temp(RegClass::Int) } else { into };
    let mut ops = Ops::default();
    ops.gpr(rounded, Width::W64);
    ops.def_gpr(start, Width::W64);
    cx.emit(MachInst::Alloca, &ops.list);
    if align > 16 {
        let up = cx.temp(RegClass::Int);
        super::address::lea(
            cx,
            &crate::machine::Amode::new(crate::machine::Base::Reg(start), align - 16),
            up,
        );
        let mut ops = Ops::default();
        ops.gpr(up, Width::W64);
        let dst = ops.tied_gpr(into, 0, Width::W64);
        put(cx, ops, M::AND, Width::W64, &[dst.into(), (-align).into()]);
    }
}
