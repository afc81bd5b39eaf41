//! Floating point: only what is exact for every operand, zeros of both signs, infinities and NaNs included
//! (IEEE 754-2019 clause 6).

use super::{New, Rule};
use crate::combine::Rewriter;
use ir::{InstData, Op, Type};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "float-sign-twice", ops: &[Op::Fneg, Op::Fabs], apply: sign_twice },
    Rule { name: "float-one", ops: &[Op::Fmul, Op::Fdiv], apply: one },
    Rule { name: "float-zero", ops: &[Op::Fadd, Op::Fsub], apply: zero },
    Rule { name: "float-add-negated", ops: &[Op::Fadd, Op::Fsub], apply: add_negated },
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

fn one(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    is_one(r, data).then_some(New::Value(data.args[0]))
}

/// `x - 0` and `x + -0`; `x + 0` is not `x` for negative zero.
fn zero(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let bits = r.bits(data.args[1])?;
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

fn narrowed_back(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let inner = r.def_of(data.args[0], Op::Fpext)?;
    (r.ty(inner.args[0]) == data.ty).then_some(New::Value(inner.args[0]))
}
