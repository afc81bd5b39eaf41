//! Conversions between integers, and reinterpretation of bits.

use super::{New, Rule};
use crate::combine::Rewriter;
use ir::{InstData, Op, Value};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "truncate-extended", ops: &[Op::Trunc], apply: truncate_extended },
    Rule { name: "truncate-operation", ops: &[Op::Trunc], apply: truncate_operation },
    Rule { name: "extend-twice", ops: &[Op::Zext, Op::Sext], apply: extend_twice },
    Rule { name: "bitcast-chain", ops: &[Op::Bitcast], apply: bitcast },
];

fn truncate_extended(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let inner = r.def(data.args[0])?;
    let source = inner.args[0];
    match inner.op {
        Op::Trunc => Some(New::Inst(InstData::new(Op::Trunc, data.ty, &[source]))),
        Op::Zext | Op::Sext => {
            let from = r.ty(source);
            Some(match from.bits().cmp(&data.ty.bits()) {
                std::cmp::Ordering::Equal => New::Value(source),
                std::cmp::Ordering::Less => New::Inst(InstData::new(inner.op, data.ty, &[source])),
                std::cmp::Ordering::Greater => New::Inst(InstData::new(Op::Trunc, data.ty, &[source])),
            })
        }
        _ => None,
    }
}

/// The low bits of these depend on the low bits of their operands only: if those are extended or constant, the
/// narrow operation does.
fn truncate_operation(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let inner = r.def(data.args[0])?;
    if !matches!(inner.op, Op::Iadd | Op::Isub | Op::Imul | Op::And | Op::Or | Op::Xor)
        || !r.used_once(data.args[0])
    {
        return None;
    }
    let narrow = |r: &Rewriter<'_>, value: Value| -> Option<Value> {
        let def = r.def(value).filter(|d| matches!(d.op, Op::Zext | Op::Sext))?;
        (r.ty(def.args[0]) == data.ty).then_some(def.args[0])
    };
    let (left, right) = (narrow(r, inner.args[0]), narrow(r, inner.args[1]));
    let constant = r.bits(inner.args[1]);
    let (left, right) = match (left, right, constant) {
        (Some(left), Some(right), _) => (left, right),
        (Some(left), None, Some(bits)) => (left, r.constant(data.ty, bits)),
        _ => return None,
    };
    Some(New::Inst(InstData::new(inner.op, data.ty, &[left, right])))
}

fn extend_twice(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let inner = r.def(data.args[0])?;
    let op = match (data.op, inner.op) {
        (Op::Zext, Op::Zext) | (Op::Sext, Op::Zext) => Op::Zext,
        (Op::Sext, Op::Sext) => Op::Sext,
        // Comparisons are 0 or 1: not negative.
        (Op::Sext, Op::Icmp | Op::Fcmp) => {
            return Some(New::Inst(InstData::new(Op::Zext, data.ty, &[data.args[0]])));
        }
        _ => return None,
    };
    Some(New::Inst(InstData::new(op, data.ty, &[inner.args[0]])))
}

fn bitcast(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    // A note about a part of an object is there for its own sake.
    if data.imm != 0 {
        return None;
    }
    if r.ty(data.args[0]) == data.ty {
        return Some(New::Value(data.args[0]));
    }
    let inner = r.def_of(data.args[0], Op::Bitcast)?;
    Some(New::Inst(InstData::new(Op::Bitcast, data.ty, &[inner.args[0]])))
}
