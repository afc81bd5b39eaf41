//! Calls, returns and parameters. Where each piece travels was decided by `abi.rs`; here it gets there.
//!
//! Piece locations: 0 to 15 are the general registers, 16 to 31 `xmm0` to `xmm15`, 32 and 33 `st(0)` and `st(1)`.

use super::{Cx, address, in_xmm, memory, put, reg_width, x87};
use crate::machine::{Amode, Base, LandingCall, MachInst, Ops, RAX, caller_saved, gpr, symbol_value, xmm};
use crate::{Inst, M, Operand, Width, spec};
use codegen::emit::is_local;
use codegen::machine::Flow;
use codegen::{CodeModel, Pic};
use ir::{InstData, Op, ParamKind, Signature, Type, Value};
use regalloc2::{PReg, PRegSet, RegClass, VReg};
use target::PieceLoc;

pub(super) fn register(number: u8) -> PReg {
    if number < 16 { gpr(number) } else { xmm(number - 16) }
}

pub(super) const ST0: u8 = 32;
/// `rax` brings a landing pad its exception, as GCC's `__builtin_eh_return_data_regno (0)` says.
const EXCEPTION: u8 = 0;

pub(super) fn lower(cx: &mut Cx<'_>, inst: ir::Inst) {
    let data = cx.data(inst);
    match data.op {
        Op::Ret => ret(cx, data),
        Op::MayThrow => landing_call(cx, inst),
        _ => call(cx, inst, data, None),
    }
}

/// The call before a terminator that says where its exceptions land.
fn landing_call(cx: &mut Cx<'_>, terminator: ir::Inst) {
    let f = cx.f;
    let Some(inst) = f.throwing_call(f.layout[cx.current_block() as usize]) else {
        panic!("a landing pad without a call")
    };
    cx.sink(inst);
    call(cx, inst, cx.data(inst), Some(terminator));
}

fn call(cx: &mut Cx<'_>, inst: ir::Inst, data: &InstData, landing: Option<ir::Inst>) {
    let f = cx.f;
    let sig: &Signature = &f.sigs[ir::SigRef::from_u32(data.x)];
    cx.out.frame.calls = true;
    cx.out.frame.outgoing = cx.out.frame.outgoing.max(sig.stack_size);
    if sig.stack_align > 16 {
        // The prologue aligns the stack pointer; the frame is then found by its own pointer only.
        cx.out.frame.outgoing_align = cx.out.frame.outgoing_align.max(sig.stack_align);
        cx.out.frame.dynamic = true;
    }
    let args: Vec<Value> = data.list.as_slice(&f.lists).to_vec();
    // Memory first: copying may need the argument registers.
    for (&arg, param) in args.iter().zip(&sig.params) {
        let PieceLoc::Stack(offset) = param.loc else { continue };
        let to = Amode::new(Base::Outgoing, i64::from(offset));
        match param.kind {
            ParamKind::ByVal { size } => {
                let from = address::amode(cx, arg, 0, 0);
                memory::copy_block(cx, &to, &from, u64::from(size));
            }
            ParamKind::Value if param.ty == Type::F80 => x87::store(cx, arg, &to),
            ParamKind::Value => stack_argument(cx, arg, param.ty, &to),
        }
    }
    let mut ops = Ops::default();
    let mut fixed: Vec<(VReg, PReg)> = Vec::with_capacity(args.len());
    for (&arg, param) in args.iter().zip(&sig.params) {
        if let PieceLoc::Reg(number) = param.loc {
            let value = cx.reg(arg);
            fixed.push((value, register(number)));
        }
    }
    if let Some((number, count)) = sig.vector_count {
        let value = cx.temp(RegClass::Int);
        super::integer::constant(cx, i64::from(count), Type::I32, value);
        fixed.push((value, register(number)));
    }
    let target = callee(cx, data, &mut ops);
    for (value, reg) in fixed {
        ops.fixed_use(value, reg);
    }
    let mut clobbers = caller_saved();
    let mut in_x87 = 0;
    let results: Vec<Value> = f.results(inst).collect();
    // The unwinder brings the exception in the register of a first result: on each of the two ways out it is one of them.
    let mut exception = landing.and_then(|inst| f.result(inst)).filter(|&value| cx.is_wanted(value));
    for (&value, ret) in results.iter().zip(&sig.rets) {
        match ret.loc {
            PieceLoc::Reg(number) if number >= ST0 => in_x87 += 1,
            PieceLoc::Reg(number) => {
                let into = if cx.is_wanted(value) {
                    cx.def(value)
                } else {
                    let class = if in_xmm(ret.ty) { RegClass::Float } else { RegClass::Int };
                    cx.temp(class)
                };
                if number == EXCEPTION
                    && let Some(exception) = exception.take()
                {
                    cx.share(exception, into);
                }
                clobbers.remove(register(number));
                ops.fixed_def(into, register(number));
            }
            PieceLoc::Stack(_) => {}
        }
    }
    if let Some(exception) = exception {
        let into = cx.def(exception);
        clobbers.remove(register(EXCEPTION));
        ops.fixed_def(into, register(EXCEPTION));
    }
    if cx.options.general_regs_only {
        (0..16).for_each(|n| clobbers.remove(xmm(n)));
    }
    let call = Inst::new(M::CALL, Width::None, &[target]);
    if let Some(terminator) = landing {
        let in_x87 = |loc: PieceLoc| matches!(loc, PieceLoc::Reg(number) if number >= ST0);
        let taken = results.iter().zip(&sig.rets).filter(|(_, ret)| in_x87(ret.loc));
        let on_x87 = taken.map(|(&value, _)| cx.slot(value)).collect();
        let edges = f.edges_of(terminator);
        let (on, pad) = (cx.number(edges[0].block), cx.number(edges[1].block));
        let call = Box::new(LandingCall { call, on_x87, on, pad });
        return cx.emit_with(MachInst::LandingCall(call), &ops.list, clobbers, Flow::Branch);
    }
    cx.emit_with(MachInst::Inst(call), &ops.list, clobbers, Flow::Next);
    // The x87 stack must be emptied, wanted or not.
    if in_x87 != 0 {
        for (&value, ret) in results.iter().zip(&sig.rets) {
            if matches!(ret.loc, PieceLoc::Reg(number) if number >= ST0) {
                x87::take_result(cx, value);
            }
        }
    }
}

