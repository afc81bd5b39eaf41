//! Questions about integers: what the branches on the way to a place, and what a value is computed from, leave possible.
//!
//! Ranges are found on demand, from a value back to what it is computed from, and narrowed by the branches that dominate the
//! place where it is asked for.

use crate::range::{Range, product, restricted, shifted, unsigned_max};
use ir::{Block, Function, Inst, InstData, IntCond, Module, Op, Type, Value, ValueDef, library};
use opt::analysis::flow::{Dominators, Flow, Pred};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};

/// Values are followed back so far.
const DEPTH: u32 = 24;
/// A value is looked for among so many instructions.
const SEARCHED: usize = 256;
/// So many branches that lead to a block are looked at together.
const BRANCHES: usize = 4;
/// And a question may look at so many.
const STEPS: u32 = 4000;

/// Questions about the values of a function.
pub(crate) struct Ranges<'a> {
    pub(crate) f: &'a Function,
    pub(crate) module: &'a Module,
    pub(crate) flow: &'a Flow,
    /// None where all variables are in memory: branches say nothing of values then.
    pub(crate) dominators: Option<&'a Dominators>,
    known: RefCell<FxHashMap<(Value, Block), Option<Range>>>,
    steps: Cell<u32>,
}

impl<'a> Ranges<'a> {
    pub(crate) fn new(
        f: &'a Function,
        module: &'a Module,
        flow: &'a Flow,
        dominators: Option<&'a Dominators>,
    ) -> Ranges<'a> {
        Ranges { f, module, flow, dominators, known: RefCell::default(), steps: Cell::new(0) }
    }

    /// The range of an integer where a block begins, or later in it.
    pub(crate) fn of(&self, value: Value, at: Block) -> Range {
        self.steps.set(0);
        self.at(self.f.resolve(value), at, 0)
    }

    /// The same, in the course of another question.
    pub(crate) fn inner(&self, value: Value, at: Block) -> Range {
        self.at(self.f.resolve(value), at, DEPTH / 2)
    }

    /// Whether a block is never reached, since what leads there contradicts itself, or asks for a constant that is none.
    pub(crate) fn is_dead(&self, at: Block) -> bool {
        let switched = |(from, edge): (Block, u32)| {
            let inst = self.f.terminator(from).filter(|&inst| self.f.insts[inst].op == Op::Switch);
            inst.is_some_and(|inst| {
                self.is_other_case(inst, edge) || self.of(self.f.insts[inst].args[0], at).is_empty()
            })
        };
        if self.edges(at).any(switched) {
            return true;
        }
        self.conditions(at).any(|(condition, taken)| {
            if let Some(n) = self.f.constant(condition) {
                return (n != 0) != taken;
            }
            let Some((_, data)) = self.f.def_inst(condition) else { return false };
            let empty = |&arg: &Value| {
                let arg = self.f.resolve(arg);
                self.f.constant(arg).is_none() && self.is_small(arg) && self.of(arg, at).is_empty()
            };
            match data.op {
                Op::Icmp if self.asks_for_constant(condition, taken) => true,
                Op::Icmp => data.fixed().iter().any(empty),
                _ => self.asks_for_constant(condition, taken),
            }
        })
    }

    /// Whether a switch of a constant takes another edge.
    fn is_other_case(&self, switch: Inst, edge: u32) -> bool {
        let data = &self.f.insts[switch];
        let value = self.f.resolve(data.args[0]);
        let Some(n) = self.f.constant(value) else { return false };
        let bits = self.f.ty(value).bits().min(64);
        let n = n as u64 & unsigned_max(bits);
        let cases = &self.f.switches[data.imm as usize].cases;
        let taken = cases.iter().find(|case| case.0 <= n && n <= case.1).map_or(0, |case| case.2 as usize);
        taken != edge as usize - self.f.edge_range(switch).start
    }

    fn is_small(&self, value: Value) -> bool {
        let ty = self.f.ty(value);
        ty == Type::PTR || (ty.is_int() && ty.bits() <= 64)
    }

    /// Whether a condition is `__builtin_constant_p` of what is no constant, and shall be true.
    fn asks_for_constant(&self, condition: Value, taken: bool) -> bool {
        let Some((_, data)) = self.f.def_inst(condition) else { return false };
        match data.op {
            Op::ConstantP => taken && self.f.constant(self.f.resolve(data.args[0])).is_none(),
            Op::Icmp if self.f.constant(self.f.resolve(data.args[1])) == Some(0) => {
                let inner = self.f.resolve(data.args[0]);
                match IntCond::from_aux(data.aux) {
                    IntCond::Ne => self.asks_for_constant(inner, taken),
                    IntCond::Eq => self.asks_for_constant(inner, !taken),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    fn at(&self, value: Value, at: Block, depth: u32) -> Range {
        let ty = self.f.ty(value);
        let bits = if ty == Type::PTR { 64 } else { ty.bits() };
        let full = Range::full(bits);
        if !(ty.is_int() || ty == Type::PTR) || bits > 64 {
            return Range::full(64);
        }
        if let Some(n) = self.f.constant(value) {
            return Range::constant(bits, n);
        }
        self.steps.set(self.steps.get() + 1);
        if depth > DEPTH || self.steps.get() > STEPS {
            return full;
        }
        match self.known.borrow().get(&(value, at)) {
            Some(Some(range)) => return *range,
            Some(None) => return full,
            None => {}
        }
        self.known.borrow_mut().insert((value, at), None);
        let mut range = self.made(value, at, bits, depth);
        let zeros = self.zeros(value, 0);
        if zeros != 0 {
            range = range.intersection(Range::from_unsigned(bits, 0, !zeros & full.unsigned.1));
        }
        // What branches compare it with may ask for it in turn: this much holds already.
        self.known.borrow_mut().insert((value, at), Some(range));
        for (condition, taken) in self.conditions(at) {
            range = self.constrained(range, value, condition, taken, at, depth);
        }
        for (from, edge) in self.edges(at) {
            range = self.switched(range, value, from, edge);
        }
        if let Some(any) = self.by_any_edge(value, at, depth) {
            range = range.intersection(any);
        }
        match self.steps.get() > STEPS {
            true => self.known.borrow_mut().remove(&(value, at)),
            false => self.known.borrow_mut().insert((value, at), Some(range)),
        };
        range
    }

    /// The conditions that decide whether a block is reached, and which way they go, the innermost first.
    pub(crate) fn conditions(&self, at: Block) -> impl Iterator<Item = (Value, bool)> + '_ {
        self.edges(at).filter_map(|(from, edge)| self.edge_condition(from, edge))
    }

    /// Where a block is reached by one of several branches: what one of them leaves of a value from before.
    fn by_any_edge(&self, value: Value, at: Block, depth: u32) -> Option<Range> {
        let dominators = self.dominators?;
        let preds = self.flow.preds(at);
        let several = (2..=BRANCHES).contains(&preds.len()) && depth < DEPTH / 2;
        if !several || preds.iter().any(|pred| dominators.dominates(at, pred.block)) {
            return None;
        }
        let own = match self.f.def(value) {
            ValueDef::Param(block, _) => block == at,
            ValueDef::Result(inst, _) => {
                let insts = &self.f.blocks[at].insts;
                insts.len() > SEARCHED || insts.contains(&inst)
            }
            ValueDef::Alias(_) => true,
        };
        if own {
            return None;
        }
        let mut any: Option<Range> = None;
        for pred in preds {
            let (condition, taken) = self.edge_condition(pred.block, pred.edge)?;
            let before = self.at(value, pred.block, depth + 2);
            let left = self.constrained(before, value, condition, taken, pred.block, depth + 2);
            any = Some(any.map_or(left, |any| any.union(left)));
        }
        any
    }

    /// The edges that are taken on all ways to a block.
    fn edges(&self, at: Block) -> impl Iterator<Item = (Block, u32)> + '_ {
        let up = |&block: &Block| self.dominators?.idom(self.flow, block);
        let start = self.dominators.filter(|_| self.flow.reachable(at)).map(|_| at);
        std::iter::successors(start, up).filter_map(|block| {
            // What a loop's own edges say may change, but not what is known where it is entered.
            let enters = |pred: &&Pred| !self.dominators.is_some_and(|d| d.dominates(block, pred.block));
            let mut preds = self.flow.preds(block).iter().filter(enters);
            match (preds.next(), preds.next()) {
                (Some(pred), None) => Some((pred.block, pred.edge)),
                _ => None,
            }
        })
    }

    /// What an edge of a switch leaves of the value that decides it.
    fn switched(&self, range: Range, value: Value, from: Block, edge: u32) -> Range {
        let Some(inst) = self.f.terminator(from).filter(|&inst| self.f.insts[inst].op == Op::Switch) else {
            return range;
        };
        let data = &self.f.insts[inst];
        let number = edge as usize - self.f.edge_range(inst).start;
        if self.f.resolve(data.args[0]) != value || number == 0 {
            return range;
        }
        let cases = self.f.switches[data.imm as usize].cases.iter().filter(|case| case.2 as usize == number);
        let all = cases.map(|case| Range::from_unsigned(range.bits, case.0, case.1)).reduce(Range::union);
        all.map_or(range, |all| range.intersection(all))
    }

    /// What is true if an edge is taken.
    pub(crate) fn edge_condition(&self, from: Block, edge: u32) -> Option<(Value, bool)> {
        let branch = self.f.terminator(from).filter(|&inst| self.f.insts[inst].op == Op::Br)?;
        Some((self.f.resolve(self.f.insts[branch].args[0]), edge as usize == self.f.edge_range(branch).start))
    }

    fn made(&self, value: Value, at: Block, bits: u32, depth: u32) -> Range {
        match self.f.def(value) {
            ValueDef::Param(block, index) if block != self.f.entry() => {
                self.joined(value, block, usize::from(index), bits, depth)
            }
            ValueDef::Result(inst, 0) => {
                let data = &self.f.insts[inst];
                self.computed(data, at, bits, depth).unwrap_or(Range::full(bits))
            }
            _ => Range::full(bits),
        }
    }

    /// A block parameter: what the edges bring.
    fn joined(&self, param: Value, block: Block, index: usize, bits: u32, depth: u32) -> Range {
        let mut all: Option<Range> = None;
        let (mut grows, mut shrinks) = (false, false);
        let mut last: Option<Range> = None;
        for pred in self.flow.preds(block) {
            let args = self.f.edges[pred.edge as usize].args;
            let Some(arg) = args.get(index, &self.f.lists) else { return Range::full(bits) };
            let arg = self.f.resolve(arg);
            if arg == param {
                continue;
            }
            // A counter: signed arithmetic does not overflow, so it stays on its side of where it began.
            let step = self.step(arg, param);
            if step.is_some() {
                // Where it goes round, the branch that leads there says how far it may have come.
                let mut round = Range::full(bits);
                if let Some((condition, taken)) = self.edge_condition(pred.block, pred.edge) {
                    round = self.constrained(round, arg, condition, taken, pred.block, depth);
                }
                last = Some(last.map_or(round, |last| last.union(round)));
            }
            match step {
                Some(step) if step > 0 => grows = true,
                Some(_) => shrinks = true,
                None => {
                    let mut range = self.at(arg, pred.block, depth + 1);
                    if let Some((condition, taken)) = self.edge_condition(pred.block, pred.edge) {
                        range = self.constrained(range, arg, condition, taken, pred.block, depth);
                    }
                    all = Some(all.map_or(range, |all| all.union(range)));
                }
            }
        }
        let Some(all) = all else { return Range::full(bits) };
        let full = Range::full(bits);
        let last = last.unwrap_or(full);
        match (grows, shrinks) {
            (false, false) => all,
            (true, false) => Range::from_signed(bits, all.signed.0, last.signed.1.max(all.signed.1)),
            (false, true) => Range::from_signed(bits, last.signed.0.min(all.signed.0), all.signed.1),
            (true, true) => full,
        }
    }

    /// The ranges that the edges bring of which a value is made; nothing if it is no join.
    pub(crate) fn arms(&self, value: Value) -> Vec<Range> {
        let value = self.f.resolve(value);
        match self.f.def(value) {
            ValueDef::Param(block, index) if block != self.f.entry() => {
                let arms = self.flow.preds(block).iter().filter_map(|pred| {
                    let args = self.f.edges[pred.edge as usize].args;
                    let arg = self.f.resolve(args.get(usize::from(index), &self.f.lists)?);
                    let range = self.of(arg, pred.block);
                    Some(match self.edge_condition(pred.block, pred.edge) {
                        Some((condition, taken)) => {
                            self.constrained(range, arg, condition, taken, pred.block, 0)
                        }
                        None => range,
                    })
                });
                arms.filter(|range| !range.is_empty()).collect()
            }
            ValueDef::Result(inst, 0) => {
                let data = &self.f.insts[inst];
                let bits = data.ty.bits();
                let extended = |range: Range| match data.op {
                    Op::Sext => Range::from_signed(bits, range.signed.0, range.signed.1),
                    _ => Range::from_unsigned(bits, range.unsigned.0, range.unsigned.1),
                };
                match data.op {
                    Op::Sext | Op::Zext => self.arms(data.args[0]).into_iter().map(extended).collect(),
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// A sum that is extended with its sign is one of signed numbers, which does not overflow (C23 6.5.1p5).
    fn sum_without_overflow(&self, value: Value, at: Block, depth: u32) -> Option<Range> {
        let (_, data) = self.f.def_inst(self.f.resolve(value))?;
        let bits = self.f.ty(self.f.resolve(value)).bits();
        if !matches!(data.op, Op::Iadd | Op::Isub) || bits > 32 {
            return None;
        }
        let arg = |i: usize| self.at(self.f.resolve(data.args[i]), at, depth + 1).signed;
        let ((a, b), (c, d)) = (arg(0), arg(1));
        let (low, high) = if data.op == Op::Iadd { (a + c, b + d) } else { (a - d, b - c) };
        let most = Range::full(bits).signed;
        Some(Range::from_signed(bits, low.clamp(most.0, most.1), high.clamp(most.0, most.1)))
    }

    /// What a call of `strlen` may return: less than the object has bytes.
    fn length_of_string(&self, data: &InstData, at: Block) -> Option<Range> {
        let symbol = crate::callee(self.module, data);
        let &pointer = data.list.as_slice(&self.f.lists).first()?;
        if symbol.library != Some(library!("strlen")) {
            return None;
        }
        let pointed = self.pointed(pointer, at)?;
        if let Some((low, high)) = self.constant_length(&pointed) {
            return Some(Range::from_unsigned(64, low, high));
        }
        (pointed.room() > 0).then(|| Range::from_unsigned(64, 0, pointed.room() - 1))
    }

    /// Bits of an integer that are zero.
    fn zeros(&self, value: Value, depth: u32) -> u64 {
        let value = self.f.resolve(value);
        if let Some(n) = self.f.constant(value) {
            return !(n as u64);
        }
        let Some((_, data)) = self.f.def_inst(value).filter(|_| depth < 8) else { return 0 };
        let arg = |i: usize| self.zeros(data.args[i], depth + 1);
        let count = || self.f.constant(self.f.resolve(data.args[1])).filter(|&n| (0..64).contains(&n));
        match data.op {
            Op::And => arg(0) | arg(1),
            Op::Or | Op::Xor => arg(0) & arg(1),
            Op::Zext => {
                let from = self.f.ty(self.f.resolve(data.args[0]));
                if from.bits() > 64 { 0 } else { arg(0) | !unsigned_max(from.bits()) }
            }
            Op::Trunc => arg(0),
            Op::Shl => count().map_or(0, |n| arg(0) << n | !(u64::MAX << n)),
            Op::Lshr => count().map_or(0, |n| arg(0) >> n),
            _ => 0,
        }
    }

    /// What is added to a parameter to make a value.
    fn step(&self, value: Value, param: Value) -> Option<i64> {
        let (_, data) = self.f.def_inst(value)?;
        let (base, by) = (data.fixed().first()?, data.fixed().get(1)?);
        let by = self.f.constant(self.f.resolve(*by))?;
        match data.op {
            Op::Iadd if self.f.resolve(*base) == param => Some(by),
            Op::Isub if self.f.resolve(*base) == param => Some(-by),
            _ => None,
        }
    }

    fn computed(&self, data: &InstData, at: Block, bits: u32, depth: u32) -> Option<Range> {
        let arg = |i: usize| {
            let value = self.f.resolve(data.args[i]);
            let ty = self.f.ty(value);
            let fits = (ty.is_int() && ty.bits() <= 64) || ty == Type::PTR;
            fits.then(|| self.at(value, at, depth + 1))
        };
        let full = Range::full(bits);
        Some(match data.op {
            Op::Zext => {
                let (low, high) = arg(0)?.unsigned;
                Range::from_unsigned(bits, low, high)
            }
            Op::Sext => {
                let from = arg(0)?;
                let (low, high) = match self.sum_without_overflow(data.args[0], at, depth) {
                    Some(sum) => from.intersection(sum).signed,
                    None => from.signed,
                };
                // The order of unsigned numbers stays the same, too.
                let above = Range::from_unsigned(bits, from.unsigned.0, Range::full(bits).unsigned.1);
                Range::from_signed(bits, low, high).intersection(above)
            }
            Op::Bitcast => Range { bits, ..arg(0)? },
            Op::Trunc => {
                let from = arg(0)?;
                Range::computed(bits, Some(from.unsigned), Some(from.signed))
            }
            Op::Or | Op::Xor if arg(0)?.single().is_some() && arg(1)?.single().is_some() => {
                let (a, b) = (arg(0)?.single()?, arg(1)?.single()?);
                Range::constant(bits, if data.op == Op::Or { a | b } else { a ^ b })
            }
            // No less than either, and of no bit that neither has.
            Op::Or => {
                let (a, b) = (arg(0)?.unsigned, arg(1)?.unsigned);
                let most = u64::MAX.checked_shr((a.1 | b.1).leading_zeros()).unwrap_or(0);
                Range::from_unsigned(bits, a.0.max(b.0), most)
            }
            Op::Iadd => {
                let (a, b) = (arg(0)?, arg(1)?);
                let sum = |x: (i64, i64), y: (i64, i64)| Some((x.0.checked_add(y.0)?, x.1.checked_add(y.1)?));
                let total =
                    |x: (u64, u64), y: (u64, u64)| Some((x.0.checked_add(y.0)?, x.1.checked_add(y.1)?));
                // Adding a negative constant to what is not less takes from it.
                let less = |x: Range, y: Range| {
                    let by = y.single().filter(|&by| by < 0)?.unsigned_abs();
                    Some((x.unsigned.0.checked_sub(by)?, x.unsigned.1.checked_sub(by)?))
                };
                let unsigned =
                    total(a.unsigned, b.unsigned).filter(|bounds| bounds.1 <= full.unsigned.1).or(less(a, b));
                Range::computed(bits, unsigned, sum(a.signed, b.signed))
            }
            Op::Isub => {
                let (a, b) = (arg(0)?, arg(1)?);
                let signed = a.signed.0.checked_sub(b.signed.1).zip(a.signed.1.checked_sub(b.signed.0));
                let unsigned =
                    a.unsigned.0.checked_sub(b.unsigned.1).zip(a.unsigned.1.checked_sub(b.unsigned.0));
                Range::computed(bits, unsigned, signed)
            }
            // What is known exceeds the type's numbers, too.
            Op::Imul | Op::Shl if arg(0)?.single().is_some() && arg(1)?.single().is_some() => {
                let (a, b) = (arg(0)?.single()?, arg(1)?.single()?);
                let shift = u32::try_from(b).ok().filter(|&count| count < bits);
                let n = if data.op == Op::Imul { a.wrapping_mul(b) } else { a.wrapping_shl(shift?) };
                Range::constant(bits, n)
            }
            Op::Imul => product(arg(0)?, arg(1)?),
            Op::Shl => {
                let count = arg(1)?.single().filter(|&n| (0..i64::from(bits)).contains(&n))?;
                product(arg(0)?, Range::from_unsigned(bits, 1 << count, 1 << count))
            }
            Op::Lshr => {
                let count = arg(1)?.single().filter(|&n| (0..i64::from(bits)).contains(&n))?;
                let (low, high) = arg(0)?.unsigned;
                Range::from_unsigned(bits, low >> count, high >> count)
            }
            Op::Ashr => {
                let count = arg(1)?.single().filter(|&n| (0..i64::from(bits)).contains(&n))?;
                let (low, high) = arg(0)?.signed;
                Range::from_signed(bits, low >> count, high >> count)
            }
            Op::And => Range::from_unsigned(bits, 0, arg(0)?.unsigned.1.min(arg(1)?.unsigned.1)),
            Op::Call => self.length_of_string(data, at)?,
            Op::Udiv => {
                let by = arg(1)?.unsigned;
                let (low, high) = arg(0)?.unsigned;
                Range::from_unsigned(bits, low / by.1.max(1), high / by.0.max(1))
            }
            Op::Urem => {
                let most = arg(0)?.unsigned.1.min(arg(1)?.unsigned.1.saturating_sub(1));
                Range::from_unsigned(bits, 0, most)
            }
            Op::Sdiv => {
                let by = arg(1)?.single().filter(|&by| by > 0)?;
                let (low, high) = arg(0)?.signed;
                Range::from_signed(bits, low / by, high / by)
            }
            Op::Select => {
                let condition = self.f.resolve(data.args[0]);
                let side = |i: usize, taken: bool| {
                    let value = self.f.resolve(data.args[i]);
                    let range = self.at(value, at, depth + 1);
                    self.constrained(range, value, condition, taken, at, depth + 1)
                };
                side(1, true).union(side(2, false))
            }
            Op::Icmp | Op::Fcmp => Range::from_unsigned(bits, 0, 1),
            Op::Popcount | Op::Clz | Op::Ctz => Range::from_unsigned(bits, 0, u64::from(data.ty.bits())),
            _ => full,
        })
    }

    /// A range where a condition on the value is known to be true or not.
    pub(crate) fn constrained(
        &self,
        range: Range,
        value: Value,
        condition: Value,
        taken: bool,
        at: Block,
        depth: u32,
    ) -> Range {
        if depth > DEPTH {
            return range;
        }
        if condition == value {
            let cond = if taken { IntCond::Ne } else { IntCond::Eq };
            return restricted(range, cond, Range::constant(range.bits, 0));
        }
        let Some((_, data)) = self.f.def_inst(condition) else { return range };
        let arg = |i: usize| self.f.resolve(data.args[i]);
        match data.op {
            Op::Zext | Op::Bitcast => self.constrained(range, value, arg(0), taken, at, depth + 1),
            Op::And if taken => {
                let range = self.constrained(range, value, arg(0), taken, at, depth + 1);
                self.constrained(range, value, arg(1), taken, at, depth + 1)
            }
            Op::Or if !taken => {
                let range = self.constrained(range, value, arg(0), taken, at, depth + 1);
                self.constrained(range, value, arg(1), taken, at, depth + 1)
            }
            Op::Icmp => {
                let cond = IntCond::from_aux(data.aux);
                let (a, b) = (arg(0), arg(1));
                // A truth value that is compared with zero.
                if matches!(cond, IntCond::Ne | IntCond::Eq)
                    && self.f.constant(b) == Some(0)
                    && self
                        .f
                        .def_inst(a)
                        .is_some_and(|(_, inner)| matches!(inner.op, Op::Icmp | Op::Zext | Op::And | Op::Or))
                    && self.is_truth(a, 0)
                {
                    return self.constrained(range, value, a, taken == (cond == IntCond::Ne), at, depth + 1);
                }
                let cond = if taken { cond } else { cond.inverted() };
                let narrowed = self.compared(range, value, cond, a, b, at, depth);
                self.compared(narrowed, value, cond.swapped(), b, a, at, depth)
            }
            _ => range,
        }
    }

    fn is_truth(&self, value: Value, depth: u32) -> bool {
        let Some((_, data)) = self.f.def_inst(value) else { return false };
        let arg = |i: usize| self.f.resolve(data.args[i]);
        match data.op {
            Op::Icmp | Op::Fcmp => true,
            Op::Zext => depth < DEPTH && self.is_truth(arg(0), depth + 1),
            Op::And | Op::Or => {
                depth < DEPTH && self.is_truth(arg(0), depth + 1) && self.is_truth(arg(1), depth + 1)
            }
            _ => false,
        }
    }

    /// What is left of a value if `a cond b` is true.
    #[expect(clippy::too_many_arguments, reason = "a comparison and its place are that many things")]
    fn compared(
        &self,
        range: Range,
        value: Value,
        cond: IntCond,
        a: Value,
        b: Value,
        at: Block,
        depth: u32,
    ) -> Range {
        if a == value {
            let other = match self.f.constant(b) {
                Some(n) => Range::constant(range.bits, n),
                None => self.at(b, at, depth + 1),
            };
            return restricted(range, cond, other);
        }
        let Some(n) = self.f.constant(b) else { return range };
        let Some((_, data)) = self.f.def_inst(a) else { return range };
        let Some(&base) = data.fixed().first() else { return range };
        if self.f.resolve(base) != value {
            return range;
        }
        let wide = self.f.ty(a);
        let bits = wide.bits();
        match data.op {
            Op::Zext => {
                let limit = restricted(
                    Range::from_unsigned(bits, 0, range.unsigned.1),
                    cond,
                    Range::constant(bits, n),
                );
                Range { unsigned: limit.unsigned, ..range }.settled().intersection(range)
            }
            Op::Sext => {
                let start = Range::from_signed(bits, range.signed.0, range.signed.1);
                let limit = restricted(start, cond, Range::constant(bits, n));
                let most = Range::full(range.bits).unsigned.1;
                let low = if limit.is_empty() { range.unsigned.0 } else { limit.unsigned.0.min(most) };
                let narrowed = Range { signed: limit.signed, ..range }.settled().intersection(range);
                match low > most >> 1 {
                    true => narrowed,
                    false => narrowed.intersection(Range::from_unsigned(range.bits, low, most)),
                }
            }
            Op::Bitcast => restricted(range, cond, Range::constant(bits, n)),
            // `value + k < n` in unsigned numbers says that it lies in a window.
            Op::Iadd | Op::Isub => {
                let Some(by) = self.f.constant(self.f.resolve(data.args[1])) else { return range };
                let by = if data.op == Op::Isub { by.wrapping_neg() } else { by };
                let window = restricted(Range::full(bits), cond, Range::constant(bits, n));
                shifted(range, window, by)
            }
            _ => range,
        }
    }
}
