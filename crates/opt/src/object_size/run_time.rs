//! Answers that are known only when the program runs, for `__builtin_dynamic_object_size`: beside each pointer, how far it
//! is to the end of its object, and how large that is.

use super::{allocation, is_note, object, returned};
use crate::analysis::flow::Flow;
use cranelift_entity::SecondaryMap;
use ir::{Block, Function, Inst, InstData, IntCond, Module, Op, Type, Value, ValueDef};
use std::collections::HashMap;

/// Pointers are followed through so many values; what is beyond is not known.
const VALUES: usize = 256;

/// What is computed beside a pointer.
#[derive(Clone, Copy)]
struct Sizes {
    /// Bytes to the end of the object, and of all of it.
    object: (Value, Value),
    /// The same of the innermost part of it; of the object itself if parts do not count.
    part: (Value, Value),
}

/// Gives questions of one mode their answers as computations, where there are some.
pub(super) fn compute(
    f: &mut Function,
    module: &Module,
    flow: &Flow,
    questions: &[(Inst, InstData)],
    mode: i64,
) {
    let mut home: SecondaryMap<Inst, Option<Block>> = SecondaryMap::new();
    for &block in &flow.rpo {
        f.blocks[block].insts.iter().for_each(|&inst| home[inst] = Some(block));
    }
    let (known, after) = (HashMap::new(), HashMap::new());
    let (parts, least) = (mode & 1 != 0, mode & 2 != 0);
    let mut made = Builder { f, module, flow, parts, least, home, known, after };
    for &(inst, question) in questions {
        if let Some(values) = made.needed(question.args[0]) {
            values.into_iter().for_each(|value| made.join(value));
            let sizes = made.build(question.args[0]);
            if let Some(sizes) = sizes {
                let (rest, _) = if parts { sizes.part } else { sizes.object };
                made.f.insts[inst] = InstData::new(Op::Bitcast, Type::I64, &[rest]);
            }
        }
    }
    made.place();
}

struct Builder<'a> {
    f: &'a mut Function,
    module: &'a Module,
    flow: &'a Flow,
    /// Parts of objects count.
    parts: bool,
    /// "Not known" is 0, and the end of an object is no better.
    least: bool,
    home: SecondaryMap<Inst, Option<Block>>,
    known: HashMap<Value, Sizes>,
    /// New instructions, each behind the one that makes the pointer.
    after: HashMap<Inst, Vec<Inst>>,
}

