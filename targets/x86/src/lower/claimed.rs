//! Registers that global register variables have claimed: named in instructions, unknown to the allocator.

use super::{Cx, in_xmm, put, reg_width};
use crate::machine::Ops;
use crate::{M, Reg, Width};
use ir::{Inst, Op, Type};

/// The register of a number, as an instruction on the type names it.
pub(super) fn register(number: u8, ty: Type) -> Reg {
    match number.checked_sub(crate::machine::FIRST_VECTOR) {
        None => Reg::gpr(number, Width::from_bytes(ty.bytes().min(8) as u8)),
        Some(number) => Reg::xmm(number),
    }
}

pub(super) fn lower(cx: &mut Cx<'_>, inst: Inst) {
    let data = cx.data(inst);
    let number = data.imm as u8;
    let mut ops = Ops::default();
    if in_xmm(data.ty) {
        let claimed = register(number, data.ty);
        let (dst, src) = match (data.op, cx.f.result(inst)) {
            (Op::GetRegister, Some(result)) => (ops.def_xmm(cx.def(result)), claimed),
            _ => (claimed, ops.xmm(cx.reg(data.args[0]))),
        };
        return put(cx, ops, M::MOVAPS, Width::None, &[dst.into(), src.into()]);
    }
    // A part of the register is written as such: the rest stays (as GCC has it).
    let width = match data.op {
        Op::GetRegister => reg_width(data.ty),
        _ => Width::from_bytes(data.ty.bytes() as u8),
    };
    let claimed = Reg::gpr(number, width);
    let (dst, src) = match (data.op, cx.f.result(inst)) {
        (Op::GetRegister, Some(result)) => (ops.def_gpr(cx.def(result), width), claimed),
        _ => (claimed, ops.gpr(cx.reg(data.args[0]), width)),
    };
    put(cx, ops, M::MOV, width, &[dst.into(), src.into()]);
}
