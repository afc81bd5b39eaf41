//! What pointers point into: an object of known size, and how far into it.

use crate::Checker;
use crate::local_address::RETURN_WITHIN;
use crate::options::MAX_OBJECT;
use crate::range::Range;
use crate::ranges::Ranges;
use ir::{
    Block, Described, Function, InstData, IntCond, LibraryFunction, Op, StackSlot, SymbolData, SymbolId,
    SymbolKind, Value, ValueDef, library,
};
use opt::analysis::flow::Pred;
use std::sync::Arc;

/// Pointers are followed through so many values.
const DEPTH: usize = 32;

/// The lesser of what is itself the lesser of others is followed so deep.
const CHOICES: u32 = 4;

/// So many objects that a pointer may point into are told.
const OBJECTS: usize = 8;

/// What lies below is no object's address (GCC manual, parameter `min-pagesize`).
const FIRST_PAGE: i64 = 4096;

/// What kind of object it is.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Object {
    /// A slot of the function.
    Slot(StackSlot),
    /// An object with static storage, string literals included.
    Symbol(SymbolId),
    /// A string that a pass made.
    Literal(u32),
    /// What a call or `alloca` returned: the value.
    Allocated(Value),
    /// The lowest addresses, where nothing is.
    Nowhere,
}

/// A pointer into an object.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Pointed {
    pub(crate) object: Object,
    /// The least and the greatest that its size may be, in bytes.
    pub(crate) size: (u64, u64),
    /// Bytes from its begin.
    pub(crate) offset: (i64, i64),
    /// The same, before what can't be was left out.
    free: (i64, i64),
    /// If it may be one of several objects: what it is in each.
    pub(crate) among: Vec<Pointed>,
}

/// How one of two pointers is chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Either,
    /// The one that is nearer to the begin of what both point into, for only then they can be compared (C23 6.5.9p6).
    Least,
    Greatest,
}

impl Pointed {
    fn new(object: Object, size: u64, offset: i64) -> Pointed {
        let offset = (offset, offset);
        Pointed { object, size: (size, size), offset, free: offset, among: Vec::new() }
    }

    /// The greatest number of bytes from the pointer to the end.
    pub(crate) fn room(&self) -> u64 {
        let offset = self.offset.0.max(0).unsigned_abs();
        if self.offset.1 < 0 { 0 } else { self.size.1.saturating_sub(offset) }
    }

    /// Somewhere in a part of an object, so many bytes from its begin and then by others.
    pub(crate) fn within(size: u64, offset: i64, by: impl Iterator<Item = Range>) -> Pointed {
        by.fold(Pointed::new(Object::Nowhere, size, offset), Pointed::moved)
    }

    /// So many bytes further.
    pub(crate) fn plus(mut self, bytes: i64) -> Pointed {
        self.among = self.among.into_iter().map(|one| one.plus(bytes)).collect();
        self.offset = (self.offset.0.saturating_add(bytes), self.offset.1.saturating_add(bytes));
        self
    }

    fn moved(mut self, by: Range) -> Pointed {
        self.among = self.among.into_iter().map(|one| one.moved(by)).collect();
        let by = if self.offset == (0, 0) { forward(by) } else { by.signed };
        let moved = |at: (i64, i64)| (at.0.saturating_add(by.0), at.1.saturating_add(by.1));
        let clamped = self.offset != self.free;
        // A distance that is not known leads to a place in the object, or behind its last byte (C23 6.5.7p10). Passes may have
        // put it before one that is known.
        let unknown = by.0 != by.1;
        self.free = moved(self.free);
        self.offset = moved(self.offset);
        let end = i64::try_from(self.size.1).unwrap_or(i64::MAX);
        if (unknown || clamped) && self.free.0 <= end && self.free.1 >= 0 {
            self.offset = (self.free.0.max(0), self.free.1.min(end));
        }
        self
    }
}

/// The sizes in a range that an object can have.
fn possible_size(range: Range) -> (u64, u64) {
    let (low, high) = range.unsigned;
    match u64::try_from(range.signed.1) {
        Ok(most) if high > MAX_OBJECT && low <= most => (low.max(range.signed.0.max(0) as u64), most),
        _ => (low, high),
    }
}

