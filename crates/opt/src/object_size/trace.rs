//! What a pointer may point into, as a bound that holds on every way.

use super::{allocation, is_note, object, returned};
use crate::analysis::flow::Flow;
use ir::{Function, Inst, InstData, Module, Op, Value, ValueDef};
use smallvec::SmallVec;

/// Pointers are followed through so many values in a row, and so many in all.
const VALUES: usize = 64;
const STEPS: usize = 1024;

/// Which bound is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Most,
    Least,
}

/// A place in an object or part of one.
#[derive(Clone, Copy)]
struct Extent {
    /// Bytes from the pointer to the end.
    rest: u64,
    /// Bytes of all of it.
    whole: u64,
}

impl Extent {
    fn whole(size: u64) -> Extent {
        Extent { rest: size, whole: size }
    }

    /// Moved towards the end, or, if it stays inside, towards the begin.
    fn moved(self, by: i64) -> Option<Extent> {
        let rest = match by >= 0 {
            true => self.rest.saturating_sub(by as u64),
            false => self.rest.checked_add(by.unsigned_abs()).filter(|&rest| rest <= self.whole)?,
        };
        Some(Extent { rest, ..self })
    }

    /// As moved over and over in circles.
    fn circled(self, way: Way, bound: Bound) -> Option<Extent> {
        match bound {
            Bound::Most if way.back => Some(Extent::whole(self.whole)),
            Bound::Least if way.back => None,
            Bound::Least if way.on => Some(Extent { rest: 0, ..self }),
            _ => Some(self),
        }
    }

    fn join(self, other: Extent, bound: Bound) -> Extent {
        let pick = if bound == Bound::Most { u64::max } else { u64::min };
        Extent { rest: pick(self.rest, other.rest), whole: pick(self.whole, other.whole) }
    }
}

/// What a pointer may point into: the object, and the innermost part of it that the source names.
#[derive(Clone, Copy)]
struct Found {
    object: Option<Extent>,
    part: Option<Extent>,
    /// One object that is known, and one place in it.
    single: bool,
}

/// How a pointer moves each time round a circle.
#[derive(Clone, Copy, Default)]
struct Way {
    on: bool,
    back: bool,
}

impl Way {
    fn and(self, other: Way) -> Way {
        Way { on: self.on || other.on, back: self.back || other.back }
    }

    fn by(self, by: i64) -> Way {
        Way { on: self.on || by > 0, back: self.back || by < 0 }
    }
}

/// What is known of a pointer besides that it may be one that is being looked at already.
#[derive(Clone, Copy)]
struct Known {
    found: Option<Found>,
    /// It goes round in a circle.
    circle: Option<Way>,
}

impl Known {
    fn object(size: u64, offset: i64) -> Known {
        // Before the begin there is nothing.
        let rest = u64::try_from(offset).map_or(0, |offset| size.saturating_sub(offset));
        let object = Some(Extent { rest, whole: size });
        Known { found: Some(Found { object, part: None, single: true }), circle: None }
    }
}

/// Follows the pointer of one question.
pub(super) struct Trace<'a> {
    f: &'a Function,
    module: &'a Module,
    flow: &'a Flow,
    bound: Bound,
    /// Parts of objects count.
    parts: bool,
    under_way: SmallVec<[Value; 16]>,
    steps: usize,
    /// Notes about parts that were met.
    pub(super) notes: Vec<Inst>,
}

