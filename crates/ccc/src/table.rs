//! GCC's command line as one table: spelling, form of the argument, meaning, help text. Flags that GCC has and
//! that name nothing of ours are in `noop.rs`; everything else is refused.

mod generation;
mod language;
mod linking;
mod overall;
mod preprocessing;

pub(crate) use generation::TLS_MODELS;

use crate::invocation::Invocation;

/// The form of an option's argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// None.
    Flag,
    /// The rest of the word.
    Joined,
    /// The next word.
    Separate,
    /// The rest of the word, or the next word if there is no rest.
    JoinedOrSeparate,
    /// None; `-fno-x` (or `-mno-x`) undoes it.
    Toggle,
}

/// What an option does.
#[derive(Clone, Copy)]
pub(crate) enum Meaning {
    /// For [`Form::Flag`].
    Set(fn(&mut Invocation)),
    /// For options with an argument. The error is GCC's message.
    Value(fn(&mut Invocation, &str) -> Result<(), String>),
    /// For [`Form::Toggle`].
    Toggle(fn(&mut Invocation, bool)),
}

/// An option.
pub(crate) struct Row {
    pub(crate) spelling: &'static str,
    pub(crate) form: Form,
    pub(crate) meaning: Meaning,
    /// Empty: not listed by `--help`.
    pub(crate) help: &'static str,
}

const fn flag(spelling: &'static str, set: fn(&mut Invocation), help: &'static str) -> Row {
    Row { spelling, form: Form::Flag, meaning: Meaning::Set(set), help }
}

const fn toggle(spelling: &'static str, set: fn(&mut Invocation, bool), help: &'static str) -> Row {
    Row { spelling, form: Form::Toggle, meaning: Meaning::Toggle(set), help }
}

type SetValue = fn(&mut Invocation, &str) -> Result<(), String>;

const fn value(spelling: &'static str, form: Form, set: SetValue, help: &'static str) -> Row {
    Row { spelling, form, meaning: Meaning::Value(set), help }
}

/// All options that do something, by family, in the order of `--help`.
const TABLES: &[&[Row]] =
    &[overall::ROWS, preprocessing::ROWS, language::ROWS, generation::ROWS, linking::ROWS];

/// All options that do something.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    TABLES.iter().copied().flatten()
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("argument '{text}' should be a non-negative integer"))
}
