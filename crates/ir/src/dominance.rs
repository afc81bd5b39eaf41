//! Dominators (Lengauer, Tarjan: "A Fast Algorithm for Finding Dominators in a Flowgraph", 1979, with simple linking):
//! in O(m log n) whatever the graph. Iterating over a ladder of conditions, all of which leave to one place, is quadratic.

use crate::function::{Block, Function};
use cranelift_entity::{EntitySet, SecondaryMap};

const NONE: u32 = u32::MAX;

/// Immediate dominators of nodes that are numbered in preorder of a depth-first search. `parents` says from where
/// the search came to each, and `preds` appends the reachable predecessors of one. The root is its own dominator.
pub fn immediate_dominators(parents: &[u32], mut preds: impl FnMut(u32, &mut Vec<u32>)) -> Vec<u32> {
    let count = parents.len() as u32;
    let mut idom = vec![0; parents.len()];
    let mut forest = Forest {
        semi: (0..count).collect(),
        best: (0..count).collect(),
        above: vec![NONE; parents.len()],
        path: Vec::new(),
    };
    // The nodes that share a semidominator, as lists.
    let mut first = vec![NONE; parents.len()];
    let mut next = vec![NONE; parents.len()];
    let mut into = Vec::new();
    for node in (1..count).rev() {
        into.clear();
        preds(node, &mut into);
        let semi = into.iter().map(|&pred| forest.smallest(pred)).min().unwrap_or(0);
        forest.semi[node as usize] = semi;
        next[node as usize] = std::mem::replace(&mut first[semi as usize], node);
        let parent = parents[node as usize];
        forest.above[node as usize] = parent;
        let mut waiting = std::mem::replace(&mut first[parent as usize], NONE);
        while waiting != NONE {
            forest.compress(waiting);
            let best = forest.best[waiting as usize];
            let nearer = forest.semi[best as usize] < forest.semi[waiting as usize];
            idom[waiting as usize] = if nearer { best } else { parent };
            waiting = next[waiting as usize];
        }
    }
    for node in 1..parents.len() {
        if idom[node] != forest.semi[node] {
            idom[node] = idom[idom[node] as usize];
        }
    }
    idom
}

/// The part of the search tree that has been dealt with, its paths shortened as they are asked about.
struct Forest {
    semi: Vec<u32>,
    /// The node with the smallest semidominator on the shortened path to a node.
    best: Vec<u32>,
    above: Vec<u32>,
    path: Vec<u32>,
}

impl Forest {
    /// The smallest semidominator on the path from the root of its tree, exclusive, to a node.
    fn smallest(&mut self, node: u32) -> u32 {
        self.compress(node);
        self.semi[self.best[node as usize] as usize]
    }

    fn compress(&mut self, node: u32) {
        let mut at = node;
        while self.above[at as usize] != NONE && self.above[self.above[at as usize] as usize] != NONE {
            self.path.push(at);
            at = self.above[at as usize];
        }
        while let Some(at) = self.path.pop() {
            let at = at as usize;
            let above = self.above[at] as usize;
            if self.semi[self.best[above] as usize] < self.semi[self.best[at] as usize] {
                self.best[at] = self.best[above];
            }
            self.above[at] = self.above[above];
        }
    }
}

/// The dominators of a function's reachable blocks.
pub struct Dominators {
    /// Postorder number, from 1; 0 is unreachable.
    order: SecondaryMap<Block, u32>,
    idom: SecondaryMap<Block, Option<Block>>,
    /// Reachable blocks, reverse postorder.
    pub rpo: Vec<Block>,
}

/// The blocks that the entry reaches.
pub fn reachable(f: &Function) -> EntitySet<Block> {
    let mut reached = EntitySet::with_capacity(f.blocks.len());
    let mut stack: Vec<Block> = f.layout.first().copied().into_iter().collect();
    while let Some(block) = stack.pop() {
        if reached.insert(block) {
            stack.extend(f.successors(block));
        }
    }
    reached
}

