//! Splits critical edges, and edges with arguments that leave a block with several successors: the register
//! allocator puts its moves on edges and needs a place for them.

use cranelift_entity::SecondaryMap;
use ir::{Block, BlockCall, Function, InstData, Op, Type};

pub(crate) fn split(f: &mut Function) {
    let mut preds: SecondaryMap<Block, u32> = SecondaryMap::new();
    for &block in &f.layout {
        if let Some(inst) = f.terminator(block) {
            for edge in f.edges_of(inst) {
                preds[edge.block] += 1;
            }
        }
    }
    let mut moved: Vec<(Block, Block)> = Vec::new();
    let mut layout = Vec::with_capacity(f.layout.len() + 8);
    for i in 0..f.layout.len() {
        let block = f.layout[i];
        layout.push(block);
        let Some(inst) = f.terminator(block) else { continue };
        let range = f.edge_range(inst);
        let by_address = f.insts[inst].op == Op::IndirectBr;
        if range.len() < 2 && !by_address {
            continue;
        }
        let cold = f.blocks[block].cold;
        for e in range {
            let edge = f.edges[e];
            if preds[edge.block] < 2 && edge.args.is_empty() {
                continue;
            }
            let between = f.new_block();
            f.blocks[between].cold = cold || f.blocks[edge.block].cold;
            let mut jump = InstData::new(Op::Jump, Type::NONE, &[]);
            jump.x = f.edges.len() as u32;
            f.edges.push(edge);
            f.append(between, jump, Type::NONE, diag::Loc::NONE);
            f.edges[e] = BlockCall { block: between, args: Default::default() };
            layout.push(between);
            if by_address {
                // The address of the label is now that of the new block.
                f.blocks[between].label = f.blocks[edge.block].label.take();
                moved.push((edge.block, between));
            }
        }
    }
    if !moved.is_empty() {
        for data in f.insts.values_mut().filter(|data| data.op == Op::BlockAddr) {
            if let Some((_, to)) = moved.iter().find(|(from, _)| from.as_u32() == data.x) {
                data.x = to.as_u32();
            }
        }
    }
    // Cold blocks stand after all others.
    if layout.iter().any(|&b| f.blocks[b].cold) {
        let entry = layout[0];
        layout.sort_by_key(|&b| b != entry && f.blocks[b].cold);
    }
    f.layout = layout;
}
