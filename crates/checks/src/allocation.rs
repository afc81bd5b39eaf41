//! Sizes that no allocation can have: -Walloc-size-larger-than=, -Walloc-zero.

use crate::Checker;
use crate::range::Range;
use diag::{Loc, warn};
use ir::{Block, Inst, InstData, SymbolData, Value};

/// A size as a call passes it.
#[derive(Clone, Copy)]
struct Size {
    /// Number of the argument, from 1.
    number: u8,
    /// The least and the greatest that it may be.
    bounds: (i128, i128),
    /// It may be nothing, too.
    ranged: bool,
}

impl Checker<'_> {
    pub(crate) fn check_allocation(
        &mut self,
        block: Block,
        call: Inst,
        data: &InstData,
        symbol: &SymbolData,
    ) {
        let Some((first, second)) = symbol.alloc_size else { return };
        let args = data.list.as_slice(&self.f.lists);
        let at = self.f.locs[call];
        // What is called through a pointer has no name.
        let note = match symbol.declared {
            Loc::NONE if symbol.spelled.is_some() => Vec::new(),
            Loc::NONE => vec![(at, built_in(&format!("__builtin_{}", symbol.name)))],
            declared => {
                let text = format!("in a call to allocation function '{}' declared here", symbol.name);
                vec![(declared, text)]
            }
        };
        let mut sizes = Vec::new();
        for number in [Some(first), second].into_iter().flatten() {
            let Some(&value) = usize::from(number).checked_sub(1).and_then(|i| args.get(i)) else { return };
            let range = self.ranges.of(value, block);
            let signed = symbol.signed_params >> (number - 1).min(63) & 1 != 0;
            let Some(mut bounds) = bounds(range, signed) else { return };
            let sides = if bounds.0 <= 0 && bounds.1 > 0 { self.sides(value, signed) } else { None };
            bounds = sides.unwrap_or(bounds);
            sizes.push(Size { number, bounds, ranged: sides.is_some() });
        }
        let before = self.findings.len();
        for size in &sizes {
            self.check_size(at, size, &note);
        }
        if let [a, b] = sizes[..]
            && self.findings.len() == before
        {
            self.check_product(at, a, b, &note);
        }
    }

    /// Of a size that is either nothing or too large, the latter.
    fn sides(&self, value: Value, signed: bool) -> Option<(i128, i128)> {
        let arms = self.ranges.arms(value);
        let arms: Vec<(i128, i128)> = arms.into_iter().filter_map(|range| bounds(range, signed)).collect();
        let limit = i128::from(self.options.alloc_limit);
        let large: Vec<_> = arms.iter().filter(|arm| arm.0 > limit).collect();
        let others = arms.iter().filter(|arm| arm.0 <= limit).all(|arm| arm.1 <= 0);
        let (low, high) = (large.iter().map(|arm| arm.0).min()?, large.iter().map(|arm| arm.1).max()?);
        others.then_some((low, high))
    }

    /// `alloca`, where no limit of its own is given.
    pub(crate) fn check_alloca_size(&mut self, at: Loc, range: Range) {
        if self.options.sizes
            && let Some(bounds) = bounds(range, false)
        {
            self.check_size(
                at,
                &Size { number: 1, bounds, ranged: false },
                &[(at, built_in("__builtin_alloca"))],
            );
        }
    }

    fn check_size(&mut self, at: Loc, size: &Size, note: &[(Loc, String)]) {
        let (low, high) = size.bounds;
        let limit = self.options.alloc_limit;
        let what = match low == high && !size.ranged {
            true => format!("argument {} value '{low}'", size.number),
            false => format!("argument {} range [{low}, {high}]", size.number),
        };
        if low == 0 && high == 0 {
            let text = format!("argument {} value is zero", size.number);
            self.find(warn::ALLOC_ZERO, at, text, note.to_vec());
        } else if low < 0 && high <= 0 {
            let text = format!("{what} is negative");
            self.find(warn::ALLOC_SIZE_LARGER_THAN, at, text, note.to_vec());
        } else if low > i128::from(limit) {
            let text = format!("{what} exceeds maximum object size {limit}");
            self.find(warn::ALLOC_SIZE_LARGER_THAN, at, text, note.to_vec());
        }
    }

    fn check_product(&mut self, at: Loc, a: Size, b: Size, note: &[(Loc, String)]) {
        let (x, y) = (a.bounds.0, b.bounds.0);
        if x < 1 || y < 1 {
            return;
        }
        let limit = self.options.alloc_limit;
        let product = x.saturating_mul(y);
        let exceeded = if product > i128::from(u64::MAX) {
            "'SIZE_MAX'".to_string()
        } else if product > i128::from(limit) {
            format!("maximum object size {limit}")
        } else {
            return;
        };
        let text =
            format!("product '{x} * {y}' of arguments {} and {} exceeds {exceeded}", a.number, b.number);
        self.find(warn::ALLOC_SIZE_LARGER_THAN, at, text, note.to_vec());
    }
}

fn built_in(name: &str) -> String {
    format!("in a call to built-in allocation function '{name}'")
}

/// The numbers that an argument may be, by the sign of its parameter. Of a signed one that may be on both sides of a gap
/// around zero, the positive side counts.
fn bounds(range: Range, signed: bool) -> Option<(i128, i128)> {
    if range.is_empty() {
        return None;
    }
    let (low, high) = (i128::from(range.unsigned.0), i128::from(range.unsigned.1));
    if !signed {
        return Some((low, high));
    }
    let most = (1i128 << (range.bits - 1)) - 1;
    let signed = (i128::from(range.signed.0), i128::from(range.signed.1));
    Some(if signed.0 < 0 && signed.1 > 0 && low > 0 { (low, high.min(most)) } else { signed })
}
