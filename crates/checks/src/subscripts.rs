//! Elements that arrays do not have, by the subscripts of the source: -Warray-bounds, -Wzero-length-bounds.

use crate::Checker;
use crate::pointer::{Object, Pointed};
use crate::range::Range;
use crate::region::{bracketed, quoted};
use diag::{Loc, warn};
use ir::{Block, Inst, InstData, Op, Reach, Subscript, SubscriptIndex, SubscriptPart, Value};
use rustc_hash::FxHashMap;

/// Which elements a subscript may mean.
#[derive(Clone, Copy)]
struct Index {
    low: i128,
    high: i128,
    /// All but what lies between: the numbers from zero to this one.
    but: Option<i128>,
}

/// What is accessed, if that is known.
type Access = Option<(Pointed, u64)>;

impl Checker<'_> {
    /// An access to an element; whether something was said.
    pub(crate) fn check_subscript(&mut self, block: Block, subscript: &Subscript, data: &InstData) -> bool {
        let (mut said, mut inner) = (false, false);
        for part in &subscript.parts {
            // Of the rows of an array the one is enough.
            inner = inner || self.check_part(block, subscript.loc, part, false, Some(data));
            said |= inner;
            inner &= part.is_row;
        }
        said
    }

    /// Addresses of elements that the source takes, where the function uses them.
    pub(crate) fn check_element_addresses(&mut self) {
        let f = self.f;
        let taken: Vec<&Subscript> = f
            .subscripts
            .iter()
            .map(|(_, subscript)| subscript)
            .filter(|subscript| subscript.address.is_some() && self.may_be_beyond(subscript))
            .collect();
        if taken.is_empty() {
            return;
        }
        let users = self.users();
        for subscript in taken {
            let Some(&(block, inst)) = subscript.address.and_then(|address| users.get(&f.resolve(address)))
            else {
                continue;
            };
            (self.block, self.inst) = (block, inst);
            for (number, part) in subscript.parts.iter().enumerate() {
                if self.check_part(block, subscript.loc, part, number == 0, None) {
                    self.said_of.extend(subscript.address.map(|address| self.plain_pointer(address)));
                    break;
                }
            }
        }
    }

    /// Whether a subscript is not a constant that is there.
    fn may_be_beyond(&self, subscript: &Subscript) -> bool {
        subscript.parts.iter().any(|part| match (part.index, part.reach) {
            (SubscriptIndex::Known(n), Reach::Elements(bound)) => {
                u64::try_from(n).map_or(true, |n| n >= bound)
            }
            _ => true,
        })
    }

    /// Where values are used first.
    fn users(&self) -> FxHashMap<Value, (Block, Inst)> {
        let f = self.f;
        let mut users = FxHashMap::default();
        for &block in &self.ranges.flow.rpo {
            for &inst in &f.blocks[block].insts {
                let data = &f.insts[inst];
                for &value in data.fixed().iter().chain(data.list.as_slice(&f.lists)) {
                    users.entry(f.resolve(value)).or_insert((block, inst));
                }
                if data.op.is_terminator() {
                    for edge in f.edge_range(inst) {
                        for &value in f.edges[edge].args.as_slice(&f.lists) {
                            users.entry(f.resolve(value)).or_insert((block, inst));
                        }
                    }
                }
            }
        }
        users
    }

    /// Whether nothing more is to be said.
    fn check_part(
        &mut self,
        block: Block,
        at: Loc,
        part: &SubscriptPart,
        may_be_end: bool,
        data: Option<&InstData>,
    ) -> bool {
        let Some(index) = self.index(block, part) else { return false };
        match part.reach {
            Reach::Elements(bound) => {
                let bound = i128::from(bound) + i128::from(may_be_end);
                let access = data.filter(|_| bound == 1).and_then(|data| self.access(block, data));
                if matches!(part.index, SubscriptIndex::Bytes(_)) && self.is_one_value(&access) {
                    return true;
                }
                self.check_elements(at, part, index, bound)
            }
            Reach::Open { .. } | Reach::Interior if index.high < 0 => {
                self.beyond(at, part, number(index.high), "below", None);
                true
            }
            Reach::Open { shared } => {
                let access = data.and_then(|data| self.access(block, data));
                self.check_open(at, part, index, &access, shared)
            }
            Reach::Interior => {
                let Some(data) = data else { return false };
                let access = self.access(block, data);
                self.check_interior(at, part, index, &access)
            }
        }
    }

    /// Which elements are meant; `None` if nothing is known and any may be.
    fn index(&self, block: Block, part: &SubscriptPart) -> Option<Index> {
        let bytes = match part.index {
            SubscriptIndex::Known(n) => return Some(Index { low: n, high: n, but: None }),
            SubscriptIndex::Bytes(bytes) => self.f.resolve(bytes),
        };
        let element = i64::try_from(part.array.element).unwrap_or(i64::MAX);
        let range = match self.counted(bytes, element) {
            Some(count) => self.ranges.of(count, block),
            None => {
                let range = self.ranges.of(bytes, block);
                let (low, high) = (range.signed.0.div_euclid(element), range.signed.1.div_euclid(element));
                if range.is_empty() || range.is_full() { range } else { Range::from_signed(64, low, high) }
            }
        };
        if range.is_empty() {
            return None;
        }
        let (low, high) = (i128::from(range.signed.0), i128::from(range.signed.1));
        let outside = low < 0 && high >= 0 && range.unsigned.0 > 0;
        let but = outside.then(|| i128::from(range.unsigned.0) - 1);
        Some(Index { low, high, but })
    }

    /// The index of which a distance in bytes is a multiple.
    fn counted(&self, bytes: Value, element: i64) -> Option<Value> {
        if element == 1 {
            return Some(bytes);
        }
        let (_, data) = self.f.def_inst(bytes)?;
        let by = self.f.constant(self.f.resolve(*data.fixed().get(1)?))?;
        let times = match data.op {
            Op::Imul => by,
            Op::Shl => 1i64.checked_shl(u32::try_from(by).ok()?)?,
            _ => return None,
        };
        (times == element).then(|| self.f.resolve(data.args[0]))
    }

    fn check_elements(&mut self, at: Loc, part: &SubscriptPart, index: Index, bound: i128) -> bool {
        if let Some(but) = index.but.filter(|&but| but + 1 >= bound) {
            self.beyond(at, part, format!("[0, {but}]"), "outside", None);
        } else if part.reach == Reach::Elements(0) {
            let which = match (&part.variable, index.low == index.high) {
                (_, true) => number(index.low),
                (Some(variable), false) => variable.to_string(),
                _ => return false,
            };
            self.beyond(at, part, which, "outside", None);
        } else if index.low >= bound {
            self.beyond(at, part, number(index.low), "above", None);
        } else if index.high < 0 {
            self.beyond(at, part, number(index.high), "below", None);
        } else {
            return false;
        }
        true
    }

    /// Whether the object is an array of one element whose address goes nowhere: GCC takes its only element for a variable.
    fn is_one_value(&self, access: &Access) -> bool {
        let Some(Object::Slot(slot)) = access.as_ref().map(|(pointed, _)| &pointed.object) else {
            return false;
        };
        !self.aliases().escapes(slot.as_u32())
    }

    /// Of a last member there is as much as the object has.
    fn check_open(
        &mut self,
        at: Loc,
        part: &SubscriptPart,
        index: Index,
        access: &Access,
        shared: bool,
    ) -> bool {
        let Some((pointed, width)) = access else { return false };
        // One element is one where the object is such a structure, though there be room behind it.
        let alone = self.described(&pointed.object).is_some_and(|object| object.element == pointed.size.1);
        let single = alone && !shared && part.array.ty.ends_with("[1]") && index.low > 0;
        if !single && !self.is_beyond(pointed, *width) {
            return false;
        }
        let start = i128::from(pointed.offset.0) - index.low * i128::from(part.array.element);
        let side = match i128::from(pointed.size.1) <= start && part.array.ty.ends_with("[0]") {
            true => "outside",
            false => "above",
        };
        self.beyond(at, part, number(index.low), side, Some(&pointed.object));
        true
    }

    /// An array without elements between members: what follows it is meant, if the object has that.
    fn check_interior(&mut self, at: Loc, part: &SubscriptPart, index: Index, access: &Access) -> bool {
        if let Some((pointed, width)) = access
            && self.is_beyond(pointed, *width)
        {
            self.beyond(at, part, number(index.low), "above", Some(&pointed.object));
            return true;
        }
        let which = match (&part.variable, index.low == index.high) {
            (Some(variable), false) => format!("'{variable}'"),
            (None, false) => "'<unknown>'".to_string(),
            _ => number(index.low),
        };
        let text = format!(
            "array subscript {which} is outside the bounds of an interior zero-length array {}",
            quoted(&part.array.ty)
        );
        let notes = self.referenced(part, access.as_ref().map(|(pointed, _)| &pointed.object));
        self.find(warn::ZERO_LENGTH_BOUNDS, at, text, notes);
        true
    }

    /// Whether all that may be accessed lies outside of a known object.
    fn is_beyond(&self, pointed: &Pointed, width: u64) -> bool {
        let size = i64::try_from(pointed.size.1).unwrap_or(i64::MAX);
        let width = i64::try_from(width).unwrap_or(i64::MAX);
        let named = self.described(&pointed.object).is_some();
        named
            && (pointed.offset.0.saturating_add(width) > size || pointed.offset.1.saturating_add(width) <= 0)
    }

    fn beyond(&mut self, at: Loc, part: &SubscriptPart, index: String, side: &str, object: Option<&Object>) {
        let text = format!("array subscript {index} is {side} array bounds of {}", quoted(&part.array.ty));
        let notes = self.referenced(part, object);
        self.find(warn::ARRAY_BOUNDS, at, text, notes);
    }

    /// The notes that name the array, and the object that it is a member of.
    fn referenced(&self, part: &SubscriptPart, object: Option<&Object>) -> Vec<(Loc, String)> {
        let mut notes = Vec::new();
        if part.array.declared != Loc::NONE {
            let name = if part.array.name.is_empty() { "({anonymous})" } else { &part.array.name };
            notes.push((part.array.declared, format!("while referencing '{name}'")));
        }
        let object =
            object.and_then(|object| self.described(object)).filter(|object| !object.name.is_empty());
        notes.extend(object.map(|object| (object.declared, format!("defined here '{}'", object.name))));
        notes
    }
}

fn number(n: i128) -> String {
    bracketed((n, n))
}
