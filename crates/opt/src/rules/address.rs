//! Addresses: constants move outwards, into the access.

use super::{New, Rule, with};
use crate::combine::Rewriter;
use ir::{InstData, Op, SymbolId, Type, Value};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "address-constants", ops: &[Op::PtrAdd], apply: constants },
    Rule { name: "address-outward", ops: &[Op::PtrAdd], apply: outward },
    Rule { name: "load-offset", ops: &[Op::Load], apply: load_offset },
    Rule { name: "store-offset", ops: &[Op::Store], apply: store_offset },
];

/// `p + 0`, `(p + a) + b`, `&object + a`.
fn constants(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let b = r.int(data.args[1])?;
    if b == 0 {
        return Some(New::Value(data.args[0]));
    }
    let inner = r.def(data.args[0])?;
    match inner.op {
        Op::PtrAdd => {
            let a = r.int(inner.args[1])?;
            let sum = r.constant(Type::I64, a.wrapping_add(b) as u64 as u128);
            Some(with(data, &[inner.args[0], sum]))
        }
        Op::StackAddr => Some(New::Inst(inner.with_imm(inner.imm.checked_add(b)?))),
        // The address of what may be in another object is read from a table: an offset is added to it.
        Op::SymbolAddr if r.module.symbols.get(SymbolId::from_u32(inner.x))?.dso_local => {
            let sum = inner.imm.checked_add(b).filter(|sum| sum.unsigned_abs() < 1 << 24)?;
            Some(New::Inst(inner.with_imm(sum)))
        }
        _ => None,
    }
}

/// `p + (x + c)` is `(p + x) + c`, and `p + ((x + c) << n)` is `(p + (x << n)) + (c << n)`.
fn outward(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let pointer = data.args[0];
    // A constant inside the pointer goes outside, too.
    if r.int(data.args[1]).is_none()
        && let Some(inner) = r.def_of(pointer, Op::PtrAdd)
        && r.int(inner.args[1]).is_some()
    {
        let sum = r.emit(InstData::new(Op::PtrAdd, Type::PTR, &[inner.args[0], data.args[1]]), Type::PTR);
        return Some(with(data, &[sum, inner.args[1]]));
    }
    let index = r.def(data.args[1])?;
    let (index_part, constant): (Value, i64) = match index.op {
        Op::Iadd => (index.args[0], r.int(index.args[1])?),
        Op::Shl | Op::Imul => {
            let factor = r.int(index.args[1])?;
            let sum = r.def_of(index.args[0], Op::Iadd)?;
            let c = r.int(sum.args[1])?;
            let c = match index.op {
                Op::Shl => c.wrapping_shl((factor & 63) as u32),
                _ => c.wrapping_mul(factor),
            };
            let scaled = InstData { args: [sum.args[0], index.args[1], index.args[2]], ..index };
            (r.emit(scaled, Type::I64), c)
        }
        _ => return None,
    };
    let base = r.emit(InstData::new(Op::PtrAdd, Type::PTR, &[pointer, index_part]), Type::PTR);
    let constant = r.constant(Type::I64, constant as u64 as u128);
    Some(with(data, &[base, constant]))
}

/// The pointer and offset without a constant sum, if the offset stays small.
fn folded(r: &Rewriter<'_>, pointer: Value, offset: i64) -> Option<(Value, i64)> {
    let inner = r.def_of(pointer, Op::PtrAdd)?;
    let sum = offset.checked_add(r.int(inner.args[1])?)?;
    i32::try_from(sum).ok()?;
    Some((inner.args[0], sum))
}

fn load_offset(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let (pointer, offset) = folded(r, data.args[0], data.imm)?;
    Some(with(&data.with_imm(offset), &[pointer]))
}

fn store_offset(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let (pointer, offset) = folded(r, data.args[1], data.imm)?;
    Some(with(&data.with_imm(offset), &[data.args[0], pointer]))
}
