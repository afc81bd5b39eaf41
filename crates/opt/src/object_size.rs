//! Answers what `__builtin_object_size` asks, once copies, calls and members have come to light.
//!
//! Pointers are followed back to the objects that they may point into. The greatest and the least answer differ where
//! there are several; where one is not known, the answer is "not known" in the question's terms: all ones, or zero.

use crate::Context;
use crate::analysis::Change;
use crate::analysis::flow::Flow;
use ir::{Function, InstData, IntCond, Module, Op, SymbolId, Type, Value, ValueDef};
use smallvec::SmallVec;

/// Pointers are followed through so many values.
const VALUES: usize = 64;

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    let asks = |f: &Function, inst| f.insts[inst].op == Op::ObjectSize;
    if !f.layout.iter().any(|&block| f.blocks[block].insts.iter().any(|&inst| asks(f, inst))) {
        return Change::Nothing;
    }
    let flow = cx.analyses.flow(f);
    for &block in &flow.rpo {
        let old = std::mem::take(&mut f.blocks[block].insts);
        let mut new = Vec::with_capacity(old.len());
        for inst in old {
            if asks(f, inst) && cx.gate.allows(inst.as_u32()) {
                let data = f.insts[inst];
                let size = (Sizes { f, module: cx.module, flow: &flow, seen: SmallVec::new() })
                    .answer(data.args[0], data.imm);
                f.insts[inst] = match size {
                    Some(size) => InstData::new(Op::Iconst, Type::I64, &[]).with_imm(size as i64),
                    None if data.aux != 0 => at_run_time(f, &mut new, inst, &data),
                    None => unknown(data.imm),
                };
            }
            new.push(inst);
        }
        f.blocks[block].insts = new;
    }
    Change::Code
}

/// The answer to a question in this mode that nothing is known about.
fn unknown(mode: i64) -> InstData {
    InstData::new(Op::Iconst, Type::I64, &[]).with_imm(if mode & 2 == 0 { -1 } else { 0 })
}

/// Questions about pointers of a function.
struct Sizes<'a> {
    f: &'a Function,
    module: &'a Module,
    flow: &'a Flow,
    seen: SmallVec<[Value; 16]>,
}

/// An object that a pointer may point into.
#[derive(Clone, Copy)]
struct Found {
    /// Bytes from the pointer to its end.
    rest: u64,
    /// Bytes of all of it.
    whole: u64,
}

/// What a pointer may point into.
#[derive(Clone, Copy)]
enum Objects {
    /// Nothing beyond what is being looked at already: it goes round in a circle.
    Circle,
    /// One or several: the least and the greatest.
    Known(Found, Found),
    Unknown,
}

