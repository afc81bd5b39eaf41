//! Addresses: what an access can compute on the way (Intel SDM vol. 1, 3.7.5), and addresses as values
//! (x86-64 psABI 3.5: small, medium and kernel code models; 3.5.4 and the TLS ABI for thread-local ones).

use super::{Cx, put};
use crate::machine::{Amode, Base, MachInst, Ops};
use crate::{M, Operand, Reg, Width, spec};
use codegen::{CodeModel, Pic, emit::is_local};
use ir::module::TlsModel;
use ir::{InstData, Op, Type, Value};
use regalloc2::{RegClass, VReg};

fn fits(n: i64) -> bool {
    i32::try_from(n).is_ok()
}

/// Whether a symbol can be an immediate of 32 bits.
fn absolute_symbols(cx: &Cx<'_>) -> bool {
    cx.options.pic == Pic::None && matches!(cx.options.code_model, CodeModel::Small | CodeModel::Kernel)
}

/// The address `pointer + offset` as an addressing mode. What it folds is recomputed by each user.
pub(crate) fn amode(cx: &mut Cx<'_>, pointer: Value, offset: i64, space: u8) -> Amode {
    let mut offset = offset;
    let mut pointer = pointer;
    let mut index: Option<(Value, u8)> = None;
    let mut steps = 0;
    while let Some((_, data)) = cx.pure_def(pointer) {
        steps += 1;
        if data.op != Op::PtrAdd || steps > 8 {
            break;
        }
        if let Some(n) = cx.f.constant(data.args[1]) {
            if !fits(offset.wrapping_add(n)) {
                break;
            }
            offset += n;
            pointer = data.args[0];
        } else if index.is_none() {
            let (value, scale, extra) = scaled(cx, data.args[1]);
            if !fits(offset.wrapping_add(extra)) {
                break;
            }
            offset += extra;
            index = Some((value, scale));
            pointer = data.args[0];
        } else {
            break;
        }
    }
    let mut mode = base(cx, pointer, offset, index.is_some());
    mode.space = space;
    if let Some((value, scale)) = index {
        mode.index = Some((cx.reg(value), scale));
    }
    mode
}

/// Takes a shift or a multiplication by 2, 4, 8 and an added constant apart: (index, scale, constant).
fn scaled(cx: &Cx<'_>, value: Value) -> (Value, u8, i64) {
    let (mut value, mut scale, mut extra) = (value, 1u8, 0i64);
    if let Some((_, data)) = cx.pure_def(value)
        && data.ty == Type::I64
        && matches!(data.op, Op::Shl | Op::Imul)
    {
        let factor = cx.f.constant(data.args[1]);
        match (data.op, factor) {
            (Op::Shl, Some(n @ 1..=3)) => (value, scale) = (data.args[0], 1 << n),
            (Op::Imul, Some(n @ (2 | 4 | 8))) => (value, scale) = (data.args[0], n as u8),
            _ => {}
        }
    }
    if let Some((_, data)) = cx.pure_def(value)
        && data.op == Op::Iadd
        && data.ty == Type::I64
        && let Some(n) = cx.f.constant(data.args[1])
        && let Some(product) = n.checked_mul(i64::from(scale)).filter(|&n| fits(n))
    {
        (value, extra) = (data.args[0], product);
    }
    (value, scale, extra)
}

