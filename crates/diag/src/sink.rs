//! Where diagnostics go. Interior mutability: every phase holds `&Diagnostics`.

use crate::Span;
use std::cell::Cell;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// Explains the diagnostic before it.
    Note,
    /// Suspicious but valid.
    Warning,
    /// The program is wrong.
    Error,
}

/// A warning group: `-W<name>`. One row per warning in the table of this crate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Warning(pub u16);

/// The sink of diagnostics.
#[derive(Default)]
pub struct Diagnostics {
    errors: Cell<u32>,
}

impl Diagnostics {
    /// Reports an error.
    pub fn error(&self, at: impl Into<Span>, message: impl Into<String>) {
        let _: (Span, String) = (at.into(), message.into());
        self.errors.set(self.errors.get() + 1);
    }

    /// How many errors were reported.
    pub fn error_count(&self) -> u32 {
        self.errors.get()
    }
}