impl Builder<'_> {
    /// The pointers that a pointer comes from, those of joins first; nothing if one is not known.
    fn needed(&self, pointer: Value) -> Option<Vec<Value>> {
        let mut seen: Vec<Value> = Vec::new();
        let mut work = vec![self.f.resolve(pointer)];
        while let Some(value) = work.pop() {
            if seen.contains(&value) || self.known.contains_key(&value) {
                continue;
            }
            if seen.len() == VALUES {
                return None;
            }
            seen.push(value);
            work.extend(self.sources(value)?);
        }
        seen.retain(|&value| matches!(self.f.def(value), ValueDef::Param(..)));
        Some(seen)
    }

    /// The pointers that one is made of.
    fn sources(&self, pointer: Value) -> Option<Vec<Value>> {
        let values: Vec<Value> = match self.f.def(pointer) {
            ValueDef::Param(block, index) if block != self.f.entry() && self.has_room(block) => {
                let preds = self.flow.preds(block).iter();
                let edges = preds.map(|pred| &self.f.edges[pred.edge as usize].args);
                edges.map(|args| args.get(usize::from(index), &self.f.lists)).collect::<Option<_>>()?
            }
            ValueDef::Result(inst, _) => {
                let data = &self.f.insts[inst];
                match data.op {
                    Op::Select => data.args[1..3].to_vec(),
                    Op::PtrAdd | Op::Bitcast => vec![data.args[0]],
                    Op::Alloca => Vec::new(),
                    Op::Call if allocation(data, self.module).is_some() => {
                        // The size is computed where the call is.
                        let (first, second) = allocation(data, self.module)?;
                        let args = data.list.as_slice(&self.f.lists);
                        let number = |i: usize| args.get(i).filter(|&&arg| self.f.ty(arg) == Type::I64);
                        number(first)?;
                        second.map_or(Some(()), |second| number(second).map(|_| ()))?;
                        Vec::new()
                    }
                    Op::Call => vec![returned(self.f, data, self.module)?],
                    _ => {
                        let (size, offset) = object(self.f, self.module, data)?;
                        if self.least && u64::try_from(offset).is_ok_and(|offset| offset >= size) {
                            return None;
                        }
                        Vec::new()
                    }
                }
            }
            _ => return None,
        };
        let pointers = values.into_iter().map(|value| self.f.resolve(value)).collect::<Vec<_>>();
        Some(pointers)
    }

    fn has_room(&self, block: Block) -> bool {
        self.f.params(block).len() + 4 * VALUES < usize::from(u16::MAX)
    }

    /// Gives a join the parameters for the sizes of what comes to it. The edges get theirs in [`Builder::place`].
    fn join(&mut self, pointer: Value) {
        let ValueDef::Param(block, _) = self.f.def(pointer) else { return };
        let mut param = || self.f.add_param(block, Type::I64);
        let (object, part) = ((param(), param()), if self.parts { Some((param(), param())) } else { None });
        self.known.insert(pointer, Sizes { object, part: part.unwrap_or(object) });
    }

    fn emit(&mut self, place: Inst, data: InstData, ty: Type) -> Value {
        let inst = self.f.new_inst(data, self.f.locs[place]);
        self.f.make_results(inst, &[ty]);
        self.after.entry(place).or_default().push(inst);
        self.f.results(inst).next().unwrap_or_else(|| unreachable!("it was given a result"))
    }

    fn number(&mut self, place: Inst, n: u64) -> Value {
        self.emit(place, InstData::new(Op::Iconst, Type::I64, &[]).with_imm(n as i64), Type::I64)
    }

    fn binary(&mut self, place: Inst, op: Op, a: Value, b: Value) -> Value {
        self.emit(place, InstData::new(op, Type::I64, &[a, b]), Type::I64)
    }

    fn compare(&mut self, place: Inst, cond: IntCond, a: Value, b: Value) -> Value {
        self.emit(place, InstData::new(Op::Icmp, Type::I64, &[a, b]).with_aux(cond as u8), Type::I8)
    }

    fn select(&mut self, place: Inst, condition: Value, a: Value, b: Value) -> Value {
        self.emit(place, InstData::new(Op::Select, Type::I64, &[condition, a, b]), Type::I64)
    }

    /// The sizes beside a pointer whose joins have theirs: chains between joins are short, see [`VALUES`].
    fn build(&mut self, pointer: Value) -> Option<Sizes> {
        let pointer = self.f.resolve(pointer);
        if let Some(&sizes) = self.known.get(&pointer) {
            return Some(sizes);
        }
        let ValueDef::Result(inst, _) = self.f.def(pointer) else { return None };
        let data = self.f.insts[inst];
        let at = inst;
        let whole = |size| Sizes { object: (size, size), part: (size, size) };
        let sizes = match data.op {
            Op::Select => {
                let (a, b) = (self.build(data.args[1])?, self.build(data.args[2])?);
                let (condition, parts) = (data.args[0], self.parts);
                let mut pick = |a: (Value, Value), b: (Value, Value)| {
                    (self.select(at, condition, a.0, b.0), self.select(at, condition, a.1, b.1))
                };
                let object = pick(a.object, b.object);
                Sizes { object, part: if parts { pick(a.part, b.part) } else { object } }
            }
            Op::Bitcast => {
                let base = self.build(data.args[0])?;
                match self.parts && is_note(&data) {
                    true => {
                        let size = self.number(at, (data.imm - 1) as u64);
                        let rest = base.object.0;
                        let inside = self.compare(at, IntCond::Ult, rest, size);
                        let size = self.select(at, inside, rest, size);
                        Sizes { part: (size, size), ..base }
                    }
                    false => base,
                }
            }
            Op::PtrAdd => {
                let base = self.build(data.args[0])?;
                self.advanced(at, base, data.args[1])
            }
            Op::Alloca => whole(data.args[0]),
            Op::Call => match allocation(&data, self.module) {
                Some((first, second)) => {
                    let args = data.list.as_slice(&self.f.lists);
                    let (first, second) =
                        (*args.get(first)?, second.and_then(|second| args.get(second).copied()));
                    whole(match second {
                        Some(second) => self.binary(at, Op::Imul, first, second),
                        None => first,
                    })
                }
                None => self.build(returned(self.f, &data, self.module)?)?,
            },
            _ => {
                let (size, offset) = object(self.f, self.module, &data)?;
                let rest = u64::try_from(offset).map_or(0, |offset| size.saturating_sub(offset));
                let (rest, size) = (self.number(at, rest), self.number(at, size));
                Sizes { object: (rest, size), part: (rest, size) }
            }
        };
        self.known.insert(pointer, sizes);
        Some(sizes)
    }

    /// The sizes beside a pointer moved by a number of bytes: nothing is left outside of the object. Back out of a part
    /// leads to others of the same object.
    fn advanced(&mut self, at: Inst, base: Sizes, by: Value) -> Sizes {
        let (zero, parts) = (self.number(at, 0), self.parts);
        let mut moved = |(rest, whole): (Value, Value), outside: Value| {
            let left = self.binary(at, Op::Isub, rest, by);
            let inside = self.compare(at, IntCond::Ule, left, whole);
            (self.select(at, inside, left, outside), whole)
        };
        let object = moved(base.object, zero);
        if !parts {
            return Sizes { object, part: object };
        }
        let (rest, whole) = moved(base.part, zero);
        let left = self.binary(at, Op::Isub, base.part.0, by);
        let back = self.compare(at, IntCond::Slt, by, zero);
        let beyond = self.compare(at, IntCond::Ugt, left, whole);
        let out = self.binary_bits(at, back, beyond);
        let part = (self.select(at, out, object.0, rest), self.select(at, out, object.1, whole));
        Sizes { object, part }
    }

    /// Both of two conditions.
    fn binary_bits(&mut self, at: Inst, a: Value, b: Value) -> Value {
        self.emit(at, InstData::new(Op::And, Type::I8, &[a, b]), Type::I8)
    }

    /// Puts the new instructions where they belong, and arguments on the edges to joins.
    fn place(mut self) {
        let mut joins: Vec<(Value, Sizes)> =
            self.known.iter().map(|(&value, &sizes)| (value, sizes)).collect();
        joins.retain(|&(value, _)| matches!(self.f.def(value), ValueDef::Param(..)));
        // In the order in which the parameters stand.
        joins.sort_unstable_by_key(|(_, sizes)| sizes.object.0);
        for (pointer, _) in joins {
            let ValueDef::Param(block, index) = self.f.def(pointer) else { continue };
            for pred in self.flow.preds(block) {
                let edge = pred.edge as usize;
                let arg = self.f.edges[edge].args.get(usize::from(index), &self.f.lists);
                let sizes = arg.and_then(|arg| self.build(arg));
                let sizes = sizes.unwrap_or_else(|| unreachable!("all that comes to a join is known"));
                let (object, part) = (sizes.object, sizes.part);
                let args: &[Value] = match self.parts {
                    true => &[object.0, object.1, part.0, part.1],
                    false => &[object.0, object.1],
                };
                self.f.edges[edge].args.extend(args.iter().copied(), &mut self.f.lists);
            }
        }
        let mut blocks: Vec<Block> = self.after.keys().filter_map(|&inst| self.home[inst]).collect();
        blocks.sort_unstable();
        blocks.dedup();
        for block in blocks {
            let old = std::mem::take(&mut self.f.blocks[block].insts);
            let mut new = Vec::with_capacity(old.len());
            for inst in old {
                new.push(inst);
                new.extend(self.after.remove(&inst).unwrap_or_default());
            }
            self.f.blocks[block].insts = new;
        }
    }
}
