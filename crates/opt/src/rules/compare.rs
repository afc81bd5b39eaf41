//! Comparisons, and what asks for their answer: selects and branches.

use super::bitwise::{inverted, significant_bits};
use super::{New, Rule, with};
use crate::analysis::alias;
use crate::combine::Rewriter;
use ir::eval::{mask, signed, width};
use ir::{Binding, InstData, IntCond, Op, SymbolId, Type, Value};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "compare-constant-right", ops: &[Op::Icmp], apply: constant_right },
    Rule { name: "compare-self", ops: &[Op::Icmp], apply: same },
    Rule { name: "compare-truth", ops: &[Op::Icmp], apply: truth },
    Rule { name: "compare-bounds", ops: &[Op::Icmp], apply: bounds },
    Rule { name: "compare-high-bits", ops: &[Op::Icmp], apply: high_bits },
    Rule { name: "compare-extended", ops: &[Op::Icmp], apply: extended },
    Rule { name: "compare-sum", ops: &[Op::Icmp], apply: sum },
    Rule { name: "compare-same-base", ops: &[Op::Icmp], apply: same_base },
    Rule { name: "compare-address", ops: &[Op::Icmp], apply: address },
    Rule { name: "select-known", ops: &[Op::Select], apply: select_known },
    Rule { name: "select-truth", ops: &[Op::Select], apply: select_truth },
    Rule { name: "condition-truth", ops: &[Op::Select, Op::Br], apply: condition },
];

fn cond_of(data: &InstData) -> Option<IntCond> {
    IntCond::ALL.get(data.aux as usize).copied().filter(|_| !data.ty.is_vector())
}

fn boolean(r: &mut Rewriter<'_>, value: bool) -> New {
    New::Value(r.constant(Type::I8, u128::from(value)))
}

/// Whether a value of type i8 is 0 or 1.
fn is_truth(r: &Rewriter<'_>, value: Value) -> bool {
    r.ty(value) == Type::I8 && significant_bits(r, value, 0) <= 1
}

fn constant_right(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let cond = cond_of(data)?;
    let (a, b) = (data.args[0], data.args[1]);
    (r.bits(a).is_some() && r.bits(b).is_none()).then(|| with(&data.with_aux(cond.swapped() as u8), &[b, a]))
}

fn same(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    use IntCond as C;
    let cond = cond_of(data)?;
    if data.args[0] != data.args[1] {
        return None;
    }
    Some(boolean(r, matches!(cond, C::Eq | C::Sle | C::Sge | C::Ule | C::Uge)))
}

/// `t != 0`, `t == 0`, `t != 1`, `t == 1` where `t` is 0 or 1.
fn truth(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let cond = cond_of(data)?;
    let b = r.bits(data.args[1]).filter(|&b| b <= 1)?;
    if !is_truth(r, data.args[0]) || !matches!(cond, IntCond::Eq | IntCond::Ne) {
        return None;
    }
    if (cond == IntCond::Ne) == (b == 0) {
        return Some(New::Value(data.args[0]));
    }
    let inner = r.def(data.args[0])?;
    if inner.ty.is_vector() {
        return None;
    }
    inverted(&inner).map(New::Inst)
}

