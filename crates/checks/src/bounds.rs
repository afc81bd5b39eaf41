//! Accesses outside of objects and arrays: -Warray-bounds, and -Wstringop-overflow of plain stores where that is off.

use crate::Checker;
use crate::parameters::suffixed;
use crate::pointer::{Object, Pointed};
use crate::region::{bracketed, bytes, quoted};
use diag::warn;
use ir::contract::AccessForm;
use ir::{Block, Inst, InstData, Op, Value};

impl<'a> Checker<'a> {
    /// A load or a store.
    pub(crate) fn check_access(&mut self, block: Block, inst: Inst, data: &InstData) {
        let stores = data.op == Op::Store;
        if self.options.array_bounds
            && let Some(subscript) = self.subscripts.get(&inst).copied()
            && self.check_subscript(block, subscript, data)
        {
            return;
        }
        // What the compiler puts together from characters is theirs; other plain stores are no strings.
        let writes_character = stores && self.options.strings && self.options.overflow;
        if !self.options.array_bounds && !writes_character {
            return;
        }
        let Some((pointed, width)) = self.access(block, data) else {
            if self.options.array_bounds {
                self.check_parameter_array(block, inst, data);
            }
            return;
        };
        // A pointer that nothing has set counts as null.
        if pointed.object == Object::Nowhere {
            return;
        }
        // More than a character goes into arrays of them as a string does.
        let is_text = |object: &ir::Described| object.unit == 1 && object.ty.contains('[');
        let texts = self.described(&pointed.object).is_none_or(|object| is_text(object));
        if !self.options.array_bounds && width > 1 && !texts {
            return;
        }
        let size = i64::try_from(pointed.size.1).unwrap_or(i64::MAX);
        let (low, high) = pointed.offset;
        if low >= size || high.saturating_add(width as i64) <= 0 {
            let accessed = self.accessed(inst);
            self.outside(inst, &pointed, width, accessed);
        } else if low.saturating_add(width as i64) > size || high < 0 {
            self.partly_outside(inst, &pointed, width, stores);
        }
    }

    /// Where a load or a store goes, and how much it accesses.
    pub(crate) fn access(&self, block: Block, data: &InstData) -> Option<(Pointed, u64)> {
        let pointed = self.pointed(data.args[usize::from(data.op == Op::Store)], block)?;
        Some((pointed.plus(data.imm), u64::from(data.ty.bytes())))
    }

    /// An access through a parameter that is declared as an array of so many elements.
    fn check_parameter_array(&mut self, block: Block, inst: Inst, data: &InstData) {
        if self.f.named.is_empty() {
            return;
        }
        let origin = self.origin(data.args[usize::from(data.op == Op::Store)], block);
        let Some(offset) = origin.fixed().map(|offset| offset + i128::from(data.imm)) else { return };
        let Some(named) = self.named(origin.value) else { return };
        let symbol = &self.module.symbols[self.f.symbol];
        let (Some(number), Some(contract)) = (named.array, symbol.contract.as_ref()) else { return };
        let bound = |access: &ir::contract::Access| match access.form {
            AccessForm::Array(bound) if access.pointer == number && bound > 0 => Some(bound),
            _ => None,
        };
        let Some((access, bound)) =
            contract.accesses.iter().find_map(|access| Some((access, bound(access)?)))
        else {
            return;
        };
        let (size, width) = (bound.saturating_mul(access.element), i128::from(data.ty.bytes().max(1)));
        if offset >= 0 && offset + width <= i128::from(size) {
            return;
        }
        let ty = suffixed(&access.spelled, &format!("[{bound}]"));
        let text = format!("array subscript {} is outside array bounds of '{ty}'", offset.div_euclid(width));
        let notes =
            vec![(named.declared, format!("at offset {offset} into object '{}' of size {size}", named.name))];
        self.find(warn::ARRAY_BOUNDS, self.f.locs[inst], text, notes);
    }

    /// Pointers that a call is given, if they are surely outside of what they were computed from.
    pub(crate) fn check_pointers(&mut self, block: Block, inst: Inst, data: &InstData) {
        for &arg in data.list.as_slice(&self.f.lists) {
            let arg = self.f.resolve(arg);
            if self.f.constant(arg).is_some()
                || !self.is_moved(arg)
                || self.said_of.contains(&self.plain_pointer(arg))
            {
                continue;
            }
            let Some(pointed) = self.pointed(arg, block) else { continue };
            let (low, high) = pointed.offset;
            let size = i64::try_from(pointed.size.1).unwrap_or(i64::MAX);
            if low == high && (high < 0 || low > size) {
                self.outside(inst, &pointed, 0, None);
            }
        }
    }

    /// A pointer before it was turned into a number, or a pointer to something else.
    pub(crate) fn plain_pointer(&self, value: Value) -> Value {
        let mut value = self.f.resolve(value);
        while let Some((_, data)) = self.f.def_inst(value).filter(|(_, data)| data.op == Op::Bitcast) {
            value = self.f.resolve(data.args[0]);
        }
        value
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

    /// How messages spell what an instruction accesses.
    fn accessed(&self, inst: Inst) -> Option<&'a str> {
        self.subscripts.get(&inst).and_then(|subscript| subscript.accessed.as_deref())
    }

    fn outside(&mut self, inst: Inst, pointed: &Pointed, width: u64, accessed: Option<&str>) {
        let at = self.f.locs[inst];
        if !self.options.array_bounds && width != 0 {
            return self.overflow_by_store(inst, pointed, width);
        }
        let is_no_array = match &pointed.object {
            Object::Literal(_) => true,
            Object::Symbol(symbol) => {
                let described = self.module.symbols[*symbol].described.as_ref();
                described.is_none_or(|object| pointed.size.1 == 0 && object.ty.ends_with("[0]"))
            }
            // An array of no elements stands for one that is elsewhere.
            Object::Slot(_) => {
                pointed.size.1 == 0
                    && self.described(&pointed.object).is_none_or(|object| !object.name.is_empty())
            }
            Object::Allocated(_) => false,
            Object::Nowhere => true,
        };
        if is_no_array {
            return;
        }
        let (ty, element) = match self.described(&pointed.object) {
            Some(object) if width == 0 => (object.ty.to_string(), object.unit),
            Some(object) => (object.ty.to_string(), width),
            // Memory is an array of what is accessed there.
            None => match accessed.map(|spelled| spelled.split_once(" {aka ").unwrap_or((spelled, ""))) {
                Some((name, "")) => (format!("{name}[{}]", pointed.size.1 / width.max(1)), width.max(1)),
                Some((name, meaning)) => {
                    let count = pointed.size.1 / width.max(1);
                    let meaning = meaning.trim_end_matches('}');
                    (format!("{name}[{count}]' {{aka '{meaning}[{count}]"), width.max(1))
                }
                None => (format!("char[{}]", pointed.size.1), 1),
            },
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
        let text = format!("array subscript {index} is outside array bounds of {}", quoted(&ty));
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
            return self.overflow_by_store(inst, pointed, width);
        }
        let Some(accessed) = self.accessed(inst).filter(|_| self.options.array_bounds) else { return };
        let ty = match self.described(&pointed.object) {
            Some(object) => object.ty.to_string(),
            None => format!("unsigned char[{}]", pointed.size.1),
        };
        let index = pointed.offset.0.div_euclid(i64::try_from(width).unwrap_or(i64::MAX));
        let text = format!("array subscript '{accessed}[{index}]' is partly outside array bounds of '{ty}'");
        let notes = self.referent(pointed, "");
        self.find(warn::ARRAY_BOUNDS, self.f.locs[inst], text, notes);
    }
}
