//! Functions that call themselves whichever way they go: -Winfinite-recursion.

use crate::Finding;
use cranelift_entity::EntitySet;
use diag::{Loc, warn};
use ir::{Function, Inst, Module, Op, SigRef};

/// Looks at a function as it was lowered.
pub fn infinite_recursion(f: &Function, module: &Module) -> Option<Finding> {
    // Whether the other way is taken may be for the function to find out.
    if f.branches_decided {
        return None;
    }
    let mut seen = EntitySet::new();
    let mut stack: Vec<_> = f.layout.first().copied().into_iter().collect();
    let mut calls: Vec<Loc> = Vec::new();
    while let Some(block) = stack.pop() {
        if !seen.insert(block) {
            continue;
        }
        let mut insts = f.blocks[block].insts.iter();
        let call =
            insts.find(|&&inst| f.insts[inst].op == Op::Call && f.insts[inst].symbol() == Some(f.symbol));
        if leaves(f, module, &f.blocks[block].insts) {
            return None;
        }
        if let Some(&call) = call {
            // Of what never returns nothing else is expected.
            if f.sigs[SigRef::from_u32(f.insts[call].x)].noreturn {
                return None;
            }
            calls.push(f.locs[call]);
            continue;
        }
        let terminator = f.terminator(block)?;
        match f.insts[terminator].op {
            Op::Jump | Op::Br | Op::Switch => stack.extend(f.successors(block)),
            // That an exception may come out of what it calls is no way out to speak of.
            Op::MayThrow => stack.extend(f.successors(block).next()),
            // The program ends there, which is no way out of the function.
            Op::Unreachable | Op::Trap => {}
            // Here it ends, or goes where nobody can follow.
            _ => return None,
        }
    }
    if calls.is_empty() {
        return None;
    }
    calls.sort_unstable();
    let declared = module.symbols[f.symbol].declared;
    let here = f.loc <= declared && declared <= f.end_loc;
    Some(Finding {
        warning: warn::INFINITE_RECURSION,
        at: if here { declared } else { f.loc },
        text: "infinite recursion detected".into(),
        notes: calls.into_iter().map(|call| (call, "recursive call".to_string())).collect(),
        elsewhere: None,
        calls: Vec::new(),
    })
}

/// Whether instructions call what goes back to a function around.
fn leaves(f: &Function, module: &Module, insts: &[Inst]) -> bool {
    insts.iter().any(|&inst| {
        let data = &f.insts[inst];
        data.op == Op::Call && {
            let name = &*crate::callee(module, data).name;
            matches!(name, "longjmp" | "_longjmp" | "siglongjmp")
        }
    })
}