/// Comparisons with the ends of the range, and near zero.
fn bounds(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    use IntCond as C;
    let cond = cond_of(data)?;
    let bits = width(data.ty);
    let b = r.bits(data.args[1])?;
    let (min, max) = (1 << (bits - 1), mask(bits - 1));
    let all = mask(bits);
    let zero_with = |cond: C| (cond, 0);
    let (cond, b) = match (cond, b) {
        (C::Ult, 0) => return Some(boolean(r, false)),
        (C::Uge, 0) => return Some(boolean(r, true)),
        (C::Ugt, b) if b == all => return Some(boolean(r, false)),
        (C::Ule, b) if b == all => return Some(boolean(r, true)),
        (C::Slt, b) if b == min => return Some(boolean(r, false)),
        (C::Sge, b) if b == min => return Some(boolean(r, true)),
        (C::Sgt, b) if b == max => return Some(boolean(r, false)),
        (C::Sle, b) if b == max => return Some(boolean(r, true)),
        (C::Ule, 0) | (C::Ult, 1) => zero_with(C::Eq),
        (C::Ugt, 0) | (C::Uge, 1) => zero_with(C::Ne),
        (C::Sle, b) if b == all => zero_with(C::Slt),
        (C::Sgt, b) if b == all => zero_with(C::Sge),
        (C::Slt, 1) if bits > 1 => zero_with(C::Sle),
        (C::Sge, 1) if bits > 1 => zero_with(C::Sgt),
        // All but one value, and that one.
        (C::Ult, b) if b == all => (C::Ne, all),
        (C::Uge, b) if b == all => (C::Eq, all),
        (C::Slt, b) if b == max => (C::Ne, max),
        (C::Sge, b) if b == max => (C::Eq, max),
        (C::Sgt, b) if b == min => (C::Ne, min),
        (C::Sle, b) if b == min => (C::Eq, min),
        // The sign of what cannot be negative.
        (C::Slt | C::Sge, 0) if significant_bits(r, data.args[0], 0) < bits => {
            return Some(boolean(r, cond == C::Sge));
        }
        _ => return None,
    };
    let b = r.constant(data.ty, b);
    Some(with(&data.with_aux(cond as u8), &[data.args[0], b]))
}

/// `(x & ~7) == 0`: that no bit above is set is that `x` is at most 7.
fn high_bits(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    use IntCond as C;
    let cond = match cond_of(data)? {
        C::Eq => C::Ule,
        C::Ne => C::Ugt,
        _ => return None,
    };
    let masked = r.def_of(data.args[0], Op::And).filter(|_| r.bits(data.args[1]) == Some(0))?;
    let low = !r.bits(masked.args[1])? & mask(width(data.ty));
    // As an immediate operand; and of the sign alone, that is known by itself.
    if !(low + 1).is_power_of_two() || low == 0 || low >= 1 << 31 || low == mask(width(data.ty)) >> 1 {
        return None;
    }
    let most = r.constant(data.ty, low);
    Some(with(&data.with_aux(cond as u8), &[masked.args[0], most]))
}

/// Comparison of extended values as that of the values themselves.
fn extended(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    use IntCond as C;
    let cond = cond_of(data)?;
    let left = r.def(data.args[0]).filter(|d| matches!(d.op, Op::Zext | Op::Sext))?;
    let inner = left.args[0];
    let ty = r.ty(inner);
    // A signed order of zero-extended values is the unsigned one of what was extended.
    let narrow = match (left.op, cond) {
        (_, C::Eq | C::Ne) | (Op::Zext, C::Ult | C::Ule | C::Ugt | C::Uge) => cond,
        (Op::Sext, cond) => cond,
        (_, C::Slt) => C::Ult,
        (_, C::Sle) => C::Ule,
        (_, C::Sgt) => C::Ugt,
        (_, _) => C::Uge,
    };
    let other = if let Some(b) = r.bits(data.args[1]) {
        let low = b & mask(width(ty));
        let again = match left.op {
            Op::Zext => low,
            _ => signed(low, width(ty)) as u128 & mask(width(data.ty)),
        };
        if again != b {
            // Out of the narrow type's range: never equal; orders are left alone.
            return matches!(cond, C::Eq | C::Ne).then(|| boolean(r, cond == C::Ne));
        }
        r.constant(ty, low)
    } else {
        let right = r.def_of(data.args[1], left.op)?;
        (r.ty(right.args[0]) == ty).then_some(right.args[0])?
    };
    let new = InstData::new(Op::Icmp, ty, &[inner, other]).with_aux(narrow as u8);
    Some(New::Inst(new))
}

