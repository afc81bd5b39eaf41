//! Loop-invariant code motion: what computes the same in each iteration is computed once, in the loop's preheader.
//!
//! Inner loops come first, so that a value leaves as many loops as it can. Only what each iteration computes anyway is
//! moved, or what was moved out of an inner loop: in a loop around a large `switch`, values of all its cases would need
//! more registers than there are. A load is moved if nothing in the loop may change what it reads, and if it cannot trap
//! or happens before the loop can be left (C23 5.1.2.4p4: a program that does not do it must not notice).

use crate::Context;
use crate::analysis::alias::{self, Aliases, Base, Location};
use crate::analysis::flow::{Dominators, Flow};
use crate::analysis::loops::Loops;
use crate::analysis::memory::makes_version;
use crate::analysis::{Analyses, Change, preheaders};
use cranelift_entity::SecondaryMap;
use ir::op::{EFFECT, TRAPS};
use ir::{Block, Function, Inst, Op, Type, ValueDef};

/// In a loop with more writes than this, loads stay: each would be compared with each.
const WRITES: usize = 64;
/// A loop with more levels of loops in it than this keeps what it computes: each level would look at all blocks again.
const HEIGHT: u32 = 32;

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    let (flow, loops) = (cx.analyses.flow(f), cx.analyses.loops(f));
    if loops.loops.is_empty() {
        return Change::Nothing;
    }
    let gate = &mut cx.gate;
    let made = preheaders::make(f, &flow, &loops, |site| gate.allows(site));
    if made {
        cx.analyses = Analyses::default();
    }
    let (flow, dominators, loops) = (cx.analyses.flow(f), cx.analyses.dominators(f), cx.analyses.loops(f));
    let mut home = SecondaryMap::with_capacity(f.insts.len());
    for &block in &flow.rpo {
        f.blocks[block].insts.iter().for_each(|&inst| home[inst] = Some(block));
    }
    let mut changed = cx.gate.allows(0) && constants_out(f, &loops, &mut home);
    let aliases = Aliases::of(f, cx.module);
    let numbers = 0..loops.loops.len() as u32;
    let preheaders = numbers.map(|index| preheaders::of(f, &flow, &loops, index)).collect();
    let mut motion =
        Motion { flow: &flow, dominators: &dominators, loops: &loops, preheaders, aliases, home };
    for index in 0..loops.loops.len() as u32 {
        changed |= motion.empty(f, cx.gate, index);
    }
    if made { Change::Flow } else { Change::code(changed) }
}

/// What is known while code moves.
struct Motion<'a> {
    flow: &'a Flow,
    dominators: &'a Dominators,
    loops: &'a Loops,
    /// By loop.
    preheaders: Vec<Option<Block>>,
    aliases: Aliases<'a>,
    /// The block of each instruction.
    home: SecondaryMap<Inst, Option<Block>>,
}

/// A loop as a whole.
struct Summary {
    /// Its writes, or nothing if they are too many.
    writes: Option<Vec<Inst>>,
    /// Something in it may end the program or be seen from outside.
    has_effects: bool,
    /// Blocks that go to its header.
    latches: Vec<Block>,
    /// Blocks that leave it.
    exiting: Vec<Block>,
}

