//! What a copied body throws lands where what the call threw did: calls in it that have no landing pad of their own get the
//! call's, and the call that takes an exception on behind the body's own cleanups is one of them.

use cranelift_entity::EntityList;
use diag::Loc;
use ir::{Block, BlockCall, Function, Inst, InstData, Op, Type};

/// Gives the calls in `copies` the pad of a call that they are the body of; what ended the call's block, in which the
/// caller goes on now, only goes on. The blocks as they stand behind each other then.
pub(super) fn carry(f: &mut Function, terminator: Inst, copies: &[Block]) -> Vec<Block> {
    let edges = f.edge_range(terminator);
    let loc = f.locs[terminator];
    // The exception comes from many calls.
    let pad = f.new_block();
    let exception = f.add_param(pad, Type::PTR);
    if let Some(old) = f.result(terminator) {
        f.replace(old, exception);
    }
    jump(f, pad, edges.start as u32 + 1, loc);
    f.make_jump(terminator, edges.start);
    let mut layout = Vec::with_capacity(copies.len() + 1);
    for &copy in copies {
        let mut at = copy;
        layout.push(at);
        let mut insts = std::mem::take(&mut f.blocks[copy].insts).into_iter().peekable();
        while let Some(inst) = insts.next() {
            f.blocks[at].insts.push(inst);
            let calls = matches!(f.insts[inst].op, Op::Call | Op::CallIndirect);
            let throws = calls && insts.peek().is_some_and(|&next| f.insts[next].op != Op::MayThrow);
            if !throws {
                continue;
            }
            let (on, land) = (f.new_block(), f.new_block());
            let loc = f.locs[inst];
            f.blocks[on].cold = f.blocks[at].cold;
            let mut data = InstData::new(Op::MayThrow, Type::NONE, &[]);
            data.x = f.edges.len() as u32;
            f.edges.extend([on, land].map(|block| BlockCall { block, args: EntityList::new() }));
            let thrown = f.append(at, data, Type::PTR, loc);
            let mut args = EntityList::new();
            args.extend(thrown, &mut f.lists);
            f.edges.push(BlockCall { block: pad, args });
            jump(f, land, f.edges.len() as u32 - 1, loc);
            layout.extend([land, on]);
            at = on;
        }
    }
    layout.push(pad);
    layout
}

/// Ends a landing pad with a jump along an edge.
fn jump(f: &mut Function, pad: Block, edge: u32, loc: Loc) {
    let mut jump = InstData::new(Op::Jump, Type::NONE, &[]);
    jump.x = edge;
    f.append(pad, jump, Type::NONE, loc);
    f.blocks[pad].cold = true;
}
