//! Natural loops: a header and all that reaches it without leaving what it dominates.

use super::flow::{Dominators, Flow};
use cranelift_entity::SecondaryMap;
use ir::Block;
use std::ops::Range;

/// A loop.
#[derive(Clone, Debug)]
pub struct Loop {
    /// Where it is entered.
    pub header: Block,
    /// The loop around it, as an index.
    pub parent: Option<u32>,
    /// How many levels of loops are in it.
    pub height: u32,
    /// Where its blocks stand among those of all loops, and loops in preorder of their tree.
    blocks: Range<u32>,
    tree: Range<u32>,
}

/// The loops of a function.
#[derive(Default)]
pub struct Loops {
    /// Inner loops come before outer ones.
    pub loops: Vec<Loop>,
    /// The innermost loop of a block, plus 1.
    innermost: SecondaryMap<Block, u32>,
    /// Blocks by their innermost loops, in preorder of the tree of loops.
    blocks: Vec<Block>,
}

/// The search for them.
struct Search<'a> {
    flow: &'a Flow,
    found: Loops,
    /// On the way from each loop to the outermost one found so far around it; itself if it is that.
    above: Vec<u32>,
    work: Vec<Block>,
}

impl Loops {
    /// Finds them.
    pub fn of(flow: &Flow, dominators: &Dominators) -> Loops {
        let mut search = Search { flow, found: Loops::default(), above: Vec::new(), work: Vec::new() };
        // Dominated headers stand later in reverse postorder: going backwards meets inner loops first.
        for &header in flow.rpo.iter().rev() {
            let latches = flow.preds(header).iter().filter(|pred| dominators.dominates(header, pred.block));
            search.work.extend(latches.map(|pred| pred.block).filter(|&block| flow.reachable(block)));
            if !search.work.is_empty() {
                search.around(header);
            }
        }
        search.found.arrange(flow);
        search.found
    }

    /// Gives each loop its ranges.
    fn arrange(&mut self, flow: &Flow) {
        let count = self.loops.len();
        // Sizes from the inside outwards, then places from the outside inwards: outer loops come last.
        let mut sizes = vec![(0u32, 1u32); count];
        for &block in &flow.rpo {
            if let Some(index) = self.innermost(block) {
                sizes[index as usize].0 += 1;
            }
        }
        let mut next: Vec<u32> = sizes.iter().map(|size| size.0).collect();
        for i in 0..count {
            if let Some(parent) = self.loops[i].parent {
                let (own, parent) = (sizes[i], parent as usize);
                sizes[parent] = (sizes[parent].0 + own.0, sizes[parent].1 + own.1);
                self.loops[parent].height = self.loops[parent].height.max(self.loops[i].height + 1);
            }
        }
        let (mut blocks, mut tree) = (0, 0);
        let mut next_tree = vec![0; count];
        for i in (0..count).rev() {
            let start = match self.loops[i].parent {
                Some(parent) => {
                    let parent = parent as usize;
                    let start = (next[parent], next_tree[parent]);
                    next[parent] += sizes[i].0;
                    next_tree[parent] += sizes[i].1;
                    start
                }
                None => {
                    let start = (blocks, tree);
                    blocks += sizes[i].0;
                    tree += sizes[i].1;
                    start
                }
            };
            self.loops[i].blocks = start.0..start.0 + sizes[i].0;
            self.loops[i].tree = start.1..start.1 + sizes[i].1;
            next[i] += start.0;
            next_tree[i] = start.1 + 1;
        }
        let mut at: Vec<u32> = self.loops.iter().map(|this| this.blocks.start).collect();
        self.blocks = vec![flow.rpo.first().copied().unwrap_or(Block::from_u32(0)); blocks as usize];
        for &block in &flow.rpo {
            if let Some(index) = self.innermost(block) {
                let at = &mut at[index as usize];
                self.blocks[*at as usize] = block;
                *at += 1;
            }
        }
    }

    /// The blocks of a loop, those of inner loops included.
    pub fn blocks(&self, index: u32) -> &[Block] {
        let range = &self.loops[index as usize].blocks;
        &self.blocks[range.start as usize..range.end as usize]
    }

    /// The innermost loop around a block.
    pub fn innermost(&self, block: Block) -> Option<u32> {
        self.innermost[block].checked_sub(1)
    }

    /// Whether the block is in the loop.
    pub fn contains(&self, index: u32, block: Block) -> bool {
        self.innermost(block).is_some_and(|inner| {
            self.loops[index as usize].tree.contains(&self.loops[inner as usize].tree.start)
        })
    }
}

impl Search<'_> {
    /// The loop of a header, of which the work list has the latches.
    fn around(&mut self, header: Block) {
        let index = self.found.loops.len() as u32;
        self.found.loops.push(Loop { header, parent: None, height: 0, blocks: 0..0, tree: 0..0 });
        self.above.push(index);
        while let Some(block) = self.work.pop() {
            let from = match self.outermost(block) {
                Some(inner) if inner == index => continue,
                Some(inner) => {
                    // A whole loop at once: go on from its header.
                    self.found.loops[inner as usize].parent = Some(index);
                    self.above[inner as usize] = index;
                    self.found.loops[inner as usize].header
                }
                None => {
                    self.found.innermost[block] = index + 1;
                    if block == header {
                        continue;
                    }
                    block
                }
            };
            let flow = self.flow;
            let preds = flow.preds(from).iter().map(|pred| pred.block);
            self.work.extend(preds.filter(|&block| flow.reachable(block)));
        }
        if self.found.innermost[header] == 0 {
            self.found.innermost[header] = index + 1;
        }
    }

    /// The outermost loop found so far around a block.
    fn outermost(&mut self, block: Block) -> Option<u32> {
        let mut at = self.found.innermost(block)?;
        while self.above[at as usize] != at {
            // Every second step is saved next time.
            let further = self.above[self.above[at as usize] as usize];
            self.above[at as usize] = further;
            at = further;
        }
        Some(at)
    }
}
