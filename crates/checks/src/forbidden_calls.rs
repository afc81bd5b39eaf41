//! Calls that are left of functions that should not be called, by `__attribute__((error))` and `((warning))`: what the
//! passes have found to be never reached is no call.

use diag::{InlinedFrom, Loc};
use ir::{Function, Module, Op};
use opt::analysis::flow::Flow;

/// Such a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForbiddenCall {
    /// It is an error.
    pub error: bool,
    /// Where.
    pub at: Loc,
    /// In GCC's words.
    pub text: String,
    /// The calls through which it came to be where it is, the innermost first.
    pub calls: Vec<InlinedFrom>,
}

/// Looks at a function after its last pass.
pub fn forbidden_calls(f: &Function, module: &Module) -> Vec<ForbiddenCall> {
    let mut found: Vec<ForbiddenCall> = Vec::new();
    if !module.forbids_calls {
        return found;
    }
    let forbidden = |inst| {
        let data: &ir::InstData = &f.insts[inst];
        let symbol = data.symbol().filter(|_| data.op == Op::Call)?;
        let symbol = &module.symbols[symbol];
        symbol.call_diagnostic.as_ref().map(|(error, text)| (*error, &symbol.name, text))
    };
    let mut insts = f.layout.iter().flat_map(|&block| &f.blocks[block].insts);
    if !insts.any(|&inst| forbidden(inst).is_some()) {
        return found;
    }
    for &block in &Flow::of(f).rpo {
        for &inst in &f.blocks[block].insts {
            let Some((error, name, why)) = forbidden(inst) else { continue };
            let what = if error { "error" } else { "warning" };
            let text = match why.is_empty() && name.starts_with("__builtin_") {
                true => format!("invalid use of '{name} ()'"),
                false => format!("call to '{name}' declared with attribute {what}: {why}"),
            };
            let call =
                ForbiddenCall { error, at: f.locs[inst], text, calls: crate::inlined_by(f, module, inst) };
            if !found.contains(&call) {
                found.push(call);
            }
        }
    }
    found
}
