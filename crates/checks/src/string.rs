//! How long strings are, where that is known.

use crate::Checker;
use crate::options::MAX_OBJECT;
use crate::pointer::{Object, Pointed};
use crate::ranges::Ranges;
use ir::{Block, Op, Value, ValueDef};

/// Joins are followed so deep.
const DEPTH: u32 = 8;

impl Checker<'_> {
    /// The least and the greatest length of the string that a pointer points to; of an unknown one, anything.
    pub(crate) fn string_length(&self, pointer: Value, at: Block) -> (u64, u64) {
        let anything = (0, MAX_OBJECT - 1);
        self.length(pointer, at, 0).unwrap_or(anything)
    }

    /// Of a pointer that may be one of several, the lengths of all.
    fn length(&self, pointer: Value, at: Block, depth: u32) -> Option<(u64, u64)> {
        let pointer = self.f.resolve(pointer);
        if depth > DEPTH {
            return None;
        }
        let both = |a: (u64, u64), b: (u64, u64)| (a.0.min(b.0), a.1.max(b.1));
        match self.f.def(pointer) {
            ValueDef::Param(block, index) if block != self.f.entry() => {
                let mut all: Option<(u64, u64)> = None;
                for pred in self.ranges.flow.preds(block) {
                    let args = self.f.edges[pred.edge as usize].args;
                    let arg = args.get(usize::from(index), &self.f.lists)?;
                    let one = self.length(arg, pred.block, depth + 1)?;
                    all = Some(all.map_or(one, |all| both(all, one)));
                }
                return all;
            }
            ValueDef::Result(inst, 0) => {
                let data = &self.f.insts[inst];
                match data.op {
                    Op::Select => {
                        let one = self.length(data.args[1], at, depth + 1)?;
                        return Some(both(one, self.length(data.args[2], at, depth + 1)?));
                    }
                    Op::Bitcast => return self.length(data.args[0], at, depth + 1),
                    _ => {}
                }
            }
            _ => {}
        }
        self.ranges.constant_length(&self.pointed(pointer, at)?)
    }
}

impl Ranges<'_> {
    /// The same, of a string that nothing changes.
    pub(crate) fn constant_length(&self, pointed: &Pointed) -> Option<(u64, u64)> {
        let bytes: &[u8] = match &pointed.object {
            Object::Symbol(symbol) => {
                let data = self.module.symbols[*symbol].constant.as_ref()?;
                if !data.relocs.is_empty() {
                    return None;
                }
                &data.bytes
            }
            Object::Literal(literal) => &self.f.literals[*literal as usize],
            _ => return None,
        };
        let (low, high) = pointed.offset;
        let low = usize::try_from(low.max(0)).ok()?;
        let high = usize::try_from(high).ok()?.min(bytes.len());
        let length = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            // What the data lacks is zero, if the object has it.
            let end = rest.iter().position(|&byte| byte == 0).unwrap_or(rest.len());
            (from + end < pointed.size.0 as usize).then_some(end as u64)
        };
        if high - low.min(high) > 256 {
            return Some((0, length(low)?));
        }
        let mut bounds: Option<(u64, u64)> = None;
        for from in low..=high.max(low) {
            let Some(length) = length(from) else { continue };
            bounds = Some(bounds.map_or((length, length), |b| (b.0.min(length), b.1.max(length))));
        }
        bounds
    }
}