impl Sizes<'_> {
    fn answer(&mut self, pointer: Value, mode: i64) -> Option<u64> {
        match (self.objects(pointer), mode) {
            (Objects::Known(_, most), 0 | 1) => Some(most.rest),
            (Objects::Known(least, _), 2) => Some(least.rest),
            // A member may end before the object does.
            _ => None,
        }
    }

    fn objects(&mut self, pointer: Value) -> Objects {
        let pointer = self.f.resolve(pointer);
        if self.seen.contains(&pointer) {
            return Objects::Circle;
        }
        if self.seen.len() == VALUES {
            return Objects::Unknown;
        }
        self.seen.push(pointer);
        let objects = match self.f.def(pointer) {
            ValueDef::Result(inst, _) => self.made(&self.f.insts[inst]),
            ValueDef::Param(block, index) if block != self.f.entry() => {
                let preds = self.flow.preds(block);
                let args = preds
                    .iter()
                    .map(|pred| self.f.edges[pred.edge as usize].args.get(usize::from(index), &self.f.lists));
                let args: Option<SmallVec<[Value; 8]>> = args.collect();
                match args {
                    Some(args) => self.any_of(&args),
                    None => Objects::Unknown,
                }
            }
            _ => Objects::Unknown,
        };
        // Only what is under way is a circle; what is known may be met again.
        self.seen.pop();
        objects
    }

    fn any_of(&mut self, pointers: &[Value]) -> Objects {
        let mut all = Objects::Circle;
        for &pointer in pointers {
            all = match (all, self.objects(pointer)) {
                (Objects::Unknown, _) | (_, Objects::Unknown) => return Objects::Unknown,
                (Objects::Circle, other) | (other, Objects::Circle) => other,
                (Objects::Known(a, b), Objects::Known(c, d)) => {
                    Objects::Known(if c.rest < a.rest { c } else { a }, if d.rest > b.rest { d } else { b })
                }
            };
        }
        all
    }

    fn made(&mut self, data: &InstData) -> Objects {
        let object = |size: u64, offset: i64| match u64::try_from(offset) {
            Ok(offset) => {
                let found = Found { rest: size.saturating_sub(offset), whole: size };
                Objects::Known(found, found)
            }
            Err(_) => Objects::Unknown,
        };
        match data.op {
            Op::StackAddr => object(self.f.slots[ir::StackSlot::from_u32(data.x)].size, data.imm),
            Op::LiteralAddr => object(self.f.literals[data.x as usize].len() as u64 + 1, data.imm),
            Op::SymbolAddr | Op::TlsAddr => match self.module.symbols[SymbolId::from_u32(data.x)].size {
                Some(size) => object(size, data.imm),
                None => Objects::Unknown,
            },
            Op::Alloca => match self.f.constant(data.args[0]) {
                Some(size) => object(size as u64, 0),
                None => Objects::Unknown,
            },
            Op::Bitcast => self.objects(data.args[0]),
            Op::Select => self.any_of(&data.args[1..3]),
            Op::PtrAdd => match self.f.constant(data.args[1]) {
                Some(by) => self.advanced(data.args[0], by),
                None => Objects::Unknown,
            },
            Op::Call => self.returned(data),
            _ => Objects::Unknown,
        }
    }

    fn advanced(&mut self, pointer: Value, by: i64) -> Objects {
        let moved = |found: Found| {
            let rest = match by >= 0 {
                true => found.rest.saturating_sub(by as u64),
                false => found.rest.saturating_add(by.unsigned_abs()).min(found.whole),
            };
            Found { rest, ..found }
        };
        match self.objects(pointer) {
            Objects::Known(least, most) => Objects::Known(moved(least), moved(most)),
            // Each time round there is less before the end; how much less, nobody knows.
            Objects::Circle if by >= 0 => Objects::Circle,
            _ => Objects::Unknown,
        }
    }

    /// What a call returns: new memory, or one of its arguments.
    fn returned(&mut self, data: &InstData) -> Objects {
        let args = data.list.as_slice(&self.f.lists);
        let symbol = &self.module.symbols[SymbolId::from_u32(data.imm as u32)];
        if let Some((first, second)) = symbol.alloc_size {
            let factor = |number: u8| -> Option<u64> {
                let value = *args.get(usize::from(number.checked_sub(1)?))?;
                u64::try_from(self.f.constant(value)?).ok()
            };
            let size = match second {
                None => factor(first),
                Some(second) => factor(first).zip(factor(second)).and_then(|(a, b)| a.checked_mul(b)),
            };
            return match size {
                Some(size) => {
                    let found = Found { rest: size, whole: size };
                    Objects::Known(found, found)
                }
                None => Objects::Unknown,
            };
        }
        match (symbol.library, args) {
            (Some(function), &[first, ..]) if function.returns_first() => self.objects(first),
            _ => Objects::Unknown,
        }
    }
}

/// The answer as a computation, for `__builtin_dynamic_object_size`: the size that an allocation was given, less the way
/// that the pointer has come.
fn at_run_time(f: &mut Function, out: &mut Vec<ir::Inst>, inst: ir::Inst, question: &InstData) -> InstData {
    let mut pointer = f.resolve(question.args[0]);
    let mut offsets: SmallVec<[Value; 4]> = SmallVec::new();
    let size = loop {
        let ValueDef::Result(made, _) = f.def(pointer) else { return unknown(question.imm) };
        let data = f.insts[made];
        match data.op {
            Op::PtrAdd if offsets.len() < VALUES => {
                offsets.push(f.resolve(data.args[1]));
                pointer = f.resolve(data.args[0]);
            }
            Op::Bitcast => pointer = f.resolve(data.args[0]),
            Op::Alloca => break f.resolve(data.args[0]),
            _ => return unknown(question.imm),
        }
    };
    if question.imm == 3 && !offsets.is_empty() {
        return unknown(question.imm);
    }
    let loc = f.locs[inst];
    let mut emit = |f: &mut Function, data: InstData, ty: Type| {
        let inst = f.new_inst(data, loc);
        f.make_results(inst, &[ty]);
        out.push(inst);
        f.results(inst).next().unwrap_or(size)
    };
    let zero = emit(f, InstData::new(Op::Iconst, Type::I64, &[]), Type::I64);
    let mut way = zero;
    for offset in offsets {
        way = emit(f, InstData::new(Op::Iadd, Type::I64, &[way, offset]), Type::I64);
    }
    let inside = InstData::new(Op::Icmp, Type::I64, &[way, size]).with_aux(IntCond::Ule as u8);
    let inside = emit(f, inside, Type::I8);
    let rest = emit(f, InstData::new(Op::Isub, Type::I64, &[size, way]), Type::I64);
    InstData::new(Op::Select, Type::I64, &[inside, rest, zero])
}
