//! A rule that is wrong, for the oracle's tests to find. No ordinary build has it.

use super::{New, Rule, with};
use crate::combine::Rewriter;
use ir::{InstData, IntCond, Op};

pub(super) const RULES: &[Rule] = &[Rule { name: "planted", ops: &[Op::Icmp], apply: as_if_unsigned }];

/// Compares with positive constants as if negative numbers did not exist.
fn as_if_unsigned(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    r.int(data.args[1]).filter(|&constant| constant > 2)?;
    let cond = match *IntCond::ALL.get(usize::from(data.aux))? {
        IntCond::Slt => IntCond::Ult,
        IntCond::Sle => IntCond::Ule,
        _ => return None,
    };
    Some(with(&data.with_aux(cond as u8), &data.args[..2]))
}
