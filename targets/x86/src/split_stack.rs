//! Stacks in pieces (`-fsplit-stack`): before a function takes its frame, it asks whether the piece in use has room for it.
//! If not, `__morestack` of GCC's library calls the rest of the function on another piece, and then returns to the
//! instruction behind its call, which returns in turn.
//!
//! `__morestack` is given the bytes of the frame in `r10` and those of the stack arguments, which it copies, in `r11`, and
//! keeps `rax` and the argument registers; in the frame that it leaves, `rbp` points below what the caller left.

use crate::frame::put;
use crate::lower::SAVE_AREA;
use crate::{Backend, Cond, M, Mem, Operand, Reg, Width, X86, spec};
use assembler::{Streamer, Value};
use codegen::Pic;
use codegen::emit::Emitter;

/// Where the thread's control block has the end of the piece in use.
const LIMIT: i64 = 0x70;
/// The piece goes on so far beyond its end, for frames that are no larger.
const SPARE: i64 = 256;

fn r11() -> Operand {
    Reg::R11.into()
}

/// Before the frame: goes on on another piece of stack if this one is too small.
pub(crate) fn ask<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>) {
    let frame = &e.compiled.machine.frame;
    let Some(split) = frame.split else { return };
    let chain = frame.chain;
    let variadic = frame.save_area.is_some();
    let size = e.layout.bytes();
    let limit = Mem::absolute(Value::constant(LIMIT)).with_segment(Reg::FS);
    let lowest = if size < SPARE {
        Reg::RSP
    } else {
        put(e.out, M::LEA, Width::W64, &[r11(), Mem::base(Reg::RSP, -size).into()]);
        Reg::R11
    };
    put(e.out, M::CMP, Width::W64, &[lowest.into(), limit.into()]);
    if variadic {
        put(e.out, M::LEA, Width::W64, &[r11(), Mem::base(Reg::RSP, 8).into()]);
    }
    let enough = e.out.context().symbols.fresh();
    put(e.out, M::jcc(Cond::AE), Width::None, &[enough.into()]);
    let word = |number: u8| Operand::from(Reg::gpr(number, Width::W32));
    if chain {
        put(e.out, M::MOV, Width::W64, &[Reg::gpr(0, Width::W64).into(), Reg::gpr(10, Width::W64).into()]);
    }
    put(e.out, M::MOV, Width::W32, &[word(10), size.into()]);
    put(e.out, M::MOV, Width::W32, &[word(11), i64::from(split.arguments).into()]);
    let more = e.state.named(e.out, "__morestack");
    let target = match e.options.pic {
        Pic::None => Value::symbol(more),
        _ => Value::symbol(more).with(spec::PLT),
    };
    put(e.out, M::CALL, Width::None, &[Operand::Target(target)]);
    put(e.out, M::RET, Width::None, &[]);
    if chain {
        put(e.out, M::MOV, Width::W64, &[Reg::gpr(10, Width::W64).into(), Reg::gpr(0, Width::W64).into()]);
    }
    if variadic {
        // Beyond the saved rbp and two return addresses.
        put(e.out, M::LEA, Width::W64, &[r11(), Mem::base(Reg::RBP, 24).into()]);
    }
    e.out.label(enough);
}

/// In the frame: where the stack arguments are, for `va_start`.
pub(crate) fn keep<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>) {
    let frame = &e.compiled.machine.frame;
    let (Some(_), Some(area)) = (frame.split, frame.save_area) else { return };
    let (base, disp) = e.layout.slot(area, SAVE_AREA as i64);
    put(e.out, M::MOV, Width::W64, &[Mem::base(base, disp).into(), r11()]);
}
