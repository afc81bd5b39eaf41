//! Objects in memory that are read before anything can have been stored there.
//!
//! A read counts if nothing that may write those bytes lies on a way from the entry to it that has not read them before.
//! Whose address is seen by others may be written by every call and every store through a pointer.

use crate::Finding;
use crate::pointer::slot_address;
use cranelift_entity::EntitySet;
use diag::{Loc, warn};
use ir::{Block, Described, Function, Inst, InstData, Op, StackSlot, Value};
use opt::analysis::flow::Flow;
use rustc_hash::FxHashMap;
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

/// What is done to the slots that the source describes.
#[derive(Default)]
struct Uses {
    /// By instruction: the slot that it writes, and which bytes.
    writes: FxHashMap<Inst, (StackSlot, Bytes)>,
    /// The same of reads, in order.
    reads: Vec<(Block, Inst, StackSlot, Bytes)>,
    /// Slots whose addresses others may know.
    escaped: EntitySet<StackSlot>,
}

/// Looks at the objects of a function as it was lowered.
pub(super) fn objects(f: &Function, flow: &Flow, optimized: bool) -> Vec<Finding> {
    let described: FxHashMap<StackSlot, &Arc<Described>> =
        f.described.iter().map(|(slot, described)| (*slot, described)).collect();
    let uses = uses(f, flow, &described);
    let mut findings: Vec<Finding> = Vec::new();
    let mut told: EntitySet<StackSlot> = EntitySet::new();
    if uses.reads.len() > READS {
        return findings;
    }
    for &(block, inst, slot, bytes) in &uses.reads {
        let Some(object) = described.get(&slot) else { continue };
        // What lies outside is another warning's; complex numbers have two halves, which only optimisation tells apart.
        let inside = bytes.first >= 0
            && bytes.first.saturating_add(bytes.count)
                <= i64::try_from(f.slots[slot].size).unwrap_or(i64::MAX);
        if !inside || (!optimized && object.complex) {
            continue;
        }
        if object.settled || told.contains(slot) || may_be_written(f, flow, &uses, block, inst, slot, bytes) {
            continue;
        }
        let always = super::always_executed(f, block, |_, _| true);
        let (warning, how) = match always {
            true => (warn::UNINITIALIZED, "is used uninitialized"),
            false if optimized => (warn::MAYBE_UNINITIALIZED, "may be used uninitialized"),
            false => continue,
        };
        told.insert(slot);
        let (name, declared) = (&object.name, object.declared);
        // What could be in a register GCC speaks of in the past.
        let whole = object.members.is_empty() && !object.ty.ends_with(']') | object.ty.ends_with("[1]");
        let declared_how =
            if whole && !uses.escaped.contains(slot) { "was declared here" } else { "declared here" };
        let member = object.members.iter().find(|member| member.0 as i64 == bytes.first);
        let member = member.map_or("", |member| &member.1);
        findings.push(Finding {
            warning,
            at: f.locs[inst],
            text: format!("'{name}{member}' {how}"),
            notes: vec![(declared, format!("'{name}' {declared_how}"))],
            elsewhere: None,
            calls: Vec::new(),
        });
    }
    findings.retain(|finding| finding.at != Loc::NONE);
    findings
}

fn uses(f: &Function, flow: &Flow, described: &FxHashMap<StackSlot, &Arc<Described>>) -> Uses {
    let mut uses = Uses::default();
    for &block in &flow.rpo {
        for &inst in &f.blocks[block].insts {
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
                    if let Some((slot, bytes, true)) = at(data.args[0], data.imm, i64::from(data.ty.bytes()))
                        && described.contains_key(&slot)
                        && !volatile
                        && !is_kept_around(f, block, inst, slot)
                    {
                        uses.reads.push((block, inst, slot, bytes));
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
        None => escaped && data.op.effects() & ir::op::WRITE != 0,
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
