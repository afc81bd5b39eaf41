//! Strings that are compared for equality though they can't be equal: -Wstring-compare.

use crate::Checker;
use crate::options::MAX_OBJECT;
use diag::{Loc, warn};
use ir::{Block, Inst, InstData, IntCond, Op, Value, ValueDef, library};

/// A pointer that is one of several is taken apart into so many.
const ARMS: usize = 8;

/// What is known of a string, which may be one of several.
#[derive(Default)]
struct Text {
    /// The least and the greatest length of those of which it is known.
    length: Option<(u64, u64)>,
    /// The size of the smallest array among those of which nothing else is known.
    array: Option<u64>,
    /// One may be anything.
    open: bool,
}

impl Checker<'_> {
    /// A call of `strcmp` or `strncmp`.
    pub(crate) fn check_comparison(&mut self, block: Block, inst: Inst, data: &InstData) {
        let bounded = match self.callee(data).library {
            Some(function) if function == library!("strcmp") => false,
            Some(function) if function == library!("strncmp") => true,
            _ => return,
        };
        let args = data.list.as_slice(&self.f.lists);
        let &[one, other, ..] = args else { return };
        let bound = match (bounded, args.get(2)) {
            (true, Some(&bound)) => Some(self.ranges.of(bound, block).unsigned),
            _ => None,
        };
        let (one, other) = (self.text(one, block), self.text(other, block));
        let name = self.called(data);
        let Some(text) = unequal(&name, &one, &other, bound).or_else(|| unequal(&name, &other, &one, bound))
        else {
            return;
        };
        let Some(compared) = self.f.results(inst).next().and_then(|result| self.compared_with_zero(result))
        else {
            return;
        };
        let at = self.f.locs[inst];
        self.find(warn::STRING_COMPARE, at, text, Vec::new());
        if let Some(finding) = self.findings.last_mut().filter(|finding| finding.at == at) {
            finding.elsewhere = Some((compared, "in this expression"));
        }
    }

    fn text(&self, pointer: Value, block: Block) -> Text {
        let mut text = Text::default();
        let mut stack = vec![(pointer, block)];
        let mut seen = Vec::new();
        while let Some((pointer, block)) = stack.pop() {
            let pointer = self.f.resolve(pointer);
            if seen.contains(&pointer) {
                continue;
            }
            seen.push(pointer);
            if seen.len() > ARMS {
                text.open = true;
                break;
            }
            let length = self.string_length(pointer, block);
            if length.1 < MAX_OBJECT - 1 {
                text.add(length);
            } else if let Some(arms) = self.arms(pointer, block) {
                stack.extend(arms);
            } else if let Some(stored) = self.stored_length(pointer, block) {
                text.add(stored);
            } else {
                let pointed = self.pointed(pointer, block);
                let room =
                    pointed.map(|pointed| pointed.room()).filter(|room| (1..MAX_OBJECT).contains(room));
                match room {
                    Some(room) => text.array = Some(text.array.map_or(room, |known| known.min(room))),
                    None => text.open = true,
                }
            }
        }
        text
    }

    /// The pointers that a pointer is one of.
    fn arms(&self, pointer: Value, block: Block) -> Option<Vec<(Value, Block)>> {
        match self.f.def(pointer) {
            ValueDef::Param(at, index) if at != self.f.entry() => {
                let arms = self.ranges.flow.preds(at).iter().map(|pred| {
                    let args = self.f.edges[pred.edge as usize].args;
                    Some((args.get(usize::from(index), &self.f.lists)?, pred.block))
                });
                arms.collect()
            }
            ValueDef::Result(inst, 0) => {
                let data = &self.f.insts[inst];
                match data.op {
                    Op::Select => Some(data.args[1..3].iter().map(|&arm| (arm, block)).collect()),
                    Op::Bitcast => Some(vec![(data.args[0], block)]),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Where a result is compared with zero.
    fn compared_with_zero(&self, result: Value) -> Option<Loc> {
        let insts = self.f.layout.iter().flat_map(|&block| &self.f.blocks[block].insts);
        let mut insts = insts.filter(|&&inst| {
            let data = &self.f.insts[inst];
            let zero = || {
                matches!(IntCond::from_aux(data.aux), IntCond::Eq | IntCond::Ne)
                    && self.f.constant(self.f.resolve(data.args[1])) == Some(0)
            };
            (data.op == Op::Br || data.op == Op::Icmp && zero()) && self.f.resolve(data.args[0]) == result
        });
        insts.next().map(|&inst| self.f.locs[inst])
    }
}

impl Text {
    fn add(&mut self, (low, high): (u64, u64)) {
        self.length = Some(self.length.map_or((low, high), |known| (known.0.min(low), known.1.max(high))));
    }
}

/// What is said of a string that is too long for the other's array or differs in length.
fn unequal(name: &str, long: &Text, short: &Text, bound: Option<(u64, u64)>) -> Option<String> {
    let (low, high) = long.length?;
    if long.array.is_some() || long.open || short.open {
        return None;
    }
    let bounds = bound.filter(|bound| bound.0 == bound.1).map(|bound| bound.0);
    if bound.is_some() && bounds.is_none() {
        return None;
    }
    if let Some(size) = short.array {
        // Another that it may be has just that length.
        let equal = short.length.is_some_and(|known| known.0 <= high && low <= known.1);
        if low < size || equal || bounds.is_some_and(|bound| bound <= size) {
            return None;
        }
        let more = if high > low { " or more" } else { "" };
        return Some(match bounds {
            None => format!(
                "'{name}' of a string of length {low}{more} and an array of size {size} evaluates to nonzero"
            ),
            Some(bound) => format!(
                "'{name}' of a string of length {low}{more}, an array of size {size} and bound of {bound} evaluates to nonzero"
            ),
        });
    }
    let (least, other) = short.length?;
    if least != other || low != high || low <= other {
        return None;
    }
    let bound = bounds.filter(|&bound| bound > other)?;
    Some(format!("'{name}' of strings of length {other} and {low} and bound of {bound} evaluates to nonzero"))
}
