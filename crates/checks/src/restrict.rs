//! Functions of the library whose arguments overlap though they must not (C23 7.26.1): -Wrestrict.

use crate::Checker;
use crate::options::MAX_OBJECT;
use crate::origin::{Origin, Root};
use crate::region::{bracketed, bytes};
use diag::{Loc, warn};
use ir::{Block, Inst, InstData, LibraryFunction, Op, Value, library};

/// How a function uses its source.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As many bytes as the third argument says.
    Bytes,
    /// A string with its end.
    Text,
    /// A string, of which the third argument bounds what is written.
    Bounded,
    /// A string that goes behind another.
    Appended,
}

const FUNCTIONS: &[(LibraryFunction, Kind)] = &[
    (library!("memcpy"), Kind::Bytes),
    (library!("mempcpy"), Kind::Bytes),
    (library!("__memcpy_chk"), Kind::Bytes),
    (library!("__mempcpy_chk"), Kind::Bytes),
    (library!("strcpy"), Kind::Text),
    (library!("stpcpy"), Kind::Text),
    (library!("__strcpy_chk"), Kind::Text),
    (library!("__stpcpy_chk"), Kind::Text),
    (library!("strncpy"), Kind::Bounded),
    (library!("stpncpy"), Kind::Bounded),
    (library!("__strncpy_chk"), Kind::Bounded),
    (library!("__stpncpy_chk"), Kind::Bounded),
    (library!("strcat"), Kind::Appended),
    (library!("__strcat_chk"), Kind::Appended),
    (library!("strncat"), Kind::Appended),
    (library!("__strncat_chk"), Kind::Appended),
];

/// Two pointers into the same object, what is accessed there, and whom to name.
struct Pair {
    at: Loc,
    name: String,
    to: (i128, i128),
    from: (i128, i128),
    /// The size of the object, if it is known.
    size: Option<i128>,
}

