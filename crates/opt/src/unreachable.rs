//! Branches to what is never reached (`__builtin_unreachable`, GCC manual): the other way is taken. What the condition
//! told of values has been learnt by then.

use crate::Context;
use crate::analysis::Change;
use ir::{Block, Function, Op};

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    let mut changed = false;
    for i in 0..f.layout.len() {
        let Some(branch) = f.terminator(f.layout[i]).filter(|&inst| f.insts[inst].op == Op::Br) else {
            continue;
        };
        let edges = f.edge_range(branch);
        let never = |edge: usize| is_never_reached(f, f.edges[edge].block);
        let taken = match (never(edges.start), never(edges.start + 1)) {
            (true, false) => edges.start + 1,
            (false, true) => edges.start,
            _ => continue,
        };
        if cx.gate.allows(branch.as_u32()) {
            f.make_jump(branch, taken);
            changed = true;
        }
    }
    Change::flow(changed)
}

/// Whether a block does nothing but say so.
fn is_never_reached(f: &Function, block: Block) -> bool {
    matches!(f.blocks[block].insts[..], [inst] if f.insts[inst].op == Op::Unreachable)
}
