//! Natural loops: a header and all that reaches it without leaving what it dominates.

use super::flow::{Dominators, Flow};
use cranelift_entity::SecondaryMap;
use ir::Block;

/// A loop.
#[derive(Clone, Debug)]
pub struct Loop {
    /// Where it is entered.
    pub header: Block,
    /// The loop around it, as an index.
    pub parent: Option<u32>,
    /// Its blocks, those of inner loops included.
    pub blocks: Vec<Block>,
}

/// The loops of a function.
#[derive(Default)]
pub struct Loops {
    /// Inner loops come before outer ones.
    pub loops: Vec<Loop>,
    /// The innermost loop of a block, plus 1.
    innermost: SecondaryMap<Block, u32>,
}

impl Loops {
    /// Finds them.
    pub fn of(flow: &Flow, dominators: &Dominators) -> Loops {
        let mut result = Loops::default();
        let mut work = Vec::new();
        // Dominated headers stand later in reverse postorder: going backwards meets inner loops first.
        for &header in flow.rpo.iter().rev() {
            let latches = flow.preds(header).iter().filter(|pred| dominators.dominates(header, pred.block));
            work.extend(latches.map(|pred| pred.block));
            if work.is_empty() {
                continue;
            }
            let index = result.loops.len() as u32;
            let mut blocks = Vec::new();
            while let Some(block) = work.pop() {
                if !flow.reachable(block) {
                    continue;
                }
                match result.outermost(block) {
                    Some(inner) if inner == index => {}
                    Some(inner) => {
                        // A whole loop at once: go on from its header.
                        result.loops[inner as usize].parent = Some(index);
                        let inner = &result.loops[inner as usize];
                        blocks.extend_from_slice(&inner.blocks);
                        let header = inner.header;
                        work.extend(flow.preds(header).iter().map(|pred| pred.block));
                    }
                    None => {
                        result.innermost[block] = index + 1;
                        blocks.push(block);
                        if block != header {
                            work.extend(flow.preds(block).iter().map(|pred| pred.block));
                        }
                    }
                }
                if result.loops.len() as u32 == index {
                    result.loops.push(Loop { header, parent: None, blocks: Vec::new() });
                }
            }
            if result.innermost[header] == 0 {
                result.innermost[header] = index + 1;
                blocks.push(header);
            }
            result.loops[index as usize].blocks = blocks;
        }
        result
    }

    /// The innermost loop around a block.
    pub fn innermost(&self, block: Block) -> Option<u32> {
        self.innermost[block].checked_sub(1)
    }

    /// The outermost loop found so far around a block.
    fn outermost(&self, block: Block) -> Option<u32> {
        let mut at = self.innermost(block)?;
        while let Some(parent) = self.loops[at as usize].parent {
            at = parent;
        }
        Some(at)
    }

    /// Whether the block is in the loop.
    pub fn contains(&self, index: u32, block: Block) -> bool {
        let mut at = self.innermost(block);
        while let Some(this) = at {
            if this == index {
                return true;
            }
            at = self.loops[this as usize].parent;
        }
        false
    }

    /// How many loops are around a block.
    pub fn depth(&self, block: Block) -> u32 {
        let mut depth = 0;
        let mut at = self.innermost(block);
        while let Some(this) = at {
            depth += 1;
            at = self.loops[this as usize].parent;
        }
        depth
    }
}
