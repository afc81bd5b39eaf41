//! Control flow: branches whose way is known, blocks that nothing reaches, blocks that only pass on, blocks with one
//! way in, landing pads of calls that are gone, and block parameters that always are the same value.
//!
//! Blocks whose address is taken keep their edges from computed gotos: the tables that name them are data.

use crate::analysis::Change;
use crate::{Context, constant};
use cranelift_entity::{EntityList, SecondaryMap};
use ir::{Block, BlockCall, Function, Op, Value};

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    let mut changed = known_branches(f, cx);
    changed |= remove_unreachable(f);
    changed |= same_params(f, cx);
    changed |= thread(f, cx);
    changed |= remove_unreachable(f);
    changed |= merge(f, cx);
    Change::flow(changed)
}

/// Only if the way of a branch has come to be known, so that others may see the rest without what is gone.
pub(crate) fn run_where_known(f: &mut Function, cx: &mut Context<'_>) -> Change {
    let known = |&block: &Block| {
        let branch = f.terminator(block).map(|inst| f.insts[inst]);
        branch.is_some_and(|data| data.op == Op::Br && constant::bits_of(f, data.args[0]).is_some())
    };
    if f.layout.iter().any(known) { run(f, cx) } else { Change::Nothing }
}

/// Branches and switches on constants, and branches both of whose edges are the same.
fn known_branches(f: &mut Function, cx: &mut Context<'_>) -> bool {
    let mut changed = false;
    for i in 0..f.layout.len() {
        let Some(inst) = f.terminator(f.layout[i]) else { continue };
        let data = f.insts[inst];
        let range = f.edge_range(inst);
        let taken = match data.op {
            Op::Br => match constant::bits_of(f, data.args[0]) {
                Some(0) => Some(1),
                Some(_) => Some(0),
                None => {
                    let (a, b) = (f.edges[range.start], f.edges[range.start + 1]);
                    let (x, y) = (a.args.as_slice(&f.lists), b.args.as_slice(&f.lists));
                    let same =
                        a.block == b.block && x.iter().zip(y).all(|(&x, &y)| f.resolve(x) == f.resolve(y));
                    same.then_some(0)
                }
            },
            Op::Switch => constant::bits_of(f, data.args[0]).map(|bits| {
                let cases = &f.switches[data.imm as usize].cases;
                let case = cases.iter().find(|(low, high, _)| (*low as u128..=*high as u128).contains(&bits));
                case.map_or(0, |&(_, _, edge)| edge as usize)
            }),
            // Without a call nothing is thrown.
            Op::MayThrow if f.throwing_call(f.layout[i]).is_none() => Some(0),
            _ => None,
        };
        if let Some(taken) = taken
            && cx.gate.allows(inst.as_u32())
        {
            f.make_jump(inst, range.start + taken);
            changed = true;
        }
    }
    changed
}

pub(crate) fn remove_unreachable(f: &mut Function) -> bool {
    let flow = crate::analysis::flow::Flow::of(f);
    if flow.rpo.len() == f.layout.len() {
        return false;
    }
    f.layout.retain(|&block| flow.reachable(block));
    // A block that is gone has no address; the goto that could go there is gone with it.
    true
}

/// Parameters whose arguments are all one value, or the parameter itself.
fn same_params(f: &mut Function, cx: &mut Context<'_>) -> bool {
    let flow = crate::analysis::flow::Flow::of(f);
    let mut work: Vec<Block> =
        flow.rpo.iter().copied().skip(1).filter(|&b| !f.params(b).is_empty()).collect();
    work.reverse();
    let mut waiting: SecondaryMap<Block, bool> = SecondaryMap::new();
    work.iter().for_each(|&b| waiting[b] = true);
    let mut removed: SecondaryMap<Block, Vec<bool>> = SecondaryMap::new();
    // Which blocks pass a parameter on: those look again when it turns out to be another value.
    let mut passed_to: SecondaryMap<Value, Vec<Block>> = SecondaryMap::new();
    for &block in &flow.rpo {
        for pred in flow.preds(block) {
            for &arg in f.edges[pred.edge as usize].args.as_slice(&f.lists) {
                let arg = f.resolve(arg);
                if matches!(f.def(arg), ir::ValueDef::Param(..)) && passed_to[arg].last() != Some(&block) {
                    passed_to[arg].push(block);
                }
            }
        }
    }
    let mut changed = false;
    while let Some(block) = work.pop() {
        waiting[block] = false;
        let params = f.params(block).to_vec();
        for (i, &param) in params.iter().enumerate() {
            if removed[block].get(i) == Some(&true) {
                continue;
            }
            let mut only = None;
            let mut same = true;
            for pred in flow.preds(block) {
                let Some(arg) = f.edges[pred.edge as usize].args.get(i, &f.lists) else { continue };
                let arg = f.resolve(arg);
                if arg == param || only == Some(arg) {
                    continue;
                }
                same &= only.is_none();
                only = Some(arg);
            }
            let Some(value) = only.filter(|_| same) else { continue };
            if !cx.gate.allows(param.as_u32()) {
                continue;
            }
            f.replace(param, value);
            if removed[block].is_empty() {
                removed[block] = vec![false; params.len()];
            }
            removed[block][i] = true;
            changed = true;
            let again = std::mem::take(&mut passed_to[param]);
            for &user in &again {
                if !std::mem::replace(&mut waiting[user], true) {
                    work.push(user);
                }
            }
            if matches!(f.def(value), ir::ValueDef::Param(..)) {
                passed_to[value].extend(again);
            }
        }
    }
    if changed {
        for &block in &flow.rpo {
            if removed[block].is_empty() {
                continue;
            }
            let gone = std::mem::take(&mut removed[block]);
            let edges: Vec<usize> = flow.preds(block).iter().map(|pred| pred.edge as usize).collect();
            remove_params(f, block, &edges, &gone);
        }
        f.resolve_aliases();
    }
    changed
}

