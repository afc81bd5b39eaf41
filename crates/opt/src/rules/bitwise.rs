//! Logic and shifts.

use super::{New, Rule, with};
use crate::combine::Rewriter;
use ir::eval::{mask, width};
use ir::{FloatCond, InstData, IntCond, Op, Type, Value};

const SHIFTS: &[Op] = &[Op::Shl, Op::Lshr, Op::Ashr, Op::Rotl, Op::Rotr];

pub(super) const RULES: &[Rule] = &[
    Rule { name: "logic-neutral", ops: &[Op::And, Op::Or, Op::Xor], apply: neutral },
    Rule { name: "logic-self", ops: &[Op::And, Op::Or, Op::Xor], apply: same },
    Rule { name: "logic-complement", ops: &[Op::And, Op::Or, Op::Xor], apply: complement },
    Rule { name: "logic-constants", ops: &[Op::And, Op::Or, Op::Xor], apply: associate },
    Rule { name: "and-needless", ops: &[Op::And], apply: needless_mask },
    Rule { name: "xor-comparison", ops: &[Op::Xor], apply: inverted_comparison },
    Rule { name: "rotate", ops: &[Op::Or, Op::Iadd, Op::Xor], apply: rotate },
    Rule { name: "shift-nothing", ops: SHIFTS, apply: shift_nothing },
    Rule { name: "shift-count", ops: SHIFTS, apply: shift_count },
    Rule { name: "shift-twice", ops: &[Op::Shl, Op::Lshr, Op::Ashr], apply: shift_twice },
    Rule { name: "shift-extends", ops: &[Op::Lshr, Op::Ashr], apply: shift_extends },
];

/// An upper bound of a value's significant bits.
pub(super) fn significant_bits(r: &Rewriter<'_>, value: Value, depth: u32) -> u32 {
    let ty = r.ty(value);
    let whole = width(ty);
    let Some(data) = r.def(value).filter(|_| depth < 4 && !ty.is_vector()) else { return whole };
    match data.op {
        Op::Iconst => r.bits(value).map_or(whole, |bits| 128 - bits.leading_zeros()),
        Op::Zext => significant_bits(r, data.args[0], depth + 1),
        Op::Icmp | Op::Fcmp => 1,
        Op::And => {
            significant_bits(r, data.args[0], depth + 1).min(significant_bits(r, data.args[1], depth + 1))
        }
        Op::Or | Op::Xor => {
            significant_bits(r, data.args[0], depth + 1).max(significant_bits(r, data.args[1], depth + 1))
        }
        Op::Lshr => match r.bits(data.args[1]) {
            Some(n) => {
                significant_bits(r, data.args[0], depth + 1).saturating_sub((n % u128::from(whole)) as u32)
            }
            None => whole,
        },
        Op::Select => {
            significant_bits(r, data.args[1], depth + 1).max(significant_bits(r, data.args[2], depth + 1))
        }
        _ => whole,
    }
}

fn neutral(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if data.ty.is_vector() {
        return None;
    }
    let b = r.bits(data.args[1])?;
    let all = mask(width(data.ty));
    match (data.op, b) {
        (Op::And, 0) => Some(New::Value(data.args[1])),
        (Op::Or | Op::Xor, 0) => Some(New::Value(data.args[0])),
        (Op::And, b) if b == all => Some(New::Value(data.args[0])),
        (Op::Or, b) if b == all => Some(New::Value(data.args[1])),
        (Op::Xor, b) if b == all => Some(New::Inst(InstData::new(Op::Not, data.ty, &[data.args[0]]))),
        _ => None,
    }
}

fn same(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if data.args[0] != data.args[1] || data.ty.is_vector() {
        return None;
    }
    Some(New::Value(match data.op {
        Op::Xor => r.constant(data.ty, 0),
        _ => data.args[0],
    }))
}

/// A value and its complement.
fn complement(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let (a, b) = (data.args[0], data.args[1]);
    let opposite = |a, b| r.def_of(a, Op::Not).is_some_and(|not| not.args[0] == b);
    if data.ty.is_vector() || !(opposite(a, b) || opposite(b, a)) {
        return None;
    }
    let all = mask(width(data.ty));
    Some(New::Value(r.constant(data.ty, if data.op == Op::And { 0 } else { all })))
}

fn associate(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if data.ty.is_vector() {
        return None;
    }
    let b = r.bits(data.args[1])?;
    let inner = r.def_of(data.args[0], data.op)?;
    let a = r.bits(inner.args[1])?;
    let both = match data.op {
        Op::And => a & b,
        Op::Or => a | b,
        _ => a ^ b,
    };
    let both = r.constant(data.ty, both);
    Some(with(data, &[inner.args[0], both]))
}

/// A mask of ones that covers all that its operand can have.
fn needless_mask(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if data.ty.is_vector() {
        return None;
    }
    let b = r.bits(data.args[1])?;
    let ones = (!b).trailing_zeros();
    (b == mask(ones) && significant_bits(r, data.args[0], 0) <= ones).then_some(New::Value(data.args[0]))
}

