//! `long double` on the x87 (Intel SDM vol. 1, chapter 8). Its values live in 16-byte slots; each operation loads what it
//! needs onto the register stack and stores its result, so the stack is empty between operations.

use super::integer::extended;
use super::{Cx, address, compare, put};
use crate::machine::{Amode, Base, Ops};
use crate::{M, Mem, Operand, Reg, Width};
use ir::{Op, Type, Value};
use regalloc2::RegClass;

fn put0(cx: &mut Cx<'_>, mnemonic: crate::Mnemonic, operands: &[Operand]) {
    put(cx, Ops::default(), mnemonic, Width::None, operands);
}

fn at(cx: &mut Cx<'_>, mnemonic: crate::Mnemonic, mode: &Amode, size: u8) {
    let mut ops = Ops::default();
    let mem: Mem = ops.mem(mode).sized(size);
    put(cx, ops, mnemonic, Width::None, &[mem.into()]);
}

/// Pushes a value.
pub(crate) fn push(cx: &mut Cx<'_>, value: Value) {
    if let Some((_, data)) = cx.pure_def(value)
        && data.op == Op::Wconst
    {
        let bits = cx.f.wide[data.x as usize];
        match bits {
            0 => return put0(cx, M::FLDZ, &[]),
            0x3fff_8000_0000_0000_0000 => return put0(cx, M::FLD1, &[]),
            _ => {
                let index = cx.constant(bits, 16);
                return at(cx, M::FLD, &Amode::new(Base::Constant(index), 0), 10);
            }
        }
    }
    if let Some((load, data)) = cx.sinkable_load(value) {
        cx.sink(load);
        let mode = compare::load_mode(cx, data);
        return at(cx, M::FLD, &mode, 10);
    }
    let slot = cx.slot(value);
    at(cx, M::FLD, &Amode::new(Base::Slot(slot), 0), 10);
}

/// Pops into a value's slot.
pub(crate) fn pop(cx: &mut Cx<'_>, value: Value) {
    let slot = cx.slot(value);
    at(cx, M::FSTP, &Amode::new(Base::Slot(slot), 0), 10);
}

/// Pushes a float of `size` bytes from memory.
pub(crate) fn push_memory(cx: &mut Cx<'_>, mode: &Amode, size: u8) {
    at(cx, M::FLD, mode, size);
}

/// Pops into a float of `size` bytes in memory.
pub(crate) fn pop_memory(cx: &mut Cx<'_>, mode: &Amode, size: u8) {
    at(cx, M::FSTP, mode, size);
}

/// A load of this type.
pub(crate) fn load(cx: &mut Cx<'_>, mode: &Amode, result: Value) {
    at(cx, M::FLD, mode, 10);
    pop(cx, result);
}

/// A store of this type.
pub(crate) fn store(cx: &mut Cx<'_>, value: Value, mode: &Amode) {
    push(cx, value);
    at(cx, M::FSTP, mode, 10);
}

/// Operations whose result is of this type. False: the general code does it.
pub(super) fn lower(cx: &mut Cx<'_>, inst: ir::Inst) -> bool {
    let data = cx.data(inst);
    let Some(result) = cx.f.result(inst) else { return false };
    let (a, b) = (data.args[0], data.args[1]);
    let popping = |mnemonic| (mnemonic, [Operand::from(Reg::st(1)), Operand::from(Reg::st(0))]);
    match data.op {
        Op::Wconst => {
            push(cx, result);
            pop(cx, result);
        }
        Op::Fadd | Op::Fsub | Op::Fmul | Op::Fdiv => {
            push(cx, a);
            push(cx, b);
            // st(1) = st(1) op st(0). AT&T's names of the reversed forms are exchanged (GNU as manual, i386-Bugs).
            let (mnemonic, operands) = popping(match data.op {
                Op::Fadd => M::FADDP,
                Op::Fsub => M::FSUBRP,
                Op::Fmul => M::FMULP,
                _ => M::FDIVRP,
            });
            put0(cx, mnemonic, &operands);
            pop(cx, result);
        }
        Op::Fneg | Op::Fabs | Op::Fsqrt => {
            push(cx, a);
            let mnemonic = match data.op {
                Op::Fneg => M::FCHS,
                Op::Fabs => M::FABS,
                _ => M::FSQRT,
            };
            put0(cx, mnemonic, &[]);
            pop(cx, result);
        }
        Op::Fcopysign => copysign(cx, a, b, result),
        Op::Fpext => {
            from_xmm(cx, a);
            pop(cx, result);
        }
        Op::SitoFp | Op::UitoFp => {
            from_integer(cx, data.op == Op::SitoFp, a);
            pop(cx, result);
        }
        _ => return false,
    }
    true
}

