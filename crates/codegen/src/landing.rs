//! Landing pads before selection: which blocks still end in a call that may throw, and where many of them land.

use cranelift_entity::{EntityList, SecondaryMap};
use ir::{Block, BlockCall, Function, InstData, Op, Type, Value};

/// Calls that are gone throw nothing; whether any are left that may.
pub(crate) fn settle(f: &mut Function) -> bool {
    let (mut left, mut gone) = (false, false);
    for i in 0..f.layout.len() {
        let block = f.layout[i];
        let Some(last) = f.terminator(block).filter(|&inst| f.insts[inst].op == Op::MayThrow) else {
            continue;
        };
        if f.throwing_call(block).is_some() {
            left = true;
            continue;
        }
        f.make_jump(last, f.edge_range(last).start);
        gone = true;
    }
    if gone {
        // What only their exceptions led to uses values that nothing defines now.
        let reachable = ir::dominance::reachable(f);
        f.layout.retain(|&block| reachable.contains(block));
    }
    left
}

/// So many calls land in one place.
const MOST_GATHERED: u32 = 256;

/// Has what comes from many calls come together in places between: the register allocator's dominators take time by the
/// square of the blocks on a ladder that all leave to one place.
pub(crate) fn gather(f: &mut Function) {
    let mut gathered: SecondaryMap<Block, (u32, Option<Block>)> = SecondaryMap::new();
    for i in 0..f.layout.len() {
        let block = f.layout[i];
        let Some(last) = f.terminator(block).filter(|&inst| f.insts[inst].op == Op::MayThrow) else {
            continue;
        };
        let land = f.edges_of(last)[1].block;
        let Some(jump) = f.terminator(land).filter(|&inst| f.insts[inst].op == Op::Jump) else { continue };
        let edge = f.edge_range(jump).start;
        let pad = f.edges[edge].block;
        let (count, mut place) = gathered[pad];
        if count != 0 && count % MOST_GATHERED == 0 {
            let between = f.new_block();
            let params = f.params(pad).to_vec();
            let params: Vec<Value> = params.iter().map(|&param| f.add_param(between, f.ty(param))).collect();
            let mut args = EntityList::new();
            args.extend(params, &mut f.lists);
            let mut on = InstData::new(Op::Jump, Type::NONE, &[]);
            on.x = f.edges.len() as u32;
            f.edges.push(BlockCall { block: pad, args });
            f.append(between, on, Type::NONE, f.locs[jump]);
            f.blocks[between].cold = true;
            f.layout.push(between);
            place = Some(between);
        }
        gathered[pad] = (count + 1, place);
        if let Some(place) = place {
            f.edges[edge].block = place;
        }
    }
}
