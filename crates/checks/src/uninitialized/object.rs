//! Objects in memory that are read before anything can have been stored there.
//!
//! A read counts if nothing that may write those bytes lies on a way from the entry to it that has not read them before.
//! Whose address is seen by others may be written by every call and every store through a pointer.

use crate::Finding;
use crate::pointer::slot_address;
use cranelift_entity::EntitySet;
use diag::{Loc, warn};
use ir::contract::{AccessForm, AccessMode};
use ir::{Block, Described, Function, Inst, InstData, Module, Op, StackSlot, Value};
use opt::analysis::flow::Flow;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Functions with more reads of objects than this are not looked at.
const READS: usize = 4096;

/// Bytes of a slot.
#[derive(Clone, Copy, Debug)]
struct Bytes {
    first: i64,
    count: i64,
}

impl Bytes {
    fn overlaps(self, other: Bytes) -> bool {
        self.first < other.first.saturating_add(other.count)
            && other.first < self.first.saturating_add(self.count)
    }
}

/// A read of a slot.
struct Read {
    block: Block,
    inst: Inst,
    slot: StackSlot,
    bytes: Bytes,
    /// It is a call that is given the address: whether the function surely reads, and what names it.
    passed: Option<(bool, Loc, String)>,
    /// Which of the bytes is not known.
    varies: bool,
}

/// What is done to the slots that the source describes.
#[derive(Default)]
struct Uses {
    /// By instruction: the slot that it writes, and which bytes.
    writes: FxHashMap<Inst, (StackSlot, Bytes)>,
    /// The same of reads, in order.
    reads: Vec<Read>,
    /// Slots whose addresses others may know.
    escaped: EntitySet<StackSlot>,
}

/// Looks at the objects of a function as it was lowered.
pub(super) fn objects(f: &Function, module: &Module, flow: &Flow, optimized: bool) -> Vec<Finding> {
    let described: FxHashMap<StackSlot, &Arc<Described>> =
        f.described.iter().map(|(slot, described)| (*slot, described)).collect();
    let uses = uses(f, module, flow, &described);
    let mut findings: Vec<Finding> = Vec::new();
    let mut told: FxHashSet<(StackSlot, i64)> = FxHashSet::default();
    if uses.reads.len() > READS {
        return findings;
    }
    for read in &uses.reads {
        let &Read { block, inst, slot, bytes, varies, .. } = read;
        let Some(object) = described.get(&slot) else { continue };
        // What lies outside is another warning's; complex numbers have two halves, which only optimisation tells apart.
        let inside = bytes.first >= 0
            && bytes.first.saturating_add(bytes.count)
                <= i64::try_from(f.slots[slot].size).unwrap_or(i64::MAX);
        if !inside || (!optimized && object.complex) {
            continue;
        }
        // Of each member once.
        let part = if object.members.is_empty() { 0 } else { bytes.first };
        let told_of = read.passed.is_none() && told.contains(&(slot, part));
        if object.settled || told_of || may_be_written(f, flow, &uses, block, inst, slot, bytes) {
            continue;
        }
        let always = super::always_executed(f, block, |_, _| true);
        let maybe = read.passed.as_ref().is_some_and(|(surely, ..)| !surely);
        let (warning, how) = match always {
            true if !maybe => (warn::UNINITIALIZED, "is used uninitialized"),
            true => (warn::MAYBE_UNINITIALIZED, "may be used uninitialized"),
            false if optimized => (warn::MAYBE_UNINITIALIZED, "may be used uninitialized"),
            false => continue,
        };
        told.insert((slot, part));
        let (name, declared) = (&object.name, object.declared);
        // What could be in a register GCC speaks of in the past.
        let whole = object.members.is_empty() && !object.ty.ends_with(']') | object.ty.ends_with("[1]");
        let declared_how =
            if whole && !uses.escaped.contains(slot) { "was declared here" } else { "declared here" };
        let whole_object = varies || read.passed.is_some();
        let member =
            object.members.iter().filter(|_| !whole_object).find(|member| member.0 as i64 == bytes.first);
        let member = member.map_or("", |member| &member.1);
        let declared_how = if whole_object { "declared here" } else { declared_how };
        let passed = read.passed.iter().map(|(_, at, note)| (*at, note.clone()));
        let notes = passed.chain([(declared, format!("'{name}' {declared_how}"))]).collect();
        findings.push(Finding {
            warning,
            at: f.locs[inst],
            text: format!("'{name}{member}' {how}"),
            notes,
            elsewhere: None,
            calls: Vec::new(),
        });
    }
    findings.retain(|finding| finding.at != Loc::NONE);
    findings
}

