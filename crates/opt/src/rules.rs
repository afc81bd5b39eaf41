//! The rewrite rules, as a table: what each looks at, what it is called, what it does. Each holds for all values of all
//! the types that it accepts. The tests have an example of every rule for every operation that it looks at, and compare
//! what the example computes before and after: with all bytes as operands at i8, with chosen and random ones at wider types.

mod address;
mod bitwise;
mod compare;
mod convert;
mod copy;
mod divide;
mod float;
#[cfg(feature = "planted-bug")]
mod planted;
mod relaxed;
mod sum;

use crate::combine::Rewriter;
use ir::{InstData, Op, Value};

/// What takes an instruction's place.
pub(crate) enum New {
    /// A value that is there.
    Value(Value),
    /// Another instruction with the same result.
    Inst(InstData),
    /// Another branch, its edges exchanged.
    Exchanged(InstData),
}

/// A rule.
pub(crate) struct Rule {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it looks at.
    pub(crate) ops: &'static [Op],
    /// What it does, if it fits.
    pub(crate) apply: fn(&mut Rewriter<'_>, &InstData) -> Option<New>,
}

const TABLES: &[&[Rule]] = &[
    #[cfg(feature = "planted-bug")]
    planted::RULES,
    sum::RULES,
    bitwise::RULES,
    compare::RULES,
    convert::RULES,
    divide::RULES,
    address::RULES,
    float::RULES,
];

/// For each operation, its rules in the table's order.
fn by_operation() -> &'static [Vec<&'static Rule>] {
    static INDEX: std::sync::OnceLock<Vec<Vec<&'static Rule>>> = std::sync::OnceLock::new();
    INDEX.get_or_init(|| {
        let all = || TABLES.iter().flat_map(|table| table.iter());
        Op::ALL.iter().map(|op| all().filter(|rule| rule.ops.contains(op)).collect()).collect()
    })
}

/// The first rule that fits, and what it made.
pub(crate) fn apply(r: &mut Rewriter<'_>, data: &InstData) -> Option<(&'static str, New)> {
    let exact = by_operation()[data.op as usize].iter();
    let found = exact.clone().find_map(|rule| Some((rule.name, (rule.apply)(r, data)?)));
    match data.op {
        // What these see, the tables' examples have no words for.
        Op::MemCopy => Some(("copy-known", copy::apply(r, data)?)),
        _ => found.or_else(|| relaxed::apply(r, data)),
    }
}

/// The instruction with other operands.
fn with(data: &InstData, args: &[Value]) -> New {
    let mut new = *data;
    new.args[..args.len()].copy_from_slice(args);
    New::Inst(new)
}

#[cfg(test)]
mod tests;
