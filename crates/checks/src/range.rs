//! Ranges of integers, and what operations and comparisons make of them.
//!
//! A value has no sign, so its range is told twice: of its bits as an unsigned number and as a signed one.

use ir::IntCond;

/// What an integer of at most 64 bits may be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Range {
    /// Width in bits.
    pub(crate) bits: u32,
    /// As an unsigned number.
    pub(crate) unsigned: (u64, u64),
    /// As a signed one.
    pub(crate) signed: (i64, i64),
}

pub(crate) fn unsigned_max(bits: u32) -> u64 {
    u64::MAX >> (64 - bits)
}

pub(crate) fn signed_max(bits: u32) -> i64 {
    (unsigned_max(bits) >> 1) as i64
}

pub(crate) fn sign_extended(bits: u32, n: u64) -> i64 {
    (n << (64 - bits)) as i64 >> (64 - bits)
}

impl Range {
    /// Anything.
    pub(crate) fn full(bits: u32) -> Range {
        let bits = bits.clamp(1, 64);
        Range { bits, unsigned: (0, unsigned_max(bits)), signed: (-signed_max(bits) - 1, signed_max(bits)) }
    }

    pub(crate) fn constant(bits: u32, n: i64) -> Range {
        let bits = bits.clamp(1, 64);
        let u = n as u64 & unsigned_max(bits);
        let s = sign_extended(bits, u);
        Range { bits, unsigned: (u, u), signed: (s, s) }
    }

    pub(crate) fn from_unsigned(bits: u32, low: u64, high: u64) -> Range {
        let mut range = Range::full(bits);
        range.unsigned = (low, high);
        range.settled()
    }

    pub(crate) fn from_signed(bits: u32, low: i64, high: i64) -> Range {
        let mut range = Range::full(bits);
        range.signed = (low, high);
        range.settled()
    }

    /// Each of the two ways of telling it takes from the other what follows.
    pub(crate) fn settled(mut self) -> Range {
        for _ in 0..2 {
            if self.is_empty() {
                return self;
            }
            let max = signed_max(self.bits) as u64;
            let mask = unsigned_max(self.bits);
            let (low, high) = self.unsigned;
            if high <= max || low > max {
                let (a, b) = (sign_extended(self.bits, low), sign_extended(self.bits, high));
                self.signed = (self.signed.0.max(a), self.signed.1.min(b));
            }
            // Of what may be negative or not, one side may be excluded.
            let negative = self.signed.0 as u64 & mask;
            if self.signed.0 < 0 && self.signed.1 >= 0 {
                if self.unsigned.0 > self.signed.1 as u64 {
                    self.signed.1 = -1;
                } else if self.unsigned.1 < negative {
                    self.signed.0 = 0;
                }
            }
            let (low, high) = self.signed;
            if low <= high && (low >= 0 || high < 0) {
                let (a, b) = (low as u64 & mask, high as u64 & mask);
                self.unsigned = (self.unsigned.0.max(a), self.unsigned.1.min(b));
            }
        }
        self
    }

    /// Nothing is possible: the code is not reached.
    pub(crate) fn is_empty(&self) -> bool {
        self.unsigned.0 > self.unsigned.1 || self.signed.0 > self.signed.1
    }

    /// The only number that it may be.
    pub(crate) fn single(&self) -> Option<i64> {
        (self.unsigned.0 == self.unsigned.1).then(|| sign_extended(self.bits, self.unsigned.0))
    }

    pub(crate) fn is_full(&self) -> bool {
        *self == Range::full(self.bits)
    }

    pub(crate) fn union(self, other: Range) -> Range {
        match (self.is_empty(), other.is_empty()) {
            (true, _) => return other,
            (_, true) => return self,
            _ => {}
        }
        Range {
            bits: self.bits,
            unsigned: (self.unsigned.0.min(other.unsigned.0), self.unsigned.1.max(other.unsigned.1)),
            signed: (self.signed.0.min(other.signed.0), self.signed.1.max(other.signed.1)),
        }
    }

    pub(crate) fn intersection(self, other: Range) -> Range {
        Range {
            bits: self.bits,
            unsigned: (self.unsigned.0.max(other.unsigned.0), self.unsigned.1.min(other.unsigned.1)),
            signed: (self.signed.0.max(other.signed.0), self.signed.1.min(other.signed.1)),
        }
        .settled()
    }

