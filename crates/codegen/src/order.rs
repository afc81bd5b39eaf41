//! Blocks in an order in which each comes after its dominator. Selection walks the layout backwards and takes a value that
//! it has met no use of for dead, so definitions must stand before their uses; where the source goes backwards by `goto`, or
//! what follows a cold block does not, they need not.

use cranelift_entity::{EntitySet, SecondaryMap};
use ir::{Block, Function};

/// Moves dominators that stand too late before the first block that they dominate; all else stays in its order.
pub(crate) fn dominators_first(f: &mut Function) {
    if is_reached_in_order(f) {
        return;
    }
    let dominators = ir::dominance::Dominators::of(f);
    let mut placed: SecondaryMap<Block, bool> = SecondaryMap::with_capacity(f.blocks.len());
    let mut layout = Vec::with_capacity(f.layout.len());
    let mut waiting = Vec::new();
    for &block in &f.layout {
        let mut next = Some(block);
        while let Some(block) = next.filter(|&block| !placed[block]) {
            placed[block] = true;
            waiting.push(block);
            next = dominators.idom(block);
        }
        layout.extend(waiting.drain(..).rev());
    }
    f.layout = layout;
}

/// Whether each block stands behind one that leads to it. Then a way to it is made of blocks before it, and its dominators
/// are among those.
fn is_reached_in_order(f: &Function) -> bool {
    let mut reached: EntitySet<Block> = EntitySet::with_capacity(f.blocks.len());
    f.layout.iter().enumerate().all(|(index, &block)| {
        let in_order = index == 0 || reached.contains(block);
        for next in f.successors(block) {
            reached.insert(next);
        }
        in_order
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dominators_come_first_and_nothing_else_moves() {
        let text = "function @f(i8 r7) -> i8 r0 {\nblock0(v0: i8):\n  br v0 block3, block4\nblock1:\n  br v0 block2, block5\n\
            block2:\n  jump block5\nblock5:\n  ret (v1)\nblock4:\n  jump block3\nblock3:\n  v1 = not i8 v0\n\
            jump block1\n}\n";
        let mut unit = ir::parse::parse(text).expect("it is well formed");
        let f = &mut unit.functions[0];
        dominators_first(f);
        let order: Vec<u32> = f.layout.iter().map(|block| block.as_u32()).collect();
        assert_eq!(order, [0, 3, 1, 2, 5, 4]);
    }
}