/// The sign of the second operand decides by way of its sign byte.
fn copysign(cx: &mut Cx<'_>, a: Value, b: Value, result: Value) {
    let scratch = cx.new_slot(16, 16);
    push(cx, b);
    at(cx, M::FSTP, &Amode::new(Base::Slot(scratch), 0), 10);
    push(cx, a);
    put0(cx, M::FABS, &[]);
    pop(cx, result);
    let slot = cx.slot(result);
    let sign = cx.temp(RegClass::Int);
    super::memory::load(cx, Type::I16, &Amode::new(Base::Slot(scratch), 8), sign);
    let masked = cx.temp(RegClass::Int);
    let mut ops = Ops::default();
    ops.gpr(sign, Width::W32);
    let dst = ops.tied_gpr(masked, 0, Width::W32);
    put(cx, ops, M::AND, Width::W32, &[dst.into(), 0x8000.into()]);
    let mut ops = Ops::default();
    let mem = ops.mem(&Amode::new(Base::Slot(slot), 8));
    let src = ops.gpr(masked, Width::W16);
    put(cx, ops, M::OR, Width::W16, &[mem.into(), src.into()]);
}

fn from_xmm(cx: &mut Cx<'_>, a: Value) {
    let size = cx.ty(a).bytes() as u8;
    let mode = match super::float::source(cx, a) {
        super::float::Source::Mem(mode) => mode,
        super::float::Source::Reg(reg) => {
            let slot = cx.new_slot(8, 8);
            let mode = Amode::new(Base::Slot(slot), 0);
            let ty = cx.ty(a);
            super::memory::store_reg(cx, ty, reg, &mode);
            mode
        }
    };
    at(cx, M::FLD, &mode, size);
}

/// Rounds to f32 or f64, in an xmm register.
pub(crate) fn to_xmm(cx: &mut Cx<'_>, a: Value, ty: Type, result: Value) {
    let into = cx.def(result);
    let slot = cx.new_slot(8, 8);
    let mode = Amode::new(Base::Slot(slot), 0);
    push(cx, a);
    at(cx, M::FSTP, &mode, ty.bytes() as u8);
    super::memory::load(cx, ty, &mode, into);
}

fn from_integer(cx: &mut Cx<'_>, signed: bool, a: Value) {
    let ty = cx.ty(a);
    let value = match ty.bytes() {
        8 => cx.reg(a),
        _ => extended(cx, a, signed, Width::W64),
    };
    let slot = cx.new_slot(8, 8);
    let mode = Amode::new(Base::Slot(slot), 0);
    super::memory::store_reg(cx, Type::I64, value, &mode);
    at(cx, M::FILD, &mode, 8);
    if !signed && ty.bytes() == 8 {
        // A set top bit was taken for a sign: add 2^64, the second of two floats.
        let index = cx.constant(0x5f80_0000 << 32, 8);
        let (top, table) = (cx.temp(RegClass::Int), cx.temp(RegClass::Int));
        let mut ops = Ops::default();
        ops.gpr(value, Width::W64);
        let dst = ops.tied_gpr(top, 0, Width::W64);
        put(cx, ops, M::SHR, Width::W64, &[dst.into(), 63.into()]);
        address::lea(cx, &Amode::new(Base::Constant(index), 0), table);
        let mode = Amode { index: Some((top, 4)), ..Amode::new(Base::Reg(table), 0) };
        at(cx, M::FADD, &mode, 4);
    }
}

