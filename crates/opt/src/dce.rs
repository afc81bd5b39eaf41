//! Dead code: what no effect depends on, found from the effects backwards, so that circles of values through block
//! parameters die, too.

use crate::Context;
use crate::analysis::Change;
use crate::analysis::flow::Flow;
use crate::simplify_cfg::remove_params;
use ir::{Function, Value, ValueDef};

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    // What is dead is dead together: one site for the whole function.
    if !cx.gate.allows(0) {
        return Change::Nothing;
    }
    let flow = cx.analyses.flow(f);
    let mut live = vec![false; f.value_count()];
    let mut work: Vec<Value> = Vec::new();
    for &block in &flow.rpo {
        for &inst in &f.blocks[block].insts {
            let data = &f.insts[inst];
            if data.has_effect() {
                // Arguments of edges wait until their parameter lives.
                data.fixed().iter().for_each(|&v| mark(f.resolve(v), &mut live, &mut work));
                let list = data.list.as_slice(&f.lists);
                list.iter().for_each(|&v| mark(f.resolve(v), &mut live, &mut work));
            }
        }
    }
    spread(f, &flow, &mut live, &mut work);
    let mut changed = false;
    for &block in &flow.rpo {
        let mut insts = std::mem::take(&mut f.blocks[block].insts);
        let count = insts.len();
        insts
            .retain(|&inst| f.insts[inst].has_effect() || f.results(inst).any(|v| live[v.as_u32() as usize]));
        changed |= insts.len() != count;
        f.blocks[block].insts = insts;
    }
    for &block in flow.rpo.iter().skip(1) {
        let gone: Vec<bool> = f.params(block).iter().map(|v| !live[v.as_u32() as usize]).collect();
        if gone.iter().any(|&gone| gone) {
            let edges: Vec<usize> = flow.preds(block).iter().map(|pred| pred.edge as usize).collect();
            remove_params(f, block, &edges, &gone);
            changed = true;
        }
    }
    Change::code(changed)
}

fn mark(value: Value, live: &mut [bool], work: &mut Vec<Value>) {
    if !std::mem::replace(&mut live[value.as_u32() as usize], true) {
        work.push(value);
    }
}

/// What lives because something that lives is computed from it.
fn spread(f: &Function, flow: &Flow, live: &mut [bool], work: &mut Vec<Value>) {
    while let Some(value) = work.pop() {
        match f.def(value) {
            ValueDef::Result(inst, _) => f.for_each_arg(inst, |v| mark(v, live, work)),
            ValueDef::Param(block, i) => {
                for pred in flow.preds(block) {
                    if let Some(arg) = f.edges[pred.edge as usize].args.get(i as usize, &f.lists) {
                        mark(f.resolve(arg), live, work);
                    }
                }
            }
            ValueDef::Alias(_) => {}
        }
    }
}
