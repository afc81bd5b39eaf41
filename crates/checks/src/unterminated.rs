//! Constant arrays of characters without a zero, where a string is asked for: -Wstringop-overread.

use crate::Checker;
use crate::options::MAX_OBJECT;
use crate::region::bracketed;
use diag::{Loc, warn};
use ir::{Block, Op, SymbolId, Value, ValueDef};

/// Pointers are followed through so many values.
const DEPTH: u32 = 16;

/// Through how many joins of values a pointer is followed.
const JOINED: usize = 32;

/// A constant array without a zero, seen from a pointer into it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unterminated {
    /// Where the object is declared.
    declared: Loc,
    /// Bytes from the pointer's constant part to the array's end.
    pub(crate) rest: u64,
    /// Its size.
    size: u64,
    /// The pointer goes on by what is not known.
    pub(crate) varies: bool,
    /// It may point elsewhere, too.
    joined: bool,
    /// The array is one of several in its object.
    part: bool,
}

impl Checker<'_> {
    /// The unterminated array that a pointer points into, or may.
    pub(crate) fn unterminated(&self, pointer: Value, block: Block) -> Option<Unterminated> {
        self.follow_text(pointer, block, 0, DEPTH, &mut Vec::new())
    }

    /// Each parameter of a block is followed once: `seen` are those that have been.
    fn follow_text(
        &self,
        pointer: Value,
        block: Block,
        offset: i64,
        depth: u32,
        seen: &mut Vec<Value>,
    ) -> Option<Unterminated> {
        let depth = depth.checked_sub(1)?;
        let pointer = self.f.resolve(pointer);
        if let ValueDef::Param(at, index) = self.f.def(pointer) {
            if at == self.f.entry() || seen.contains(&pointer) || seen.len() == JOINED {
                return None;
            }
            seen.push(pointer);
            let preds = self.ranges.flow.preds(at);
            let found = preds.iter().find_map(|pred| {
                let args = self.f.edges[pred.edge as usize].args;
                let arg = args.get(usize::from(index), &self.f.lists)?;
                self.follow_text(arg, pred.block, offset, depth, seen)
            });
            return found.map(|found| Unterminated { joined: true, ..found });
        }
        let (_, data) = self.f.def_inst(pointer)?;
        match data.op {
            Op::Bitcast => self.follow_text(data.args[0], block, offset, depth, seen),
            Op::Select => {
                let mut sides = data.args[1..3].iter();
                let found = sides.find_map(|&arg| self.follow_text(arg, block, offset, depth, seen))?;
                Some(Unterminated { joined: true, ..found })
            }
            Op::PtrAdd => match self.ranges.of(data.args[1], block).single() {
                Some(by) => self.follow_text(data.args[0], block, offset.checked_add(by)?, depth, seen),
                None => {
                    let found = self.follow_text(data.args[0], block, offset, depth, seen)?;
                    Some(Unterminated { varies: true, ..found })
                }
            },
            Op::SymbolAddr => self.text_at(SymbolId::from_u32(data.x), offset.checked_add(data.imm)?),
            _ => None,
        }
    }

    /// The array that an offset lies in, if from there on it has no zero.
    fn text_at(&self, id: SymbolId, offset: i64) -> Option<Unterminated> {
        let symbol = &self.module.symbols[id];
        let (data, object) = (symbol.constant.as_ref()?, symbol.described.as_ref()?);
        let offset = u64::try_from(offset).ok()?;
        let after = object.texts.partition_point(|text| text.0 <= offset);
        let &(start, end) = object.texts.get(after.checked_sub(1)?).filter(|text| offset < text.1)?;
        // What the data lacks is zero.
        let bytes = data.bytes.get(usize::try_from(offset).ok()?..usize::try_from(end).ok()?)?;
        let part = object.texts.len() > 1;
        let whole = !bytes.contains(&0) && end <= data.size;
        whole.then_some(Unterminated {
            declared: object.declared,
            rest: end - offset,
            size: end - start,
            varies: false,
            joined: false,
            part,
        })
    }

    /// Says that a function wants a string.
    pub(crate) fn no_terminator(&mut self, at: Loc, name: &str, found: Unterminated) {
        let text = format!("'{name}' argument missing terminating nul");
        let note = vec![(found.declared, "referenced argument declared here".to_string())];
        self.find(warn::STRINGOP_OVERREAD, at, text, note);
    }

    /// The same of one that looks at so many bytes at most; whether they are too many.
    pub(crate) fn exceeds_text(
        &mut self,
        at: Loc,
        name: &str,
        bound: (u64, u64),
        found: Unterminated,
    ) -> bool {
        let whole = found.varies && !found.part;
        let (size, how) =
            (if whole { found.size } else { found.rest }, if found.varies { "of at most " } else { "" });
        let may = bound.0 <= size;
        // Of an element of an array of arrays it is not told which part varies.
        let fits = if whole { bound.0 < size } else { may };
        // What no object can have is another warning's.
        if fits || found.joined || bound.0 > MAX_OBJECT {
            return false;
        }
        let exceeds = match (may, found.varies) {
            (true, _) => "may exceed",
            (false, _) => "exceeds",
        };
        let bound = bracketed((i128::from(bound.0), i128::from(bound.1)));
        let text =
            format!("'{name}' specified bound {bound} {exceeds} the size {how}{size} of unterminated array");
        let note = vec![(found.declared, "referenced argument declared here".to_string())];
        self.find(warn::STRINGOP_OVERREAD, at, text, note);
        true
    }
}
