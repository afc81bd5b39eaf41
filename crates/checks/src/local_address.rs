//! Addresses of a function's own objects that it returns: -Wreturn-local-addr.

use crate::Checker;
use crate::pointer::slot_address;
use diag::{Loc, warn};
use ir::{Inst, InstData, LibraryFunction, Op, Value, ValueDef, library};

/// Pointers are followed through so many values.
const VALUES: usize = 256;

/// What a returned pointer may be.
#[derive(Default)]
struct Sources {
    /// Where the function's own objects among it are declared, or made.
    own: Vec<Loc>,
    /// Something else, too.
    other: bool,
}

impl Checker<'_> {
    pub(crate) fn check_return(&mut self, inst: Inst, data: &InstData) {
        let values = data.list.as_slice(&self.f.lists);
        let &[value] = values else { return };
        if !self.module.symbols[self.f.symbol].returns_pointer {
            return;
        }
        let mut sources = Sources::default();
        self.sources(value, &mut sources);
        if sources.own.is_empty() {
            return;
        }
        sources.own.sort_unstable();
        sources.own.dedup();
        let how = if sources.other { "may return" } else { "returns" };
        let text = format!("function {how} address of local variable");
        let declared = sources.own.into_iter().filter(|&loc| loc != Loc::NONE);
        let notes = declared.map(|loc| (loc, "declared here".to_string())).collect();
        self.find(warn::RETURN_LOCAL_ADDR, self.f.locs[inst], text, notes);
    }

    fn sources(&self, value: Value, sources: &mut Sources) {
        let mut seen = Vec::new();
        let mut stack = vec![self.f.resolve(value)];
        while let Some(value) = stack.pop() {
            if seen.contains(&value) {
                continue;
            }
            if seen.len() == VALUES {
                sources.other = true;
                return;
            }
            seen.push(value);
            if let Some((slot, _)) = slot_address(self.f, value) {
                let described = self.f.described.iter().find(|(other, _)| *other == slot);
                match described {
                    Some((_, described)) => sources.own.push(described.declared),
                    // Where nothing is described, each slot may be an object of the source.
                    None if !self.f.told_of => sources.own.push(Loc::NONE),
                    None => sources.other = true,
                }
                continue;
            }
            match self.f.def(value) {
                ValueDef::Param(block, index) if block != self.f.entry() => {
                    for pred in self.ranges.flow.preds(block) {
                        let args = self.f.edges[pred.edge as usize].args;
                        stack.extend(
                            args.get(usize::from(index), &self.f.lists).map(|arg| self.f.resolve(arg)),
                        );
                    }
                }
                ValueDef::Result(inst, 0) => {
                    let data = &self.f.insts[inst];
                    match data.op {
                        Op::Bitcast | Op::PtrAdd => stack.push(self.f.resolve(data.args[0])),
                        Op::Select => stack.extend(data.args[1..3].iter().map(|&arg| self.f.resolve(arg))),
                        Op::Alloca if data.aux != 0 => sources.own.push(self.f.locs[inst]),
                        Op::Call => match self.callee(data).library {
                            Some(function)
                                if function.returns_first() || RETURN_WITHIN.contains(&function) =>
                            {
                                let first = data.list.as_slice(&self.f.lists).first();
                                stack.extend(first.map(|&arg| self.f.resolve(arg)));
                            }
                            _ => sources.other = true,
                        },
                        _ => sources.other = true,
                    }
                }
                _ => sources.other = true,
            }
        }
    }
}

/// Functions that return a pointer into the object of their first argument, but not that argument.
pub(crate) const RETURN_WITHIN: &[LibraryFunction] = &[
    library!("mempcpy"),
    library!("stpcpy"),
    library!("stpncpy"),
    library!("memchr"),
    library!("strchr"),
    library!("strrchr"),
    library!("strstr"),
    library!("strpbrk"),
];
