//! The optimiser: passes over IR functions, one file a pass.

use ir::Function;

/// The passes of -O1.
pub fn run(f: &mut Function) {
    f.resolve_aliases();
}
