//! What a function's declaration says of its arguments and its result, for those who look at calls.

use std::sync::Arc;

/// A function's promises and demands; its arguments are those of the IR, one for each of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contract {
    /// Arguments that must not be null, the first as the lowest bit.
    pub nonnull: u64,
    /// What is accessed through arguments.
    pub accesses: Vec<Access>,
    /// Arguments, from 0, for parameters that point to constants, and how messages spell the parameter's type.
    pub reads: Vec<(u8, Box<str>)>,
    /// Returns memory that these functions give back, named without `__builtin_`.
    pub deallocators: Vec<Arc<str>>,
    /// The argument, from 1, whose memory it gives back; 0 if there is none.
    pub releases: u8,
}

/// What a function does with an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccessMode {
    /// Nothing, but it must be there.
    None,
    /// Reads it.
    ReadOnly,
    /// Writes it.
    WriteOnly,
    /// Does both.
    ReadWrite,
}

/// How much is accessed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AccessForm {
    /// As attribute `access` says, spelled with its arguments.
    Attribute(Box<str>),
    /// A parameter declared as an array of so many elements.
    Array(u64),
    /// One whose bound is a parameter of this name.
    Variable(Box<str>),
}

/// An argument, and how much of what it points to the function accesses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Access {
    /// The pointer, from 0.
    pub pointer: u8,
    /// The argument that says how many elements.
    pub size: Option<u8>,
    /// What is done.
    pub mode: AccessMode,
    /// Bytes of an element.
    pub element: u64,
    /// The type of an element, as messages spell it.
    pub spelled: Box<str>,
    /// How it was said.
    pub form: AccessForm,
    /// The array is `[static …]`: there must be one.
    pub is_static: bool,
}
