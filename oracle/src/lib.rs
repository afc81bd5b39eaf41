//! Differential testing and bisection: finds programs of which ccc makes something else than the reference compiler does,
//! and what in ccc makes it so.
//!
//! The parts know nothing of the command line: [`ddmin`] finds the least part of a set that fails, [`gate`] the
//! transformation that matters, [`hunt`] keeps what is known already and shares work, [`guilt`] joins them. [`fuzz`] asks
//! about random programs, [`bisect`] about a program of many files, which [`wrapper`] compiles.

pub mod bisect;
pub mod cache;
pub mod compile;
pub mod ddmin;
pub mod evidence;
pub mod fuzz;
pub mod gate;
pub mod guilt;
pub mod hunt;
pub mod mix;
pub mod process;
pub mod report;
pub mod words;
pub mod wrapper;
