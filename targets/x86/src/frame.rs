//! The stack frame (x86-64 psABI 3.2.2), from high to low addresses: return address, saved frame pointer, saved
//! registers, slots and spills, outgoing arguments. With a frame pointer, slots are addressed from it; without one,
//! from the stack pointer.

use crate::machine::{CALLEE_SAVED, MachInst, RBP, RSP, is_claimed};
use crate::probe;
use crate::{Backend, Inst, M, Mem, Operand, Reg, Width, X86, spec};
use assembler::{CfiOp, Streamer, Value};
use codegen::emit::Emitter;
use codegen::{Compiled, Options, Pic};
use ir::Entrance;
use regalloc2::Edit;

/// Where everything in the frame is. Offsets are from the CFA (the stack pointer before the call), so negative.
#[derive(Clone, Debug)]
pub struct Layout {
    /// `rbp` is the frame pointer.
    pub frame_pointer: bool,
    /// Callee-saved registers to save, in order of pushing.
    pub saved: Vec<u8>,
    /// Bytes taken off the stack pointer after the pushes.
    pub size: u64,
    /// Offsets of the slots.
    slots: Vec<i64>,
    /// Offset of the first spill slot.
    spills: i64,
    /// Distance from the CFA down to the stack pointer, once the frame is set up.
    depth: i64,
    /// Unwind rules are wanted.
    cfi: bool,
    /// Bytes between the CFA and the stack pointer at the entrance: the return address.
    entry: i64,
    /// What the unwinder's CFA is beyond ours.
    beyond: i64,
}

/// Numbers in DWARF of the general registers (x86-64 psABI 3.6.2).
pub(crate) const DWARF: [u16; 16] = [0, 2, 1, 3, 7, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15];

/// Registers, by hardware number.
#[derive(Clone, Copy, Default)]
pub(crate) struct Used {
    pub(crate) general: [bool; 16],
    pub(crate) vector: [bool; 16],
}

/// Which registers the function has to do with, calls aside that keep none.
pub(crate) fn used(f: &Compiled<MachInst>) -> Used {
    let mut used = Used::default();
    let mut mark = |allocation: regalloc2::Allocation| {
        let Some(reg) = allocation.as_reg() else { return };
        match reg.class() {
            regalloc2::RegClass::Int => used.general[reg.hw_enc() & 15] = true,
            _ => used.vector[reg.hw_enc() & 15] = true,
        }
    };
    f.allocation.allocs.iter().for_each(|&a| mark(a));
    for (_, edit) in &f.allocation.edits {
        let Edit::Move { to, .. } = edit;
        mark(*to);
    }
    for set in &f.machine.clobbers {
        for reg in *set {
            mark(regalloc2::Allocation::reg(reg));
        }
    }
    used
}

/// Which callee-saved registers the function writes.
fn used_callee_saved(f: &Compiled<MachInst>, frame_pointer: bool, options: &Options) -> Vec<u8> {
    let mut used = used(f).general;
    let kept = |r: u8| (frame_pointer && r == RBP) || is_claimed(&f.machine.frame, r);
    if f.machine.entrance == Entrance::Call {
        return CALLEE_SAVED.into_iter().filter(|&r| used[r as usize] && !kept(r)).collect();
    }
    // Large frames and those that are touched page by page take r11 for the prologue's own.
    let large = f.machine.frame.slots.iter().any(|&(size, _)| size > 1 << 30);
    used[11] |= large || options.probe_stack;
    for &reg in f.machine.frame.results.iter().filter(|&&reg| reg < 16) {
        used[usize::from(reg)] = false;
    }
    (0..16).rev().filter(|&reg| reg != RSP && used[usize::from(reg)] && !kept(reg)).collect()
}

/// The order of slots from high to low addresses. Small and strictly aligned things first would pack best; the order of
/// declaration is what debuggers expect. With a guard, it comes first and arrays next: what overruns them hits the guard and
/// no other object.
fn slot_order(frame: &codegen::Frame) -> Vec<usize> {
    let mut order: Vec<usize> = (0..frame.slots.len()).collect();
    if let Some(guard) = frame.guard {
        order.sort_by_key(|&slot| match frame.holds.get(slot) {
            _ if slot == guard as usize => 0,
            Some(ir::SlotContent::Characters) => 1,
            Some(ir::SlotContent::Array) => 2,
            _ => 3,
        });
    }
    order
}

