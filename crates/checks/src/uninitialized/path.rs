//! What is known on one way through a function: which values block parameters have, and what branches have said.

use super::memory::{Memory, allocates};
use crate::range::{Range, restricted};
use cranelift_entity::EntitySet;
use ir::{Block, Function, Inst, InstData, IntCond, Module, Op, Value, ValueDef};
use opt::analysis::flow::Dominators;

/// So deep are conditions followed.
const DEPTH: u32 = 16;

/// A way, as far as it matters for what comes.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub(super) struct Path {
    /// Block parameters and what they are, sorted.
    values: Vec<(Value, Value)>,
    /// Integers and what they may be, sorted.
    ranges: Vec<(Value, Range)>,
    /// Comparisons of two values that are true, sorted.
    relations: Vec<(Value, Value, u8)>,
    memory: Memory,
}

impl Path {
    /// How many facts are known.
    pub(super) fn len(&self) -> usize {
        self.values.len() + self.ranges.len() + self.relations.len()
    }

    /// What a parameter is on this way.
    pub(super) fn value(&self, param: Value) -> Option<Value> {
        let at = self.values.binary_search_by_key(&param, |entry| entry.0).ok()?;
        Some(self.values[at].1)
    }

    pub(super) fn set(&mut self, param: Value, value: Value) {
        match self.values.binary_search_by_key(&param, |entry| entry.0) {
            Ok(at) => self.values[at].1 = value,
            Err(at) => self.values.insert(at, (param, value)),
        }
    }

    /// What a block defines is new each time that it is entered.
    pub(super) fn forget(&mut self, f: &Function, entered: Block, dominators: &Dominators) {
        let stays = |value: Value| match f.def(value) {
            ValueDef::Param(block, _) => block != entered,
            ValueDef::Result(inst, _) => {
                f.constant(value).is_some() || !f.blocks[entered].insts.contains(&inst)
            }
            ValueDef::Alias(_) => true,
        };
        // With it goes what was made of it the last time.
        let operands_stay = |value: Value| {
            f.def_inst(value).is_none_or(|(_, data)| data.fixed().iter().all(|&arg| stays(f.resolve(arg))))
        };
        self.ranges.retain(|entry| stays(entry.0) && operands_stay(entry.0));
        self.relations.retain(|entry| stays(entry.0) && stays(entry.1));
        // A parameter can be asked for only in what its block dominates.
        self.values.retain(|entry| match f.def(entry.0) {
            ValueDef::Param(block, _) => block != entered && dominators.dominates(block, entered),
            ValueDef::Result(inst, _) => !f.blocks[entered].insts.contains(&inst),
            ValueDef::Alias(_) => true,
        });
    }

