//! Registers cleared before a function returns (GCC manual, -fzero-call-used-regs): those that calls may change, and that
//! do not carry the result.

use crate::frame::{put, used};
use crate::machine::{MachInst, is_claimed};
use crate::{Backend, Inst, M, Reg, Width, X86};
use assembler::Streamer;
use codegen::MachFunction;
use codegen::emit::Emitter;

/// rax, rdx, rcx, rsi, rdi, r8 to r11.
const GENERAL: [u8; 9] = [0, 2, 1, 6, 7, 8, 9, 10, 11];
/// rdi, rsi, rdx, rcx, r8, r9, and rax, which says how many vector registers have arguments.
const ARGUMENTS: [u8; 7] = [7, 6, 2, 1, 8, 9, 0];
/// Where a result's pieces are numbered from: the xmm registers, the stack of the x87.
const XMM: u8 = 16;
const X87: u8 = 32;

/// Whether a function puts anything on the x87's stack.
fn uses_x87(machine: &MachFunction<MachInst>) -> bool {
    let loads = |inst: &Inst| [M::FLD, M::FILD, M::FLD1, M::FLDZ].contains(&inst.mnemonic);
    machine.insts.iter().any(|inst| matches!(inst, MachInst::Inst(inst) if loads(inst)))
}

/// Clears what the function's attribute or the option asks for.
pub(crate) fn clear<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>) {
    let machine = &e.compiled.machine;
    let Some(which) = machine.zeroed else { return };
    let results = machine.frame.results.clone();
    let used = used(e.compiled);
    let asked = |used: bool, argument: bool| (used || !which.used) && (argument || !which.arguments);
    let general = GENERAL.into_iter().filter(|&reg| {
        asked(used.general[usize::from(reg)], ARGUMENTS.contains(&reg))
            && !results.contains(&reg)
            && !is_claimed(&machine.frame, reg)
    });
    let general: Vec<u8> = general.collect();
    let vector = |&reg: &u8| asked(used.vector[usize::from(reg)], reg < 8) && !results.contains(&(XMM + reg));
    let vectors: Vec<u8> = (0..16).filter(|reg| !which.general && vector(reg)).collect();
    // Of the x87's stack nobody knows what was used: all of it is filled and emptied, but for the result.
    if !which.general && !which.arguments && (!which.used || uses_x87(&e.compiled.machine)) {
        let free = 8 - results.iter().filter(|&&reg| reg >= X87).count();
        (0..free).for_each(|_| put(e.out, M::FLDZ, Width::None, &[]));
        (0..free).for_each(|_| put(e.out, M::FSTP, Width::None, &[Reg::st(0).into()]));
    }
    for reg in general {
        let reg = Reg::gpr(reg, Width::W32);
        put(e.out, M::XOR, Width::W32, &[reg.into(), reg.into()]);
    }
    for reg in vectors {
        let reg = Reg::xmm(reg);
        put(e.out, M::PXOR, Width::None, &[reg.into(), reg.into()]);
    }
}