/// Lays out the frame.
pub fn layout(f: &Compiled<MachInst>, options: &Options) -> Layout {
    let frame = &f.machine.frame;
    let frame_pointer = options.frame_pointer || frame.dynamic || frame.needs_frame_pointer;
    let saved = used_callee_saved(f, frame_pointer, options);
    // What the machine pushes in place of a return address ends where the stack is aligned, as that does; a word of its
    // own comes on top, and then nothing stands between it and what is aligned.
    let exception = f.machine.entrance == Entrance::Exception;
    let (entry, beyond) = if exception { (0, 16) } else { (8, 0) };
    let pushed = entry + 8 * (i64::from(frame_pointer) + saved.len() as i64);
    let mut down = pushed;
    let mut slots = vec![0; frame.slots.len()];
    for index in slot_order(frame) {
        let (size, align) = frame.slots[index];
        let extra = i64::from(align.max(1)) - 16;
        let size = size as i64 + extra.max(0);
        let align = i64::from(align.clamp(1, 16));
        down = down.saturating_add(size);
        // The CFA is a multiple of 16.
        down = (down + align - 1) & -align;
        slots[index] = -down;
    }
    let mut spills = 0;
    if f.allocation.num_spillslots != 0 {
        down = (down + 8 * f.allocation.num_spillslots as i64 + 15) & -16;
        spills = -down;
    }
    let leaf = !frame.calls && !frame.dynamic && frame.outgoing == 0;
    // The 128 bytes below the stack pointer are ours in a leaf function (psABI 3.2.2).
    let red_zone = leaf && options.red_zone && !f.machine.entrance.is_interrupt() && down - pushed <= 128;
    let size = if red_zone {
        0
    } else {
        // `alloca` keeps the outgoing area at the bottom in whole units of 16.
        let total = down + ((i64::from(frame.outgoing) + 15) & -16);
        let boundary = i64::from(options.stack_boundary.max(16));
        ((total + boundary - 1) & -boundary) - pushed
    };
    Layout {
        frame_pointer,
        saved,
        size: size as u64,
        slots,
        spills,
        depth: pushed + size,
        cfi: options.unwind_tables,
        entry,
        beyond,
    }
}

impl Layout {
    /// An address at an offset from the CFA.
    fn at(&self, offset: i64) -> (Reg, i64) {
        if self.frame_pointer {
            // rbp points below the return address and the saved rbp.
            (Reg::RBP, offset + self.entry + 8)
        } else {
            (Reg::RSP, offset + self.depth)
        }
    }

    /// Bytes of the frame below the return address.
    pub(crate) fn bytes(&self) -> i64 {
        self.depth - self.entry
    }

    /// Bytes of the stack that a call takes, with what is there when it begins.
    pub fn usage(&self) -> u64 {
        (self.depth + self.beyond).unsigned_abs()
    }

    /// Base and displacement of a slot.
    pub(crate) fn slot(&self, slot: u32, offset: i64) -> (Reg, i64) {
        self.at(self.slots[slot as usize] + offset)
    }

    /// Base and displacement of a spill slot.
    pub(crate) fn spill(&self, index: usize) -> (Reg, i64) {
        self.at(self.spills + 8 * index as i64)
    }

    /// Base and displacement of an incoming stack argument.
    pub(crate) fn incoming(&self, offset: i64) -> (Reg, i64) {
        self.at(offset)
    }
}

pub(crate) fn put<S: Streamer<Isa = X86>>(
    out: &mut S,
    mnemonic: crate::Mnemonic,
    width: Width,
    operands: &[Operand],
) {
    out.inst(&Inst::new(mnemonic, width, operands));
}

/// One byte that does nothing.
pub(crate) fn nop<S: Streamer<Isa = X86>>(out: &mut S) {
    put(out, M::NOP, Width::None, &[]);
}

fn gpr(number: u8) -> Operand {
    Reg::gpr(number, Width::W64).into()
}

/// Sets the frame up, with the rules to unwind it.
pub(crate) fn prologue<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>) {
    let layout = e.layout.clone();
    crate::split_stack::ask(e);
    let mut depth = layout.entry + layout.beyond;
    if layout.cfi && depth != 8 {
        e.out.cfi(CfiOp::DefCfaOffset(depth));
    }
    if layout.frame_pointer {
        put(e.out, M::PUSH, Width::W64, &[gpr(RBP)]);
        depth += 8;
        if layout.cfi {
            e.out.cfi(CfiOp::DefCfaOffset(depth));
            e.out.cfi(CfiOp::Offset(DWARF[RBP as usize], -depth));
        }
        put(e.out, M::MOV, Width::W64, &[gpr(RBP), Reg::RSP.into()]);
        if layout.cfi {
            e.out.cfi(CfiOp::DefCfaRegister(DWARF[RBP as usize]));
        }
    }
    for &reg in &layout.saved {
        put(e.out, M::PUSH, Width::W64, &[gpr(reg)]);
        depth += 8;
        if layout.cfi {
            if !layout.frame_pointer {
                e.out.cfi(CfiOp::DefCfaOffset(depth));
            }
            e.out.cfi(CfiOp::Offset(DWARF[reg as usize], -depth));
        }
    }
    if layout.size != 0 {
        if e.options.probe_stack {
            probe::take(e, depth - layout.beyond);
        } else {
            adjust(e, M::SUB, layout.size);
        }
        if layout.cfi && !layout.frame_pointer {
            e.out.cfi(CfiOp::DefCfaOffset(layout.depth + layout.beyond));
        }
    }
    if e.compiled.machine.entrance.is_interrupt() {
        // String instructions go upwards (psABI 3.2.1), whatever has been interrupted.
        put(e.out, M::CLD, Width::None, &[]);
    }
    align_stack(e);
    crate::split_stack::keep(e);
    tell(e);
    crate::protect::set(e);
}

