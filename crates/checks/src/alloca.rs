//! Memory that the stack may not have: -Walloca, -Walloca-larger-than=, -Wvla-larger-than=.

use crate::Checker;
use crate::options::MAX_OBJECT;
use crate::range::Range;
use diag::{Loc, warn};
use ir::{Block, Inst, InstData};

impl Checker<'_> {
    pub(crate) fn check_alloca(&mut self, block: Block, inst: Inst, data: &InstData) {
        let at = self.f.locs[inst];
        let is_call = matches!(data.aux, ir::op::ALLOCA_CALL | ir::op::ALLOCA_ALIGNED);
        let (what, warning, limit) = match data.aux {
            ir::op::ALLOCA_CALL | ir::op::ALLOCA_ALIGNED => {
                ("'alloca'", warn::ALLOCA_LARGER_THAN, self.options.alloca_limit)
            }
            ir::op::ALLOCA_ARRAY => ("variable-length array", warn::VLA_LARGER_THAN, self.options.vla_limit),
            _ => return,
        };
        if is_call {
            self.find(warn::ALLOCA, at, "use of 'alloca'".into(), Vec::new());
            if limit.is_some() && self.options.limits && self.options.optimized && self.is_repeated(block) {
                return self.find(warning, at, "use of 'alloca' within a loop".into(), Vec::new());
            }
        }
        let mut range = self.ranges.of(data.args[0], block);
        if data.aux == ir::op::ALLOCA_ALIGNED && data.x != 0 {
            range = range.intersection(Range::from_unsigned(range.bits, 0, u64::from(data.x)));
        }
        let (low, high) = range.unsigned;
        let argument = format!("argument to {what}");
        if is_call && limit.is_none() {
            self.check_alloca_size(at, range);
        }
        // Without optimisation only a size that is written says anything.
        let unknown = !self.options.optimized && low != high;
        if !self.options.limits || unknown || range.is_empty() || (limit.is_none() && low <= MAX_OBJECT) {
            return;
        }
        if high == 0 {
            self.find(warning, at, format!("{argument} is zero"), Vec::new());
        } else if low == high && low > limit.unwrap_or(MAX_OBJECT) {
            let limit = limit.unwrap_or(MAX_OBJECT);
            let note = format!("limit is {limit} bytes, but argument is {low}");
            self.find(warning, at, format!("{argument} is too large"), vec![(at, note)]);
        } else if limit.is_none() {
            self.find(warning, at, format!("{argument} may be too large"), Vec::new());
        } else if let Some(limit) = limit.filter(|&limit| high > limit) {
            self.too_large(at, what, (low, high), limit, data.x != 0 || self.is_bounded(data, block));
        }
    }

    /// What may be larger than the limit.
    fn too_large(&mut self, at: Loc, what: &str, (low, high): (u64, u64), limit: u64, bounded: bool) {
        let warning = if what == "'alloca'" { warn::ALLOCA_LARGER_THAN } else { warn::VLA_LARGER_THAN };
        if !bounded {
            return self.find(warning, at, format!("unbounded use of {what}"), Vec::new());
        }
        let text = format!("argument to {what} may be too large");
        let notes = match high <= MAX_OBJECT && low <= limit {
            true => vec![(at, format!("limit is {limit} bytes, but argument may be as large as {high}"))],
            false => Vec::new(),
        };
        self.find(warning, at, text, notes);
    }

    /// Whether anything is known of the size.
    fn is_bounded(&self, data: &InstData, block: Block) -> bool {
        let mut value = self.f.resolve(data.args[0]);
        loop {
            let bounded = !self.ranges.of(value, block).is_full() || self.is_compared(value, block);
            match self.f.def_inst(value) {
                _ if bounded => return true,
                Some((_, data)) if matches!(data.op, ir::Op::Sext | ir::Op::Zext | ir::Op::Bitcast) => {
                    value = self.f.resolve(data.args[0]);
                }
                _ => return false,
            }
        }
    }

    /// Whether a branch on the way compares the value with another.
    fn is_compared(&self, value: ir::Value, block: Block) -> bool {
        self.ranges.conditions(block).any(|(condition, _)| {
            self.f.def_inst(condition).is_some_and(|(_, data)| {
                data.op == ir::Op::Icmp && data.fixed().iter().any(|&arg| self.f.resolve(arg) == value)
            })
        })
    }

    /// Whether a block may be reached from itself.
    fn is_repeated(&self, block: Block) -> bool {
        let mut seen = vec![false; self.f.blocks.len()];
        let mut stack: Vec<Block> = self.f.successors(block).collect();
        while let Some(next) = stack.pop() {
            if next == block {
                return true;
            }
            if !std::mem::replace(&mut seen[next.as_u32() as usize], true) {
                stack.extend(self.f.successors(next));
            }
        }
        false
    }
}