    /// What two bounds make by an operation, if no number of the width is exceeded on the way.
    pub(crate) fn computed(bits: u32, unsigned: Option<(u64, u64)>, signed: Option<(i64, i64)>) -> Range {
        let mut range = Range::full(bits);
        if let Some(bounds) = unsigned.filter(|bounds| bounds.1 <= range.unsigned.1) {
            range.unsigned = bounds;
        }
        if let Some(bounds) = signed.filter(|b| range.signed.0 <= b.0 && b.1 <= range.signed.1) {
            range.signed = bounds;
        }
        range.settled()
    }
}

/// What is left of a value to which `by` is added to make one in the window.
pub(crate) fn shifted(range: Range, window: Range, by: i64) -> Range {
    if window.is_empty() {
        return window;
    }
    let mask = unsigned_max(range.bits);
    let low = window.unsigned.0.wrapping_sub(by as u64) & mask;
    let high = window.unsigned.1.wrapping_sub(by as u64) & mask;
    if low <= high {
        return range.intersection(Range::from_unsigned(range.bits, low, high));
    }
    let (low, high) = (sign_extended(range.bits, low), sign_extended(range.bits, high));
    if low <= high { range.intersection(Range::from_signed(range.bits, low, high)) } else { range }
}

pub(crate) fn product(a: Range, b: Range) -> Range {
    let unsigned = a.unsigned.0.checked_mul(b.unsigned.0).zip(a.unsigned.1.checked_mul(b.unsigned.1));
    let corners = [
        a.signed.0.checked_mul(b.signed.0),
        a.signed.0.checked_mul(b.signed.1),
        a.signed.1.checked_mul(b.signed.0),
        a.signed.1.checked_mul(b.signed.1),
    ];
    let corners: Option<Vec<i64>> = corners.into_iter().collect();
    let signed = corners.and_then(|all| all.iter().copied().min().zip(all.iter().copied().max()));
    Range::computed(a.bits, unsigned, signed)
}

/// What is left of a range by a comparison with another.
pub(crate) fn restricted(range: Range, cond: IntCond, other: Range) -> Range {
    let mut left = range;
    let (u, s) = (&mut left.unsigned, &mut left.signed);
    match cond {
        IntCond::Eq => return range.intersection(other),
        IntCond::Ne => {
            if let Some(n) = other.single() {
                let bits = n as u64 & unsigned_max(range.bits);
                u.0 = if u.0 == bits { u.0.saturating_add(1) } else { u.0 };
                u.1 = if u.1 == bits { u.1.saturating_sub(1) } else { u.1 };
                s.0 = if s.0 == n { s.0.saturating_add(1) } else { s.0 };
                s.1 = if s.1 == n { s.1.saturating_sub(1) } else { s.1 };
            }
        }
        IntCond::Ult => u.1 = u.1.min(other.unsigned.1.saturating_sub(1)),
        IntCond::Ule => u.1 = u.1.min(other.unsigned.1),
        IntCond::Ugt => u.0 = u.0.max(other.unsigned.0.saturating_add(1)),
        IntCond::Uge => u.0 = u.0.max(other.unsigned.0),
        IntCond::Slt => s.1 = s.1.min(other.signed.1.saturating_sub(1)),
        IntCond::Sle => s.1 = s.1.min(other.signed.1),
        IntCond::Sgt => s.0 = s.0.max(other.signed.0.saturating_add(1)),
        IntCond::Sge => s.0 = s.0.max(other.signed.0),
    }
    left.settled()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sign_tells_of_the_other() {
        assert_eq!(Range::from_unsigned(32, 3, 9).signed, (3, 9));
        assert_eq!(Range::from_signed(32, -2, -1).unsigned, (0xffff_fffe, 0xffff_ffff));
        assert_eq!(Range::from_signed(32, -2, 1).unsigned, (0, 0xffff_ffff));
    }

    #[test]
    fn a_window_moves_back() {
        let window = Range::from_unsigned(64, 0, 7);
        assert_eq!(shifted(Range::full(64), window, -3).unsigned, (3, 10));
        assert_eq!(shifted(Range::full(64), window, 3).signed, (-3, 4));
    }

    #[test]
    fn comparisons_narrow() {
        let ten = Range::constant(32, 10);
        assert_eq!(restricted(Range::full(32), IntCond::Ult, ten).unsigned, (0, 9));
        assert_eq!(restricted(Range::full(32), IntCond::Sge, ten).signed, (10, i64::from(i32::MAX)));
        assert!(restricted(ten, IntCond::Ne, ten).is_empty());
    }
}