/// A distance from where an object begins is not one back, if it may be one forward.
pub(crate) fn forward(by: Range) -> (i64, i64) {
    match i64::try_from(by.unsigned.0) {
        Ok(low) if low > 0 && by.signed.0 < 0 && by.signed.1 >= low => (low, by.signed.1),
        _ => by.signed,
    }
}

impl Ranges<'_> {
    /// Where a pointer points; `None` if that is not known.
    pub(crate) fn pointed(&self, pointer: Value, at: Block) -> Option<Pointed> {
        self.follow(pointer, at, &mut Vec::new()).ok().flatten()
    }

    /// `Ok(None)`: to nothing beyond what is being followed already. `Err`: not known.
    fn follow(&self, pointer: Value, at: Block, seen: &mut Vec<Value>) -> Result<Option<Pointed>, ()> {
        let pointer = self.f.resolve(pointer);
        if seen.contains(&pointer) {
            return Ok(None);
        }
        if seen.len() > DEPTH {
            return Err(());
        }
        // Where one of several pointers is null, nothing is accessed through it.
        if self.f.constant(pointer) == Some(0) && !seen.is_empty() {
            return Ok(None);
        }
        // A member of what a null pointer points to.
        if let Some(1..FIRST_PAGE) = self.f.constant(pointer) {
            return Ok(Some(Pointed::new(Object::Nowhere, 0, 0)));
        }
        seen.push(pointer);
        let found = match self.f.def(pointer) {
            ValueDef::Result(inst, 0) => {
                let data = self.f.insts[inst];
                self.source(pointer, &data, at, seen)
            }
            ValueDef::Param(block, index) if block != self.f.entry() => {
                let preds = self.flow.preds(block);
                let args = preds.iter().map(|pred| {
                    let args = self.f.edges[pred.edge as usize].args;
                    (pred.block, args.get(usize::from(index), &self.f.lists))
                });
                let args: Option<Vec<_>> = args.map(|(from, arg)| Some((from, arg?))).collect();
                let args = args.ok_or(())?;
                let choice = match &args[..] {
                    [(_, one), (_, other)] => self.choice(block, *one, *other),
                    _ => Choice::Either,
                };
                self.follow_all(choice, args, seen)
            }
            _ => Err(()),
        };
        seen.pop();
        found
    }

    /// One of several pointers; what goes round may have come any way.
    fn follow_all(
        &self,
        choice: Choice,
        pointers: Vec<(Block, Value)>,
        seen: &mut Vec<Value>,
    ) -> Result<Option<Pointed>, ()> {
        let mut all = None;
        let mut unknown = None;
        for (from, pointer) in pointers {
            match self.follow(pointer, from, seen) {
                Ok(one) => all = joined(choice, all, one),
                Err(()) if choice == Choice::Either || unknown.is_some() => return Err(()),
                Err(()) => unknown = Some(pointer),
            }
        }
        let Some(pointer) = unknown else { return Ok(all) };
        // It is compared with the other, so that it points into the same.
        let Some(known) = all else { return Err(()) };
        let at = self.constant_distance(pointer, 0);
        let other = Pointed { offset: (at, at), free: (at, at), ..known.clone() };
        Ok(joined(choice, Some(known), Some(other)))
    }

    /// How far a pointer is at least from what it was computed from.
    pub(crate) fn constant_distance(&self, pointer: Value, depth: u32) -> i64 {
        let (mut value, mut distance) = (self.f.resolve(pointer), 0i64);
        while let Some((_, data)) = self.f.def_inst(value) {
            match data.op {
                Op::Bitcast => {}
                Op::PtrAdd => match self.f.constant(self.f.resolve(data.args[1])) {
                    Some(by) => distance = distance.saturating_add(by),
                    None => return distance,
                },
                _ => return distance,
            }
            value = self.f.resolve(data.args[0]);
        }
        let ValueDef::Param(block, index) = self.f.def(value) else { return distance };
        let edges = self.flow.preds(block).iter().map(|pred| self.f.edges[pred.edge as usize].args);
        let args: Vec<_> = edges.filter_map(|args| args.get(usize::from(index), &self.f.lists)).collect();
        if let [one, other] = args[..]
            && depth < CHOICES
        {
            let both = |of: fn(i64, i64) -> i64| {
                of(self.constant_distance(one, depth + 1), self.constant_distance(other, depth + 1))
            };
            match self.choice(block, one, other) {
                Choice::Least => distance = distance.saturating_add(both(i64::min)),
                Choice::Greatest => distance = distance.saturating_add(both(i64::max)),
                Choice::Either => {}
            }
        }
        distance
    }

    /// How a block's parameter is chosen of what its two edges bring.
    fn choice(&self, block: Block, one: Value, other: Value) -> Choice {
        let [first, second] = self.flow.preds(block) else { return Choice::Either };
        // The edge that decided may be one further up.
        let decided = |pred: &Pred| match self.edge_condition(pred.block, pred.edge) {
            Some(known) => Some(known),
            None => match self.flow.preds(pred.block) {
                [above] => self.edge_condition(above.block, above.edge),
                _ => None,
            },
        };
        match (decided(first), decided(second)) {
            (Some((condition, true)), Some((same, false))) if condition == same => {
                self.extreme(condition, one, other)
            }
            (Some((condition, false)), Some((same, true))) if condition == same => {
                self.extreme(condition, other, one)
            }
            _ => Choice::Either,
        }
    }

    /// Whether `condition ? then : els` is the lesser or the greater of the two.
    fn extreme(&self, condition: Value, then: Value, els: Value) -> Choice {
        let plain = |value: Value| {
            let mut value = self.f.resolve(value);
            while let Some((_, data)) = self.f.def_inst(value).filter(|(_, data)| data.op == Op::Bitcast) {
                value = self.f.resolve(data.args[0]);
            }
            value
        };
        let Some((_, data)) =
            self.f.def_inst(self.f.resolve(condition)).filter(|(_, data)| data.op == Op::Icmp)
        else {
            return Choice::Either;
        };
        let (a, b) = (plain(data.args[0]), plain(data.args[1]));
        let (then, els) = (plain(then), plain(els));
        let less = match IntCond::from_aux(data.aux) {
            IntCond::Ult | IntCond::Ule => true,
            IntCond::Ugt | IntCond::Uge => false,
            _ => return Choice::Either,
        };
        match ((a, b) == (then, els), (a, b) == (els, then)) {
            (true, _) => {
                if less {
                    Choice::Least
                } else {
                    Choice::Greatest
                }
            }
            (_, true) => {
                if less {
                    Choice::Greatest
                } else {
                    Choice::Least
                }
            }
            _ => Choice::Either,
        }
    }

    /// What an instruction makes a pointer into.
    fn source(
        &self,
        pointer: Value,
        data: &InstData,
        at: Block,
        seen: &mut Vec<Value>,
    ) -> Result<Option<Pointed>, ()> {
        Ok(match data.op {
            Op::StackAddr => {
                let slot = StackSlot::from_u32(data.x);
                Some(Pointed::new(Object::Slot(slot), self.f.slots[slot].size, data.imm))
            }
            Op::SymbolAddr | Op::TlsAddr => {
                let id = SymbolId::from_u32(data.x);
                let symbol = &self.module.symbols[id];
                if symbol.alias {
                    return Err(());
                }
                let size = match (symbol.size, symbol.kind) {
                    (Some(size), _) if symbol.flexible => (size, MAX_OBJECT),
                    (Some(size), _) => (size, size),
                    // An array whose size another file knows.
                    (None, SymbolKind::Data) if symbol.described.is_some() => (0, MAX_OBJECT),
                    _ => return Err(()),
                };
                Some(Pointed {
                    object: Object::Symbol(id),
                    size,
                    offset: (data.imm, data.imm),
                    free: (data.imm, data.imm),
                    among: Vec::new(),
                })
            }
            Op::LiteralAddr => {
                let size = self.f.literals[data.x as usize].len() as u64 + 1;
                Some(Pointed::new(Object::Literal(data.x), size, data.imm))
            }
            Op::Alloca if data.aux != 0 => {
                let size = self.inner(data.args[0], at);
                // An array has no less than nothing.
                let none = data.aux == ir::op::ALLOCA_ARRAY && size.signed.1 <= 0;
                Some(self.allocated(pointer, if none { (0, 0) } else { possible_size(size) }))
            }
            Op::Bitcast => self.follow(data.args[0], at, seen)?,
            Op::Select => {
                let choice = self.extreme(data.args[0], data.args[1], data.args[2]);
                self.follow_all(choice, vec![(at, data.args[1]), (at, data.args[2])], seen)?
            }
            Op::PtrAdd => {
                let by = self.inner(data.args[1], at);
                if by.single().is_some_and(|by| (1..FIRST_PAGE).contains(&by))
                    && self.inner(data.args[0], at).single() == Some(0)
                {
                    return Ok(Some(Pointed::new(Object::Nowhere, 0, 0)));
                }
                match self.follow(data.args[0], at, seen)? {
                    Some(base) => Some(base.moved(by)),
                    // Round a loop it goes on and on.
                    None => return Err(()),
                }
            }
            Op::Call => self.returned(pointer, data, self.callee(data), at, seen)?,
            Op::CallIndirect => {
                let (inst, _) = self.f.def_inst(pointer).ok_or(())?;
                let symbol = crate::indirect(self.f, inst).ok_or(())?;
                self.returned(pointer, data, symbol, at, seen)?
            }
            _ => return Err(()),
        })
    }

    fn allocated(&self, pointer: Value, size: (u64, u64)) -> Pointed {
        Pointed { object: Object::Allocated(pointer), size, offset: (0, 0), free: (0, 0), among: Vec::new() }
    }

    /// What a call returns: new memory, or one of its arguments.
    fn returned(
        &self,
        pointer: Value,
        data: &InstData,
        symbol: &SymbolData,
        at: Block,
        seen: &mut Vec<Value>,
    ) -> Result<Option<Pointed>, ()> {
        let args = data.list.as_slice(&self.f.lists);
        if let Some((first, second)) = symbol.alloc_size {
            let factor = |number: u8| {
                let value = usize::from(number).checked_sub(1).and_then(|i| args.get(i)).ok_or(())?;
                Ok::<Range, ()>(self.inner(*value, at))
            };
            let mut size = possible_size(factor(first)?);
            if let Some(second) = second {
                let by = possible_size(factor(second)?);
                size = (size.0.saturating_mul(by.0), size.1.saturating_mul(by.1));
            }
            return Ok(Some(self.allocated(pointer, (size.0.min(MAX_OBJECT), size.1.min(MAX_OBJECT)))));
        }
        match (symbol.library, args) {
            (Some(function), &[first, ..]) if function.returns_first() => self.follow(first, at, seen),
            (Some(function), &[first, ..]) if RETURN_WITHIN.contains(&function) => {
                let Some(base) = self.follow(first, at, seen)? else { return Err(()) };
                let by = self.distance(function, args, &base, at, seen).ok_or(())?;
                Ok(Some(base.moved(by)))
            }
            _ => Err(()),
        }
    }

    /// How far into the object of its first argument a function may point.
    fn distance(
        &self,
        function: LibraryFunction,
        args: &[Value],
        base: &Pointed,
        at: Block,
        seen: &mut Vec<Value>,
    ) -> Option<Range> {
        let room = base.room();
        // No more is read than the source has.
        let source = |seen: &mut Vec<Value>| {
            self.follow(*args.get(1)?, at, seen).ok().flatten().map(|pointed| pointed.room())
        };
        let bound = || args.get(2).map(|&bound| self.inner(bound, at).unsigned);
        if function == library!("mempcpy") {
            let (low, high) = bound()?;
            let most = room.min(high).min(source(seen).unwrap_or(high));
            return Some(Range::from_unsigned(64, low.min(most), most));
        }
        let most = match function {
            _ if function == library!("stpncpy") => room.min(bound()?.1).min(source(seen).unwrap_or(room)),
            _ if function == library!("stpcpy") => {
                room.saturating_sub(1).min(source(seen).unwrap_or(room).saturating_sub(1))
            }
            _ if function == library!("memchr") => room.min(bound()?.1).saturating_sub(1),
            // What is found is not behind the end of the string.
            _ => room.saturating_sub(1),
        };
        Some(Range::from_unsigned(64, 0, most))
    }

    fn callee(&self, call: &InstData) -> &SymbolData {
        crate::callee(self.module, call)
    }
}