fn base(cx: &mut Cx<'_>, pointer: Value, offset: i64, indexed: bool) -> Amode {
    if let Some((_, data)) = cx.pure_def(pointer)
        && fits(offset.wrapping_add(data.imm))
    {
        let disp = offset.wrapping_add(data.imm);
        match data.op {
            Op::StackAddr if cx.out.frame.slots[data.x as usize].1 <= 16 => {
                return Amode::new(Base::Slot(data.x), disp);
            }
            Op::IncomingArg => return Amode::new(Base::Incoming, disp),
            Op::SymbolAddr => {
                let symbol = ir::SymbolId::from_u32(data.x);
                let near =
                    cx.options.code_model != CodeModel::Large && is_local(cx.module, symbol, cx.options);
                // The linker checks the range; objects are smaller than what the model leaves free (psABI 3.5.1).
                let reaches = disp.unsigned_abs() < 1 << 24 && !is_large(cx, symbol);
                if near && reaches && (!indexed || absolute_symbols(cx)) {
                    return Amode { absolute: indexed, ..Amode::new(Base::Symbol(symbol), disp) };
                }
            }
            Op::TlsAddr => {
                let symbol = ir::SymbolId::from_u32(data.x);
                if cx.module.symbols[symbol].tls_model == TlsModel::LocalExec {
                    return Amode::new(Base::ThreadLocal(symbol), disp);
                }
            }
            _ => {}
        }
    }
    if !fits(offset) {
        let big = cx.temp(RegClass::Int);
        super::integer::constant(cx, offset, Type::I64, big);
        let sum = cx.temp(RegClass::Int);
        let from = cx.reg(pointer);
        let mut ops = Ops::default();
        let a = ops.gpr(from, Width::W64);
        let b = ops.gpr(big, Width::W64);
        let dst = ops.def_gpr(sum, Width::W64);
        put(cx, ops, M::LEA, Width::W64, &[dst.into(), crate::Mem::indexed(a, b, 1, 0).into()]);
        return Amode::new(Base::Reg(sum), 0);
    }
    Amode::new(Base::Reg(cx.reg(pointer)), offset)
}

/// In the medium model, data may be anywhere.
fn is_large(cx: &Cx<'_>, symbol: ir::SymbolId) -> bool {
    cx.options.code_model == CodeModel::Medium && cx.module.symbols[symbol].kind != ir::SymbolKind::Function
}

/// Emits `lea mode, into`, or something shorter.
pub(crate) fn lea(cx: &mut Cx<'_>, mode: &Amode, into: VReg) {
    let mut ops = Ops::default();
    let mem = ops.mem(mode);
    let dst = ops.def_gpr(into, Width::W64);
    put(cx, ops, M::LEA, Width::W64, &[dst.into(), mem.into()]);
}

/// Address computations that are wanted in a register.
pub(super) fn lower(cx: &mut Cx<'_>, inst: ir::Inst) {
    let data = cx.data(inst);
    let Some(result) = cx.f.result(inst) else { return };
    match data.op {
        Op::PtrAdd => {
            let into = cx.def(result);
            // pointer + constant or + register, where the pointer dies: add; else lea.
            if cx.use_count(data.args[0]) == 1 && !is_folded(cx, data.args[0]) {
                let immediate = cx.f.constant(data.args[1]).filter(|&n| fits(n));
                if let Some(n) = immediate {
                    let immediate = Operand::from(n);
                    let from = cx.reg(data.args[0]);
                    let mut ops = Ops::default();
                    ops.gpr(from, Width::W64);
                    let dst = ops.tied_gpr(into, 0, Width::W64);
                    put(cx, ops, M::ADD, Width::W64, &[dst.into(), immediate]);
                    return;
                }
            }
            let mode = match cx.f.constant(data.args[1]) {
                Some(n) => amode(cx, data.args[0], n, 0),
                None => {
                    let (value, scale, extra) = scaled(cx, data.args[1]);
                    let mut mode = amode(cx, data.args[0], extra, 0);
                    if mode.index.is_some() || matches!(mode.base, Base::ThreadLocal(_)) || is_rip(&mode) {
                        // The pointer has an index of its own: use it as a whole.
                        mode = Amode::new(Base::Reg(cx.reg(data.args[0])), extra);
                    }
                    mode.index = Some((cx.reg(value), scale));
                    mode
                }
            };
            if matches!(mode.base, Base::ThreadLocal(_)) {
                let mode = Amode::new(Base::Reg(cx.reg(data.args[0])), 0);
                let n = cx.f.constant(data.args[1]).unwrap_or(0);
                lea(cx, &mode.plus(n), into);
                return;
            }
            lea(cx, &mode, into);
        }
        Op::ThreadPointer => {
            let into = cx.def(result);
            thread_pointer(cx, into);
        }
        Op::TlsAddr => tls(cx, data, result),
        Op::BlockAddr => {
            let into = cx.def(result);
            let block = cx.number(ir::Block::from_u32(data.x));
            let mut ops = Ops::default();
            let dst = ops.def_gpr(into, Width::W64);
            cx.emit(MachInst::BlockAddress(dst, block), &ops.list);
        }
        _ => {}
    }
}

