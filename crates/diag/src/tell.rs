//! Lines for the user on standard error that are no diagnostics of a source: `eprintln!` would panic where it is closed or full.

use std::io::Write;

/// Writes a line to standard error. If that can't be, there is nobody left to tell.
#[macro_export]
macro_rules! tell {
    ($($argument:tt)*) => { $crate::tell_line(format_args!($($argument)*)) };
}

/// What [`tell!`] expands to.
pub fn tell_line(line: std::fmt::Arguments<'_>) {
    drop(std::io::stderr().write_all(format!("{line}\n").as_bytes()));
}
