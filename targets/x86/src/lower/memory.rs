//! Loads, stores and block copies.

use super::integer::{Source, immediate};
use super::{Cx, address, in_xmm, mem_width, put, x87};
use crate::machine::{Amode, MachInst, Ops, RAX, RCX, RDI, RDX, RSI, caller_saved, gpr};
use crate::{Inst, M, Mnemonic, Prefixes, Width};
use codegen::machine::Flow;
use ir::{InstData, Op, Type, Value};
use regalloc2::{RegClass, VReg};

/// The plain move of an xmm type.
pub(crate) fn xmm_move(ty: Type) -> Mnemonic {
    match ty.bytes() {
        4 => M::MOVSS,
        8 => M::MOVSD,
        _ => M::MOVUPS,
    }
}

pub(super) fn lower(cx: &mut Cx<'_>, inst: ir::Inst) {
    let data = cx.data(inst);
    match data.op {
        Op::Load => {
            let Some(result) = cx.f.result(inst) else { return };
            let mode = address::amode(cx, data.args[0], data.imm, data.mem().space);
            if data.ty == Type::F80 {
                return x87::load(cx, &mode, result);
            }
            let into = cx.def(result);
            load(cx, data.ty, &mode, into);
        }
        Op::Store => store(cx, data),
        Op::MemCopy => {
            let (to, from) = (data.args[0], data.args[1]);
            copy(cx, to, from, data.imm as u64);
        }
        Op::MemSet => fill(cx, data.args[0], data.aux, data.imm as u64),
        Op::Prefetch => {
            let mode = address::amode(cx, data.args[0], 0, 0);
            let mut ops = Ops::default();
            let mem = ops.mem(&mode);
            let mnemonic = match data.aux & 3 {
                0 => M::PREFETCHNTA,
                1 => M::PREFETCHT2,
                2 => M::PREFETCHT1,
                _ => M::PREFETCHT0,
            };
            put(cx, ops, mnemonic, Width::None, &[mem.into()]);
        }
        _ => {}
    }
}

/// Loads a scalar or vector.
pub(crate) fn load(cx: &mut Cx<'_>, ty: Type, mode: &Amode, into: VReg) {
    let mut ops = Ops::default();
    let mem = ops.mem(mode);
    if in_xmm(ty) {
        let dst = ops.def_xmm(into);
        let mnemonic = if ty.is_vector() && ty.bytes() == 8 { M::MOVQ } else { xmm_move(ty) };
        return match ty.bytes() {
            2 => load_half(cx, mode, into),
            _ => put(cx, ops, mnemonic, Width::None, &[dst.into(), mem.into()]),
        };
    }
    match ty.bytes() {
        // A whole register is written: no dependence on what it held.
        1 | 2 => {
            let dst = ops.def_gpr(into, Width::W32);
            put(cx, ops, M::MOVZX, Width::None, &[dst.into(), mem.sized(ty.bytes() as u8).into()]);
        }
        _ => {
            let width = mem_width(ty);
            let dst = ops.def_gpr(into, width);
            put(cx, ops, M::MOV, width, &[dst.into(), mem.into()]);
        }
    }
}

/// A 16-bit float goes through a general register.
fn load_half(cx: &mut Cx<'_>, mode: &Amode, into: VReg) {
    let bits = cx.temp(RegClass::Int);
    load(cx, Type::I16, mode, bits);
    let mut ops = Ops::default();
    let src = ops.gpr(bits, Width::W32);
    let dst = ops.def_xmm(into);
    put(cx, ops, M::MOVD, Width::None, &[dst.into(), src.into()]);
}

/// Stores a register.
pub(crate) fn store_reg(cx: &mut Cx<'_>, ty: Type, value: VReg, mode: &Amode) {
    let mut ops = Ops::default();
    let mem = ops.mem(mode);
    if in_xmm(ty) {
        if ty.bytes() == 2 {
            let bits = cx.temp(RegClass::Int);
            let mut ops = Ops::default();
            let src = ops.xmm(value);
            let dst = ops.def_gpr(bits, Width::W32);
            put(cx, ops, M::MOVD, Width::None, &[dst.into(), src.into()]);
            return store_reg(cx, Type::I16, bits, mode);
        }
        let src = ops.xmm(value);
        let mnemonic = if ty.is_vector() && ty.bytes() == 8 { M::MOVQ } else { xmm_move(ty) };
        return put(cx, ops, mnemonic, Width::None, &[mem.into(), src.into()]);
    }
    let width = mem_width(ty);
    let src = ops.gpr(value, width);
    put(cx, ops, M::MOV, width, &[mem.into(), src.into()]);
}

