//! Constant arrays of characters without a zero, where a string is asked for: -Wstringop-overread.

use crate::Checker;
use crate::options::MAX_OBJECT;
use crate::pointer::Object;
use crate::region::bracketed;
use diag::{Loc, warn};
use ir::{Block, Op, SymbolId, Value, ValueDef};

/// Bytes of a wide character.
const WIDE: u64 = 4;

/// Pointers are followed through so many values.
const DEPTH: u32 = 16;

/// Through how many joins of values a pointer is followed.
const JOINED: usize = 32;

/// A constant array without a zero, seen from a pointer into it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unterminated {
    /// Where the object is declared.
    pub(crate) declared: Loc,
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

/// What is looked for, and the parameters of blocks that have been followed.
struct Seen {
    /// An array of fewer bytes than these.
    most: u64,
    params: Vec<Value>,
}

impl Checker<'_> {
    /// The unterminated array that a pointer points into, or may.
    pub(crate) fn unterminated(&self, pointer: Value, block: Block) -> Option<Unterminated> {
        self.unterminated_before(pointer, block, u64::MAX)
    }

    /// The same of one that has fewer bytes than are asked for.
    pub(crate) fn unterminated_before(
        &self,
        pointer: Value,
        block: Block,
        most: u64,
    ) -> Option<Unterminated> {
        self.follow_text(pointer, block, 0, DEPTH, &mut Seen { most, params: Vec::new() })
    }

    /// Each parameter of a block is followed once: `seen` are those that have been.
    fn follow_text(
        &self,
        pointer: Value,
        block: Block,
        offset: i64,
        depth: u32,
        seen: &mut Seen,
    ) -> Option<Unterminated> {
        let depth = depth.checked_sub(1)?;
        let pointer = self.f.resolve(pointer);
        if let ValueDef::Param(at, index) = self.f.def(pointer) {
            if at == self.f.entry() || seen.params.contains(&pointer) || seen.params.len() == JOINED {
                return None;
            }
            seen.params.push(pointer);
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
            Op::SymbolAddr => {
                let found = self.text_at(SymbolId::from_u32(data.x), offset.checked_add(data.imm)?)?;
                Some(found).filter(|found| found.rest < seen.most)
            }
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

    /// The same of an array of wide characters, counted in those.
    pub(crate) fn unterminated_wide(&self, pointer: Value, block: Block) -> Option<Unterminated> {
        let pointed = self.pointed(pointer, block)?;
        let Object::Symbol(id) = pointed.object else { return None };
        let symbol = &self.module.symbols[id];
        let (data, object) = (symbol.constant.as_ref()?, symbol.described.as_ref()?);
        let offset = u64::try_from(pointed.offset.0).ok().filter(|_| pointed.offset.0 == pointed.offset.1)?;
        let after = object.wide_texts.partition_point(|text| text.0 <= offset);
        let &(begin, end) = object.wide_texts.get(after.checked_sub(1)?).filter(|text| offset < text.1)?;
        // What the data lacks is zero.
        let byte = |at: u64| {
            usize::try_from(at).ok().and_then(|at| data.bytes.get(at)).is_some_and(|&byte| byte != 0)
        };
        let mut characters = (offset..end).step_by(WIDE as usize);
        let ends = characters.any(|start| !(start..start + WIDE).any(byte));
        (!ends && end <= data.size).then_some(Unterminated {
            declared: object.declared,
            rest: (end - offset) / WIDE,
            size: (end - begin) / WIDE,
            varies: false,
            joined: false,
            part: false,
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
