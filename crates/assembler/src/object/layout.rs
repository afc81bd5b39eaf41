//! Relaxation: every variable-size fragment starts as small as it can be and grows until all of them fit.

use super::{FragKind, ObjectStreamer};
use crate::{Align, Context, Definition, Expr, Isa, SectionId, Specifier, SymbolId, Value, expr};

/// A value after (or, in relaxation, during) layout: `plus - minus + n`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Linear {
    pub plus: Option<SymbolId>,
    pub minus: Option<SymbolId>,
    pub n: i64,
    pub specifier: Specifier,
}

/// The section contents as far as addresses need them.
pub(super) type Addresses<'a> = &'a [super::Contents];

/// A symbol's section and offset, if it is a label of this file (or set to one).
pub(super) fn place(
    context: &Context,
    contents: Addresses<'_>,
    symbol: SymbolId,
) -> Option<(SectionId, i64)> {
    let mut symbol = symbol;
    let mut plus = 0i64;
    for _ in 0..100 {
        match context.symbols[symbol].definition {
            Definition::Label { section, frag, offset } => {
                let address = contents[section.0 as usize].address(frag, offset);
                return Some((section, plus.wrapping_add(address as i64)));
            }
            Definition::Equated(value) => {
                let linear = linear(context, contents, value, 0)?;
                if linear.minus.is_some() {
                    return None;
                }
                plus = plus.wrapping_add(linear.n);
                symbol = linear.plus?;
            }
            _ => return None,
        }
    }
    None
}

/// Reduces a value to [`Linear`] form.
pub(super) fn linear(context: &Context, contents: Addresses<'_>, value: Value, depth: u32) -> Option<Linear> {
    if depth > 500 {
        return None;
    }
    let mut result = if let Some(symbol) = value.as_symbol() {
        match context.symbols[symbol].definition {
            Definition::Equated(v) => {
                let inner = linear(context, contents, v, depth + 1)?;
                // A symbol set to a place may be exported: references name it, not what it was set to.
                if inner.plus.is_some() && inner.minus.is_none() {
                    Linear { plus: Some(symbol), ..Linear::default() }
                } else {
                    inner
                }
            }
            _ => Linear { plus: Some(symbol), ..Linear::default() },
        }
    } else if let Some(tree) = value.as_tree() {
        match context.expr(tree) {
            Expr::Unary(op, a) => {
                let a = linear(context, contents, a, depth + 1)?;
                match (a.plus, a.minus) {
                    (None, None) => Linear { n: expr::fold_unary(op, a.n), ..Linear::default() },
                    _ if op == expr::UnaryOp::Neg => {
                        Linear { plus: a.minus, minus: a.plus, n: a.n.wrapping_neg(), specifier: a.specifier }
                    }
                    _ => return None,
                }
            }
            Expr::Binary(op, a, b) => {
                let a = linear(context, contents, a, depth + 1)?;
                let b = linear(context, contents, b, depth + 1)?;
                combine(context, contents, op, a, b)?
            }
        }
    } else {
        Linear::default()
    };
    result.n = result.n.wrapping_add(value.addend);
    if value.specifier != Specifier::NONE {
        result.specifier = value.specifier;
    }
    Some(result)
}

fn combine(
    context: &Context,
    contents: Addresses<'_>,
    op: expr::BinaryOp,
    a: Linear,
    b: Linear,
) -> Option<Linear> {
    use expr::BinaryOp::*;
    let is_number = |l: &Linear| l.plus.is_none() && l.minus.is_none();
    if is_number(&a) && is_number(&b) {
        return Some(Linear { n: expr::fold_binary(op, a.n, b.n)?, ..Linear::default() });
    }
    let specifier = if a.specifier != Specifier::NONE { a.specifier } else { b.specifier };
    let b = match op {
        Add => b,
        Sub => Linear { plus: b.minus, minus: b.plus, n: b.n.wrapping_neg(), specifier: b.specifier },
        Eq | Ne | Lt | Gt | Le | Ge => {
            let difference = combine(context, contents, Sub, a, b)?;
            if !is_number(&difference) {
                return None;
            }
            return Some(Linear { n: expr::fold_binary(op, difference.n, 0)?, ..Linear::default() });
        }
        _ => return None,
    };
    let mut n = a.n.wrapping_add(b.n);
    let mut pluses = [a.plus, b.plus];
    let mut minuses = [a.minus, b.minus];
    for plus in &mut pluses {
        for minus in &mut minuses {
            let (Some(p), Some(m)) = (*plus, *minus) else { continue };
            if p == m {
                (*plus, *minus) = (None, None);
                continue;
            }
            if let (Some((ps, pa)), Some((ms, ma))) =
                (place(context, contents, p), place(context, contents, m))
                && ps == ms
            {
                n = n.wrapping_add(pa).wrapping_sub(ma);
                (*plus, *minus) = (None, None);
            }
        }
    }
    let one = |pair: [Option<SymbolId>; 2]| match pair {
        [Some(_), Some(_)] => None,
        [a, b] => Some(a.or(b)),
    };
    Some(Linear { plus: one(pluses)?, minus: one(minuses)?, n, specifier })
}