impl Motion<'_> {
    /// Moves what can be moved out of one loop.
    fn empty(&mut self, f: &mut Function, gate: &mut crate::Gate, index: u32) -> bool {
        if self.loops.loops[index as usize].height > HEIGHT {
            return false;
        }
        let Some(preheader) = self.preheaders[index as usize] else { return false };
        let summary = self.summary(f, index);
        let mut blocks = self.loops.blocks(index).to_vec();
        blocks.retain(|&block| !f.blocks[block].cold || f.blocks[preheader].cold);
        blocks.sort_unstable_by_key(|&block| self.flow.order(block));
        let mut changed = false;
        for block in blocks {
            let certain = summary.latches.iter().all(|&latch| self.dominators.dominates(block, latch));
            if !certain && !self.leads_to_inner(f, index, block) {
                continue;
            }
            let first = certain && summary.exiting.iter().all(|&exit| self.dominators.dominates(block, exit));
            let mut insts = std::mem::take(&mut f.blocks[block].insts);
            insts.retain(|&inst| {
                let moves = self.may_move(f, inst, first, &summary)
                    && self.operands_are_outside(f, inst, index)
                    && gate.allows(inst.as_u32());
                if moves {
                    self.home[inst] = Some(preheader);
                    put_last(f, preheader, &[inst]);
                    changed = true;
                }
                !moves
            });
            f.blocks[block].insts = insts;
        }
        changed
    }

    fn summary(&self, f: &Function, index: u32) -> Summary {
        let this = &self.loops.loops[index as usize];
        let mut writes = Some(Vec::new());
        let mut has_effects = false;
        for &block in self.loops.blocks(index) {
            for &inst in &f.blocks[block].insts {
                let op = f.insts[inst].op;
                has_effects |= op.effects() & EFFECT != 0 && !op.is_terminator() || op == Op::AsmGoto;
                if makes_version(f, inst)
                    && let Some(list) = &mut writes
                {
                    list.push(inst);
                    if list.len() > WRITES {
                        writes = None;
                    }
                }
            }
        }
        let inside = |block| self.loops.contains(index, block);
        let preds = self.flow.preds(this.header).iter().map(|pred| pred.block);
        let leaves = |&block: &Block| f.successors(block).any(|to| !inside(to));
        Summary {
            writes,
            has_effects,
            latches: preds.filter(|&block| inside(block)).collect(),
            exiting: self.loops.blocks(index).iter().copied().filter(leaves).collect(),
        }
    }

    /// Whether a block is the preheader of a loop within this one: what stands there was worth moving once.
    fn leads_to_inner(&self, f: &Function, index: u32, block: Block) -> bool {
        let Some(inst) = f.terminator(block).filter(|&inst| f.insts[inst].op == Op::Jump) else {
            return false;
        };
        let to = f.edges_of(inst)[0].block;
        self.loops.innermost(to).is_some_and(|inner| {
            inner != index
                && self.loops.loops[inner as usize].header == to
                && self.preheaders[inner as usize] == Some(block)
        })
    }

    /// Whether an instruction computes in the preheader what it computes in the loop. `first`: the loop cannot be left
    /// before it.
    fn may_move(&self, f: &Function, inst: Inst, first: bool, summary: &Summary) -> bool {
        let data = &f.insts[inst];
        match data.op {
            // The processor's flags do not keep, and 0 or 1 in a register must be tested again.
            Op::Icmp | Op::Fcmp | Op::ConstantP => false,
            // x87 values live in memory between instructions.
            _ if data.ty == Type::F80 || f.results(inst).any(|value| f.ty(value) == Type::F80) => false,
            Op::Load if !data.mem().volatile => {
                let Some(location) = alias::accessed(f, data) else { return false };
                let Some(writes) = &summary.writes else { return false };
                (first || within_slot(f, &location))
                    && !writes.iter().any(|&write| self.aliases.clobbers(f, write, &location))
            }
            op if op.effects() & TRAPS != 0 => first && !summary.has_effects,
            op => op.is_pure(),
        }
    }

    /// Whether no operand comes from the loop.
    fn operands_are_outside(&self, f: &Function, inst: Inst, index: u32) -> bool {
        let mut outside = true;
        f.for_each_arg(inst, |value| {
            outside &= match f.def(value) {
                ValueDef::Result(def, _) => self.home[def].is_none_or(|at| !self.loops.contains(index, at)),
                ValueDef::Param(block, _) => !self.loops.contains(index, block),
                ValueDef::Alias(_) => false,
            };
        });
        outside
    }
}

/// Takes constants and addresses that each user computes for itself out of all loops, to the entry: where they stand costs
/// nothing, and what uses them can move.
fn constants_out(f: &mut Function, loops: &Loops, home: &mut SecondaryMap<Inst, Option<Block>>) -> bool {
    let anywhere = |f: &Function, inst: Inst| {
        let data = &f.insts[inst];
        data.ty != Type::F80
            && matches!(
                data.op,
                Op::Iconst | Op::Fconst | Op::Wconst | Op::SymbolAddr | Op::StackAddr | Op::IncomingArg
            )
    };
    let entry = f.entry();
    let mut moved = Vec::new();
    for i in 0..f.layout.len() {
        let block = f.layout[i];
        if loops.innermost(block).is_some() {
            let insts = std::mem::take(&mut f.blocks[block].insts);
            let (constants, rest): (Vec<Inst>, Vec<Inst>) =
                insts.into_iter().partition(|&inst| block != entry && anywhere(f, inst));
            f.blocks[block].insts = rest;
            moved.extend(constants);
        }
    }
    moved.iter().for_each(|&inst| home[inst] = Some(entry));
    put_last(f, entry, &moved);
    !moved.is_empty()
}

/// Inserts instructions before a block's terminator, and before the call that belongs to it.
fn put_last(f: &mut Function, block: Block, insts: &[Inst]) {
    let end = 1 + usize::from(f.throwing_call(block).is_some());
    let at = f.blocks[block].insts.len().saturating_sub(end);
    f.blocks[block].insts.splice(at..at, insts.iter().copied());
}

/// Whether a location is wholly in a slot, so that reading it cannot trap.
fn within_slot(f: &Function, location: &Location) -> bool {
    let Base::Slot(slot) = location.base else { return false };
    let Some(slot) = f.slots.get(ir::StackSlot::from_u32(slot)) else { return false };
    let end = u64::try_from(location.offset).ok().and_then(|offset| offset.checked_add(location.size));
    end.is_some_and(|end| end <= slot.size)
}