fn uses(
    f: &Function,
    module: &Module,
    flow: &Flow,
    described: &FxHashMap<StackSlot, &Arc<Described>>,
) -> Uses {
    let mut uses = Uses::default();
    let fills: FxHashSet<Inst> = f.fills.iter().copied().collect();
    for &block in &flow.rpo {
        for &inst in f.blocks[block].insts.iter().filter(|inst| !fills.contains(inst)) {
            let data = &f.insts[inst];
            let escape = |uses: &mut Uses, value: Value| {
                if let Some((slot, _)) = slot_address(f, value) {
                    uses.escaped.insert(slot);
                }
            };
            let at = |value: Value, offset: i64, count: i64| {
                let (slot, first) = slot_address(f, value)?;
                let bytes = match first {
                    Some(first) => Bytes { first: first.saturating_add(offset), count },
                    // Somewhere in it.
                    None => Bytes { first: 0, count: i64::MAX },
                };
                Some((slot, bytes, first.is_some()))
            };
            match data.op {
                Op::Load => {
                    let volatile = data.mem().volatile;
                    if let Some((slot, bytes, fixed)) = at(data.args[0], data.imm, i64::from(data.ty.bytes()))
                        && described.contains_key(&slot)
                        && !volatile
                        && !is_kept_around(f, block, inst, slot)
                    {
                        let bytes = if fixed { bytes } else { whole(f, slot) };
                        let read = Read { block, inst, slot, bytes, passed: None, varies: !fixed };
                        uses.reads.push(read);
                    }
                }
                Op::Store => {
                    escape(&mut uses, data.args[0]);
                    if let Some((slot, bytes, _)) = at(data.args[1], data.imm, i64::from(data.ty.bytes())) {
                        uses.writes.insert(inst, (slot, bytes));
                    }
                }
                Op::MemSet | Op::MemCopy => {
                    if let Some((slot, bytes, _)) = at(data.args[0], 0, data.imm) {
                        uses.writes.insert(inst, (slot, bytes));
                    }
                }
                Op::Call => {
                    passed(f, module, (block, inst), data, &mut uses);
                    f.for_each_arg(inst, |value| escape(&mut uses, value));
                }
                // An address that is only moved escapes where the result goes.
                Op::PtrAdd => escape(&mut uses, data.args[1]),
                Op::Bitcast if f.ty(data.args[0]) == ir::Type::PTR && data.ty == ir::Type::PTR => {}
                Op::Icmp => {}
                _ => f.for_each_arg(inst, |value| escape(&mut uses, value)),
            }
        }
    }
    uses
}

fn whole(f: &Function, slot: StackSlot) -> Bytes {
    Bytes { first: 0, count: i64::try_from(f.slots[slot].size).unwrap_or(i64::MAX) }
}

