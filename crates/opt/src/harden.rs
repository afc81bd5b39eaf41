//! `-fharden-compares` and `-fharden-conditional-branches` (GCC manual, "Instrumentation Options"): comparisons are made
//! twice, the second time the other way round, so that a fault in one of them stops the program.
//!
//! It is the last thing done to a function: what is known to be equal stays apart.

use crate::Context;
use crate::analysis::Change;
use cranelift_entity::{EntityList, SecondaryMap};
use ir::{Block, BlockCall, FloatCond, Function, Inst, InstData, IntCond, Op, Type, Value};

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    let harden = f.harden;
    if !harden.compares && !harden.branches {
        return Change::Nothing;
    }
    let mut trap = None;
    let mut changed = false;
    let mut behind = Behind::new();
    // What is added is not looked at again.
    let blocks = f.layout.clone();
    for &block in blocks.iter().filter(|_| harden.branches) {
        changed |= branch(f, cx, block, &mut trap, &mut behind);
    }
    for &block in blocks.iter().filter(|_| harden.compares) {
        changed |= compares(f, cx, block, &mut trap, &mut behind);
    }
    f.layout = blocks
        .iter()
        .flat_map(|&block| std::iter::once(block).chain(behind[block].iter().copied()))
        .collect();
    f.layout.extend(trap);
    Change::flow(changed)
}

/// New blocks, by the one that they follow.
type Behind = SecondaryMap<Block, Vec<Block>>;

/// The opposite of a comparison of scalars.
fn opposite(data: &InstData) -> Option<InstData> {
    match data.op {
        _ if data.ty.is_vector() => None,
        Op::Icmp => Some(data.with_aux(IntCond::from_aux(data.aux).inverted() as u8)),
        Op::Fcmp => Some(data.with_aux(FloatCond::from_aux(data.aux).inverted() as u8)),
        _ => None,
    }
}

/// Where all that went wrong goes.
fn trap_block(f: &mut Function, trap: &mut Option<Block>) -> Block {
    *trap.get_or_insert_with(|| {
        let block = f.new_block();
        f.blocks[block].cold = true;
        f.append(block, InstData::new(Op::Trap, Type::NONE, &[]), Type::NONE, diag::Loc::NONE);
        block
    })
}

fn value(f: &mut Function, block: Block, data: InstData, near: Inst) -> Value {
    let loc = f.locs[near];
    let value = f.append(block, data, Type::I8, loc);
    value.unwrap_or_else(|| unreachable!("it was given a result"))
}

/// Goes to the trap if a condition holds, else on.
fn stop_if(f: &mut Function, block: Block, condition: Value, trap: Block, on: BlockCall, near: Inst) {
    let mut data = InstData::new(Op::Br, Type::NONE, &[condition]).with_aux(2);
    data.x = f.edges.len() as u32;
    f.edges.push(BlockCall { block: trap, args: EntityList::new() });
    f.edges.push(on);
    let loc = f.locs[near];
    f.append(block, data, Type::NONE, loc);
}

/// Comparisons whose result is a value: behind each, it must differ from the opposite.
fn compares(
    f: &mut Function,
    cx: &mut Context<'_>,
    first: Block,
    trap: &mut Option<Block>,
    behind: &mut Behind,
) -> bool {
    let condition = f
        .terminator(first)
        .filter(|&inst| f.insts[inst].op == Op::Br)
        .map(|inst| f.resolve(f.insts[inst].args[0]));
    let mut block = first;
    let mut changed = false;
    let mut new = Vec::new();
    for inst in std::mem::take(&mut f.blocks[first].insts) {
        f.blocks[block].insts.push(inst);
        // What only a branch wants is the other option's.
        let Some(result) = f.result(inst).filter(|&result| Some(result) != condition) else { continue };
        let Some(opposite) = opposite(&f.insts[inst]).filter(|_| cx.gate.allows(inst.as_u32())) else {
            continue;
        };
        let next = f.new_block();
        f.blocks[next].cold = f.blocks[block].cold;
        new.push(next);
        let again = value(f, block, opposite, inst);
        let same = InstData::new(Op::Icmp, Type::I8, &[result, again]).with_aux(IntCond::Eq as u8);
        let same = value(f, block, same, inst);
        let trap = trap_block(f, trap);
        stop_if(f, block, same, trap, BlockCall { block: next, args: EntityList::new() }, inst);
        block = next;
        changed = true;
    }
    // They follow their block, before what it branches to.
    behind[first].splice(0..0, new);
    changed
}

/// On both ways of a branch the opposite must not hold.
fn branch(
    f: &mut Function,
    cx: &mut Context<'_>,
    block: Block,
    trap: &mut Option<Block>,
    behind: &mut Behind,
) -> bool {
    let Some(branch) = f.terminator(block).filter(|&inst| f.insts[inst].op == Op::Br) else { return false };
    let Some((_, &test)) = f.def_inst(f.insts[branch].args[0]) else { return false };
    let Some(opposite) = opposite(&test).filter(|_| cx.gate.allows(branch.as_u32())) else { return false };
    let edges = f.edge_range(branch);
    for (edge, again) in [(edges.start, opposite), (edges.start + 1, test)] {
        let target = f.edges[edge];
        let between = f.new_block();
        f.blocks[between].cold = f.blocks[target.block].cold;
        behind[block].push(between);
        let wrong = value(f, between, again, branch);
        let trap = trap_block(f, trap);
        stop_if(f, between, wrong, trap, target, branch);
        f.edges[edge] = BlockCall { block: between, args: EntityList::new() };
    }
    true
}