impl Dominators {
    /// Computes them.
    pub fn of(f: &Function) -> Dominators {
        let mut result =
            Dominators { order: SecondaryMap::new(), idom: SecondaryMap::new(), rpo: Vec::new() };
        let Some(&entry) = f.layout.first() else { return result };
        // Numbers in preorder, from 1.
        let count = f.blocks.len();
        let mut number: SecondaryMap<Block, u32> = SecondaryMap::with_capacity(count);
        // The edges into each block, as lists: where from, and the number of the next one, from 1.
        let mut into: SecondaryMap<Block, u32> = SecondaryMap::with_capacity(count);
        let mut links: Vec<(Block, u32)> = Vec::with_capacity(f.edges.len());
        let mut preorder = Vec::with_capacity(count);
        let mut parents = Vec::with_capacity(count);
        let mut postorder = Vec::with_capacity(count);
        let edges = |block: Block| f.terminator(block).map_or(0..0, |inst| f.edge_range(inst));
        preorder.push(entry);
        parents.push(0);
        number[entry] = 1;
        let mut stack = vec![(entry, edges(entry))];
        while let Some((block, rest)) = stack.last_mut() {
            let block = *block;
            match rest.next_back() {
                Some(edge) => {
                    let next = f.edges[edge].block;
                    links.push((block, into[next]));
                    into[next] = links.len() as u32;
                    if number[next] == 0 {
                        preorder.push(next);
                        parents.push(number[block] - 1);
                        number[next] = preorder.len() as u32;
                        stack.push((next, edges(next)));
                    }
                }
                None => {
                    postorder.push(block);
                    result.order[block] = postorder.len() as u32;
                    stack.pop();
                }
            }
        }
        postorder.reverse();
        result.rpo = postorder;
        let idom = immediate_dominators(&parents, |node, out| {
            let mut link = into[preorder[node as usize]];
            while link != 0 {
                let (from, next) = links[link as usize - 1];
                out.push(number[from] - 1);
                link = next;
            }
        });
        for (&block, &up) in preorder.iter().zip(&idom).skip(1) {
            result.idom[block] = Some(preorder[up as usize]);
        }
        result
    }

    /// Whether the entry reaches the block.
    pub fn reachable(&self, block: Block) -> bool {
        self.order[block] != 0
    }

    /// The immediate dominator; the entry has none.
    pub fn idom(&self, block: Block) -> Option<Block> {
        self.idom[block]
    }

    /// Whether every path to `b` goes through `a`.
    pub fn dominates(&self, a: Block, mut b: Block) -> bool {
        while self.order[b] < self.order[a] {
            match self.idom[b] {
                Some(up) => b = up,
                None => return false,
            }
        }
        a == b
    }
}

#[cfg(test)]
mod tests {
    use super::immediate_dominators;

    /// Dominators by their definition: what a search that may not enter a node no longer reaches, it dominates.
    fn by_definition(succs: &[Vec<u32>]) -> Vec<u32> {
        let reach = |without: Option<usize>| {
            let mut seen = vec![false; succs.len()];
            let mut stack = vec![0];
            while let Some(at) = stack.pop() {
                if Some(at) != without && !std::mem::replace(&mut seen[at], true) {
                    stack.extend(succs[at].iter().map(|&to| to as usize));
                }
            }
            seen
        };
        let cut: Vec<Vec<bool>> = (0..succs.len()).map(|node| reach(Some(node))).collect();
        let dominators = |node: usize| (0..succs.len()).filter(|&d| !cut[d][node]).count();
        let cut = &cut;
        let strict = |node: usize| (0..succs.len()).filter(move |&d| d != node && !cut[d][node]);
        let nearest = |node| strict(node).max_by_key(|&d| dominators(d)).unwrap_or(0) as u32;
        (0..succs.len()).map(nearest).collect()
    }

    #[test]
    fn random_graphs() {
        let mut state = 1u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % below
        };
        for _ in 0..300 {
            let size = 1 + random(24);
            let edges: Vec<Vec<usize>> =
                (0..size).map(|_| (0..random(4)).map(|_| random(size)).collect()).collect();
            // Numbered as a search meets them.
            let mut number = vec![None; size];
            let (mut order, mut parents) = (Vec::new(), Vec::new());
            let mut stack = vec![(0usize, 0u32)];
            while let Some((at, parent)) = stack.pop() {
                if number[at].is_none() {
                    number[at] = Some(order.len() as u32);
                    parents.push(parent);
                    stack.extend(edges[at].iter().map(|&to| (to, order.len() as u32)));
                    order.push(at);
                }
            }
            let succs: Vec<Vec<u32>> = order
                .iter()
                .map(|&at| edges[at].iter().map(|&to| number[to].expect("it is reached")).collect())
                .collect();
            let found = immediate_dominators(&parents, |node, out| {
                out.extend((0..succs.len() as u32).filter(|&from| succs[from as usize].contains(&node)));
            });
            assert_eq!(found, by_definition(&succs), "{succs:?}");
        }
    }
}
