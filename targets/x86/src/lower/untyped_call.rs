//! Calls whose arguments nobody knows: all registers that may bring one, and a copy of the stack arguments.

use super::{Cx, address};
use crate::machine::{Amode, Base, MachInst, Ops, RCX, caller_saved, gpr};
use codegen::machine::Flow;
use ir::{Inst, Op};
use regalloc2::PRegSet;

/// Bytes of the block that says how a function was called, and its alignment.
const CALL: (u64, u32) = (192, 16);
/// Bytes of the block that holds what a function returned.
const RESULT: (u64, u32) = (80, 16);

pub(super) fn lower(cx: &mut Cx<'_>, inst: Inst) {
    let data = cx.data(inst);
    match data.op {
        Op::ApplyArgs => {
            let Some(result) = cx.f.result(inst) else { return };
            let slot = slot(cx);
            let into = cx.def(result);
            address::lea(cx, &Amode::new(Base::Slot(slot), 0), into);
        }
        Op::Apply => {
            let (result, stack) = (cx.new_slot(RESULT.0, RESULT.1), cx.new_slot(8, 8));
            cx.out.frame.calls = true;
            cx.out.frame.dynamic = true;
            let mut ops = Ops::default();
            for (value, register) in data.args.into_iter().zip([11, 10, RCX]) {
                let value = cx.reg(value);
                ops.fixed_use(value, gpr(register));
            }
            cx.emit_with(MachInst::Apply { result, stack }, &ops.list, caller_saved(), Flow::Next);
            if let Some(value) = cx.f.result(inst).filter(|&value| cx.is_wanted(value)) {
                let into = cx.def(value);
                address::lea(cx, &Amode::new(Base::Slot(result), 0), into);
            }
        }
        _ => {
            let block = cx.reg(data.args[0]);
            let mut ops = Ops::default();
            ops.fixed_use(block, gpr(10));
            cx.emit_with(MachInst::ApplyReturn, &ops.list, PRegSet::empty(), Flow::Return);
        }
    }
}

/// The slot where the function saves how it was called.
fn slot(cx: &mut Cx<'_>) -> u32 {
    match cx.out.frame.call_area {
        Some(slot) => slot,
        None => {
            let slot = cx.new_slot(CALL.0, CALL.1);
            cx.out.frame.call_area = Some(slot);
            slot
        }
    }
}

/// Saves how the function was called, if anybody asked: before its parameters are taken from their registers.
pub(super) fn save(cx: &mut Cx<'_>) {
    if let Some(slot) = cx.out.frame.call_area {
        cx.emit(MachInst::SaveCall { slot }, &[]);
    }
}
