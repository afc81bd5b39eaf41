//! Passes over a translation unit as a whole, before its functions are optimised one by one.

pub use crate::inline::InlineKinds;
use crate::{Gate, global_dce, inline};
use ir::{Definition, Function, Module};

/// The passes that the command line can name.
pub const PASSES: &[&str] = &[INLINE];

/// The inliner's name.
pub(crate) const INLINE: &str = "inline";

/// What is done to all definitions of a unit, in the order of the source, at a level. Above -O0 it holds all that is
/// defined, bodies for inlining alone too, which do not come out again. `after` sees each function that a pass changed.
pub fn run(
    definitions: &mut Vec<Definition>,
    module: &Module,
    level: u8,
    kinds: InlineKinds,
    gate: &mut Gate,
    after: &mut dyn FnMut(&'static str, &Function),
) {
    if level > 0 {
        inline::run(definitions, module, level, kinds, gate, &mut |f| after(INLINE, f));
        global_dce::run(definitions, module);
    }
}
