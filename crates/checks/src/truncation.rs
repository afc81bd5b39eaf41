//! Strings that are copied without their end: -Wstringop-truncation, and bounds of `strncat` that are none
//! (-Wstringop-overflow).

use crate::Checker;
use crate::options::MAX_OBJECT;
use crate::region::bytes;
use diag::{Loc, warn};
use ir::{Block, Inst, InstData, LibraryFunction, Op, Value, library};

/// Instructions behind a call are looked at so far for the zero that is stored then.
const STEPS: usize = 64;

const COPIES: &[LibraryFunction] =
    &[library!("strncpy"), library!("stpncpy"), library!("__strncpy_chk"), library!("__stpncpy_chk")];
const APPENDS: &[LibraryFunction] = &[library!("strncat"), library!("__strncat_chk")];
const LENGTHS: &[LibraryFunction] = &[library!("strlen"), library!("strnlen")];

impl Checker<'_> {
    /// A call of a function that copies part of a string.
    pub(crate) fn check_truncation(&mut self, block: Block, inst: Inst, data: &InstData) {
        let Some(function) = self.callee(data).library else { return };
        let copies = COPIES.contains(&function);
        if !copies && !APPENDS.contains(&function) {
            return;
        }
        let &[to, from, bound, ..] = data.list.as_slice(&self.f.lists) else { return };
        let (at, name) = (self.f.locs[inst], self.called(data));
        if copies && self.depends_on_length(at, &name, (from, bound), block) {
            return;
        }
        let Some(n) = self.ranges.of(bound, block).single().map(|n| n as u64) else { return };
        // What goes where no string is wanted is no string.
        if copies && self.is_nonstring(0, to, block) {
            return;
        }
        if n == 0 || n > MAX_OBJECT || copies && self.is_ended(to, block, inst) {
            return;
        }
        match copies {
            true => self.check_copy(at, &name, (to, from), n, block),
            false => self.check_append(at, &name, (to, from), n, block),
        }
    }

    fn check_copy(&mut self, at: Loc, name: &str, (to, from): (Value, Value), n: u64, block: Block) {
        let unknown = MAX_OBJECT - 1;
        let length = match self.string_length(from, block) {
            (_, high) if high >= unknown => self.stored_length(from, block),
            known => Some(known),
        };
        let truncated = match length {
            Some((low, high)) if low == high && n < low => {
                format!("output truncated copying {} from a string of length {low}", bytes((n, n)))
            }
            Some((low, high)) if low == high && n == low => same_length(n),
            Some(_) => return,
            None => {
                let room = self.member_room(1).or_else(|| {
                    let pointed = self.pointed(from, block)?;
                    (pointed.size.0 == pointed.size.1 && pointed.offset == (0, 0)).then_some(pointed.size.0)
                });
                match room.filter(|&room| room != 0 && room < MAX_OBJECT) {
                    Some(room) if room > n => {
                        format!(
                            "output may be truncated copying {} from a string of length {}",
                            bytes((n, n)),
                            room - 1
                        )
                    }
                    Some(_) => return,
                    None if self.exact_room(to, block) == Some(n) => {
                        format!("specified bound {n} equals destination size")
                    }
                    None => return,
                }
            }
        };
        self.find(warn::STRINGOP_TRUNCATION, at, format!("'{name}' {truncated}"), Vec::new());
    }

    /// The bound of `strncat` is not the size of its destination, since it does not count the end; whether that was said.
    pub(crate) fn check_append_bound(
        &mut self,
        at: Loc,
        name: &str,
        to: Value,
        n: (u64, u64),
        block: Block,
    ) -> bool {
        let Some(room) = self.exact_room(to, block) else { return false };
        let text = match n {
            (low, _) if low > room && low <= MAX_OBJECT => {
                format!("'{name}' specified bound {low} exceeds destination size {room}")
            }
            (low, high) if low == high && low == room && room != 0 => {
                format!("'{name}' specified bound {low} equals destination size")
            }
            _ => return false,
        };
        self.find(warn::STRINGOP_OVERFLOW, at, text, Vec::new());
        true
    }

    /// `strncat` that appends all of a string, and so may as well be without a bound.
    fn check_append(&mut self, at: Loc, name: &str, (to, from): (Value, Value), n: u64, block: Block) {
        let (low, high) = self.string_length(from, block);
        if low == high && low == n {
            let text = format!("'{name}' specified bound {n} equals source length");
            return self.find(warn::STRINGOP_OVERFLOW, at, text, Vec::new());
        }
        if self.exact_room(to, block) == Some(n) && low != high {
            let text = format!("'{name}' specified bound {n} equals destination size");
            return self.find(warn::STRINGOP_TRUNCATION, at, text, Vec::new());
        }
        if self.stored_length(from, block) == Some((n, n)) {
            self.find(warn::STRINGOP_TRUNCATION, at, format!("'{name}' {}", same_length(n)), Vec::new());
        }
    }

    /// The number of bytes from a pointer to the end of what it points into, if that is certain.
    pub(crate) fn exact_room(&self, pointer: Value, block: Block) -> Option<u64> {
        self.member_room(0).or_else(|| {
            let pointed = self.pointed(pointer, block)?;
            let fixed = pointed.size.0 == pointed.size.1 && pointed.offset.0 == pointed.offset.1;
            fixed.then(|| pointed.room()).filter(|&room| room < MAX_OBJECT)
        })
    }

    /// Whether an argument points into an array with attribute `nonstring`.
    pub(crate) fn is_nonstring(&self, number: u8, pointer: Value, block: Block) -> bool {
        match self.member_argument(number) {
            Some(argument) => argument.member.nonstring,
            None => {
                let pointed = self.pointed(pointer, block);
                pointed.is_some_and(|p| self.described(&p.object).is_some_and(|object| object.nonstring))
            }
        }
    }

    /// The bound is the length of the source; whether that was said.
    fn depends_on_length(
        &mut self,
        at: Loc,
        name: &str,
        (from, bound): (Value, Value),
        block: Block,
    ) -> bool {
        let Some(most) = self.is_length_of(bound, from, block) else { return false };
        let known = match self.string_length(from, block) {
            (_, high) if high >= MAX_OBJECT - 1 => self.stored_length(from, block),
            known => Some(known),
        };
        let text = match known {
            // No more of it is looked at than it has.
            Some((low, high)) if low == high && low < most => {
                "specified bound depends on the length of the source argument"
            }
            None if most == u64::MAX => {
                "output truncated before terminating nul copying as many bytes from a string as its length"
            }
            _ => return false,
        };
        self.find(warn::STRINGOP_TRUNCATION, at, format!("'{name}' {text}"), Vec::new());
        true
    }

    /// Whether a value is what `strlen` or `strnlen` returned for a pointer, and the most that it looked at.
    pub(crate) fn is_length_of(&self, value: Value, pointer: Value, block: Block) -> Option<u64> {
        let (_, data) = self.f.def_inst(self.f.resolve(value)).filter(|(_, data)| data.op == Op::Call)?;
        let function = self.callee(data).library.filter(|function| LENGTHS.contains(function))?;
        let args = data.list.as_slice(&self.f.lists);
        let &text = args.first()?;
        if !self.is_same((text, pointer)) {
            return None;
        }
        match function == library!("strlen") {
            true => Some(u64::MAX),
            false => self.ranges.of(*args.get(1)?, block).single().map(|n| n as u64),
        }
    }

    /// Which way a block's branch goes if its condition decided whether another block is reached.
    fn decided(&self, by: Block, at: Block) -> Option<bool> {
        let branch = self.f.terminator(at).filter(|&inst| self.f.insts[inst].op == Op::Br)?;
        let condition = self.f.resolve(self.f.insts[branch].args[0]);
        self.ranges.conditions(by).find(|(known, _)| *known == condition).map(|(_, taken)| taken)
    }

    /// Whether a zero is stored into the destination next.
    fn is_ended(&self, to: Value, block: Block, call: Inst) -> bool {
        let root = self.origin(to, block).root;
        let mut at = block;
        let mut start = self.f.blocks[block].insts.iter().position(|&inst| inst == call).map_or(0, |i| i + 1);
        let mut steps = 0;
        loop {
            for &inst in &self.f.blocks[at].insts[start..] {
                steps += 1;
                if steps > STEPS {
                    return false;
                }
                let data = &self.f.insts[inst];
                if data.op == Op::Store {
                    let zero = self.f.constant(self.f.resolve(data.args[0])) == Some(0);
                    return zero && self.origin(data.args[1], at).root == root;
                }
                if data.op.effects() & (ir::op::WRITE | ir::op::EFFECT) != 0 && !data.op.is_terminator() {
                    return false;
                }
            }
            let mut successors = self.f.successors(at);
            let next = match (successors.next(), successors.next()) {
                (Some(next), None) => Some(next),
                // A branch that has been decided where the call stands.
                (Some(then), Some(els)) => {
                    self.decided(block, at).map(|taken| if taken { then } else { els })
                }
                _ => None,
            };
            let Some(next) = next else { return false };
            (at, start) = (next, 0);
        }
    }
}

fn same_length(n: u64) -> String {
    format!(
        "output truncated before terminating nul copying {} from a string of the same length",
        bytes((n, n))
    )
}
