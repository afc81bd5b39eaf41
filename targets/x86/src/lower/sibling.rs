//! Sibling calls (`-foptimize-sibling-calls`): a function whose last act is a call leaves by a jump to what it calls, which
//! then returns in its place. Nothing of its frame may be known to others by then.

use super::Cx;
use super::call::{ST0, STATIC_CHAIN, callee, register};
use crate::machine::{MachInst, Ops, gpr};
use crate::{Inst, M, Width};
use codegen::CodeModel;
use codegen::machine::Flow;
use ir::{Function, InstData, Op, ParamKind, SigRef, Type, Value};
use regalloc2::{PRegSet, RegClass};
use target::PieceLoc;

/// Where the address of the function is that is gone to, unless a static chain is.
const ADDRESS: u8 = STATIC_CHAIN;

/// The call just before a return that may take the function's place.
pub(super) fn call_before(cx: &mut Cx<'_>, ret: &InstData) -> Option<ir::Inst> {
    let f = cx.f;
    if !f.sibling_calls
        || f.naked
        || f.entrance != ir::Entrance::Call
        || f.returns_twice
        || f.dynamic_stack
        || cx.out.frame.dynamic
    {
        return None;
    }
    let insts = &f.blocks[f.layout[cx.current_block() as usize]].insts;
    let &[.., call, last] = &insts[..] else { return None };
    let data = &f.insts[call];
    if f.insts[last].op != Op::Ret || !matches!(data.op, Op::Call | Op::CallIndirect) {
        return None;
    }
    let sig = &f.sigs[SigRef::from_u32(data.x)];
    let in_registers = sig
        .params
        .iter()
        .all(|param| param.kind == ParamKind::Value && matches!(param.loc, PieceLoc::Reg(_)));
    if !in_registers || sig.stack_size != 0 || sig.returns_twice || sig.stack_align > 16 {
        return None;
    }
    // The results are the function's own, or it has none.
    let values = ret.list.as_slice(&f.lists);
    let results: Vec<Value> = f.results(call).collect();
    let passed_on = values.is_empty()
        || values.len() == results.len()
            && values.iter().zip(&results).all(|(&a, &b)| f.resolve(a) == b)
            && f.sig.rets.iter().zip(&sig.rets).all(|(a, b)| a.loc == b.loc);
    let on_x87 = |loc: PieceLoc| matches!(loc, PieceLoc::Reg(number) if number >= ST0);
    let left_over = values.is_empty() && sig.rets.iter().any(|ret| on_x87(ret.loc));
    if !passed_on || left_over {
        return None;
    }
    // An address in a register needs one that nothing else wants.
    let chain = sig.params.iter().any(|param| param.loc == PieceLoc::Reg(ADDRESS));
    let far = data.op == Op::CallIndirect || cx.options.no_plt || cx.options.code_model == CodeModel::Large;
    if far && (chain || data.op == Op::Call) {
        return None;
    }
    let shown = *cx.out.frame.shown.get_or_insert_with(|| shows_frame(f));
    (!shown).then_some(call)
}

/// Whether an address in the function's frame may be known elsewhere.
fn shows_frame(f: &Function) -> bool {
    let in_frame = |value: Value| {
        let op = f.def_inst(value).map(|(_, data)| data.op);
        matches!(op, Some(Op::StackAddr | Op::IncomingArg | Op::VaRegArea | Op::ApplyArgs | Op::FrameAddr))
    };
    f.layout.iter().flat_map(|&block| &f.blocks[block].insts).any(|&inst| {
        let data = &f.insts[inst];
        match data.op {
            Op::Load | Op::MemCopy | Op::MemSet => false,
            Op::Store => in_frame(data.args[0]),
            _ => {
                let mut shown = false;
                f.for_each_arg(inst, |value| shown |= in_frame(value));
                shown
            }
        }
    })
}

/// Leaves the function by a call.
pub(super) fn leave(cx: &mut Cx<'_>, call: ir::Inst) {
    let f = cx.f;
    let data = cx.data(call);
    let sig = &f.sigs[SigRef::from_u32(data.x)];
    let args: Vec<Value> = data.list.as_slice(&f.lists).to_vec();
    let mut ops = Ops::default();
    let target = match data.op {
        Op::CallIndirect => {
            let address = cx.reg(data.args[0]);
            ops.fixed_use(address, gpr(ADDRESS));
            crate::Reg::gpr(ADDRESS, Width::W64).into()
        }
        _ => callee(cx, data, &mut ops),
    };
    for (&arg, param) in args.iter().zip(&sig.params) {
        if let PieceLoc::Reg(number) = param.loc {
            let value = cx.reg(arg);
            ops.fixed_use(value, register(number));
        }
    }
    if let Some((number, count)) = sig.vector_count {
        let value = cx.temp(RegClass::Int);
        super::integer::constant(cx, i64::from(count), Type::I32, value);
        ops.fixed_use(value, register(number));
    }
    let jump =
        Inst::new(M::JMP, if data.op == Op::CallIndirect { Width::W64 } else { Width::None }, &[target]);
    cx.emit_with(MachInst::TailCall(jump), &ops.list, PRegSet::empty(), Flow::Return);
}
