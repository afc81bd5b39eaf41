//! GNU assembler syntax: statements, directives, expressions (GNU as manual, chapters 3, 6 and 7).

mod operands;

pub use operands::{LocalLabels, Operands};

use crate::{Isa, Streamer};

/// What outlives a statement: macros, numeric labels, conditionals.
#[derive(Default)]
pub struct State {
    locals: LocalLabels,
}

impl State {
    pub(crate) fn unfinished(&self) -> Option<String> {
        self.locals.dangling().map(|n| format!("local label `\"{n}\" (instance number 1 of a fb label)' is not defined"))
    }
}

pub(crate) fn parse_inline<S: Streamer<Isa = I>, I: Isa>(_: &mut S, _: &mut State, _: &str) {
    todo!()
}
