//! Sums, differences, products, negation: two's complement identities.

use super::{New, Rule, with};
use crate::combine::Rewriter;
use ir::eval::{mask, width};
use ir::{InstData, Op, Type, Value};

const COMMUTATIVE: &[Op] = &[
    Op::Iadd,
    Op::Imul,
    Op::And,
    Op::Or,
    Op::Xor,
    Op::Smulhi,
    Op::Umulhi,
    Op::SaddOv,
    Op::UaddOv,
    Op::SmulOv,
    Op::UmulOv,
    Op::Fadd,
    Op::Fmul,
];

pub(super) const RULES: &[Rule] = &[
    Rule { name: "constant-right", ops: COMMUTATIVE, apply: constant_right },
    Rule { name: "add-zero", ops: &[Op::Iadd, Op::Isub], apply: neutral },
    Rule { name: "add-constants", ops: &[Op::Iadd, Op::Imul], apply: associate },
    Rule { name: "sub-constant", ops: &[Op::Isub], apply: sub_constant },
    Rule { name: "sub-self", ops: &[Op::Isub], apply: sub_self },
    Rule { name: "sub-from-zero", ops: &[Op::Isub], apply: sub_from_zero },
    Rule { name: "add-negated", ops: &[Op::Iadd, Op::Isub], apply: add_negated },
    Rule { name: "cancel", ops: &[Op::Iadd, Op::Isub], apply: cancel },
    Rule { name: "multiply-simple", ops: &[Op::Imul], apply: multiply },
    Rule { name: "negate-twice", ops: &[Op::Ineg, Op::Not], apply: twice },
    Rule { name: "negate-difference", ops: &[Op::Ineg], apply: negate_difference },
];

fn all(ty: Type) -> u128 {
    mask(width(ty))
}

fn scalar(data: &InstData) -> Option<()> {
    (!data.ty.is_vector()).then_some(())
}

fn constant_right(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let (a, b) = (data.args[0], data.args[1]);
    (r.bits(a).is_some() && r.bits(b).is_none()).then(|| with(data, &[b, a]))
}

fn neutral(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    (r.bits(data.args[1]) == Some(0)).then_some(New::Value(data.args[0]))
}

/// `(x op a) op b` is `x op (a op b)`.
fn associate(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    scalar(data)?;
    let b = r.bits(data.args[1])?;
    let inner = r.def_of(data.args[0], data.op)?;
    let a = r.bits(inner.args[1])?;
    let both = if data.op == Op::Iadd { a.wrapping_add(b) } else { a.wrapping_mul(b) };
    let both = r.constant(data.ty, both);
    Some(with(data, &[inner.args[0], both]))
}

fn sub_constant(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    scalar(data)?;
    let b = r.bits(data.args[1])?;
    let negated = r.constant(data.ty, b.wrapping_neg());
    Some(New::Inst(InstData { op: Op::Iadd, args: [data.args[0], negated, data.args[2]], ..*data }))
}

fn sub_self(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    scalar(data)?;
    (data.args[0] == data.args[1]).then(|| New::Value(r.constant(data.ty, 0)))
}

fn sub_from_zero(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    scalar(data)?;
    (r.bits(data.args[0]) == Some(0)).then(|| New::Inst(InstData::new(Op::Ineg, data.ty, &[data.args[1]])))
}

fn add_negated(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let (a, b) = (data.args[0], data.args[1]);
    let other = if data.op == Op::Iadd { Op::Isub } else { Op::Iadd };
    if let Some(negated) = r.def_of(b, Op::Ineg) {
        return Some(New::Inst(InstData::new(other, data.ty, &[a, negated.args[0]])));
    }
    let negated = r.def_of(a, Op::Ineg).filter(|_| data.op == Op::Iadd)?;
    Some(New::Inst(InstData::new(Op::Isub, data.ty, &[b, negated.args[0]])))
}

/// `(x - y) + y`, `(x + y) - y`, `(x + y) - x` and `x - (x - y)`.
fn cancel(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let (a, b) = (data.args[0], data.args[1]);
    if data.op == Op::Iadd {
        let from = |r: &Rewriter<'_>, x: Value, y: Value| {
            r.def_of(x, Op::Isub).filter(|sub| sub.args[1] == y).map(|sub| sub.args[0])
        };
        return from(r, a, b).or_else(|| from(r, b, a)).map(New::Value);
    }
    if let Some(sum) = r.def_of(a, Op::Iadd) {
        if sum.args[1] == b {
            return Some(New::Value(sum.args[0]));
        }
        if sum.args[0] == b {
            return Some(New::Value(sum.args[1]));
        }
    }
    r.def_of(b, Op::Isub).filter(|sub| sub.args[0] == a).map(|sub| New::Value(sub.args[1]))
}

fn multiply(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    scalar(data)?;
    let b = r.bits(data.args[1])?;
    match b {
        0 => Some(New::Value(data.args[1])),
        1 => Some(New::Value(data.args[0])),
        b if b == all(data.ty) => Some(New::Inst(InstData::new(Op::Ineg, data.ty, &[data.args[0]]))),
        b if b.is_power_of_two() => {
            let count = r.constant(Type::I8, u128::from(b.trailing_zeros()));
            Some(New::Inst(InstData::new(Op::Shl, data.ty, &[data.args[0], count])))
        }
        _ => None,
    }
}

fn twice(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    r.def_of(data.args[0], data.op).map(|inner| New::Value(inner.args[0]))
}

fn negate_difference(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let inner = r.def_of(data.args[0], Op::Isub)?;
    Some(New::Inst(InstData::new(Op::Isub, data.ty, &[inner.args[1], inner.args[0]])))
}
