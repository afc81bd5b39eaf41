//! A call whose result the function returns, next to a return of its own: where several ways lead to one return, the ways
//! that come from such calls get returns for themselves. The machine can then leave the function by the call.

use crate::Context;
use crate::analysis::Change;
use crate::simplify_cfg::remove_unreachable;
use ir::{Function, InstData, Op, Type, Value};

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    if !f.sibling_calls {
        return Change::Nothing;
    }
    let mut changed = false;
    for block in f.layout.clone() {
        let &[.., call, jump] = &f.blocks[block].insts[..] else { continue };
        let calls = matches!(f.insts[call].op, Op::Call | Op::CallIndirect);
        if !calls || f.insts[jump].op != Op::Jump {
            continue;
        }
        let edge = f.edges_of(jump)[0];
        let [ret] = f.blocks[edge.block].insts[..] else { continue };
        if f.insts[ret].op != Op::Ret || !cx.gate.allows(call.as_u32()) {
            continue;
        }
        // What the return gives back, as this way brings it.
        let params = f.params(edge.block).to_vec();
        let arguments = edge.args.as_slice(&f.lists).to_vec();
        let value = |value: &Value| {
            let value = f.resolve(*value);
            params.iter().position(|&param| param == value).map_or(value, |i| f.resolve(arguments[i]))
        };
        let values: Vec<Value> = f.insts[ret].list.as_slice(&f.lists).iter().map(value).collect();
        if !values.is_empty() && !values.iter().copied().eq(f.results(call)) {
            continue;
        }
        let mut data = InstData::new(Op::Ret, Type::NONE, &[]);
        data.list.extend(values, &mut f.lists);
        f.insts[jump] = data;
        changed = true;
    }
    if changed {
        remove_unreachable(f);
    }
    Change::flow(changed)
}