/// A call reads what its function's declaration says it reads (GCC manual, -Wmaybe-uninitialized and attribute `access`).
fn passed(f: &Function, module: &Module, (block, inst): (Block, Inst), call: &InstData, uses: &mut Uses) {
    let symbol = crate::callee(module, call);
    let Some(contract) = &symbol.contract else { return };
    let args = call.list.as_slice(&f.lists);
    let name = crate::region::spelled(symbol);
    let place = if symbol.declared == Loc::NONE { f.locs[inst] } else { symbol.declared };
    let mut said: Vec<(u8, bool, String)> = Vec::new();
    for access in &contract.accesses {
        let AccessForm::Attribute(text) = &access.form else { continue };
        let surely = match access.mode {
            AccessMode::ReadOnly => true,
            AccessMode::ReadWrite => false,
            AccessMode::None | AccessMode::WriteOnly => {
                said.push((access.pointer, false, String::new()));
                continue;
            }
        };
        let size = access.size.and_then(|size| args.get(usize::from(size)));
        let nothing = size.is_some_and(|&size| f.constant(f.resolve(size)) == Some(0));
        let note = match nothing {
            true => String::new(),
            false => format!("in a call to '{name}' declared with attribute '{text}' here"),
        };
        said.push((access.pointer, surely, note));
    }
    for (index, ty) in &contract.reads {
        if !said.iter().any(|(known, ..)| known == index) {
            let note = format!("by argument {} of type '{ty}' to '{name}' declared here", index + 1);
            said.push((*index, symbol.library.is_some(), note));
        }
    }
    for (index, surely, note) in said.into_iter().filter(|(.., note)| !note.is_empty()) {
        let Some((slot, first)) = args.get(usize::from(index)).and_then(|&arg| slot_address(f, arg)) else {
            continue;
        };
        let all = whole(f, slot);
        // A string is read from where it begins; behind the end there is nothing to be set.
        let bytes = match first {
            Some(first) if first < 0 || first >= all.count => continue,
            Some(first) => Bytes { first, count: all.count - first },
            None if symbol.library.is_some() => continue,
            None => all,
        };
        let passed = Some((surely, place, note));
        uses.reads.push(Read { block, inst, slot, bytes, passed, varies: first.is_none() });
    }
}

/// Whether a load only keeps the bits around a bit-field that is stored: masked, and written back.
fn is_kept_around(f: &Function, block: Block, load: Inst, slot: StackSlot) -> bool {
    let Some(result) = f.result(load) else { return false };
    let later = f.blocks[block].insts.iter().skip_while(|&&inst| inst != load).skip(1);
    let (mut masked, mut stored) = (false, false);
    for &inst in later {
        let data = &f.insts[inst];
        let mut used = false;
        f.for_each_arg(inst, |arg| used |= arg == result);
        match data.op {
            _ if used && data.op != Op::And => return false,
            _ if used => masked = true,
            Op::Store if masked => {
                stored |= slot_address(f, data.args[1]).is_some_and(|(other, _)| other == slot);
            }
            _ => {}
        }
    }
    masked && stored
}

/// Whether bytes of a slot may have been written when control first comes to a read of them.
fn may_be_written(
    f: &Function,
    flow: &Flow,
    uses: &Uses,
    block: Block,
    read: Inst,
    slot: StackSlot,
    bytes: Bytes,
) -> bool {
    let escaped = uses.escaped.contains(slot);
    let writes = |inst: Inst, data: &InstData| match uses.writes.get(&inst) {
        Some(&(other, written)) => other == slot && written.overlaps(bytes),
        None => escaped && data.op.effects() & ir::op::WRITE != 0 && !f.fills.contains(&inst),
    };
    // Blocks on ways from the entry that do not go through the read.
    let mut reached: EntitySet<Block> = EntitySet::new();
    let mut stack = vec![f.entry()];
    while let Some(at) = stack.pop() {
        if reached.insert(at) && at != block {
            stack.extend(f.successors(at));
        }
    }
    // Of those, the ones that lead to it.
    let mut leading: EntitySet<Block> = EntitySet::new();
    let mut stack = vec![block];
    while let Some(at) = stack.pop() {
        if leading.insert(at) {
            stack.extend(
                flow.preds(at).iter().map(|pred| pred.block).filter(|&b| b != block && reached.contains(b)),
            );
        }
    }
    flow.rpo.iter().filter(|&&at| leading.contains(at) && reached.contains(at)).any(|&at| {
        let insts = f.blocks[at].insts.iter().take_while(|&&inst| inst != read);
        insts.copied().any(|inst| writes(inst, &f.insts[inst]))
    })
}