/// `x - y == 0`, `x ^ y == 0`, `x + a == b`.
fn sum(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let cond = cond_of(data).filter(|cond| matches!(cond, IntCond::Eq | IntCond::Ne))?;
    let b = r.bits(data.args[1])?;
    let inner = r.def(data.args[0]).filter(|_| data.ty != Type::PTR)?;
    match inner.op {
        Op::Isub | Op::Xor if b == 0 => {
            Some(New::Inst(InstData::new(Op::Icmp, data.ty, &inner.args[..2]).with_aux(cond as u8)))
        }
        Op::Iadd => {
            let a = r.bits(inner.args[1])?;
            let rest = r.constant(data.ty, b.wrapping_sub(a));
            Some(with(data, &[inner.args[0], rest]))
        }
        _ => None,
    }
}

/// Places at known distances from the same one.
fn same_base(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let cond = cond_of(data).filter(|cond| matches!(cond, IntCond::Eq | IntCond::Ne))?;
    if data.ty != Type::PTR {
        return None;
    }
    let (a, b) = (alias::resolve(r.f, data.args[0], 0), alias::resolve(r.f, data.args[1], 0));
    (a.0 == b.0).then(|| boolean(r, (a.1 == b.1) == (cond == IntCond::Eq)))
}

/// Slots and objects defined here are not at address zero.
fn address(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let cond = cond_of(data).filter(|cond| matches!(cond, IntCond::Eq | IntCond::Ne))?;
    if data.ty != Type::PTR || r.bits(data.args[1]) != Some(0) {
        return None;
    }
    let inner = r.def(data.args[0])?;
    let somewhere = match inner.op {
        Op::StackAddr | Op::IncomingArg => true,
        Op::SymbolAddr => {
            let symbol = r.module.symbols.get(SymbolId::from_u32(inner.x))?;
            // In an object, or just behind it.
            let end = symbol.size.unwrap_or(0);
            let within = u64::try_from(inner.imm).is_ok_and(|offset| offset <= end);
            within && symbol.defined && symbol.binding != Binding::Weak && !symbol.alias
        }
        Op::LiteralAddr => true,
        _ => false,
    };
    somewhere.then(|| boolean(r, cond == IntCond::Ne))
}

fn select_known(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if data.args[1] == data.args[2] {
        return Some(New::Value(data.args[1]));
    }
    let cond = r.bits(data.args[0])?;
    Some(New::Value(data.args[if cond != 0 { 1 } else { 2 }]))
}

/// `t ? 1 : 0` where `t` is 0 or 1.
fn select_truth(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if !data.ty.is_int() || !is_truth(r, data.args[0]) {
        return None;
    }
    let condition = match (r.bits(data.args[1])?, r.bits(data.args[2])?) {
        (1, 0) => data.args[0],
        (0, 1) => {
            let inner = r.def(data.args[0]).filter(|d| !d.ty.is_vector())?;
            r.emit(inverted(&inner)?, Type::I8)
        }
        _ => return None,
    };
    Some(match data.ty {
        Type::I8 => New::Value(condition),
        ty => New::Inst(InstData::new(Op::Zext, ty, &[condition])),
    })
}

/// A condition is true unless 0: `x != 0` says no more than `x`, and `x == 0` exchanges what follows.
fn condition(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let inner = r.def_of(data.args[0], Op::Icmp).filter(|inner| inner.ty == Type::I8)?;
    if r.bits(inner.args[1]) != Some(0) {
        return None;
    }
    match cond_of(&inner)? {
        IntCond::Ne => Some(with(data, &[inner.args[0]])),
        IntCond::Eq if data.op == Op::Select => {
            Some(with(data, &[inner.args[0], data.args[2], data.args[1]]))
        }
        IntCond::Eq => {
            let likely = match data.aux {
                1 => 2,
                2 => 1,
                other => other,
            };
            let mut new = data.with_aux(likely);
            new.args[0] = inner.args[0];
            Some(New::Exchanged(new))
        }
        _ => None,
    }
}