/// A comparison's opposite.
pub(super) fn inverted(data: &InstData) -> Option<InstData> {
    match data.op {
        Op::Icmp => {
            let cond = IntCond::ALL.get(data.aux as usize)?.inverted();
            Some(data.with_aux(cond as u8))
        }
        // The opposite of a signalling comparison is quiet: only the quiet ones are turned around.
        Op::Fcmp => {
            let cond = *FloatCond::ALL.get(data.aux as usize)?;
            let quiet = matches!(cond, FloatCond::Oeq | FloatCond::Une | FloatCond::Ord | FloatCond::Uno);
            quiet.then(|| data.with_aux(cond.inverted() as u8))
        }
        _ => None,
    }
}

fn inverted_comparison(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if data.ty != Type::I8 || r.bits(data.args[1]) != Some(1) {
        return None;
    }
    inverted(&r.def(data.args[0])?).filter(|d| !d.ty.is_vector()).map(New::Inst)
}

/// `x << n | x >> (width - n)`, with constants or as `n` and `-n`.
fn rotate(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if data.ty.is_vector() || !matches!(data.ty.bits(), 8 | 16 | 32 | 64) {
        return None;
    }
    let (mut left, mut right) = (r.def(data.args[0])?, r.def(data.args[1])?);
    if left.op == Op::Lshr {
        std::mem::swap(&mut left, &mut right);
    }
    if left.op != Op::Shl || right.op != Op::Lshr || left.args[0] != right.args[0] {
        return None;
    }
    let bits = u128::from(data.ty.bits());
    let (up, down) = (r.bits(left.args[1])? % bits, r.bits(right.args[1])? % bits);
    // With a count of 0 both halves are the value itself, which only `|` bears.
    if up == 0 || up + down != bits {
        return None;
    }
    Some(New::Inst(InstData::new(Op::Rotl, data.ty, &[left.args[0], left.args[1]])))
}

fn shift_nothing(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if data.ty.is_vector() {
        return None;
    }
    let zero_count = r.bits(data.args[1]).is_some_and(|n| n % u128::from(width(data.ty)) == 0);
    let zero = r.bits(data.args[0]) == Some(0);
    // All ones stay so where ones come in.
    let ones = data.op == Op::Ashr && r.int(data.args[0]) == Some(-1);
    (zero_count || zero || ones).then_some(New::Value(data.args[0]))
}

/// The count is taken modulo the width: masks that keep its low bits, and conversions, say nothing.
fn shift_count(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if data.ty.is_vector() {
        return None;
    }
    let count = r.def(data.args[1])?;
    let needed = u128::from(width(data.ty)) - 1;
    let inner = match count.op {
        Op::And if r.bits(count.args[1]).is_some_and(|bits| bits & needed == needed) => count.args[0],
        Op::Trunc | Op::Zext | Op::Sext if r.ty(count.args[0]) != Type::I128 => count.args[0],
        _ => return None,
    };
    Some(with(data, &[data.args[0], inner]))
}

/// Two constant shifts the same way.
fn shift_twice(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if data.ty.is_vector() {
        return None;
    }
    let bits = u128::from(width(data.ty));
    let b = r.bits(data.args[1])? % bits;
    let inner = r.def_of(data.args[0], data.op)?;
    let sum = r.bits(inner.args[1])? % bits + b;
    if sum >= bits && data.op != Op::Ashr {
        return Some(New::Value(r.constant(data.ty, 0)));
    }
    let count = r.constant(Type::I8, sum.min(bits - 1));
    Some(with(data, &[inner.args[0], count]))
}

/// `(x << n) >> n` keeps the low bits: an extension, or a mask.
fn shift_extends(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if data.ty.is_vector() || data.ty == Type::I128 {
        return None;
    }
    let bits = width(data.ty);
    let count = (r.bits(data.args[1])? % u128::from(bits)) as u32;
    let inner = r.def_of(data.args[0], Op::Shl)?;
    if count == 0 || r.bits(inner.args[1])? % u128::from(bits) != u128::from(count) {
        return None;
    }
    let kept = bits - count;
    if let Some(narrow) =
        Type::int_of_bytes(kept / 8).filter(|ty| kept.is_multiple_of(8) && ty.bits() == kept)
    {
        let low = r.emit(InstData::new(Op::Trunc, narrow, &[inner.args[0]]), narrow);
        let op = if data.op == Op::Ashr { Op::Sext } else { Op::Zext };
        return Some(New::Inst(InstData::new(op, data.ty, &[low])));
    }
    if data.op == Op::Ashr {
        return None;
    }
    let ones = r.constant(data.ty, mask(kept));
    Some(New::Inst(InstData::new(Op::And, data.ty, &[inner.args[0], ones])))
}