impl Checker<'_> {
    /// Where a pointer points; `None` if that is not known.
    pub(crate) fn pointed(&self, pointer: Value, at: Block) -> Option<Pointed> {
        self.ranges.pointed(pointer, at)
    }

    pub(crate) fn callee(&self, call: &InstData) -> &SymbolData {
        crate::callee(self.module, call)
    }

    /// An object as the source declares it.
    pub(crate) fn described(&self, object: &Object) -> Option<&Arc<Described>> {
        match object {
            Object::Slot(slot) => {
                self.f.described.iter().find(|(other, _)| other == slot).map(|(_, described)| described)
            }
            Object::Symbol(symbol) => self.module.symbols[*symbol].described.as_ref(),
            _ => None,
        }
    }
}

/// One of two objects: all places in the larger one that may be meant.
fn joined(choice: Choice, a: Option<Pointed>, b: Option<Pointed>) -> Option<Pointed> {
    let (mut a, mut b) = match (a, b) {
        (Some(a), Some(b)) => (a, b),
        (one, other) => return one.or(other),
    };
    let same = a.object == b.object;
    match choice {
        Choice::Least if same => return Some(if b.offset.0 < a.offset.0 { b } else { a }),
        // Of ranges that end at the same place, the wider one may be it.
        Choice::Greatest if same => {
            let further = (b.offset.1, a.offset.0) > (a.offset.1, b.offset.0);
            return Some(if further { b } else { a });
        }
        _ => {}
    }
    let both = |x: (i64, i64), y: (i64, i64)| (x.0.min(y.0), x.1.max(y.1));
    let (offset, free) = (both(a.offset, b.offset), both(a.free, b.free));
    // Those that can't be compared say nothing of each other: the larger one counts.
    if !same && choice != Choice::Either {
        return Some(if b.size.1 > a.size.1 { b } else { a });
    }
    let mut among = Vec::new();
    if !same && a.among.len() + b.among.len() < OBJECTS {
        for side in [&mut a, &mut b] {
            match side.among.is_empty() {
                true => among.push(side.clone()),
                false => among.append(&mut side.among),
            }
        }
    }
    let larger = if b.size.1 > a.size.1 { b } else { a };
    Some(Pointed { offset, free, among, ..larger })
}

/// The slot that a pointer points into, and how far, if that is a constant.
pub(crate) fn slot_address(f: &Function, pointer: Value) -> Option<(StackSlot, Option<i64>)> {
    let (root, offset) = root(f, pointer);
    let (_, data) = f.def_inst(root)?;
    (data.op == Op::StackAddr)
        .then(|| (StackSlot::from_u32(data.x), offset.and_then(|offset| offset.checked_add(data.imm))))
}

/// What a pointer is made of by adding to it, and how many bytes are added, if that is a constant.
pub(crate) fn root(f: &Function, pointer: Value) -> (Value, Option<i64>) {
    let (mut pointer, mut offset) = (f.resolve(pointer), Some(0i64));
    while let Some((_, data)) = f.def_inst(pointer) {
        match data.op {
            Op::PtrAdd => {
                let by = f.constant(f.resolve(data.args[1]));
                offset = offset.zip(by).and_then(|(offset, by)| offset.checked_add(by));
            }
            Op::Bitcast => {}
            _ => break,
        }
        pointer = f.resolve(data.args[0]);
    }
    (pointer, offset)
}
