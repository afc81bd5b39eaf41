//! The optimiser: passes over IR functions, one file a pass, and the table of which level runs which.
//!
//! Between passes no operand is another name of a value. Every transformation asks the [`Gate`]. A function that
//! calls `setjmp` may see its registers as they were when it was called, so nothing that makes a value live longer is
//! done to it.

pub mod analysis;
mod combine;
mod constant;
mod constant_data;
mod constant_p;
mod dce;
mod dse;
mod gate;
mod global_dce;
mod gvn;
mod harden;
mod implied;
mod inline;
mod library_calls;
mod licm;
mod object_size;
mod rules;
mod sibling;
mod simplify_cfg;
mod sroa;
mod ssa;
pub mod unit;
mod unreachable;
pub mod unwritten;

pub use analysis::Change;
pub use gate::{Gate, GateOptions};

use analysis::Analyses;
use ir::{Function, Module};
use std::time::{Duration, Instant};
use target::Abi;

/// What a pass works with besides the function.
pub struct Context<'a> {
    /// Symbols.
    pub module: &'a Module,
    /// How functions are called.
    pub abi: &'a dyn Abi,
    /// Whom to ask before a change.
    pub gate: &'a mut Gate,
    /// What is known of the function.
    pub analyses: Analyses,
}

/// A pass.
pub struct Pass {
    /// What the command line calls it.
    pub name: &'static str,
    /// Does it.
    pub run: fn(&mut Function, &mut Context<'_>) -> Change,
    /// It makes no value live longer, so functions that call `setjmp` may have it.
    pub keeps_lifetimes: bool,
}

const SIMPLIFY_CFG: Pass = Pass { name: "simplify-cfg", run: simplify_cfg::run, keeps_lifetimes: true };
const SIMPLIFY_KNOWN: Pass = Pass { run: simplify_cfg::run_where_known, ..SIMPLIFY_CFG };
const COMBINE: Pass = Pass { name: "combine", run: combine::run, keeps_lifetimes: false };
const COMBINE_LATE: Pass = Pass { run: combine::run_late, ..COMBINE };
const COMBINE_RELAXED: Pass = Pass { name: "combine", run: combine::run_relaxed, keeps_lifetimes: false };
const SROA: Pass = Pass { name: "sroa", run: sroa::run, keeps_lifetimes: false };
const GVN: Pass = Pass { name: "gvn", run: gvn::run, keeps_lifetimes: false };
const SIBLING: Pass = Pass { name: "sibling", run: sibling::run, keeps_lifetimes: false };
const HARDEN: Pass = Pass { name: "harden", run: harden::run, keeps_lifetimes: true };
const UNREACHABLE: Pass = Pass { name: "unreachable", run: unreachable::run, keeps_lifetimes: true };
const LICM: Pass = Pass { name: "licm", run: licm::run, keeps_lifetimes: false };
const LIBRARY_CALLS: Pass = Pass { name: "library-calls", run: library_calls::run, keeps_lifetimes: false };
const CONSTANT_P: Pass = Pass { name: "constant-p", run: constant_p::run, keeps_lifetimes: false };
const IMPLIED: Pass = Pass { name: "implied", run: implied::run, keeps_lifetimes: false };
const OBJECT_SIZE: Pass = Pass { name: "object-size", run: object_size::run, keeps_lifetimes: true };
const OBJECT_PARTS: Pass = Pass { name: "object-parts", run: object_size::run_early, keeps_lifetimes: true };
const LIBRARY_CALLS_AT_ONCE: Pass = Pass { run: library_calls::run_at_once, ..LIBRARY_CALLS };
const DSE: Pass = Pass { name: "dse", run: dse::run, keeps_lifetimes: false };
const DCE: Pass = Pass { name: "dce", run: dce::run, keeps_lifetimes: true };

/// All passes, by name.
pub const PASSES: &[&Pass] = &[
    &OBJECT_PARTS,
    &SIMPLIFY_CFG,
    &SROA,
    &COMBINE,
    &GVN,
    &OBJECT_SIZE,
    &LIBRARY_CALLS,
    &CONSTANT_P,
    &IMPLIED,
    &LICM,
    &UNREACHABLE,
    &HARDEN,
    &SIBLING,
    &DSE,
    &DCE,
];

/// What each level runs, in order. -O0 only knows what library calls do, as
/// GCC does; -O2, -O3 and -Os run what -O1 does.
pub const PIPELINES: &[(u8, &[&Pass])] = &[
    (0, &[&LIBRARY_CALLS_AT_ONCE, &HARDEN]),
    (
        1,
        &[
            &OBJECT_PARTS,
            &SIMPLIFY_CFG,
            &SROA,
            &COMBINE,
            &SIMPLIFY_CFG,
            &GVN,
            &IMPLIED,
            &OBJECT_SIZE,
            &LIBRARY_CALLS,
            &COMBINE_LATE,
            &SIMPLIFY_KNOWN,
            &GVN,
            &LIBRARY_CALLS,
            &CONSTANT_P,
            &COMBINE_RELAXED,
            &LICM,
            &UNREACHABLE,
            // A load that nobody wants keeps a store alive.
            &DCE,
            &DSE,
            &DCE,
            &SIMPLIFY_CFG,
            &SIBLING,
            &HARDEN,
        ],
    ),
];

/// The pass after which a function tells most of what it does: calls of the library are still as the source has them,
/// and what is equal has become one.
pub const CHECKED_AFTER: &str = IMPLIED.name;

/// The pass after which variables are values, and nothing else has been done to what the source says.
pub const PROMOTED_AFTER: &str = SROA.name;

/// The pass with this name.
pub fn pass_named(name: &str) -> Option<&'static Pass> {
    PASSES.iter().copied().find(|pass| pass.name == name)
}