    /// What a block does to memory, and what becomes known by its operations.
    pub(super) fn execute(
        &mut self,
        f: &Function,
        module: &Module,
        block: Block,
        telling: &EntitySet<Value>,
    ) {
        for &inst in &f.blocks[block].insts {
            let data = &f.insts[inst];
            match data.op {
                Op::Load if !data.mem().volatile => {
                    let Some(result) = f.result(inst).filter(|&result| telling.contains(result)) else {
                        continue;
                    };
                    if let Some(value) =
                        self.memory.load(f, module, data, result).filter(|&value| value != result)
                    {
                        let value = self.resolved(f, value);
                        self.set(result, value);
                    }
                }
                Op::Store if !data.mem().volatile => {
                    let value = self.resolved(f, data.args[0]);
                    self.memory.store(f, module, data, value);
                }
                Op::Call if allocates(module, data) => {}
                Op::Call | Op::CallIndirect => self.memory.written(true),
                op if op.effects() & ir::op::WRITE != 0 => self.memory.written(false),
                Op::Iadd | Op::Isub | Op::And | Op::Or | Op::Xor | Op::Imul | Op::Shl => {
                    // What is one number now stays it, though operands may change the next time round.
                    if let Some(result) = f.result(inst).filter(|&result| telling.contains(result))
                        && let Some(range) = self.range(f, result).filter(|range| range.single().is_some())
                    {
                        self.limit(f, result, range);
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether what is known of a value contradicts what is known of its operands.
    fn contradicts_itself(&self, f: &Function) -> bool {
        self.ranges.iter().any(|&(value, range)| {
            f.def_inst(value)
                .and_then(|(_, data)| self.computed(f, data, range.bits, 0))
                .is_some_and(|computed| computed.intersection(range).is_empty())
        })
    }

    /// An operation on two numbers that are known.
    fn computed(&self, f: &Function, data: &InstData, bits: u32, depth: u32) -> Option<Range> {
        let arg = |i: usize| self.range_within(f, self.resolved(f, data.args[i]), depth + 1)?.single();
        let result = match data.op {
            Op::Iadd => arg(0)?.wrapping_add(arg(1)?),
            Op::Isub => arg(0)?.wrapping_sub(arg(1)?),
            Op::Imul => arg(0)?.wrapping_mul(arg(1)?),
            Op::And => arg(0)? & arg(1)?,
            Op::Or => arg(0)? | arg(1)?,
            Op::Xor => arg(0)? ^ arg(1)?,
            Op::Shl => arg(0)?.wrapping_shl(arg(1)? as u32),
            _ => return None,
        };
        Some(Range::constant(bits, result))
    }

    fn resolved(&self, f: &Function, value: Value) -> Value {
        let value = f.resolve(value);
        self.value(value).unwrap_or(value)
    }

    fn range(&self, f: &Function, value: Value) -> Option<Range> {
        self.range_within(f, value, 0)
    }

    fn range_within(&self, f: &Function, value: Value, depth: u32) -> Option<Range> {
        let ty = f.ty(value);
        let bits = match ty {
            ir::Type::PTR => 64,
            _ if ty.is_int() && ty.bits() <= 64 => ty.bits(),
            _ => return None,
        };
        if let Some(n) = f.constant(value) {
            return Some(Range::constant(bits, n));
        }
        if let Ok(at) = self.ranges.binary_search_by_key(&value, |entry| entry.0) {
            return Some(self.ranges[at].1);
        }
        let Some((_, data)) = f.def_inst(value) else { return Some(Range::full(bits)) };
        if depth > DEPTH {
            return Some(Range::full(bits));
        }
        let inner = || self.range_within(f, self.resolved(f, data.args[0]), depth + 1);
        Some(match data.op {
            Op::Zext => {
                let from = inner()?;
                Range::from_unsigned(bits, from.unsigned.0, from.unsigned.1)
            }
            Op::Sext => {
                let from = inner()?;
                Range::from_signed(bits, from.signed.0, from.signed.1)
            }
            Op::Icmp | Op::Fcmp => match self.truth(f, value, depth + 1) {
                Some(truth) => Range::constant(bits, i64::from(truth)),
                None => Range::from_unsigned(bits, 0, 1),
            },
            _ => self.computed(f, data, bits, depth + 1).unwrap_or(Range::full(bits)),
        })
    }

    /// Whether a condition holds on this way, if that is known.
    fn truth(&self, f: &Function, condition: Value, depth: u32) -> Option<bool> {
        let condition = self.resolved(f, condition);
        if let Some(n) = f.constant(condition) {
            return Some(n != 0);
        }
        if let Ok(at) = self.ranges.binary_search_by_key(&condition, |entry| entry.0) {
            let range = self.ranges[at].1;
            if range.single() == Some(0) {
                return Some(false);
            }
            if range.unsigned.0 > 0 {
                return Some(true);
            }
        }
        let (_, data) = f.def_inst(condition).filter(|_| depth < DEPTH)?;
        let arg = |i: usize| self.truth(f, data.args[i], depth + 1);
        match data.op {
            Op::Zext | Op::Sext => arg(0),
            Op::And if is_truth(f, condition, 0) => match (arg(0), arg(1)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Op::Or => match (arg(0), arg(1)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Op::Xor if is_truth(f, condition, 0) => Some(arg(0)? != arg(1)?),
            Op::Icmp => self.comparison(f, data, depth),
            _ => None,
        }
    }

    fn comparison(&self, f: &Function, data: &InstData, depth: u32) -> Option<bool> {
        let cond = IntCond::from_aux(data.aux);
        let (a, b) = (self.resolved(f, data.args[0]), self.resolved(f, data.args[1]));
        if f.constant(b) == Some(0) && matches!(cond, IntCond::Eq | IntCond::Ne) && is_truth(f, a, 0) {
            return Some(self.truth(f, a, depth + 1)? == (cond == IntCond::Ne));
        }
        if a == b {
            use IntCond as C;
            return Some(matches!(cond, C::Eq | C::Sle | C::Sge | C::Ule | C::Uge));
        }
        for &(x, y, known) in &self.relations {
            let known = IntCond::from_aux(known);
            let known = match (x, y) {
                _ if (x, y) == (a, b) => known,
                _ if (x, y) == (b, a) => known.swapped(),
                _ => continue,
            };
            if implies(known, cond) {
                return Some(true);
            }
            if implies(known, cond.inverted()) {
                return Some(false);
            }
        }
        let (x, y) = (self.range_within(f, a, depth + 1)?, self.range_within(f, b, depth + 1)?);
        let both =
            |cond: IntCond| restricted(x, cond, y).is_empty() || restricted(y, cond.swapped(), x).is_empty();
        if both(cond) {
            return Some(false);
        }
        both(cond.inverted()).then_some(true)
    }

    /// The way on along an edge of a terminator, by its number; `None` if what is known contradicts it.
    pub(super) fn along(&self, f: &Function, inst: Inst, number: usize) -> Option<Path> {
        let data = &f.insts[inst];
        let mut next = self.clone();
        match data.op {
            Op::Br => {
                let taken = number == 0;
                if self.truth(f, data.args[0], 0).is_some_and(|truth| truth != taken) {
                    return None;
                }
                next.learn(f, data.args[0], taken, 0);
            }
            Op::Switch => {
                let value = self.resolved(f, data.args[0]);
                let range = self.range(f, value)?;
                let table = &f.switches[data.imm as usize];
                let mut cases = table.cases.iter().filter(|case| case.2 as usize == number);
                match (number, cases.next(), cases.next()) {
                    (0, ..) => {
                        let taken = |n: i64| {
                            let bits = Range::constant(range.bits, n).unsigned.0;
                            table.cases.iter().any(|case| case.0 <= bits && bits <= case.1)
                        };
                        if range.single().is_some_and(taken) || covers(&table.cases, range) {
                            return None;
                        }
                    }
                    (_, Some(&(first, last, _)), None) => {
                        let left = range.intersection(Range::from_unsigned(range.bits, first, last));
                        if left.is_empty() {
                            return None;
                        }
                        next.limit(f, value, left);
                    }
                    _ => {
                        let meets = |case: &&(u64, u64, u32)| {
                            case.2 as usize == number
                                && case.0 <= range.unsigned.1
                                && range.unsigned.0 <= case.1
                        };
                        table.cases.iter().find(meets)?;
                    }
                }
            }
            _ => {}
        }
        (!next.contradicts_itself(f)).then_some(next)
    }

    /// Remembers that a condition holds, or does not.
    fn learn(&mut self, f: &Function, condition: Value, taken: bool, depth: u32) {
        let condition = self.resolved(f, condition);
        if f.constant(condition).is_some() || depth > DEPTH {
            return;
        }
        let Some((_, data)) = f.def_inst(condition) else {
            return self.limit_truth(f, condition, taken);
        };
        match data.op {
            Op::Zext | Op::Sext => self.learn(f, data.args[0], taken, depth + 1),
            Op::And if taken && is_truth(f, condition, 0) => {
                self.learn(f, data.args[0], taken, depth + 1);
                self.learn(f, data.args[1], taken, depth + 1);
            }
            Op::Or if !taken => {
                self.learn(f, data.args[0], taken, depth + 1);
                self.learn(f, data.args[1], taken, depth + 1);
            }
            Op::Icmp => {
                let cond = IntCond::from_aux(data.aux);
                let (a, b) = (self.resolved(f, data.args[0]), self.resolved(f, data.args[1]));
                if f.constant(b) == Some(0) && matches!(cond, IntCond::Eq | IntCond::Ne) && is_truth(f, a, 0)
                {
                    return self.learn(f, a, taken == (cond == IntCond::Ne), depth + 1);
                }
                let cond = if taken { cond } else { cond.inverted() };
                self.relate(f, a, b, cond);
            }
            _ => self.limit_truth(f, condition, taken),
        }
    }

    fn relate(&mut self, f: &Function, a: Value, b: Value, cond: IntCond) {
        if f.constant(a).is_none() && f.constant(b).is_none() {
            let entry = (a, b, cond as u8);
            if let Err(at) = self.relations.binary_search(&entry) {
                self.relations.insert(at, entry);
            }
        }
        if let (Some(x), Some(y)) = (self.range(f, a), self.range(f, b)) {
            self.limit(f, a, restricted(x, cond, y));
            self.limit(f, b, restricted(y, cond.swapped(), x));
        }
    }

    fn limit_truth(&mut self, f: &Function, value: Value, taken: bool) {
        if let Some(range) = self.range(f, value) {
            let zero = Range::constant(range.bits, 0);
            let cond = if taken { IntCond::Ne } else { IntCond::Eq };
            self.limit(f, value, restricted(range, cond, zero));
        }
    }

    /// What is known of a value, if that is anything.
    pub(super) fn known_range(&self, f: &Function, value: Value) -> Option<Range> {
        self.range(f, value).filter(|range| !range.is_full())
    }

    /// Remembers a range; of a value that is another widened, the range of that, too.
    pub(super) fn limit(&mut self, f: &Function, value: Value, range: Range) {
        if f.constant(value).is_some() || range.is_full() || range.is_empty() {
            return;
        }
        match self.ranges.binary_search_by_key(&value, |entry| entry.0) {
            Ok(at) => self.ranges[at].1 = range,
            Err(at) => self.ranges.insert(at, (value, range)),
        }
        let Some((_, data)) = f.def_inst(value) else { return };
        if !matches!(data.op, Op::Zext | Op::Sext) {
            return;
        }
        let inner = self.resolved(f, data.args[0]);
        if let Some(known) = self.range(f, inner) {
            let bounds = match data.op {
                Op::Zext => Range { unsigned: range.unsigned, ..Range::full(known.bits) },
                _ => Range { signed: range.signed, ..Range::full(known.bits) },
            };
            self.limit(f, inner, known.intersection(bounds));
        }
    }
}

/// Whether cases leave nothing of a range.
fn covers(cases: &[(u64, u64, u32)], range: Range) -> bool {
    let mut sorted: Vec<(u64, u64)> = cases.iter().map(|case| (case.0, case.1)).collect();
    sorted.sort_unstable();
    let (mut next, last) = range.unsigned;
    for (first, end) in sorted {
        if end < next {
            continue;
        }
        if first > next {
            return false;
        }
        if end >= last {
            return true;
        }
        next = end + 1;
    }
    false
}

/// Whether a value is 0 or 1 by how it is made.
fn is_truth(f: &Function, value: Value, depth: u32) -> bool {
    let Some((_, data)) = f.def_inst(value).filter(|_| depth < DEPTH) else { return false };
    match data.op {
        Op::Icmp | Op::Fcmp => true,
        Op::Zext => is_truth(f, data.args[0], depth + 1),
        Op::And | Op::Or | Op::Xor => {
            is_truth(f, data.args[0], depth + 1) && is_truth(f, data.args[1], depth + 1)
        }
        Op::Iconst => matches!(data.imm, 0 | 1),
        _ => false,
    }
}

/// Whether a comparison that is true makes another one of the same values true.
fn implies(known: IntCond, asked: IntCond) -> bool {
    use IntCond as C;
    known == asked
        || matches!(
            (known, asked),
            (C::Eq, C::Sle | C::Sge | C::Ule | C::Uge)
                | (C::Slt, C::Sle | C::Ne)
                | (C::Sgt, C::Sge | C::Ne)
                | (C::Ult, C::Ule | C::Ne)
                | (C::Ugt, C::Uge | C::Ne)
        )
}
