//! Preheaders: each loop gets a block that jumps to its header and through which alone the loop is entered, a place for
//! what is done once. A loop that a computed goto or an `asm goto` enters has none.

use super::flow::{Flow, Pred};
use super::loops::Loops;
use ir::{Block, BlockCall, Function, InstData, Op, Type, Value};
use rustc_hash::FxHashMap;

/// The block through which alone a loop is entered, if that is all it goes to.
pub fn of(f: &Function, flow: &Flow, loops: &Loops, index: u32) -> Option<Block> {
    let header = loops.loops[index as usize].header;
    let mut outside = flow.preds(header).iter().filter(|pred| !loops.contains(index, pred.block));
    let only = outside.next().filter(|_| outside.next().is_none())?;
    let jumps = f.terminator(only.block).is_some_and(|inst| f.insts[inst].op == Op::Jump);
    jumps.then_some(only.block)
}

/// Makes those that are missing, before their headers in the layout; whether there were any. `allows` is asked with the
/// header's number.
pub fn make(f: &mut Function, flow: &Flow, loops: &Loops, mut allows: impl FnMut(u32) -> bool) -> bool {
    let mut made: FxHashMap<Block, Block> = FxHashMap::default();
    for index in 0..loops.loops.len() as u32 {
        let header = loops.loops[index as usize].header;
        if of(f, flow, loops, index).is_some() || header == f.entry() {
            continue;
        }
        let outside: Vec<Pred> =
            flow.preds(header).iter().copied().filter(|pred| !loops.contains(index, pred.block)).collect();
        let plain = |pred: &Pred| {
            let terminator = f.terminator(pred.block).map(|inst| f.insts[inst].op);
            matches!(terminator, Some(Op::Jump | Op::Br | Op::Switch))
        };
        if !outside.iter().all(plain) || !allows(header.as_u32()) {
            continue;
        }
        let preheader = f.new_block();
        f.blocks[preheader].cold = outside.iter().all(|pred| f.blocks[pred.block].cold);
        let types: Vec<Type> = f.params(header).iter().map(|&param| f.ty(param)).collect();
        let params: Vec<Value> = types.into_iter().map(|ty| f.add_param(preheader, ty)).collect();
        let mut args = cranelift_entity::EntityList::new();
        args.extend(params, &mut f.lists);
        let mut jump = InstData::new(Op::Jump, Type::NONE, &[]);
        jump.x = f.edges.len() as u32;
        f.edges.push(BlockCall { block: header, args });
        f.append(preheader, jump, Type::NONE, diag::Loc::NONE);
        outside.iter().for_each(|pred| f.edges[pred.edge as usize].block = preheader);
        made.insert(header, preheader);
    }
    if made.is_empty() {
        return false;
    }
    let layout = std::mem::take(&mut f.layout);
    f.layout =
        layout.into_iter().flat_map(|block| made.get(&block).copied().into_iter().chain([block])).collect();
    true
}