/// The passes of a level.
pub fn pipeline(level: u8) -> &'static [&'static Pass] {
    PIPELINES.iter().rev().find(|(from, _)| *from <= level).map_or(&[], |(_, passes)| passes)
}

/// Runs one pass, if the gate lets it; whether it changed anything.
pub fn run_pass(pass: &Pass, f: &mut Function, cx: &mut Context<'_>) -> Change {
    if (f.returns_twice && !pass.keeps_lifetimes) || !cx.gate.begin(pass.name) {
        return Change::Nothing;
    }
    let change = (pass.run)(f, cx);
    if change != Change::Nothing {
        f.resolve_aliases();
    }
    cx.analyses.invalidate(change);
    change
}

/// A function with its variables as values, for those who only look at it.
pub fn promoted(f: &Function, module: &Module, abi: &dyn Abi) -> Function {
    let mut f = f.clone();
    f.resolve_aliases();
    let mut gate = Gate::new(GateOptions::default());
    let mut cx = Context { module, abi, gate: &mut gate, analyses: Analyses::default() };
    run_pass(&SROA, &mut f, &mut cx);
    f
}

/// The time that each pass took.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<(&'static str, Duration)>);

impl Times {
    /// By pass, in the order in which they first ran.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Duration)> + '_ {
        self.0.iter().copied()
    }

    /// Adds those of another thread.
    pub fn merge(&mut self, other: &Times) {
        for &(name, time) in &other.0 {
            self.add(name, time);
        }
    }

    fn add(&mut self, name: &'static str, time: Duration) {
        match self.0.iter_mut().find(|(n, _)| *n == name) {
            Some((_, sum)) => *sum += time,
            None => self.0.push((name, time)),
        }
    }
}

/// Optimises a function at a level. `after` sees it after each pass that ran; `times` is asked for only if wanted.
pub fn run(
    f: &mut Function,
    module: &Module,
    abi: &dyn Abi,
    level: u8,
    gate: &mut Gate,
    mut times: Option<&mut Times>,
    after: &mut dyn FnMut(&'static str, &Function),
) {
    f.resolve_aliases();
    gate.enter(&module.symbols[f.symbol].name);
    let mut cx = Context { module, abi, gate, analyses: Analyses::default() };
    for pass in pipeline(level) {
        let start = times.is_some().then(Instant::now);
        run_pass(pass, f, &mut cx);
        if let (Some(times), Some(start)) = (times.as_deref_mut(), start) {
            times.add(pass.name, start.elapsed());
        }
        after(pass.name, f);
    }
}