fn stack_argument(cx: &mut Cx<'_>, arg: Value, ty: Type, to: &Amode) {
    if let Some(n) = super::integer::immediate(cx, arg) {
        let mut ops = Ops::default();
        let mem = ops.mem(to);
        return put(cx, ops, M::MOV, Width::W64, &[mem.into(), n.into()]);
    }
    let value = cx.reg(arg);
    // A whole eightbyte: upper bytes are unspecified (psABI 3.2.3).
    let ty = if !in_xmm(ty) { Type::I64 } else { ty };
    memory::store_reg(cx, ty, value, to);
}

/// The operand of the call.
pub(super) fn callee(cx: &mut Cx<'_>, data: &InstData, ops: &mut Ops) -> Operand {
    if data.op == Op::CallIndirect {
        let pointer = data.args[0];
        if let Some((load, loaded)) = cx.sinkable_load(pointer) {
            cx.sink(load);
            let mode = address::amode(cx, loaded.args[0], loaded.imm, loaded.mem().space);
            return ops.mem(&mode).into();
        }
        let value = cx.reg(pointer);
        return ops.gpr(value, Width::W64).into();
    }
    let symbol = ir::SymbolId::from_u32(data.imm as u32);
    let value = symbol_value(symbol);
    let local = is_local(cx.module, symbol, cx.options);
    if cx.options.code_model == CodeModel::Large {
        let far = cx.temp(RegClass::Int);
        let mut load = Ops::default();
        let dst = load.def_gpr(far, Width::W64);
        put(cx, load, M::MOVABS, Width::W64, &[dst.into(), value.into()]);
        return ops.gpr(far, Width::W64).into();
    }
    if !local && cx.options.no_plt {
        return ops.mem(&Amode::new(Base::Got(symbol), 0)).into();
    }
    match cx.options.pic {
        Pic::None => Operand::Target(value),
        _ if local => Operand::Target(value),
        _ => Operand::Target(value.with(spec::PLT)),
    }
}