fn is_rip(mode: &Amode) -> bool {
    matches!(mode.base, Base::Symbol(_)) && !mode.absolute
}

/// Whether a pointer is an address that costs nothing in an addressing mode.
fn is_folded(cx: &Cx<'_>, pointer: Value) -> bool {
    cx.pure_def(pointer).is_some_and(|(_, data)| {
        matches!(data.op, Op::StackAddr | Op::SymbolAddr | Op::IncomingArg | Op::TlsAddr | Op::PtrAdd)
    })
}

fn thread_pointer(cx: &mut Cx<'_>, into: VReg) {
    let mut ops = Ops::default();
    let dst = ops.def_gpr(into, Width::W64);
    let mem = crate::Mem::absolute(0.into()).with_segment(Reg::FS);
    put(cx, ops, M::MOV, Width::W64, &[dst.into(), mem.into()]);
}

fn add_constant(cx: &mut Cx<'_>, from: VReg, n: i64, into: VReg) {
    let mode = Amode::new(Base::Reg(from), n);
    lea(cx, &mode, into);
}

/// A thread-local address in a register (ELF TLS ABI 4.4 and 5.1 to 5.5).
fn tls(cx: &mut Cx<'_>, data: &InstData, result: Value) {
    let into = cx.def(result);
    let symbol = ir::SymbolId::from_u32(data.x);
    let value = crate::machine::symbol_value(symbol);
    match cx.module.symbols[symbol].tls_model {
        TlsModel::LocalExec => {
            let pointer = cx.temp(RegClass::Int);
            thread_pointer(cx, pointer);
            let mut ops = Ops::default();
            let base = ops.gpr(pointer, Width::W64);
            let dst = ops.def_gpr(into, Width::W64);
            let mem = crate::Mem::base(base, 0).with_disp(value.plus(data.imm).with(spec::TPOFF));
            put(cx, ops, M::LEA, Width::W64, &[dst.into(), mem.into()]);
        }
        TlsModel::InitialExec => {
            let offset = cx.temp(RegClass::Int);
            let mut ops = Ops::default();
            let dst = ops.def_gpr(offset, Width::W64);
            put(
                cx,
                ops,
                M::MOV,
                Width::W64,
                &[dst.into(), crate::Mem::rip(value.with(spec::GOTTPOFF)).into()],
            );
            let sum = if data.imm == 0 { into } else { cx.temp(RegClass::Int) };
            let mut ops = Ops::default();
            ops.gpr(offset, Width::W64);
            let dst = ops.tied_gpr(sum, 0, Width::W64);
            let pointer = crate::Mem::absolute(0.into()).with_segment(Reg::FS);
            put(cx, ops, M::ADD, Width::W64, &[dst.into(), pointer.into()]);
            if data.imm != 0 {
                add_constant(cx, sum, data.imm, into);
            }
        }
        model => {
            let local_dynamic = model == TlsModel::LocalDynamic;
            let address = cx.temp(RegClass::Int);
            let mut ops = Ops::default();
            ops.fixed_def(address, crate::machine::gpr(crate::machine::RAX));
            let mut clobbers = crate::machine::caller_saved();
            clobbers.remove(crate::machine::gpr(crate::machine::RAX));
            cx.out.frame.calls = true;
            let call = MachInst::TlsCall { symbol, local_dynamic };
            cx.emit_with(call, &ops.list, clobbers, codegen::machine::Flow::Next);
            let mut ops = Ops::default();
            let base = ops.gpr(address, Width::W64);
            let dst = ops.def_gpr(into, Width::W64);
            let disp = match local_dynamic {
                true => value.plus(data.imm).with(spec::DTPOFF),
                false => data.imm.into(),
            };
            put(cx, ops, M::LEA, Width::W64, &[dst.into(), crate::Mem::base(base, 0).with_disp(disp).into()]);
        }
    }
}

