//! Stack that is taken page by page and touched on the way, so that no page below it is missed: a guard page, or another
//! thread's stack (GCC manual 3.12, `-fstack-clash-protection`; `-fstack-check`).

use crate::frame::{adjust, put};
use crate::{Backend, Cond, M, Mem, Reg, Width, X86};
use assembler::{CfiOp, Streamer};
use codegen::emit::Emitter;

/// A page, and how far the stack pointer may move without a touch.
const PAGE: u64 = 4096;
/// So many pages are written out, more in a loop.
const WRITTEN_OUT: u64 = 4;
/// `r11` and `rsp` in DWARF.
const R11: u16 = 11;
const RSP: u16 = 7;

/// Goes down a page and touches it; the CFA is then that far above, if anybody asks.
fn page<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>, depth: Option<i64>) {
    put(e.out, M::SUB, Width::W64, &[Reg::RSP.into(), (PAGE as i64).into()]);
    if let Some(depth) = depth {
        e.out.cfi(CfiOp::DefCfaOffset(depth));
    }
    put(e.out, M::OR, Width::W64, &[Mem::base(Reg::RSP, 0).into(), 0.into()]);
}

/// Takes the frame's size off the stack pointer, `depth` bytes below the CFA.
pub(crate) fn take<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>, depth: i64) {
    let size = e.layout.size;
    let (pages, rest) = (size / PAGE, size % PAGE);
    let rules = e.options.unwind_tables && !e.layout.frame_pointer;
    if pages <= WRITTEN_OUT {
        for done in 1..=pages {
            page(e, rules.then_some(depth + (done * PAGE) as i64));
        }
    } else {
        // r11 says where to stop; meanwhile the frame is found by it.
        let whole = (pages * PAGE) as i64;
        match i32::try_from(-whole) {
            Ok(distance) => {
                let end = Mem::base(Reg::RSP, i64::from(distance));
                put(e.out, M::LEA, Width::W64, &[Reg::R11.into(), end.into()]);
            }
            Err(_) => {
                put(e.out, M::MOVABS, Width::W64, &[Reg::R11.into(), (-whole).into()]);
                put(e.out, M::ADD, Width::W64, &[Reg::R11.into(), Reg::RSP.into()]);
            }
        }
        if rules {
            e.out.cfi(CfiOp::DefCfa(R11, depth + whole));
        }
        let again = e.out.context().symbols.fresh();
        e.out.label(again);
        page(e, None);
        put(e.out, M::CMP, Width::W64, &[Reg::RSP.into(), Reg::R11.into()]);
        put(e.out, M::jcc(Cond::NE), Width::None, &[again.into()]);
        if rules {
            e.out.cfi(CfiOp::DefCfaRegister(RSP));
        }
    }
    if rest != 0 {
        adjust(e, M::SUB, rest);
    }
}

/// Takes `size` bytes, a multiple of 16 in a register that is changed.
pub(crate) fn take_dynamic<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>, size: Reg) {
    let (again, rest, done) =
        (e.out.context().symbols.fresh(), e.out.context().symbols.fresh(), e.out.context().symbols.fresh());
    e.out.label(again);
    put(e.out, M::CMP, Width::W64, &[size.into(), (PAGE as i64).into()]);
    put(e.out, M::jcc(Cond::B), Width::None, &[rest.into()]);
    page(e, None);
    put(e.out, M::SUB, Width::W64, &[size.into(), (PAGE as i64).into()]);
    put(e.out, M::JMP, Width::None, &[again.into()]);
    e.out.label(rest);
    put(e.out, M::TEST, Width::W64, &[size.into(), size.into()]);
    put(e.out, M::jcc(Cond::E), Width::None, &[done.into()]);
    put(e.out, M::SUB, Width::W64, &[Reg::RSP.into(), size.into()]);
    put(e.out, M::OR, Width::W64, &[Mem::base(Reg::RSP, 0).into(), 0.into()]);
    e.out.label(done);
}