fn ret(cx: &mut Cx<'_>, data: &InstData) {
    let f = cx.f;
    if let Some(call) = super::sibling::call_before(cx, data) {
        cx.sink(call);
        return super::sibling::leave(cx, call);
    }
    let values = data.list.as_slice(&f.lists);
    let mut ops = Ops::default();
    let mut on_x87 = Vec::new();
    for (&value, ret) in values.iter().zip(&f.sig.rets) {
        match ret.loc {
            PieceLoc::Reg(number) if number >= ST0 => on_x87.push((number, value)),
            PieceLoc::Reg(number) => {
                let reg = cx.reg(value);
                ops.fixed_use(reg, register(number));
            }
            PieceLoc::Stack(_) => {}
        }
    }
    // st(0) is pushed last.
    on_x87.sort_by_key(|&(number, _)| std::cmp::Reverse(number));
    for (_, value) in on_x87 {
        x87::push(cx, value);
    }
    cx.emit_with(MachInst::Return, &ops.list, PRegSet::empty(), Flow::Return);
}

/// The slot where a variadic function's prologue saves the argument registers (psABI 3.5.7): six general registers,
/// eight vector registers.
pub(crate) fn save_area(cx: &mut Cx<'_>) -> u32 {
    match cx.out.frame.save_area {
        Some(slot) => slot,
        None => {
            // Where the stack is in pieces, the address of the arguments on it follows.
            let size = SAVE_AREA + if cx.out.frame.split.is_some() { 16 } else { 0 };
            let slot = cx.new_slot(size, 16);
            cx.out.frame.save_area = Some(slot);
            slot
        }
    }
}

/// The register of the static chain (psABI, figure 3.4).
pub(super) const STATIC_CHAIN: u8 = 10;

pub(crate) const SAVE_AREA: u64 = 176;

pub(super) fn params(cx: &mut Cx<'_>) {
    let f = cx.f;
    let mut ops = Ops::default();
    let params = f.params(f.entry());
    let mut late: Vec<(Value, Type, u32)> = Vec::new();
    for (&value, param) in params.iter().zip(&f.sig.params) {
        if !cx.is_wanted(value) {
            continue;
        }
        match param.loc {
            PieceLoc::Reg(number) => {
                cx.out.frame.chain |= number == STATIC_CHAIN;
                let into = cx.def(value);
                ops.fixed_def(into, register(number));
            }
            PieceLoc::Stack(offset) => late.push((value, param.ty, offset)),
        }
    }
    let saves = f.sig.variadic && cx.out.frame.save_area.is_some();
    let (general, vectors) = f.sig.regs_used;
    let mut saved = Vec::new();
    let mut vector_ops = Ops::default();
    let with_vectors = saves && vectors < 8 && !cx.options.general_regs_only;
    if saves {
        for i in general..6 {
            let reg = cx.temp(RegClass::Int);
            ops.fixed_def(reg, gpr(crate::abi::GENERAL[i as usize]));
            saved.push((reg, i));
        }
        if with_vectors {
            let count = cx.temp(RegClass::Int);
            ops.fixed_def(count, gpr(RAX));
            vector_ops.gpr(count, Width::W8);
            for i in vectors..8 {
                let reg = cx.temp(RegClass::Float);
                ops.fixed_def(reg, xmm(i));
                vector_ops.xmm(reg);
            }
        }
    }
    if !ops.list.is_empty() {
        cx.emit(MachInst::Params, &ops.list);
    }
    if saves {
        let slot = save_area(cx);
        for (reg, i) in saved {
            memory::store_reg(cx, Type::I64, reg, &Amode::new(Base::Slot(slot), i64::from(i) * 8));
        }
        if with_vectors {
            cx.emit(MachInst::SaveVectors { slot, first: vectors }, &vector_ops.list);
        }
    }
    for (value, ty, offset) in late {
        let mode = Amode::new(Base::Incoming, i64::from(offset));
        if ty == Type::F80 {
            x87::load(cx, &mode, value);
            continue;
        }
        let into = cx.def(value);
        let ty = if in_xmm(ty) || reg_width(ty) == Width::W64 { ty } else { Type::I32 };
        memory::load(cx, ty, &mode, into);
    }
}