fn store(cx: &mut Cx<'_>, data: &InstData) {
    let (value, pointer) = (data.args[0], data.args[1]);
    let space = data.mem().space;
    if data.ty == Type::F80 {
        let mode = address::amode(cx, pointer, data.imm, space);
        return x87::store(cx, value, &mode);
    }
    if !in_xmm(data.ty) {
        let width = mem_width(data.ty);
        if let Some(n) = immediate(cx, value) {
            let mode = address::amode(cx, pointer, data.imm, space);
            let mut ops = Ops::default();
            let mem = ops.mem(&mode);
            return put(cx, ops, M::MOV, width, &[mem.into(), n.into()]);
        }
        if !data.mem().volatile && cx.options.optimize && update(cx, data) {
            return;
        }
    } else if let Some((_, constant)) = cx.pure_def(value).filter(|(_, d)| d.op == Op::Fconst && d.imm == 0) {
        // Zero bits need no register of the other class.
        let ty = if constant.ty.bytes() == 8 { Type::I64 } else { Type::I32 };
        if constant.ty.bytes() >= 4 {
            let mode = address::amode(cx, pointer, data.imm, space);
            let mut ops = Ops::default();
            let mem = ops.mem(&mode);
            return put(cx, ops, M::MOV, mem_width(ty), &[mem.into(), 0.into()]);
        }
    }
    let reg = cx.reg(value);
    let mode = address::amode(cx, pointer, data.imm, space);
    store_reg(cx, data.ty, reg, &mode);
}

/// `*p = *p op x` as one instruction with a memory destination.
fn update(cx: &mut Cx<'_>, data: &InstData) -> bool {
    let Some((_, operation)) = cx.single_use_def(data.args[0]) else { return false };
    let mnemonic = match operation.op {
        Op::Iadd => M::ADD,
        Op::Isub => M::SUB,
        Op::And => M::AND,
        Op::Or => M::OR,
        Op::Xor => M::XOR,
        _ => return false,
    };
    if operation.ty != data.ty {
        return false;
    }
    let same_place = |cx: &Cx<'_>, v: Value| {
        cx.sinkable_load(v).is_some_and(|(_, load)| {
            load.ty == data.ty
                && load.imm == data.imm
                && load.mem().space == data.mem().space
                && same_address(cx, load.args[0], data.args[1])
        })
    };
    let (a, b) = (operation.args[0], operation.args[1]);
    let (place, other) = if same_place(cx, a) {
        (a, b)
    } else if operation.op != Op::Isub && same_place(cx, b) {
        (b, a)
    } else {
        return false;
    };
    if let Some((load, _)) = cx.sinkable_load(place) {
        cx.sink(load);
    }
    let width = mem_width(data.ty);
    let right = match immediate(cx, other) {
        Some(n) => Source::Imm(n),
        None => Source::Reg(cx.reg(other)),
    };
    let mode = address::amode(cx, data.args[1], data.imm, data.mem().space);
    let mut ops = Ops::default();
    let mem = ops.mem(&mode);
    let right = right.operand(&mut ops, width);
    put(cx, ops, mnemonic, width, &[mem.into(), right]);
    true
}

/// Whether two values are the same, or read from the same place with nothing written in between.
pub(super) fn same_value(cx: &Cx<'_>, a: Value, b: Value) -> bool {
    if same_address(cx, a, b) {
        return true;
    }
    match (cx.f.def_inst(a), cx.f.def_inst(b)) {
        (Some((_, x)), Some((_, y))) => {
            x.op == Op::Load
                && y.op == Op::Load
                && (x.ty, x.imm) == (y.ty, y.imm)
                && !x.mem().volatile
                && same_address(cx, x.args[0], y.args[0])
        }
        _ => false,
    }
}

/// Whether two pointers are the same value, or the same constant address.
fn same_address(cx: &Cx<'_>, a: Value, b: Value) -> bool {
    if cx.f.resolve(a) == cx.f.resolve(b) {
        return true;
    }
    match (cx.pure_def(a), cx.pure_def(b)) {
        (Some((_, x)), Some((_, y))) => {
            x.op == y.op
                && matches!(x.op, Op::StackAddr | Op::SymbolAddr | Op::TlsAddr | Op::IncomingArg)
                && x.x == y.x
                && x.imm == y.imm
        }
        _ => false,
    }
}

/// Sizes of the moves that copy `size` bytes: the largest first; the last may overlap the one before.
fn chunks(size: u64, vectors: bool) -> Vec<(u64, u64)> {
    let widest = if vectors { 16 } else { 8 };
    let mut list = Vec::new();
    let mut at = 0;
    while at < size {
        let left = size - at;
        let mut width = widest;
        while width > left {
            width /= 2;
        }
        // A tail is better covered by one overlapping move than by several small ones.
        let whole = left.next_power_of_two();
        if left < widest && left != width && size >= whole && whole <= widest {
            list.push((size - whole, whole));
            return list;
        }
        list.push((at, width));
        at += width;
    }
    list
}

fn integer_of(bytes: u64) -> Type {
    Type::int_of_bytes(bytes as u32).unwrap_or(Type::I8)
}

/// Copies a block whose size is known.
pub(crate) fn copy(cx: &mut Cx<'_>, to: Value, from: Value, size: u64) {
    if size == 0 {
        return;
    }
    let limit = if cx.options.for_size { 32 } else { 128 };
    if size <= limit {
        let (from, to) = (address::amode(cx, from, 0, 0), address::amode(cx, to, 0, 0));
        return copy_inline(cx, &to, &from, size);
    }
    let (to, from) = (cx.reg(to), cx.reg(from));
    let count = cx.temp(RegClass::Int);
    super::integer::constant(cx, size as i64, Type::I64, count);
    library_call(cx, "memcpy", [to, from, count]);
}