/// `-pg`: the C library counts who calls whom. It keeps the argument registers, but not the static chain.
fn tell<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>) {
    let frame = &e.compiled.machine.frame;
    if !frame.profiled {
        return;
    }
    let chain = frame.chain;
    let r10 = || gpr(10);
    if chain {
        put(e.out, M::PUSH, Width::W64, &[r10()]);
        put(e.out, M::PUSH, Width::W64, &[r10()]);
    }
    let count = e.state.named(e.out, "mcount");
    let target = match e.options.pic {
        Pic::None => Value::symbol(count),
        _ => Value::symbol(count).with(spec::PLT),
    };
    put(e.out, M::CALL, Width::None, &[Operand::Target(target)]);
    if chain {
        put(e.out, M::POP, Width::W64, &[r10()]);
        put(e.out, M::POP, Width::W64, &[r10()]);
    }
}

/// Rounds the stack pointer down, for outgoing arguments that ask for more than the psABI's 16 bytes.
fn align_stack<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>) {
    let align = e.compiled.machine.frame.outgoing_align;
    if align > 16 {
        put(e.out, M::AND, Width::W64, &[Reg::RSP.into(), (-i64::from(align)).into()]);
    }
}

/// Adds to or subtracts from the stack pointer.
pub(crate) fn adjust<S: Streamer<Isa = X86>>(
    e: &mut Emitter<'_, Backend, S>,
    mnemonic: crate::Mnemonic,
    size: u64,
) {
    match i32::try_from(size) {
        Ok(size) => put(e.out, mnemonic, Width::W64, &[Reg::RSP.into(), i64::from(size).into()]),
        Err(_) => {
            // r11 is nobody's at the boundaries of a function.
            put(e.out, M::MOVABS, Width::W64, &[Reg::R11.into(), (size as i64).into()]);
            put(e.out, mnemonic, Width::W64, &[Reg::RSP.into(), Reg::R11.into()]);
        }
    }
}

/// Takes the frame down and returns.
pub(crate) fn epilogue<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>) {
    let leave = match e.compiled.machine.entrance {
        Entrance::Call | Entrance::CallKeepingAll => Inst::new(M::RET, Width::None, &[]),
        _ if e.options.user_interrupts => Inst::new(M::UIRET, Width::None, &[]),
        _ => Inst::new(M::IRET, Width::W64, &[]),
    };
    take_down(e);
    crate::zeroing::clear(e);
    go(e, &leave);
}

/// Takes the frame down and leaves the function by an instruction.
pub(crate) fn leave_by<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>, leave: &Inst) {
    take_down(e);
    go(e, leave);
}

/// Whether no code of the function follows.
fn is_last<S: Streamer<Isa = X86>>(e: &Emitter<'_, Backend, S>) -> bool {
    e.block as usize + 1 == e.compiled.machine.blocks.len()
}

/// Leaves the function; behind it, the frame stands again.
fn go<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>, leave: &Inst) {
    e.out.inst(leave);
    if e.layout.cfi && !is_last(e) {
        e.out.cfi(CfiOp::RestoreState);
    }
}

fn take_down<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>) {
    let layout = e.layout.clone();
    let last = is_last(e);
    crate::protect::check(e);
    if layout.cfi && !last {
        e.out.cfi(CfiOp::RememberState);
    }
    if layout.frame_pointer {
        if layout.saved.is_empty() {
            if layout.size != 0 || e.compiled.machine.frame.dynamic {
                put(e.out, M::LEAVE, Width::None, &[]);
            } else {
                put(e.out, M::POP, Width::W64, &[gpr(RBP)]);
            }
        } else {
            if e.compiled.machine.frame.dynamic {
                let saved = -8 * layout.saved.len() as i64;
                put(e.out, M::LEA, Width::W64, &[Reg::RSP.into(), Mem::base(Reg::RBP, saved).into()]);
            } else if layout.size != 0 {
                adjust(e, M::ADD, layout.size);
            }
            for &reg in layout.saved.iter().rev() {
                put(e.out, M::POP, Width::W64, &[gpr(reg)]);
            }
            put(e.out, M::POP, Width::W64, &[gpr(RBP)]);
        }
        if layout.cfi {
            e.out.cfi(CfiOp::DefCfa(7, layout.entry + layout.beyond));
        }
    } else {
        let mut depth = layout.depth + layout.beyond;
        if layout.size != 0 {
            adjust(e, M::ADD, layout.size);
            depth -= layout.size as i64;
            if layout.cfi {
                e.out.cfi(CfiOp::DefCfaOffset(depth));
            }
        }
        for &reg in layout.saved.iter().rev() {
            put(e.out, M::POP, Width::W64, &[gpr(reg)]);
            depth -= 8;
            if layout.cfi {
                e.out.cfi(CfiOp::DefCfaOffset(depth));
            }
        }
    }
    if e.compiled.machine.entrance == Entrance::Exception {
        // The machine's own word is no part of what it takes back.
        adjust(e, M::ADD, 8);
        if layout.cfi {
            e.out.cfi(CfiOp::DefCfaOffset(8));
        }
    }
}