/// Puts an address that is known at link time, or in the frame, into a register.
pub(super) fn materialize(cx: &mut Cx<'_>, data: &InstData, into: VReg) {
    match data.op {
        Op::SymbolAddr => symbol(cx, data, into),
        Op::LiteralAddr => {
            let literal = ir::SymbolId::from_u32(codegen::machine::FIRST_LITERAL + data.x);
            local_symbol(cx, literal, data.imm, false, into);
        }
        Op::StackAddr => {
            let (_, align) = cx.out.frame.slots[data.x as usize];
            if align > 16 {
                // The frame is aligned to 16 bytes only: the slot has room to spare, and its address is rounded up.
                let start = cx.temp(RegClass::Int);
                lea(cx, &Amode::new(Base::Slot(data.x), i64::from(align) - 16), start);
                let rounded = if data.imm == 0 { into } else { cx.temp(RegClass::Int) };
                let mut ops = Ops::default();
                ops.gpr(start, Width::W64);
                let dst = ops.tied_gpr(rounded, 0, Width::W64);
                put(cx, ops, M::AND, Width::W64, &[dst.into(), (-i64::from(align)).into()]);
                if data.imm != 0 {
                    add_constant(cx, rounded, data.imm, into);
                }
                return;
            }
            lea(cx, &Amode::new(Base::Slot(data.x), data.imm), into);
        }
        Op::IncomingArg => lea(cx, &Amode::new(Base::Incoming, data.imm), into),
        Op::VaRegArea => {
            let slot = super::call::save_area(cx);
            lea(cx, &Amode::new(Base::Slot(slot), 0), into);
        }
        _ => {}
    }
}

fn symbol(cx: &mut Cx<'_>, data: &InstData, into: VReg) {
    let symbol = ir::SymbolId::from_u32(data.x);
    let mut ops = Ops::default();
    if !is_local(cx.module, symbol, cx.options) {
        let loaded = if data.imm == 0 { into } else { cx.temp(RegClass::Int) };
        let mem = ops.mem(&Amode::new(Base::Got(symbol), 0));
        let dst = ops.def_gpr(loaded, Width::W64);
        put(cx, ops, M::MOV, Width::W64, &[dst.into(), mem.into()]);
        if data.imm != 0 {
            if fits(data.imm) {
                add_constant(cx, loaded, data.imm, into);
            } else {
                let big = cx.temp(RegClass::Int);
                super::integer::constant(cx, data.imm, Type::I64, big);
                let mode = Amode { index: Some((big, 1)), ..Amode::new(Base::Reg(loaded), 0) };
                lea(cx, &mode, into);
            }
        }
        return;
    }
    let large = is_large(cx, symbol);
    local_symbol(cx, symbol, data.imm, large, into);
}

/// The address of a symbol of this output, plus an offset; it may be far away if it is `large`.
fn local_symbol(cx: &mut Cx<'_>, symbol: ir::SymbolId, offset: i64, large: bool, into: VReg) {
    let value = crate::machine::symbol_value(symbol);
    let mut ops = Ops::default();
    let far = cx.options.code_model == CodeModel::Large || large || offset.unsigned_abs() >= 1 << 24;
    if far {
        let dst = ops.def_gpr(into, Width::W64);
        put(cx, ops, M::MOVABS, Width::W64, &[dst.into(), value.plus(offset).into()]);
    } else if cx.options.pic == Pic::None && cx.options.code_model == CodeModel::Small {
        let dst = ops.def_gpr(into, Width::W32);
        put(cx, ops, M::MOV, Width::W32, &[dst.into(), value.plus(offset).into()]);
    } else if cx.options.pic == Pic::None && cx.options.code_model == CodeModel::Kernel {
        let dst = ops.def_gpr(into, Width::W64);
        put(cx, ops, M::MOV, Width::W64, &[dst.into(), value.plus(offset).into()]);
    } else {
        lea(cx, &Amode::new(Base::Symbol(symbol), offset), into);
    }
}