/// Removes parameters of a block, and their arguments from the edges into it.
pub(crate) fn remove_params(f: &mut Function, block: Block, edges: &[usize], gone: &[bool]) {
    f.retain_params(block, |i| !gone[i]);
    for &edge in edges {
        let mut args = f.edges[edge].args;
        let kept: Vec<Value> =
            args.as_slice(&f.lists).iter().zip(gone).filter(|(_, gone)| !**gone).map(|(&v, _)| v).collect();
        args.clear(&mut f.lists);
        args.extend(kept, &mut f.lists);
        f.edges[edge].args = args;
    }
}

/// Edges to blocks that only jump on go where those go.
fn thread(f: &mut Function, cx: &mut Context<'_>) -> bool {
    // Parameters that are used outside their block's own jump.
    let mut used_elsewhere = vec![false; f.value_count()];
    for &block in &f.layout {
        let only_jumps = only_jumps(f, block);
        for &inst in &f.blocks[block].insts {
            f.for_each_arg(inst, |value| {
                let own = only_jumps && matches!(f.def(value), ir::ValueDef::Param(b, _) if b == block);
                used_elsewhere[value.as_u32() as usize] |= !own;
            });
        }
    }
    let entry = f.entry();
    let mut changed = false;
    for i in 0..f.layout.len() {
        let Some(inst) = f.terminator(f.layout[i]) else { continue };
        if !matches!(f.insts[inst].op, Op::Jump | Op::Br | Op::Switch) {
            continue;
        }
        for edge in f.edge_range(inst) {
            // A chain is as long as it is; a circle of jumps ends after some rounds.
            for _ in 0..8 {
                let via = f.edges[edge].block;
                if via == entry || via == f.layout[i] || f.blocks[via].label.is_some() || !only_jumps(f, via)
                {
                    break;
                }
                if f.params(via).iter().any(|&param| used_elsewhere[param.as_u32() as usize]) {
                    break;
                }
                let Some(jump) = f.terminator(via) else { break };
                let next = f.edges_of(jump)[0];
                if next.block == via || !cx.gate.allows(inst.as_u32()) {
                    break;
                }
                f.edges[edge] = through(f, via, f.edges[edge], next);
                changed = true;
            }
        }
    }
    changed
}

fn only_jumps(f: &Function, block: Block) -> bool {
    matches!(f.blocks[block].insts[..], [inst] if f.insts[inst].op == Op::Jump)
}

/// The edge that goes along `into` and then `next`, past the block `via`.
fn through(f: &mut Function, via: Block, into: BlockCall, next: BlockCall) -> BlockCall {
    let substitute = |value: Value| {
        let value = f.resolve(value);
        match f.def(value) {
            ir::ValueDef::Param(block, i) if block == via => {
                into.args.get(i as usize, &f.lists).map_or(value, |arg| f.resolve(arg))
            }
            _ => value,
        }
    };
    let args: Vec<Value> = next.args.as_slice(&f.lists).iter().map(|&v| substitute(v)).collect();
    let mut list = EntityList::new();
    list.extend(args, &mut f.lists);
    BlockCall { block: next.block, args: list }
}

/// A block that one jump alone reaches continues the block that jumps.
fn merge(f: &mut Function, cx: &mut Context<'_>) -> bool {
    let mut preds: SecondaryMap<Block, u32> = SecondaryMap::new();
    for &block in &f.layout {
        f.successors(block).for_each(|to| preds[to] += 1);
    }
    let entry = f.entry();
    let mut gone: SecondaryMap<Block, bool> = SecondaryMap::new();
    let mut changed = false;
    for i in 0..f.layout.len() {
        let block = f.layout[i];
        if gone[block] {
            continue;
        }
        while let Some(inst) = f.terminator(block) {
            if f.insts[inst].op != Op::Jump {
                break;
            }
            let edge = f.edges_of(inst)[0];
            let next = edge.block;
            if next == block || next == entry || preds[next] != 1 || f.blocks[next].label.is_some() {
                break;
            }
            if !cx.gate.allows(inst.as_u32()) {
                break;
            }
            let params = f.params(next).to_vec();
            let args = edge.args.as_slice(&f.lists).to_vec();
            for (param, arg) in params.into_iter().zip(args) {
                if f.resolve(arg) != f.resolve(param) {
                    f.replace(param, arg);
                }
            }
            f.blocks[next].params = EntityList::new();
            let mut insts = std::mem::take(&mut f.blocks[next].insts);
            f.blocks[block].insts.pop();
            f.blocks[block].insts.append(&mut insts);
            f.blocks[block].cold &= f.blocks[next].cold || i == 0;
            gone[next] = true;
            changed = true;
        }
    }
    if changed {
        f.layout.retain(|&block| !gone[block]);
        f.resolve_aliases();
    }
    changed
}
