//! What becomes of the results of calls.

use crate::analysis::flow::Flow;
use cranelift_entity::SecondaryMap;
use ir::{Function, Inst, IntCond, Op, Value};

/// What is done with a result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Use {
    /// Nothing.
    #[default]
    Never,
    /// It is only told from zero.
    Tested,
    /// Anything.
    Any,
}

/// By value.
pub(super) struct Uses(SecondaryMap<Value, Use>);

impl Uses {
    /// Of which nothing is known: anything may be done with any result.
    pub(super) fn unknown() -> Uses {
        Uses(SecondaryMap::with_default(Use::Any))
    }

    /// Looks at all uses of the results of those instructions that `of_interest` names.
    pub(super) fn of(f: &Function, flow: &Flow, of_interest: impl Fn(&Function, Inst) -> bool) -> Uses {
        let mut uses = SecondaryMap::new();
        let mut any = Vec::new();
        for &block in &flow.rpo {
            for &inst in f.blocks[block].insts.iter().filter(|&&inst| of_interest(f, inst)) {
                any.extend(f.results(inst));
            }
        }
        let mut interesting = SecondaryMap::with_default(false);
        any.iter().for_each(|&value| interesting[value] = true);
        // From the last to the first: users come before what they use, and dead ones do not count.
        let mut used: SecondaryMap<Value, bool> = SecondaryMap::new();
        for &block in flow.rpo.iter().rev() {
            for &inst in f.blocks[block].insts.iter().rev() {
                let dead = f.insts[inst].op.is_pure() && !f.results(inst).any(|value| used[value]);
                if dead {
                    continue;
                }
                let tests = is_test(f, inst);
                f.for_each_arg(inst, |value| {
                    used[value] = true;
                    if interesting[value] {
                        let this = if tests { Use::Tested } else { Use::Any };
                        uses[value] = if uses[value] == Use::Any { Use::Any } else { this };
                    }
                });
            }
        }
        Uses(uses)
    }

    pub(super) fn get(&self, value: Value) -> Use {
        self.0[value]
    }

    /// For a value that is new.
    pub(super) fn set(&mut self, value: Value, used: Use) {
        self.0[value] = used;
    }
}

/// Whether an instruction asks only whether its first operand is zero.
fn is_test(f: &Function, inst: Inst) -> bool {
    let data = &f.insts[inst];
    if data.op == Op::Br {
        return f.edges_of(inst).iter().all(|edge| edge.args.is_empty());
    }
    if data.op != Op::Icmp {
        return false;
    }
    matches!(
        (IntCond::from_aux(data.aux), f.constant(data.args[1])),
        (IntCond::Eq | IntCond::Ne | IntCond::Ugt | IntCond::Ule, Some(0))
            | (IntCond::Ult | IntCond::Uge, Some(1))
    )
}
