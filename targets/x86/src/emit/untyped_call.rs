//! The code of calls whose arguments nobody knows (GCC manual, "Constructing Function Calls"). A block that says how a
//! function was called has the address of its stack arguments, the general argument registers, `rax`, and from byte 64 on
//! the vector argument registers. One that holds a result has `rax`, `rdx`, `xmm0`, `xmm1`, `st(0)`, and a byte at 64 that
//! is zero if `st(0)` was empty.

use super::{E, jump_if, put};
use crate::abi::GENERAL;
use crate::machine::RAX;
use crate::{Cond, Inst, M, Mem, Operand, Prefixes, Reg, Width, X86};
use assembler::Streamer;

/// Where `rax` stands in the block that says how a function was called.
const COUNT: i64 = 56;
/// Where the vector registers begin there.
const VECTORS: i64 = 64;
/// Where `st(0)` stands in a result.
const X87: i64 = 48;
/// Where a result says whether it does.
const HAS_X87: i64 = 64;

fn at<S: Streamer<Isa = X86>>(e: &E<'_, S>, slot: u32, offset: i64) -> Mem {
    let (base, disp) = e.layout.slot(slot, offset);
    Mem::base(base, disp)
}

/// General registers with their places in a block.
fn general() -> impl Iterator<Item = (Reg, i64)> {
    let numbers = GENERAL.iter().copied().chain([RAX]);
    numbers.enumerate().map(|(i, number)| {
        let offset = if number == RAX { COUNT } else { 8 + 8 * i as i64 };
        (Reg::gpr(number, Width::W64), offset)
    })
}

/// Saves how the function was called.
pub(super) fn save<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, slot: u32) {
    for (reg, offset) in general() {
        let to = at(e, slot, offset);
        put(e, M::MOV, Width::W64, &[to.into(), reg.into()]);
    }
    if !e.options.general_regs_only {
        for n in 0..8 {
            let to = at(e, slot, VECTORS + 16 * i64::from(n));
            put(e, M::MOVUPS, Width::None, &[to.into(), Reg::xmm(n).into()]);
        }
    }
    // r11 brings no parameter.
    let (base, disp) = e.layout.incoming(0);
    let to = at(e, slot, 0);
    put(e, M::LEA, Width::W64, &[Reg::R11.into(), Mem::base(base, disp).into()]);
    put(e, M::MOV, Width::W64, &[to.into(), Reg::R11.into()]);
}

/// Calls `r11` as the block at `r10` says, with `rcx` bytes of its stack arguments.
pub(super) fn apply<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, result: u32, stack: u32) {
    let kept = at(e, stack, 0);
    put(e, M::MOV, Width::W64, &[kept.into(), Reg::RSP.into()]);
    put(e, M::LEA, Width::W64, &[Reg::RAX.into(), Mem::base(Reg::RCX, 15).into()]);
    put(e, M::AND, Width::W64, &[Reg::RAX.into(), (-16).into()]);
    put(e, M::SUB, Width::W64, &[Reg::RSP.into(), Reg::RAX.into()]);
    put(e, M::MOV, Width::W64, &[Reg::RSI.into(), Mem::base(Reg::R10, 0).into()]);
    put(e, M::MOV, Width::W64, &[Reg::RDI.into(), Reg::RSP.into()]);
    e.out.inst(&Inst::new(M::MOVS, Width::W8, &[]).with_prefix(Prefixes::REP));
    if !e.options.general_regs_only {
        for n in 0..8 {
            let from = Mem::base(Reg::R10, VECTORS + 16 * i64::from(n));
            put(e, M::MOVUPS, Width::None, &[Reg::xmm(n).into(), from.into()]);
        }
    }
    for (reg, offset) in general() {
        put(e, M::MOV, Width::W64, &[reg.into(), Mem::base(Reg::R10, offset).into()]);
    }
    put(e, M::CALL, Width::W64, &[Reg::R11.into()]);
    put(e, M::MOV, Width::W64, &[Reg::RSP.into(), kept.into()]);
    let places = [0, 8, 16, 32, X87, HAS_X87].map(|offset| at(e, result, offset));
    put(e, M::MOV, Width::W64, &[places[0].into(), Reg::RAX.into()]);
    put(e, M::MOV, Width::W64, &[places[1].into(), Reg::RDX.into()]);
    if e.options.general_regs_only {
        return put(e, M::MOV, Width::W8, &[places[5].into(), 0.into()]);
    }
    put(e, M::MOVUPS, Width::None, &[places[2].into(), Reg::xmm(0).into()]);
    put(e, M::MOVUPS, Width::None, &[places[3].into(), Reg::xmm(1).into()]);
    // C3, C2 and C0 are 1, 0 and 1 if st(0) is empty (SDM vol. 2, FXAM).
    put(e, M::FXAM, Width::None, &[]);
    put(e, M::FNSTSW, Width::None, &[Reg::AX.into()]);
    put(e, M::AND, Width::W32, &[Reg::EAX.into(), 0x4500.into()]);
    put(e, M::CMP, Width::W32, &[Reg::EAX.into(), 0x4100.into()]);
    let empty = e.out.context().symbols.fresh();
    put(e, M::setcc(Cond::NE), Width::None, &[places[5].into()]);
    jump_if(e, Cond::E, empty);
    put(e, M::FSTP, Width::None, &[places[4].sized(10).into()]);
    e.out.label(empty);
}

/// Puts a result back where it came from, and returns.
pub(super) fn give_back<S: Streamer<Isa = X86>>(e: &mut E<'_, S>) {
    let at = |offset| Operand::from(Mem::base(Reg::R10, offset));
    if !e.options.general_regs_only {
        let empty = e.out.context().symbols.fresh();
        put(e, M::CMP, Width::W8, &[at(HAS_X87), 0.into()]);
        jump_if(e, Cond::E, empty);
        put(e, M::FLD, Width::None, &[Mem::base(Reg::R10, X87).sized(10).into()]);
        e.out.label(empty);
        put(e, M::MOVUPS, Width::None, &[Reg::xmm(0).into(), at(16)]);
        put(e, M::MOVUPS, Width::None, &[Reg::xmm(1).into(), at(32)]);
    }
    put(e, M::MOV, Width::W64, &[Reg::RAX.into(), at(0)]);
    put(e, M::MOV, Width::W64, &[Reg::RDX.into(), at(8)]);
    crate::frame::epilogue(e);
}