impl Checker<'_> {
    /// A call of a function that copies; whether something was said.
    pub(crate) fn check_overlap(&mut self, block: Block, inst: Inst, data: &InstData) -> bool {
        let Some(function) = self.callee(data).library else { return false };
        let Some(&(_, kind)) = FUNCTIONS.iter().find(|row| row.0 == function) else { return false };
        let args = data.list.as_slice(&self.f.lists);
        let &[to, from, ..] = args else { return false };
        let name = self.called(data);
        let bound = args.get(2).map(|&bound| self.ranges.of(bound, block)).filter(|range| !range.is_empty());
        let bound = bound.map(|range| range.unsigned);
        let size = match kind {
            // A copy of nothing is gone before GCC looks.
            Kind::Bounded => bound.filter(|bound| bound.1 != 0 || function != library!("strncpy")),
            Kind::Bytes => bound.filter(|bound| bound.1 != 0),
            Kind::Text => {
                let known = self.string_length(from, block);
                let stored = if known.1 < MAX_OBJECT - 1 { None } else { self.stored_length(from, block) };
                let (low, high) = stored.unwrap_or(known);
                Some((low + 1, high.saturating_add(1)))
            }
            Kind::Appended => {
                Some((1, MAX_OBJECT)).filter(|_| args.len() < 3 || bound.is_some_and(|bound| bound.1 != 0))
            }
        };
        let Some(size) = size else { return false };
        self.check_pair(inst, block, name, (to, from), size, kind)
    }

    /// A copy that is an operation.
    pub(crate) fn check_overlap_operation(&mut self, block: Block, inst: Inst, data: &InstData) -> bool {
        if data.op != Op::MemCopy || data.aux != ir::op::COPY_CALL {
            return false;
        }
        let name = self.library_name(library!("memcpy"));
        let size = data.imm as u64;
        self.check_pair(inst, block, name, (data.args[0], data.args[1]), (size, size), Kind::Bytes)
    }

    fn check_pair(
        &mut self,
        inst: Inst,
        block: Block,
        name: String,
        pointers: (Value, Value),
        size: (u64, u64),
        kind: Kind,
    ) -> bool {
        let (to, from) = (self.origin(pointers.0, block), self.origin(pointers.1, block));
        if to.root != from.root {
            return false;
        }
        let at = self.f.locs[inst];
        let fixed = to.fixed().is_some() && to.fixed() == from.fixed();
        if fixed || self.is_same(pointers) {
            // Bytes that are copied to themselves stay as they are.
            let strings = kind != Kind::Bytes;
            if strings {
                let text = format!("'{name}' source argument is the same as destination");
                self.find(warn::RESTRICT, at, text, Vec::new());
            }
            return strings;
        }
        let object = self.object_size(&to);
        let known = object.is_some() || !matches!(to.root, Root::Value(_));
        let within = |offset: (i128, i128)| {
            let low = if known { offset.0.max(0) } else { offset.0 };
            (low, object.map_or(offset.1, |size| offset.1.min(size)))
        };
        let pair = Pair { at, name, to: within(to.offset), from: within(from.offset), size: object };
        match kind {
            Kind::Appended => self.check_appended(&pair),
            Kind::Bounded => self.check_bounded(&pair, size),
            Kind::Bytes | Kind::Text => self.check_copied(&pair, size),
        }
    }

    /// Whether two pointers are one value.
    pub(crate) fn is_same(&self, (a, b): (Value, Value)) -> bool {
        let plain = |value: Value| {
            let mut value = self.f.resolve(value);
            while let Some((_, data)) = self.f.def_inst(value).filter(|(_, data)| data.op == Op::Bitcast) {
                value = self.f.resolve(data.args[0]);
            }
            value
        };
        plain(a) == plain(b)
    }

    /// The size of an object that is one as a whole.
    fn object_size(&self, origin: &Origin) -> Option<i128> {
        match origin.root {
            Root::Slot(slot) => Some(i128::from(self.f.slots[slot].size)),
            Root::Symbol(symbol) => self.module.symbols[symbol].size.filter(|&size| size > 0).map(i128::from),
            Root::Value(_) => None,
        }
    }

    /// As many bytes are written as are read.
    fn check_copied(&mut self, pair: &Pair, (low, high): (u64, u64)) -> bool {
        let (low, high) = (i128::from(low), i128::from(high));
        // Nothing is copied to or from where it would not fit.
        let last = |offset: (i128, i128)| {
            let most = pair.size.map_or(offset.1, |size| offset.1.min((size - low).max(offset.0)));
            (offset.0, most)
        };
        let (to, from) = (last(pair.to), last(pair.from));
        let distances = [from.0 - to.1, from.1 - to.0, from.0 - to.0, from.1 - to.1].map(i128::abs);
        let (Some(&least), Some(&most)) = (distances.iter().min(), distances.iter().max()) else {
            return false;
        };
        if low <= most {
            return false;
        }
        let start = (to.0.max(from.0), to.1.max(from.1));
        self.overlap(pair, (low, high), (low - most, high - least), start);
        true
    }

    /// As many bytes are written as the bound says, and of the source at least one is read.
    fn check_bounded(&mut self, pair: &Pair, (low, high): (u64, u64)) -> bool {
        let (low, high) = (i128::from(low), i128::from(high));
        let (to, from) = (pair.to, pair.from);
        let start = (to.0.max(from.0), to.1.max(from.1));
        if from.0 >= to.1 {
            // GCC counts what is written up to the source from where the object begins.
            if from.1 - to.0 >= low {
                return false;
            }
            self.overlap(pair, (low, high), (1, (high - from.0).max(1)), start);
            return true;
        }
        // A string ends before the member does that it stands in.
        let ends = self.member_room(1).is_some_and(|room| i128::from(room) <= to.0 - from.0);
        if ends || from.1 != from.0 || to.1 != to.0 || to.0 - from.0 >= low {
            return false;
        }
        let most = high - (to.0 - from.0);
        self.may_overlap(pair, (low, high), most, (start.0, start.0 + most - 1));
        true
    }

    /// What is appended is written where the destination ends, which may be where the source begins.
    fn check_appended(&mut self, pair: &Pair) -> bool {
        let (to, from) = (pair.to, pair.from);
        let fixed = to.0 == to.1 && from.0 == from.1;
        let both = to.0 != to.1 && from.0 != from.1;
        let low = if both { 1 } else { (to.0 - from.0).abs() + 1 };
        let start = to.0.max(from.0);
        let end = if fixed { start } else { i128::from(MAX_OBJECT) };
        self.may_overlap(pair, (low, i128::from(MAX_OBJECT)), 1, (start, end));
        true
    }

    fn overlap(&mut self, pair: &Pair, size: (i128, i128), overlap: (i128, i128), start: (i128, i128)) {
        let text = format!(
            "'{}' accessing {} at offsets {} and {} overlaps {} at offset {}",
            pair.name,
            count(size),
            bracketed(pair.to),
            bracketed(pair.from),
            count(overlap),
            bracketed(start)
        );
        self.find(warn::RESTRICT, pair.at, text, Vec::new());
    }

    fn may_overlap(&mut self, pair: &Pair, size: (i128, i128), most: i128, start: (i128, i128)) {
        let up_to = if most == 1 { "" } else { "up to " };
        let text = format!(
            "'{}' accessing {} at offsets {} and {} may overlap {up_to}{} at offset {}",
            pair.name,
            count(size),
            bracketed(pair.to),
            bracketed(pair.from),
            count((most, most)),
            bracketed(start)
        );
        self.find(warn::RESTRICT, pair.at, text, Vec::new());
    }
}

fn count((low, high): (i128, i128)) -> String {
    let number = |n: i128| u64::try_from(n).unwrap_or(u64::MAX);
    bytes((number(low), number(high)))
}