/// Appends a LEB128 number (DWARF 5 section 7.6).
pub(super) fn write_leb(n: i64, signed: bool, out: &mut Vec<u8>) {
    let mut n = n;
    loop {
        let byte = (n & 0x7F) as u8;
        let done = if signed {
            n >>= 7;
            n == 0 && byte & 0x40 == 0 || n == -1 && byte & 0x40 != 0
        } else {
            n = (n as u64 >> 7) as i64;
            n == 0
        };
        if done {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

pub(super) fn leb_size(n: i64, signed: bool) -> u64 {
    let mut bytes = Vec::with_capacity(10);
    write_leb(n, signed, &mut bytes);
    bytes.len() as u64
}

/// Padding at an address.
pub(super) fn padding(align: &Align, address: u64) -> u64 {
    let pad = address.next_multiple_of(align.to) - address;
    if align.max_skip != 0 && pad > align.max_skip { 0 } else { pad }
}

impl<I: Isa> ObjectStreamer<I> {
    /// Decides all sizes. May be run again when contents were added.
    pub(super) fn layout(&mut self) {
        for section in 0..self.contents.len() {
            self.bind_branches(section);
            let contents = &mut self.contents[section];
            contents.before.resize(contents.frags.len() + 1, 0);
            contents.elastic = elastic(&contents.frags);
            sum(contents);
        }
        // Growth is bounded: branches and LEB128 only grow, and the rest follows. The bound is for `.org` and `.fill`
        // expressions that depend on themselves.
        for _ in 0..1000 {
            let mut changed = false;
            for section in 0..self.contents.len() {
                if self.contents[section].frags.is_empty() {
                    continue;
                }
                changed |= self.relax(section);
            }
            if !changed {
                return;
            }
        }
        self.late_error("layout does not converge");
    }

    /// Finds the branches' targets in their own section; those that have none take their longest form.
    fn bind_branches(&mut self, section: usize) {
        let mut contents = std::mem::take(&mut self.contents[section]);
        for frag in &mut contents.frags {
            let FragKind::Branch { branch, state, target } = &mut frag.kind else { continue };
            if target.is_some() || frag.size != 0 {
                continue;
            }
            let local = branch.target.as_symbol().and_then(|mut symbol| {
                for _ in 0..100 {
                    if !self.jump_resolves(symbol, branch.target.specifier) {
                        return None;
                    }
                    match self.context.symbols[symbol].definition {
                        Definition::Label { section: s, frag, offset } if s.0 as usize == section => {
                            return Some((frag, offset));
                        }
                        Definition::Equated(v) if v.addend == 0 => symbol = v.as_symbol()?,
                        _ => return None,
                    }
                }
                None
            });
            match local {
                Some(place) => *target = Some(place),
                None => loop {
                    let next = self.isa.branch_state(branch.kind, *state, None);
                    if next == *state {
                        break;
                    }
                    *state = next;
                },
            }
            frag.size = u64::from(self.isa.branch_size(branch.kind, *state));
        }
        self.contents[section] = contents;
    }

    /// One round over a section, from start to end. What lies behind has its new address; what lies ahead is taken to
    /// move as far as this place did, unless an alignment on the way may swallow that: then it is taken to stay, and a
    /// jump that seems to have overtaken its target waits for the next round. Where alignments make a difference to
    /// what is a short jump, this order of decisions gives GNU as's answer.
    fn relax(&mut self, section: usize) -> bool {
        let mut changed = false;
        let mut frags = std::mem::take(&mut self.contents[section].frags);
        let elastic = std::mem::take(&mut self.contents[section].elastic);
        let mut next_elastic = 0;
        let mut grown = 0i64;
        // What would not fit in memory is an error, not an abort.
        let nobits = self.context.sections[SectionId(section as u32)].kind == crate::SectionKind::NOBITS;
        let limit: u64 = if nobits { 1 << 46 } else { 1 << 31 };
        let mut errors: Vec<String> = Vec::new();
        for (i, frag) in frags.iter_mut().enumerate() {
            let before = self.contents[section].before[i].wrapping_add_signed(grown);
            self.contents[section].before[i] = before;
            while elastic.get(next_elastic).is_some_and(|&e| e as usize <= i) {
                next_elastic += 1;
            }
            let old = frag.size;
            match &mut frag.kind {
                FragKind::Branch { branch, state, target: Some((target_frag, target_offset)) } => {
                    if self.isa.branch_state(branch.kind, *state, None) == *state {
                        continue_at(&mut changed, &mut grown, old, old);
                        continue;
                    }
                    let contents = &self.contents[section];
                    let mut to = (*target_offset + contents.before[*target_frag as usize]) as i64;
                    let from = frag.offset + before;
                    if *target_frag as usize > i && grown != 0 {
                        if grown < 0 || elastic.get(next_elastic).is_none_or(|&e| e >= *target_frag) {
                            to += grown;
                        } else if to < from as i64 {
                            continue;
                        }
                    }
                    let distance = to.wrapping_sub(from as i64).wrapping_add(branch.target.addend);
                    let next = self.isa.branch_state(branch.kind, *state, Some(distance));
                    if next != *state {
                        *state = next;
                        frag.size = u64::from(self.isa.branch_size(branch.kind, next));
                    }
                }
                FragKind::Branch { .. } => {}
                FragKind::Align { align, .. } => frag.size = padding(align, frag.offset + before),
                FragKind::Fill { count, unit, .. } => {
                    match linear(&self.context, &self.contents, *count, 0) {
                        Some(Linear { plus: None, minus: None, n, .. }) => {
                            frag.size = (n.max(0) as u64).saturating_mul(u64::from(*unit));
                            if frag.size > limit {
                                frag.size = 0;
                                errors.push(format!(".fill of {n} units is too large"));
                            }
                        }
                        _ => errors.push(".space specifies non-absolute value".into()),
                    }
                }
                FragKind::Org { to, .. } => {
                    let target = match linear(&self.context, &self.contents, *to, 0) {
                        Some(Linear { plus: None, minus: None, n, .. }) => Some(n),
                        Some(Linear { plus: Some(symbol), minus: None, n, .. }) => {
                            match place(&self.context, &self.contents, symbol) {
                                Some((s, a)) if s.0 as usize == section => Some(a.wrapping_add(n)),
                                _ => None,
                            }
                        }
                        _ => None,
                    };
                    match target {
                        Some(to) => {
                            let from = (frag.offset + before) as i64;
                            frag.size = u64::try_from(to.wrapping_sub(from)).unwrap_or(0);
                            if frag.size > limit {
                                frag.size = 0;
                                errors.push(format!(".org to {to:#x} is too far"));
                            }
                        }
                        None => errors.push("invalid section for .org".into()),
                    }
                }
                FragKind::Leb { value, signed } => {
                    let size = match linear(&self.context, &self.contents, *value, 0) {
                        Some(Linear { plus: None, minus: None, n, .. }) => leb_size(n, *signed),
                        _ => {
                            errors.push("leb128 operand is an undefined or non-absolute value".into());
                            1
                        }
                    };
                    frag.size = frag.size.max(size);
                }
            }
            continue_at(&mut changed, &mut grown, old, frag.size);
        }
        let contents = &mut self.contents[section];
        if let Some(last) = contents.before.last_mut() {
            *last = last.wrapping_add_signed(grown);
        }
        contents.frags = frags;
        contents.elastic = elastic;
        if let Some(message) = errors.into_iter().next() {
            self.late_error(message);
            return false;
        }
        changed
    }
}

/// Sums up the sizes; padding is what these sizes make it.
fn sum(contents: &mut super::Contents) {
    let mut total = 0;
    for (before, frag) in contents.before.iter_mut().zip(&mut contents.frags) {
        *before = total;
        if let FragKind::Align { align, .. } = &frag.kind {
            frag.size = padding(align, frag.offset + total);
        }
        total += frag.size;
    }
    if let Some(last) = contents.before.last_mut() {
        *last = total;
    }
}

/// The fragments that may swallow growth before them.
fn elastic(frags: &[super::Frag]) -> Vec<u32> {
    let swallows = |kind: &FragKind| {
        matches!(kind, FragKind::Align { .. } | FragKind::Org { .. } | FragKind::Fill { .. })
    };
    (0..frags.len()).filter(|&i| swallows(&frags[i].kind)).map(|i| i as u32).collect()
}

/// Accounts for a fragment's growth.
fn continue_at(changed: &mut bool, grown: &mut i64, old: u64, new: u64) {
    *changed |= new != old;
    *grown = grown.wrapping_add(new as i64).wrapping_sub(old as i64);
}
