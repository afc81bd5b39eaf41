//! Answers what `__builtin_object_size` asks, once copies, calls and members have come to light (GCC manual, "Object
//! Size Checking").
//!
//! Pointers are followed back to the objects that they may point into. The greatest and the least answer differ where
//! there are several; where one is not known, the answer is "not known" in the question's terms: all ones, or zero.
//!
//! Questions of an odd mode ask for the innermost member or array. Which one that is, only the source tells: lowering notes
//! it as a [`Op::Bitcast`] of a pointer, and the note is in the way of other passes. So what is certain is answered before
//! them, and notes that no open question sees vanish then.

mod run_time;
mod trace;

use crate::Context;
use crate::analysis::Change;
use ir::{Function, Inst, InstData, Module, Op, StackSlot, SymbolId, Type, Value};
use trace::{Bound, Trace};

/// What the pass does besides answering what is certain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Time {
    /// Questions that other passes may tell more about stay, and so do the notes that they see.
    Early,
    /// None stays.
    Late,
}

/// Before the other passes.
pub(crate) fn run_early(f: &mut Function, cx: &mut Context<'_>) -> Change {
    answer(f, cx, Time::Early)
}

/// After them.
pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    answer(f, cx, Time::Late)
}

/// Whether an instruction is the note that a pointer points into a part of an object.
fn is_note(data: &InstData) -> bool {
    data.op == Op::Bitcast && data.imm != 0
}

fn answer(f: &mut Function, cx: &mut Context<'_>, time: Time) -> Change {
    let (mut questions, mut notes) = (Vec::new(), Vec::new());
    for inst in f.layout.iter().flat_map(|&block| &f.blocks[block].insts).copied() {
        match f.insts[inst] {
            data if data.op == Op::ObjectSize => questions.push(inst),
            data if is_note(&data) => notes.push(inst),
            _ => {}
        }
    }
    // Only parts have a reason to be asked for early.
    if notes.is_empty() && (questions.is_empty() || time == Time::Early) {
        return Change::Nothing;
    }
    let flow = cx.analyses.flow(f);
    let mut seen: Vec<Inst> = Vec::new();
    let mut changed = false;
    let mut open = Vec::new();
    for inst in questions {
        let data = f.insts[inst];
        let mode = data.imm;
        let bound = if mode & 2 == 0 { Bound::Most } else { Bound::Least };
        let mut trace = Trace::new(f, cx.module, &flow, bound, mode & 1 != 0);
        let found = trace.size(data.args[0]);
        let certain = found.is_some_and(|(_, single)| single);
        if time == Time::Early && (mode & 1 == 0 || !certain) {
            seen.extend(trace.notes);
        } else if cx.gate.allows(inst.as_u32()) {
            changed = true;
            if data.aux != 0 && !certain {
                open.push((inst, data));
            }
            f.insts[inst] = constant(found.map(|(size, _)| size), mode);
        }
    }
    for mode in 0..4 {
        let open: Vec<_> = open.iter().filter(|(_, data)| data.imm == mode).copied().collect();
        if !open.is_empty() {
            run_time::compute(f, cx.module, &flow, &open, mode);
        }
    }
    seen.sort_unstable();
    for inst in notes {
        if seen.binary_search(&inst).is_err() && cx.gate.allows(inst.as_u32()) {
            f.insts[inst].imm = 0;
            changed = true;
        }
    }
    Change::code(changed)
}

/// An answer; "not known" in this mode without one.
fn constant(size: Option<u64>, mode: i64) -> InstData {
    let unknown = if mode & 2 == 0 { -1 } else { 0 };
    InstData::new(Op::Iconst, Type::I64, &[]).with_imm(size.map_or(unknown, |size| size as i64))
}

/// Which arguments of a call, by number from 0, say how many bytes it returns.
fn allocation(data: &InstData, module: &Module) -> Option<(usize, Option<usize>)> {
    let (first, second) = module.symbols[SymbolId::from_u32(data.imm as u32)].alloc_size?;
    let number = |n: u8| usize::from(n).checked_sub(1);
    Some((number(first)?, second.map(number).unwrap_or(None)))
}

/// The argument that a call of the library returns.
fn returned(f: &Function, data: &InstData, module: &Module) -> Option<Value> {
    let library = module.symbols[SymbolId::from_u32(data.imm as u32)].library?;
    let first = data.list.as_slice(&f.lists).first().copied();
    first.filter(|_| library.returns_first())
}

/// The bytes of the object whose address an instruction gives, and how far from its begin that is.
fn object(f: &Function, module: &Module, data: &InstData) -> Option<(u64, i64)> {
    let size = match data.op {
        Op::StackAddr => f.slots[StackSlot::from_u32(data.x)].size,
        Op::LiteralAddr => f.literals[data.x as usize].len() as u64 + 1,
        Op::SymbolAddr | Op::TlsAddr => module.symbols[SymbolId::from_u32(data.x)].size?,
        _ => return None,
    };
    Some((size, data.imm))
}