/// Truncates to an integer: `fistp` rounds as the control word says, so that is set to truncate for a moment.
pub(crate) fn to_integer(cx: &mut Cx<'_>, signed: bool, a: Value, ty: Type, result: Value) {
    let into = cx.def(result);
    let control = cx.new_slot(4, 4);
    let old = Amode::new(Base::Slot(control), 0);
    let truncating = old.plus(2);
    let slot = cx.new_slot(8, 8);
    let stored = Amode::new(Base::Slot(slot), 0);
    push(cx, a);
    // For unsigned 64 bits: take 2^63 off what is not below it, and put it back as an integer.
    let mut offset = None;
    if !signed && ty == Type::I64 {
        let limit = cx.constant(0x5f00_0000, 4);
        let (above, shifted) = (cx.temp(RegClass::Int), cx.temp(RegClass::Int));
        at(cx, M::FLD, &Amode::new(Base::Constant(limit), 0), 4);
        put0(cx, M::FUCOMIP, &[Reg::st(0).into(), Reg::st(1).into()]);
        compare::set(cx, crate::Cond::BE, above);
        let mut ops = Ops::default();
        let src = ops.gpr(above, Width::W8);
        let dst = ops.def_gpr(shifted, Width::W32);
        put(cx, ops, M::MOVZX, Width::None, &[dst.into(), src.into()]);
        // Two floats, 0 and 2^63, indexed by the outcome.
        let table = cx.temp(RegClass::Int);
        let pair = cx.constant(0x5f00_0000 << 32, 8);
        address::lea(cx, &Amode::new(Base::Constant(pair), 0), table);
        let mode = Amode { index: Some((shifted, 4)), ..Amode::new(Base::Reg(table), 0) };
        at(cx, M::FSUB, &mode, 4);
        let top = cx.temp(RegClass::Int);
        let mut ops = Ops::default();
        ops.gpr(shifted, Width::W64);
        let dst = ops.tied_gpr(top, 0, Width::W64);
        put(cx, ops, M::SHL, Width::W64, &[dst.into(), 63.into()]);
        offset = Some(top);
    }
    at(cx, M::FNSTCW, &old, 2);
    let word = cx.temp(RegClass::Int);
    super::memory::load(cx, Type::I16, &old, word);
    let changed = cx.temp(RegClass::Int);
    let mut ops = Ops::default();
    ops.gpr(word, Width::W32);
    let dst = ops.tied_gpr(changed, 0, Width::W32);
    put(cx, ops, M::OR, Width::W32, &[dst.into(), 0xc00.into()]);
    super::memory::store_reg(cx, Type::I16, changed, &truncating);
    at(cx, M::FLDCW, &truncating, 2);
    at(cx, M::FISTP, &stored, 8);
    at(cx, M::FLDCW, &old, 2);
    match offset {
        None => super::memory::load(cx, Type::I64, &stored, into),
        Some(top) => {
            let low = cx.temp(RegClass::Int);
            super::memory::load(cx, Type::I64, &stored, low);
            let mut ops = Ops::default();
            ops.gpr(low, Width::W64);
            let dst = ops.tied_gpr(into, 0, Width::W64);
            let src = ops.gpr(top, Width::W64);
            put(cx, ops, M::XOR, Width::W64, &[dst.into(), src.into()]);
        }
    }
}

/// Sets the flags as `comis` does.
pub(crate) fn compare(cx: &mut Cx<'_>, a: Value, b: Value, quiet: bool) {
    push(cx, b);
    push(cx, a);
    let mnemonic = if quiet { M::FUCOMIP } else { M::FCOMIP };
    put0(cx, mnemonic, &[Reg::st(0).into(), Reg::st(1).into()]);
    put0(cx, M::FSTP, &[Reg::st(0).into()]);
}

/// A result that a call left in `st(0)`.
pub(crate) fn take_result(cx: &mut Cx<'_>, value: Value) {
    pop(cx, value);
}
