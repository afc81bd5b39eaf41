//! What a pointer was computed from, and how far from there: all that can be said of objects of unknown size.

use crate::Checker;
use crate::local_address::RETURN_WITHIN;
use crate::pointer::forward;
use crate::range::Range;
use ir::{Block, Op, StackSlot, SymbolId, Value};

/// Pointers are followed through so many values.
const VALUES: usize = 64;

/// Where a pointer starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Root {
    /// A slot of the function.
    Slot(StackSlot),
    /// An object with static storage.
    Symbol(SymbolId),
    /// What a value points to.
    Value(Value),
}

/// A pointer as what it was computed from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    pub(crate) root: Root,
    /// The value at which it starts.
    pub(crate) value: Value,
    /// The least and the greatest number of bytes from there.
    pub(crate) offset: (i128, i128),
}

impl Origin {
    /// The distance, if that is known.
    pub(crate) fn fixed(&self) -> Option<i128> {
        (self.offset.0 == self.offset.1).then_some(self.offset.0)
    }
}

impl Checker<'_> {
    /// What a pointer was computed from.
    pub(crate) fn origin(&self, pointer: Value, block: Block) -> Origin {
        let mut value = self.f.resolve(pointer);
        let mut offset = (0i128, 0i128);
        let mut add = |range: Range| {
            offset.0 += i128::from(range.signed.0);
            offset.1 += i128::from(range.signed.1);
        };
        let distance = |range: Range| {
            let (low, high) = forward(range);
            Range::from_signed(64, low, high)
        };
        for _ in 0..VALUES {
            let Some((_, data)) = self.f.def_inst(value) else { break };
            let next = match data.op {
                Op::Bitcast => data.args[0],
                Op::PtrAdd => {
                    add(distance(self.ranges.of(data.args[1], block)));
                    data.args[0]
                }
                Op::Call => {
                    let Some(function) = self.callee(data).library else { break };
                    let Some(&first) = data.list.as_slice(&self.f.lists).first() else { break };
                    if RETURN_WITHIN.contains(&function) {
                        add(Range::full(64));
                    } else if !function.returns_first() {
                        break;
                    }
                    first
                }
                _ => break,
            };
            value = self.f.resolve(next);
        }
        let mut plus = |n: i64| {
            offset.0 += i128::from(n);
            offset.1 += i128::from(n);
        };
        let root = match self.f.def_inst(value) {
            Some((_, data)) if data.op == Op::StackAddr => {
                plus(data.imm);
                Root::Slot(StackSlot::from_u32(data.x))
            }
            Some((_, data)) if matches!(data.op, Op::SymbolAddr | Op::TlsAddr) => {
                plus(data.imm);
                Root::Symbol(SymbolId::from_u32(data.x))
            }
            _ => Root::Value(value),
        };
        Origin { root, value, offset }
    }
}
