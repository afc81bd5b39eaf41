//! The control-flow graph: reverse postorder, predecessors, the dominator tree, dominance frontiers.

use cranelift_entity::{EntityRef, SecondaryMap};
use ir::{Block, Function};

/// An edge as its target sees it.
#[derive(Clone, Copy, Debug)]
pub struct Pred {
    /// Where it comes from.
    pub block: Block,
    /// Which entry of `Function::edges`.
    pub edge: u32,
}

/// Reachable blocks in reverse postorder, and the edges between them.
pub struct Flow {
    /// Reachable blocks, the entry first.
    pub rpo: Vec<Block>,
    /// Position in `rpo`, from 1; 0 is unreachable.
    position: SecondaryMap<Block, u32>,
    starts: Vec<u32>,
    preds: Vec<Pred>,
    /// The search's tree: positions in `rpo` in preorder, and the parent of each by its place in preorder.
    preorder: Vec<u32>,
    parents: Vec<u32>,
}

impl Flow {
    /// Computes it.
    pub fn of(f: &Function) -> Flow {
        // Place in preorder, from 1.
        let mut seen: SecondaryMap<Block, u32> = SecondaryMap::with_capacity(f.blocks.len());
        let mut entered = Vec::with_capacity(f.layout.len());
        let mut parents = Vec::with_capacity(f.layout.len());
        let mut postorder = Vec::with_capacity(f.layout.len());
        let range = |block| f.terminator(block).map_or(0..0, |inst| f.edge_range(inst));
        let mut stack = Vec::new();
        if let Some(&entry) = f.layout.first() {
            entered.push(entry);
            parents.push(0);
            seen[entry] = 1;
            stack.push((entry, range(entry)));
        }
        while let Some((block, rest)) = stack.last_mut() {
            // The last edge first: then the first edge's target follows its source in reverse postorder.
            match rest.next_back() {
                Some(edge) => {
                    let to = f.edges[edge].block;
                    if seen[to] == 0 {
                        entered.push(to);
                        parents.push(seen[*block] - 1);
                        seen[to] = entered.len() as u32;
                        stack.push((to, range(to)));
                    }
                }
                None => {
                    postorder.push(*block);
                    stack.pop();
                }
            }
        }
        postorder.reverse();
        let rpo = postorder;
        let mut position = SecondaryMap::with_capacity(f.blocks.len());
        for (i, &block) in rpo.iter().enumerate() {
            position[block] = i as u32 + 1;
        }
        // Predecessors by counting sort over targets.
        let mut starts = vec![0u32; rpo.len() + 1];
        let edges = || rpo.iter().flat_map(|&block| range(block).map(move |edge| (block, edge)));
        for (_, edge) in edges() {
            starts[position[f.edges[edge].block] as usize] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let nowhere = Pred { block: Block::new(0), edge: 0 };
        let mut preds = vec![nowhere; starts.last().map_or(0, |&n| n as usize)];
        for (block, edge) in edges() {
            let at = position[f.edges[edge].block] as usize - 1;
            preds[next[at] as usize] = Pred { block, edge: edge as u32 };
            next[at] += 1;
        }
        let preorder = entered.iter().map(|&block| position[block] - 1).collect();
        Flow { rpo, position, starts, preds, preorder, parents }
    }

    /// Whether the entry reaches the block.
    pub fn reachable(&self, block: Block) -> bool {
        self.position[block] != 0
    }

    /// Position in reverse postorder, of a reachable block.
    pub fn order(&self, block: Block) -> u32 {
        self.position[block] - 1
    }

    /// The edges into a reachable block.
    pub fn preds(&self, block: Block) -> &[Pred] {
        match self.position[block] {
            0 => &[],
            n => &self.preds[self.starts[n as usize - 1] as usize..self.starts[n as usize] as usize],
        }
    }
}

/// Entries of all frontiers together.
const MAX_FRONTIERS: usize = 1 << 22;

/// The dominator tree of the reachable blocks.
pub struct Dominators {
    /// Reverse postorder positions of immediate dominators.
    idom: Vec<u32>,
    /// Blocks in preorder of the tree: a dominator comes before what it dominates.
    pub preorder: Vec<Block>,
    /// Preorder number, from 1, and the last of the subtree.
    range: SecondaryMap<Block, (u32, u32)>,
}

impl Dominators {
    /// Computes it.
    pub fn of(flow: &Flow) -> Dominators {
        let count = flow.rpo.len();
        let mut number = vec![0u32; count];
        for (i, &at) in flow.preorder.iter().enumerate() {
            number[at as usize] = i as u32;
        }
        let found = ir::dominance::immediate_dominators(&flow.parents, |node, out| {
            let preds = flow.preds(flow.rpo[flow.preorder[node as usize] as usize]).iter();
            out.extend(preds.map(|pred| number[flow.order(pred.block) as usize]));
        });
        let mut idom = vec![0u32; count];
        for (&at, &up) in flow.preorder.iter().zip(&found) {
            idom[at as usize] = flow.preorder[up as usize];
        }
        // Subtree sizes from the leaves up, then preorder numbers from the root down.
        let mut size = vec![1u32; count];
        for i in (1..count).rev() {
            size[idom[i] as usize] += size[i];
        }
        let mut next = vec![0u32; count];
        let mut preorder = flow.rpo.clone();
        let mut range = SecondaryMap::with_capacity(count);
        for i in 0..count {
            let number = match i {
                0 => 0,
                _ => {
                    let parent = idom[i] as usize;
                    let number = next[parent];
                    next[parent] += size[i];
                    number
                }
            };
            next[i] = number + 1;
            preorder[number as usize] = flow.rpo[i];
            range[flow.rpo[i]] = (number + 1, number + size[i]);
        }
        Dominators { idom, preorder, range }
    }

    /// Whether every path from the entry to `b` goes through `a`. Of an unreachable block nothing is known.
    pub fn dominates(&self, a: Block, b: Block) -> bool {
        let ((first, last), (n, _)) = (self.range[a], self.range[b]);
        first != 0 && first <= n && n <= last
    }

    /// The immediate dominator; the entry has none.
    pub fn idom(&self, flow: &Flow, block: Block) -> Option<Block> {
        let at = flow.order(block);
        (at != 0).then(|| flow.rpo[self.idom[at as usize] as usize])
    }

    /// Where the dominance of each block ends, by its reverse postorder position; `None` if that is at too many places,
    /// as in thousands of loops in each other.
    pub fn frontiers(&self, flow: &Flow) -> Option<Vec<Vec<u32>>> {
        let mut total = 0;
        let mut frontiers: Vec<Vec<u32>> = vec![Vec::new(); flow.rpo.len()];
        for (i, &block) in flow.rpo.iter().enumerate() {
            let preds = flow.preds(block);
            if preds.len() < 2 {
                continue;
            }
            for pred in preds {
                let mut at = flow.order(pred.block) as usize;
                while at != self.idom[i] as usize || (i == 0 && at != 0) {
                    // What is above was met on the way from another predecessor.
                    if frontiers[at].last() == Some(&(i as u32)) {
                        break;
                    }
                    frontiers[at].push(i as u32);
                    total += 1;
                    if total > MAX_FRONTIERS {
                        return None;
                    }
                    at = self.idom[at] as usize;
                }
            }
        }
        Some(frontiers)
    }
}
