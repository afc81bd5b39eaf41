//! Floating point: only what is exact for every operand, zeros of both signs, infinities and NaNs included
//! (IEEE 754-2019 clause 6).

use super::{New, Rule};
use crate::combine::Rewriter;
use ir::{FloatCond, InstData, Op, Type};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "float-sign-twice", ops: &[Op::Fneg, Op::Fabs], apply: sign_twice },
    Rule { name: "float-one", ops: &[Op::Fmul, Op::Fdiv], apply: one },
    Rule { name: "float-zero", ops: &[Op::Fadd, Op::Fsub], apply: zero },
    Rule { name: "float-add-negated", ops: &[Op::Fadd, Op::Fsub], apply: add_negated },
    Rule { name: "float-compare-known", ops: &[Op::Fcmp], apply: compare_known },
    Rule { name: "float-narrowed-back", ops: &[Op::Fptrunc], apply: narrowed_back },
];

/// The bits of 1.0 in the formats that are common.
fn is_one(r: &Rewriter<'_>, data: &InstData) -> bool {
    let bits = r.bits(data.args[1]);
    match data.ty {
        Type::F32 => bits == Some(0x3f80_0000),
        Type::F64 => bits == Some(0x3ff0_0000_0000_0000),
        _ => false,
    }
}

fn sign_twice(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let inner = r.def(data.args[0])?;
    match (data.op, inner.op) {
        (Op::Fneg, Op::Fneg) => Some(New::Value(inner.args[0])),
        (Op::Fabs, Op::Fneg | Op::Fabs) => {
            Some(New::Inst(InstData::new(Op::Fabs, data.ty, &[inner.args[0]])))
        }
        _ => None,
    }
}

/// With `-fsignaling-nans`, an operation that changes nothing else still makes a signalling NaN a quiet one.
fn one(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if r.f.signaling_nans {
        return None;
    }
    is_one(r, data).then_some(New::Value(data.args[0]))
}

/// `x - 0` and `x + -0`; `x + 0` is not `x` for negative zero.
fn zero(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let bits = r.bits(data.args[1]).filter(|_| !r.f.signaling_nans)?;
    let sign = match data.ty {
        Type::F32 => 1u128 << 31,
        Type::F64 => 1 << 63,
        _ => return None,
    };
    let neutral = if data.op == Op::Fadd { sign } else { 0 };
    (bits == neutral).then_some(New::Value(data.args[0]))
}

/// `a + -b` is `a - b`, and `a - -b` is `a + b`.
fn add_negated(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let negated = r.def_of(data.args[1], Op::Fneg)?;
    let op = if data.op == Op::Fadd { Op::Fsub } else { Op::Fadd };
    Some(New::Inst(InstData::new(op, data.ty, &[data.args[0], negated.args[0]])))
}

/// Comparisons with a quiet NaN, beyond an infinity, and of what has no sign with what is below zero. An invalid operand
/// that they would have reported is not.
fn compare_known(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    use FloatCond as C;
    if r.f.signaling_nans {
        return None;
    }
    let (sign, infinity, quiet) = match data.ty {
        Type::F32 => (1u128 << 31, 0x7f80_0000u128, 0x40_0000u128),
        Type::F64 => (1 << 63, 0x7ff0_0000_0000_0000, 0x8_0000_0000_0000),
        _ => return None,
    };
    let cond = C::from_aux(data.aux);
    let left_nan = r.bits(data.args[0]).is_some_and(|bits| bits & !sign > infinity && bits & quiet != 0);
    let right = r.bits(data.args[1]);
    let right_nan = right.is_some_and(|bits| bits & !sign > infinity && bits & quiet != 0);
    let truth = if left_nan || right_nan {
        matches!(cond, C::Une | C::Uno | C::Ueq | C::Ult | C::Ule | C::Ugt | C::Uge)
    } else {
        let right = right?;
        let below_zero = right == 0 || (right & sign != 0 && right & !sign <= infinity);
        let no_sign = below_zero && r.def_of(data.args[0], Op::Fabs).is_some();
        match cond {
            C::Ogt | C::Qgt if right == infinity => false,
            C::Ule if right == infinity => true,
            C::Olt | C::Qlt if right == infinity | sign || no_sign => false,
            C::Uge if right == infinity | sign || no_sign => true,
            _ => return None,
        }
    };
    Some(New::Inst(InstData::new(Op::Iconst, Type::I8, &[]).with_imm(i64::from(truth))))
}

fn narrowed_back(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let inner = r.def_of(data.args[0], Op::Fpext).filter(|_| !r.f.signaling_nans)?;
    let source = inner.args[0];
    match (r.ty(source), data.ty) {
        (from, to) if from == to => Some(New::Value(source)),
        // Not so far back.
        (Type::F32, Type::F64) => Some(New::Inst(InstData::new(Op::Fpext, data.ty, &[source]))),
        _ => None,
    }
}
