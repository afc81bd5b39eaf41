//! Passes over a translation unit as a whole, before its functions are optimised one by one.

use crate::global_dce;
use ir::{Definition, Module};

/// What is done to all definitions of a unit, in the order of the source, at a level. Above -O0 it holds all that is
/// defined, bodies for inlining alone too, which do not come out again.
pub fn run(definitions: &mut Vec<Definition>, module: &Module, level: u8) {
    if level > 0 {
        global_dce::run(definitions, module);
    }
}
