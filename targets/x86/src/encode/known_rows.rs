//! Rows that were found before. Which row encodes an instruction without immediates follows from little: its mnemonic, its
//! size, and what kinds of operands it has; and most instructions of a program are alike in that.

use super::Match;
use crate::inst::{Inst, Mode, Slot};
use std::cell::RefCell;

/// Rows that each thread keeps; a power of two.
const KEPT: usize = 1 << 10;

thread_local! {
    static KNOWN: RefCell<Vec<Option<(u64, Match)>>> = const { RefCell::new(Vec::new()) };
}

/// All of an instruction that its row depends on; `None` if a number is among it, as an address without registers is.
/// Registers above 6 are alike, as in `REG_MASKS`.
pub(super) fn key(inst: &Inst, mode: Mode, count: usize) -> Option<u64> {
    let mut key = u64::from(inst.mnemonic.0) | (inst.width as u64) << 16 | (mode as u64) << 20;
    key |= u64::from(inst.mem.size.min(63)) << 22;
    for (at, slot) in inst.slots[..count].iter().enumerate() {
        let kind = match slot {
            Slot::Reg(reg) => (reg.class as u64) << 3 | u64::from(reg.num.min(7)),
            Slot::Mem if !(inst.mem.base.is_none() && inst.mem.index.is_none()) => 0xff,
            Slot::Mem | Slot::None | Slot::Imm | Slot::Imm2 | Slot::Target => return None,
        };
        key |= kind << (28 + 8 * at);
    }
    // How many operands there are is a part of it, too.
    Some(key | (count as u64) << 60)
}

fn place(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54) as usize % KEPT
}

/// The row of an instruction with this key, if it is known.
pub(super) fn find(key: u64) -> Option<Match> {
    KNOWN.with_borrow(|known| match known.get(place(key)) {
        Some(&Some((same, row))) if same == key => Some(row),
        _ => None,
    })
}

/// Remembers it.
pub(super) fn remember(key: u64, row: Match) {
    KNOWN.with_borrow_mut(|known| {
        known.resize(KEPT, None);
        known[place(key)] = Some((key, row));
    });
}
