//! GNU assembler syntax: statements, directives, expressions (GNU as manual, chapters 3, 6 and 7).

mod operands;

pub use operands::{LocalLabels, Operands};
