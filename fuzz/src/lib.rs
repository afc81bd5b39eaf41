//! Fuzzing: each [`Target`] is a part of ccc as a function of bytes, which must return whatever they are. cargo-fuzz drives
//! them from `fuzz_targets/`; a test drives each for about a second by [`mutation`].

mod assembly;
mod c;
pub mod mutation;
mod objects;

/// A part of ccc that reads what others wrote.
pub struct Target {
    /// Its name, also that of its program in `fuzz_targets/`.
    pub name: &'static str,
    /// Reads an input.
    pub body: fn(&[u8]),
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// How many inputs take about a second.
    pub rounds: u32,
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "preprocessing", body: c::preprocess, seeds: c::seeds, rounds: 1500 },
    Target { name: "front_end", body: c::analyse, seeds: c::seeds, rounds: 600 },
    Target { name: "code", body: c::compile, seeds: c::seeds, rounds: 100 },
    Target { name: "assembly", body: assembly::assemble, seeds: assembly::seeds, rounds: 3000 },
    Target { name: "inputs", body: objects::link, seeds: objects::seeds, rounds: 2000 },
    Target { name: "scripts", body: objects::script, seeds: objects::script_seeds, rounds: 1000 },
];

/// Runs a target. Input that nests too deeply ends it early, as it ends ccc by an error.
///
/// # Panics
/// If there is no such target, or the target has a bug.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    let target = target.unwrap_or_else(|| panic!("no target is named {name}"));
    // Whether it was too deep is of no interest here.
    let _ = diag::catch_too_deep(|| (target.body)(data));
}
