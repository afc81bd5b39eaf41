//! Versions of memory: each write makes one, and blocks where several meet begin with one of their own. A load
//! sees the newest version before it that may have changed what it reads.

use super::alias::{Aliases, Location};
use super::flow::Flow;
use cranelift_entity::SecondaryMap;
use ir::{Block, Function, Inst, Op};

/// A version's number.
pub type Version = u32;

/// Memory as the function finds it.
const ENTRY: Version = 0;
/// Not known yet.
const NONE: Version = u32::MAX;
/// A walk over versions that do not matter stops after so many.
const STEPS: u32 = 32;

/// The versions of a function.
pub struct Memory {
    /// What made a version (nothing: a block's begin), and which came before.
    made: Vec<(Option<Inst>, Version)>,
    /// At the begin of each block, and the first that the block makes.
    entry: SecondaryMap<Block, (Version, Version)>,
}

/// Whether an instruction makes a version: it writes, or orders others' writes before later reads.
pub fn makes_version(f: &Function, inst: Inst) -> bool {
    let data = &f.insts[inst];
    let writes = data.op.effects() & ir::op::WRITE != 0 && (data.op != Op::Call || data.aux == 0);
    writes || data.op == Op::AtomicLoad
}

impl Memory {
    /// Numbers the versions.
    pub fn of(f: &Function, flow: &Flow) -> Memory {
        let count = flow.rpo.len();
        // Version 0 is the entry's, 1..=count those of joins, later ones those of instructions.
        let mut made = vec![(None, ENTRY); count + 1];
        let mut entries = vec![NONE; count];
        let mut exits = vec![NONE; count];
        let mut first_made = vec![NONE; count];
        for (i, &block) in flow.rpo.iter().enumerate() {
            for &inst in &f.blocks[block].insts {
                if makes_version(f, inst) {
                    let version = made.len() as u32;
                    let before = if exits[i] == NONE { NONE } else { version - 1 };
                    made.push((Some(inst), before));
                    if exits[i] == NONE {
                        first_made[i] = version;
                    }
                    exits[i] = version;
                }
            }
        }
        if count != 0 {
            entries[0] = ENTRY;
            if exits[0] == NONE {
                exits[0] = ENTRY;
            }
        }
        let mut changed = true;
        while changed {
            changed = false;
            for i in 1..count {
                let own = i as u32;
                let mut met = NONE;
                for pred in flow.preds(flow.rpo[i]) {
                    let exit = exits[flow.order(pred.block) as usize];
                    if exit != NONE && met != exit {
                        met = if met == NONE { exit } else { own };
                    }
                }
                // Once versions meet here, they do; this makes the iteration end.
                if entries[i] == own {
                    continue;
                }
                if entries[i] != met {
                    if first_made[i] == NONE {
                        exits[i] = met;
                    }
                    entries[i] = met;
                    changed = true;
                }
            }
        }
        let mut entry = SecondaryMap::with_capacity(f.blocks.len());
        for i in 0..count {
            entry[flow.rpo[i]] = (entries[i], first_made[i]);
            if first_made[i] != NONE {
                made[first_made[i] as usize].1 = entries[i];
            }
        }
        Memory { made, entry }
    }

    /// The version at the begin of a reachable block, and the first that it makes; the next one has the next number.
    pub fn at_entry(&self, block: Block) -> (Version, Version) {
        self.entry[block]
    }

    /// What made a version.
    pub fn maker(&self, version: Version) -> Option<Inst> {
        self.made.get(version as usize).and_then(|&(inst, _)| inst)
    }

    /// The newest version, from `version` back, that may have changed the location.
    pub fn newest(&self, f: &Function, aliases: &Aliases<'_>, version: Version, at: &Location) -> Version {
        let mut version = version;
        for _ in 0..STEPS {
            let Some(&(Some(inst), before)) = self.made.get(version as usize) else { break };
            if aliases.clobbers(f, inst, at) {
                break;
            }
            version = before;
        }
        version
    }
}
