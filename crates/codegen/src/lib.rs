//! From IR to machine instructions: legalisation, selection, register allocation, frames, emission.
//!
//! Everything here stands once for all machines; what differs is behind [`Target`].

mod call_sites;
mod critical_edges;
pub mod data;
mod debug;
pub mod emit;
mod landing;
pub mod legalize;
pub mod machine;
mod options;
mod order;
mod patchable;
mod pressure;
pub mod section_uses;
pub mod select;
mod switches;
mod target;

pub use call_sites::TableEncodings;
pub use debug::DebugUnit;
pub use machine::{Frame, MachFunction};
pub use options::{CodeModel, Options, Pic};
pub use select::Select;
pub use target::Target;

use ir::{Function, Module};

/// A function after register allocation, ready to be emitted.
pub struct Compiled<I> {
    /// The selected instructions.
    pub machine: MachFunction<I>,
    /// What the register allocator decided.
    pub allocation: regalloc2::Output,
    /// Exceptions of calls land in it.
    pub lands: bool,
}

/// Blocks up to which the better of the two register allocators is asked: its time grows with their square where many of
/// them leave to one place, or their values meet there.
const MOST_BLOCKS: usize = 1 << 15;
/// Values that are alive at once, up to which it is asked: they are all compared with each other.
const MOST_LIVE: usize = 1 << 11;

/// Selects instructions for a function and allocates registers. The function must have been legalised.
///
/// # Panics
/// On a bug of ours: input that violates the allocator's preconditions.
pub fn compile<T: Target>(
    target: &T,
    module: &Module,
    mut f: Function,
    options: &Options,
) -> Compiled<T::Inst> {
    switches::expand(&mut f, options);
    f.resolve_aliases();
    let lands = landing::settle(&mut f);
    if lands {
        landing::gather(&mut f);
    }
    critical_edges::split(&mut f);
    if options.optimize {
        order::dominators_first(&mut f);
    }
    let machine = select::select(target, module, &f, options);
    // Results of an asm goto, or of a call whose exceptions land here, are defined on a branch, which only one of the
    // allocators takes.
    let asm_goto = f.insts.keys().any(|inst| f.insts[inst].op == ir::Op::AsmGoto && f.result(inst).is_some());
    // A function without a prologue has nowhere to keep what registers do not hold.
    let carefully = options.optimize || f.naked;
    let small = || {
        let few_values = regalloc2::Function::num_vregs(&machine) <= MOST_LIVE;
        f.layout.len() <= MOST_BLOCKS && (few_values || pressure::most_live(&machine) <= MOST_LIVE)
    };
    let algorithm = match (carefully && (f.naked || small())) || asm_goto || lands {
        false => regalloc2::Algorithm::Fastalloc,
        true => regalloc2::Algorithm::Ion,
    };
    let ra_options = regalloc2::RegallocOptions { verbose_log: false, validate_ssa: false, algorithm };
    match regalloc2::run(&machine, &target.machine_env(options, &machine.frame), &ra_options) {
        Ok(allocation) => Compiled { machine, allocation, lands },
        Err(error) => {
            let name = &module.symbols[f.symbol].name;
            panic!("register allocation of `{name}` failed: {error}")
        }
    }
}