impl<'a> Trace<'a> {
    pub(super) fn new(
        f: &'a Function,
        module: &'a Module,
        flow: &'a Flow,
        bound: Bound,
        parts: bool,
    ) -> Trace<'a> {
        Trace { f, module, flow, bound, parts, under_way: SmallVec::new(), steps: 0, notes: Vec::new() }
    }

    /// Bytes that follow the pointer, and whether they are the same on every way.
    pub(super) fn size(&mut self, pointer: Value) -> Option<(u64, bool)> {
        let found = self.follow(pointer)?.found?;
        let extent = found.part.or(found.object)?;
        Some((extent.rest, found.single))
    }

    fn follow(&mut self, pointer: Value) -> Option<Known> {
        let pointer = self.f.resolve(pointer);
        if self.under_way.contains(&pointer) {
            return Some(Known { found: None, circle: Some(Way::default()) });
        }
        self.steps += 1;
        if self.under_way.len() == VALUES || self.steps > STEPS {
            return None;
        }
        self.under_way.push(pointer);
        let known = match self.f.def(pointer) {
            ValueDef::Result(inst, _) => self.made(inst, &self.f.insts[inst]),
            ValueDef::Param(block, index) if block != self.f.entry() => self.joined(block, index),
            _ => None,
        };
        // Only what is under way is a circle; what is known may be met again.
        self.under_way.pop();
        known
    }

    fn joined(&mut self, block: ir::Block, index: u16) -> Option<Known> {
        let preds = self.flow.preds(block);
        let args: Option<SmallVec<[Value; 8]>> = preds
            .iter()
            .map(|pred| self.f.edges[pred.edge as usize].args.get(usize::from(index), &self.f.lists))
            .collect();
        self.any_of(&args?)
    }

    fn any_of(&mut self, pointers: &[Value]) -> Option<Known> {
        let bound = self.bound;
        let mut all: Option<Found> = None;
        let mut circle: Option<Way> = None;
        let mut unknown = false;
        for &pointer in pointers {
            // Even if one is not known, the others may be asked about again: their notes count.
            let Some(known) = self.follow(pointer) else {
                unknown = true;
                continue;
            };
            circle = match (circle, known.circle) {
                (Some(a), Some(b)) => Some(a.and(b)),
                (a, b) => a.or(b),
            };
            all = match (all, known.found) {
                (Some(a), Some(b)) => Some(join(a, b, bound)),
                (a, b) => a.or(b),
            };
        }
        if unknown {
            return None;
        }
        let way = circle.unwrap_or_default();
        if let Some(found) = &mut all
            && (way.on || way.back)
        {
            found.single = false;
            found.object = found.object.and_then(|extent| extent.circled(way, bound));
            found.part = found.part.map(|extent| extent.circled(way, bound)).unwrap_or(None);
            found.object.or(found.part)?;
        }
        Some(Known { found: all, circle })
    }

    fn made(&mut self, inst: Inst, data: &InstData) -> Option<Known> {
        if let Some((size, offset)) = object(self.f, self.module, data) {
            return Some(Known::object(size, offset));
        }
        match data.op {
            Op::Alloca => Some(Known::object(self.f.constant(data.args[0])? as u64, 0)),
            Op::Bitcast if is_note(data) && self.parts => {
                self.notes.push(inst);
                let size = (data.imm - 1) as u64;
                let known = self.follow(data.args[0]);
                let object = known.and_then(|known| known.found).and_then(|found| found.object);
                // The part does not go beyond the object.
                let part = object.map_or(size, |object| object.rest.min(size));
                let single = known.and_then(|known| known.found).is_some_and(|found| found.single);
                let found = Found { object, part: Some(Extent::whole(part)), single };
                Some(Known { found: Some(found), circle: known.and_then(|known| known.circle) })
            }
            Op::Bitcast => self.follow(data.args[0]),
            Op::Select => self.any_of(&data.args[1..3]),
            Op::PtrAdd => {
                let known = self.follow(data.args[0]);
                self.advanced(known?, self.f.constant(data.args[1])?)
            }
            Op::Call => {
                if let Some((first, second)) = allocation(data, self.module) {
                    let args = data.list.as_slice(&self.f.lists);
                    let factor = |i: usize| u64::try_from(self.f.constant(*args.get(i)?)?).ok();
                    let second = second.map_or(Some(1), factor);
                    return Some(Known::object(factor(first)?.checked_mul(second?)?, 0));
                }
                self.follow(returned(self.f, data, self.module)?)
            }
            _ => None,
        }
    }

    fn advanced(&self, known: Known, by: i64) -> Option<Known> {
        let circle = known.circle.map(|way| way.by(by));
        let Some(found) = known.found else { return Some(Known { found: None, circle }) };
        if !found.single && by < 0 && self.bound == Bound::Least {
            return None;
        }
        // Back out of what it was in, it may be anywhere in the object, if that was one of several.
        let object = found.object.map(|extent| match extent.moved(by) {
            Some(moved) => moved,
            None if found.single => Extent { rest: 0, ..extent },
            None => Extent::whole(extent.whole),
        });
        // Back out of a part leads to others of the same object.
        let part = found.part.and_then(|extent| extent.moved(by));
        object.or(part)?;
        Some(Known { found: Some(Found { object, part, single: found.single }), circle })
    }
}

/// What holds for both.
fn join(a: Found, b: Found, bound: Bound) -> Found {
    let object = a.object.zip(b.object).map(|(a, b)| a.join(b, bound));
    // One that points into no part points into the object.
    let part = match (a.part, b.part) {
        (None, None) => None,
        _ => a.part.or(a.object).zip(b.part.or(b.object)).map(|(a, b)| a.join(b, bound)),
    };
    Found { object, part, single: false }
}