/// Copies a block between two addressing modes with moves.
pub(crate) fn copy_inline(cx: &mut Cx<'_>, to: &Amode, from: &Amode, size: u64) {
    let vectors = !cx.options.general_regs_only;
    for (offset, width) in chunks(size, vectors) {
        let wide = width == 16;
        let ty = if wide { Type::I8.vector(4) } else { integer_of(width) };
        let temp = cx.temp(if wide { RegClass::Float } else { RegClass::Int });
        load(cx, ty, &from.plus(offset as i64), temp);
        store_reg(cx, ty, temp, &to.plus(offset as i64));
    }
}

/// Copies a block of any size between addressing modes: with moves, or `rep movs`, which calls nothing.
pub(crate) fn copy_block(cx: &mut Cx<'_>, to: &Amode, from: &Amode, size: u64) {
    if size <= 128 {
        return copy_inline(cx, to, from, size);
    }
    let (source, destination, count) =
        (cx.temp(RegClass::Int), cx.temp(RegClass::Int), cx.temp(RegClass::Int));
    address::lea(cx, from, source);
    address::lea(cx, to, destination);
    super::integer::constant(cx, (size / 8) as i64, Type::I64, count);
    repeat(cx, M::MOVS, Width::W64, destination, Some(source), count, None);
    let tail = size % 8;
    if tail != 0 {
        copy_inline(cx, &to.plus((size - tail) as i64), &from.plus((size - tail) as i64), tail);
    }
}

/// `rep movs` or `rep stos`.
fn repeat(
    cx: &mut Cx<'_>,
    mnemonic: Mnemonic,
    width: Width,
    to: VReg,
    from: Option<VReg>,
    count: VReg,
    value: Option<VReg>,
) {
    let mut ops = Ops::default();
    for (reg, number) in [(Some(to), RDI), (from, RSI), (Some(count), RCX), (value, RAX)] {
        if let Some(reg) = reg {
            ops.fixed_use(reg, gpr(number));
        }
    }
    for (reg, number) in [(true, RDI), (from.is_some(), RSI), (true, RCX)] {
        if reg {
            let dead = cx.temp(RegClass::Int);
            ops.fixed_def(dead, gpr(number));
        }
    }
    let inst = Inst::new(mnemonic, width, &[]).with_prefix(Prefixes::REP);
    cx.emit(MachInst::Inst(inst), &ops.list);
}

/// Fills a block whose size is known with a byte.
fn fill(cx: &mut Cx<'_>, to: Value, byte: u8, size: u64) {
    if size == 0 {
        return;
    }
    let vectors = !cx.options.general_regs_only;
    if size > if cx.options.for_size { 32 } else { 128 } {
        let to = cx.reg(to);
        let (value, count) = (cx.temp(RegClass::Int), cx.temp(RegClass::Int));
        super::integer::constant(cx, i64::from(byte), Type::I32, value);
        super::integer::constant(cx, size as i64, Type::I64, count);
        return library_call(cx, "memset", [to, value, count]);
    }
    let mode = address::amode(cx, to, 0, 0);
    let pattern = u64::from(byte) * 0x0101_0101_0101_0101;
    let list = chunks(size, vectors);
    let wide = if list.iter().any(|&(_, width)| width == 16) {
        let wide = cx.temp(RegClass::Float);
        super::float::constant(cx, u128::from(pattern) << 64 | u128::from(pattern), Type::F128, wide);
        Some(wide)
    } else {
        None
    };
    let mut narrow = None;
    for (offset, width) in list {
        let at = mode.plus(offset as i64);
        match (width, wide) {
            (16, Some(wide)) => store_reg(cx, Type::F128, wide, &at),
            (8, _) if i32::try_from(pattern as i64).is_err() => {
                let reg = *narrow.get_or_insert_with(|| {
                    let reg = cx.temp(RegClass::Int);
                    super::integer::constant(cx, pattern as i64, Type::I64, reg);
                    reg
                });
                store_reg(cx, Type::I64, reg, &at);
            }
            _ => {
                let ty = integer_of(width);
                let n = match width {
                    1 => i64::from(pattern as i8),
                    2 => i64::from(pattern as i16),
                    4 => i64::from(pattern as i32),
                    _ => pattern as i64,
                };
                let mut ops = Ops::default();
                let mem = ops.mem(&at);
                put(cx, ops, M::MOV, mem_width(ty), &[mem.into(), n.into()]);
            }
        }
    }
}

/// Calls a function of the C library with three general arguments; the result is dropped.
pub(crate) fn library_call(cx: &mut Cx<'_>, name: &'static str, args: [VReg; 3]) {
    let mut ops = Ops::default();
    for (arg, reg) in args.into_iter().zip([RDI, RSI, RDX]) {
        ops.fixed_use(arg, gpr(reg));
    }
    cx.out.frame.calls = true;
    cx.emit_with(MachInst::CallNamed(name), &ops.list, caller_saved(), Flow::Next);
}
