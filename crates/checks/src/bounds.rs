//! Accesses outside of objects and arrays: -Warray-bounds, and -Wstringop-overflow of plain stores where that is off.

use crate::Checker;
use crate::pointer::{Object, Pointed};
use crate::region::{bracketed, bytes};
use diag::warn;
use ir::{Block, ElementArgument, Inst, InstData, Op, Subscript, Value};

impl Checker<'_> {
    /// A load or a store.
    pub(crate) fn check_access(&mut self, block: Block, inst: Inst, data: &InstData) {
        let stores = data.op == Op::Store;
        if self.options.array_bounds
            && let Some(subscript) = self.subscripts.get(&inst).copied()
            && self.check_subscript(block, inst, subscript)
        {
            return;
        }
        // What the compiler puts together from characters is theirs; other plain stores are no strings.
        let writes_character = stores && self.options.strings && self.options.overflow;
        if !self.options.array_bounds && !writes_character {
            return;
        }
        let pointer = data.args[usize::from(stores)];
        let Some(mut pointed) = self.pointed(pointer, block) else { return };
        // A pointer that nothing has set counts as null.
        if pointed.object == Object::Nowhere {
            return;
        }
        let width = u64::from(data.ty.bytes());
        // More than a character goes into arrays of them as a string does.
        let is_text = |object: &ir::Described| object.unit == 1 && object.ty.contains('[');
        let texts = self.described(&pointed.object).is_none_or(|object| is_text(object));
        if !self.options.array_bounds && width > 1 && !texts {
            return;
        }
        pointed.offset.0 = pointed.offset.0.saturating_add(data.imm);
        pointed.offset.1 = pointed.offset.1.saturating_add(data.imm);
        let size = i64::try_from(pointed.size.1).unwrap_or(i64::MAX);
        let (low, high) = pointed.offset;
        if low >= size || high.saturating_add(width as i64) <= 0 {
            self.outside(inst, &pointed, width);
        } else if low.saturating_add(width as i64) > size {
            self.partly_outside(inst, &pointed, width, stores);
        }
    }

    /// Pointers that a call is given, if they are surely outside of what they were computed from.
    pub(crate) fn check_pointers(&mut self, block: Block, inst: Inst, data: &InstData) {
        for (number, &arg) in data.list.as_slice(&self.f.lists).iter().enumerate() {
            let arg = self.f.resolve(arg);
            if self.f.constant(arg).is_some() || !self.is_moved(arg) {
                continue;
            }
            let Some(pointed) = self.pointed(arg, block) else { continue };
            let (low, high) = pointed.offset;
            let size = i64::try_from(pointed.size.1).unwrap_or(i64::MAX);
            let of = |(call, element): &&(Inst, ElementArgument)| {
                *call == inst && usize::from(element.number) == number
            };
            if let Some((_, element)) = self.f.element_arguments.iter().find(of) {
                if high < 0 || low > size {
                    self.beyond_elements(inst, element, (low, high));
                }
            } else if low == high && (high < 0 || low > size) {
                self.outside(inst, &pointed, 0);
            }
        }
    }

    /// The address of an element that the array does not have, nor of the end.
    fn beyond_elements(&mut self, inst: Inst, element: &ElementArgument, (low, high): (i64, i64)) {
        let array = &element.array;
        let size = i64::try_from(array.element).unwrap_or(i64::MAX);
        let (index, side) =
            if high < 0 { (high.div_euclid(size), "below") } else { (low.div_euclid(size), "above") };
        let text = format!("array subscript {index} is {side} array bounds of '{}'", array.ty);
        let named = Some(&array.name).filter(|name| !name.is_empty());
        let notes =
            named.map(|name| (array.declared, format!("while referencing '{name}'"))).into_iter().collect();
        self.find(warn::ARRAY_BOUNDS, self.f.locs[inst], text, notes);
    }

    /// Whether a value is an address at a distance from an object.
    fn is_moved(&self, value: Value) -> bool {
        let mut value = value;
        loop {
            let Some((_, data)) = self.f.def_inst(value) else { return false };
            match data.op {
                Op::Bitcast => value = self.f.resolve(data.args[0]),
                Op::StackAddr | Op::SymbolAddr => return data.imm != 0,
                op => return op == Op::PtrAdd,
            }
        }
    }

    /// An index that the array's type does not have; whether that was said.
    fn check_subscript(&mut self, block: Block, inst: Inst, subscript: &Subscript) -> bool {
        let offset = self.ranges.of(subscript.offset, block);
        let element = i64::try_from(subscript.array.element).unwrap_or(i64::MAX);
        if offset.is_empty() || offset.is_full() {
            return false;
        }
        let (low, high) = (offset.signed.0.div_euclid(element), offset.signed.1.div_euclid(element));
        let bound = i64::try_from(subscript.bound).unwrap_or(i64::MAX);
        let (index, side) = if low >= bound {
            (low, "above")
        } else if high < 0 {
            (high, "below")
        } else {
            return false;
        };
        let array = &subscript.array;
        let text = format!("array subscript {index} is {side} array bounds of '{}'", array.ty);
        let named = Some(&array.name).filter(|name| !name.is_empty());
        let notes =
            named.map(|name| (array.declared, format!("while referencing '{name}'"))).into_iter().collect();
        self.find(warn::ARRAY_BOUNDS, self.f.locs[inst], text, notes);
        true
    }

    fn outside(&mut self, inst: Inst, pointed: &Pointed, width: u64) {
        let at = self.f.locs[inst];
        if !self.options.array_bounds && width != 0 {
            return self.overflow_by_store(inst, pointed, width);
        }
        let is_no_array = match &pointed.object {
            Object::Literal(_) => true,
            Object::Symbol(symbol) => self.module.symbols[*symbol].described.is_none() || pointed.size.1 == 0,
            // An array of no elements stands for one that is elsewhere.
            Object::Slot(_) => pointed.size.1 == 0,
            Object::Allocated(_) => false,
            Object::Nowhere => true,
        };
        if is_no_array {
            return;
        }
        let (ty, element) = match self.described(&pointed.object) {
            Some(object) => (object.ty.to_string(), object.unit),
            None => (format!("char[{}]", pointed.size.1), 1),
        };
        let element = i64::try_from(element).unwrap_or(i64::MAX);
        // A pointer is not farther away than the end; what is certain is the begin.
        let mut pointed = pointed.clone();
        let end = i64::try_from(pointed.size.1).unwrap_or(i64::MAX);
        if pointed.offset.0 <= end {
            pointed.offset.1 = pointed.offset.1.min(end);
        }
        let pointed = &pointed;
        let (low, high) = (pointed.offset.0.div_euclid(element), pointed.offset.1.div_euclid(element));
        let index = bracketed((i128::from(low), i128::from(high)));
        let text = format!("array subscript {index} is outside array bounds of '{ty}'");
        let notes = self.referent(pointed, "");
        self.find(warn::ARRAY_BOUNDS, at, text, notes);
    }

    fn overflow_by_store(&mut self, inst: Inst, pointed: &Pointed, width: u64) {
        let text = format!("writing {} into a region of size {}", bytes((width, width)), pointed.room());
        let notes = self.referent(pointed, "destination ");
        self.find(warn::STRINGOP_OVERFLOW, self.f.locs[inst], text, notes);
    }

    /// An access that begins in an object and ends behind it.
    fn partly_outside(&mut self, inst: Inst, pointed: &Pointed, width: u64, stores: bool) {
        if stores && !self.options.array_bounds {
            self.overflow_by_store(inst, pointed, width);
        }
    }
}
