//! Trampolines: code on the stack through which a nested function is called with its static chain in `%r10`.

use super::{Cx, address, memory, put};
use crate::machine::{Amode, Ops};
use crate::{M, Width};
use ir::{InstData, Type, Value};

/// Bytes of a trampoline, and its alignment.
pub(crate) const SIZE_ALIGN: (u32, u32) = (24, 8);

/// `movabs $function, %r11`: REX.WB, opcode.
const MOVABS_R11: i64 = 0xbb49;
/// `movabs $chain, %r10`
const MOVABS_R10: i64 = 0xba49;
/// `jmp *%r11; nop`, as a little-endian number.
const JMP_R11: i64 = 0x90e3_ff41_u32 as i32 as i64;

/// Writes the trampoline: two loads of immediates and a jump.
pub(super) fn lower(cx: &mut Cx<'_>, data: &InstData) {
    let at = address::amode(cx, data.args[0], 0, 0);
    opcode(cx, at, Width::W16, MOVABS_R11);
    pointer(cx, at.plus(2), data.args[1]);
    opcode(cx, at.plus(10), Width::W16, MOVABS_R10);
    pointer(cx, at.plus(12), data.args[2]);
    opcode(cx, at.plus(20), Width::W32, JMP_R11);
}

fn opcode(cx: &mut Cx<'_>, at: Amode, width: Width, bytes: i64) {
    let mut ops = Ops::default();
    let mem = ops.mem(&at);
    put(cx, ops, M::MOV, width, &[mem.into(), bytes.into()]);
}

fn pointer(cx: &mut Cx<'_>, at: Amode, value: Value) {
    let value = cx.reg(value);
    memory::store_reg(cx, Type::I64, value, &at);
}
