//! Division by constants (Granlund and Montgomery, "Division by Invariant Integers using Multiplication", 1994; Warren,
//! "Hacker's Delight", chapter 10).

use super::{New, Rule};
use crate::combine::Rewriter;
use ir::eval::{mask, signed, width};
use ir::{InstData, Op, Type, Value};

const DIVISIONS: &[Op] = &[Op::Sdiv, Op::Udiv, Op::Srem, Op::Urem];

pub(super) const RULES: &[Rule] = &[
    Rule { name: "divide-one", ops: DIVISIONS, apply: by_one },
    Rule { name: "divide-unsigned-power", ops: &[Op::Udiv, Op::Urem], apply: unsigned_power },
    Rule { name: "divide-signed-power", ops: &[Op::Sdiv, Op::Srem], apply: signed_power },
    Rule { name: "divide-unsigned", ops: &[Op::Udiv], apply: unsigned },
    Rule { name: "divide-signed", ops: &[Op::Sdiv], apply: signed_quotient },
    Rule { name: "remainder", ops: &[Op::Srem, Op::Urem], apply: remainder },
];

fn divisor(r: &Rewriter<'_>, data: &InstData) -> Option<u128> {
    r.bits(data.args[1]).filter(|_| !data.ty.is_vector())
}

fn shift(r: &mut Rewriter<'_>, op: Op, ty: Type, value: Value, count: u32) -> Value {
    if count == 0 {
        return value;
    }
    let count = r.constant(Type::I8, u128::from(count));
    r.binary(op, ty, value, count)
}

fn by_one(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let d = divisor(r, data)?;
    let minus_one = d == mask(width(data.ty));
    Some(match (data.op, d) {
        (Op::Udiv | Op::Sdiv, 1) => New::Value(data.args[0]),
        (Op::Urem | Op::Srem, 1) => New::Value(r.constant(data.ty, 0)),
        // The quotient that does not fit traps; wrapping is as good (6.5.5p6: undefined).
        (Op::Sdiv, _) if minus_one => New::Inst(InstData::new(Op::Ineg, data.ty, &[data.args[0]])),
        (Op::Srem, _) if minus_one => New::Value(r.constant(data.ty, 0)),
        _ => return None,
    })
}

fn unsigned_power(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let d = divisor(r, data).filter(|d| d.is_power_of_two())?;
    Some(New::Inst(if data.op == Op::Udiv {
        let count = r.constant(Type::I8, u128::from(d.trailing_zeros()));
        InstData::new(Op::Lshr, data.ty, &[data.args[0], count])
    } else {
        let ones = r.constant(data.ty, d - 1);
        InstData::new(Op::And, data.ty, &[data.args[0], ones])
    }))
}

/// Negative dividends are rounded towards zero by adding `d - 1` first.
fn signed_power(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let (ty, bits) = (data.ty, width(data.ty));
    let d = divisor(r, data)?;
    let magnitude = signed(d, bits).unsigned_abs();
    if !magnitude.is_power_of_two() || magnitude == 1 {
        return None;
    }
    let log = magnitude.trailing_zeros();
    let x = data.args[0];
    let sign = shift(r, Op::Ashr, ty, x, bits - 1);
    let bias = shift(r, Op::Lshr, ty, sign, bits - log);
    let biased = r.binary(Op::Iadd, ty, x, bias);
    if data.op == Op::Srem {
        let high = r.constant(ty, !(magnitude - 1));
        let multiple = r.binary(Op::And, ty, biased, high);
        return Some(New::Inst(InstData::new(Op::Isub, ty, &[x, multiple])));
    }
    let quotient = shift(r, Op::Ashr, ty, biased, log);
    Some(match signed(d, bits) < 0 {
        true => New::Inst(InstData::new(Op::Ineg, ty, &[quotient])),
        false => New::Value(quotient),
    })
}

/// The least `l` with `2^l >= d`, and `floor(2^(bits + l) / d) + 1 - 2^bits` (Granlund and Montgomery, figure 4.1).
fn unsigned_magic(d: u128, bits: u32) -> (u128, u32) {
    let l = 128 - (d - 1).leading_zeros();
    let m = ((1u128 << bits) * ((1 << l) - d)) / d + 1;
    (m, l)
}

fn unsigned(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let (ty, x) = (data.ty, data.args[0]);
    let bits = width(ty);
    let d = divisor(r, data).filter(|&d| d > 2 && !d.is_power_of_two())?;
    match ty {
        Type::I32 => {
            // All of it fits 64 bits and one more: a shorter multiplier does if d divides evenly enough.
            let (m, l) = unsigned_magic(d, bits);
            let wide = r.emit(InstData::new(Op::Zext, Type::I64, &[x]), Type::I64);
            let full = m + (1 << 32);
            // The multiplier without its lowest bits, if still exact for all dividends (Hacker's Delight 10-9).
            let mut short = (full, l);
            for cut in 0..l {
                let candidate = (1u128 << (32 + cut)) / d + 1;
                if candidate < 1 << 32 && candidate * d - (1 << (32 + cut)) <= 1 << cut {
                    short = (candidate, cut);
                    break;
                }
            }
            if short.0 < 1 << 32 {
                let magic = r.constant(Type::I64, short.0);
                let product = r.binary(Op::Imul, Type::I64, wide, magic);
                let quotient = shift(r, Op::Lshr, Type::I64, product, 32 + short.1);
                return Some(New::Inst(InstData::new(Op::Trunc, ty, &[quotient])));
            }
            let magic = r.constant(Type::I64, m);
            let product = r.binary(Op::Imul, Type::I64, wide, magic);
            let high = shift(r, Op::Lshr, Type::I64, product, 32);
            let high = r.emit(InstData::new(Op::Trunc, ty, &[high]), ty);
            Some(add_and_shift(r, ty, x, high, l))
        }
        Type::I64 => {
            let (m, l) = unsigned_magic(d, bits);
            let magic = r.constant(ty, m);
            let high = r.binary(Op::Umulhi, ty, x, magic);
            Some(add_and_shift(r, ty, x, high, l))
        }
        _ => None,
    }
}

/// `(((x - high) >> 1) + high) >> (l - 1)`: the sum `x + high` without its carry.
fn add_and_shift(r: &mut Rewriter<'_>, ty: Type, x: Value, high: Value, l: u32) -> New {
    let rest = r.binary(Op::Isub, ty, x, high);
    let half = shift(r, Op::Lshr, ty, rest, 1);
    let sum = r.binary(Op::Iadd, ty, half, high);
    New::Value(shift(r, Op::Lshr, ty, sum, l - 1))
}

/// The multiplier and shift of a signed division (Hacker's Delight 10-1, by way of Granlund and Montgomery 5.2): the
/// multiplier is in `[2^(bits-1), 2^bits)`.
fn signed_magic(magnitude: u128, bits: u32) -> (u128, u32) {
    let l = (128 - (magnitude - 1).leading_zeros()).max(1);
    ((1u128 << (bits + l - 1)) / magnitude + 1, l - 1)
}

fn signed_quotient(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let (ty, x) = (data.ty, data.args[0]);
    let bits = width(ty);
    let d = signed(divisor(r, data)?, bits);
    let magnitude = d.unsigned_abs();
    if !matches!(ty, Type::I32 | Type::I64) || magnitude < 3 || magnitude.is_power_of_two() {
        return None;
    }
    let (m, after) = signed_magic(magnitude, bits);
    let sign = shift(r, Op::Ashr, ty, x, bits - 1);
    let shifted = if ty == Type::I32 {
        // The multiplier is below 2^32 and the dividend at most 2^31: the product fits.
        let wide = r.emit(InstData::new(Op::Sext, Type::I64, &[x]), Type::I64);
        let magic = r.constant(Type::I64, m);
        let product = r.binary(Op::Imul, Type::I64, wide, magic);
        let quotient = shift(r, Op::Ashr, Type::I64, product, 32 + after);
        r.emit(InstData::new(Op::Trunc, ty, &[quotient]), ty)
    } else {
        // The multiplier minus 2^64 is the signed number with its bits; the dividend makes up for it.
        let magic = r.constant(ty, m);
        let high = r.binary(Op::Smulhi, ty, x, magic);
        let sum = r.binary(Op::Iadd, ty, high, x);
        shift(r, Op::Ashr, ty, sum, after)
    };
    let operands = if d < 0 { [sign, shifted] } else { [shifted, sign] };
    Some(New::Inst(InstData::new(Op::Isub, ty, &operands)))
}

/// `x - (x / d) * d`, where the quotient has a cheap form.
fn remainder(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let ty = data.ty;
    let d = divisor(r, data)?;
    let magnitude = if data.op == Op::Srem { signed(d, width(ty)).unsigned_abs() } else { d };
    if !matches!(ty, Type::I32 | Type::I64) || magnitude < 3 || magnitude.is_power_of_two() {
        return None;
    }
    let op = if data.op == Op::Srem { Op::Sdiv } else { Op::Udiv };
    let division = InstData::new(op, ty, &[data.args[0], data.args[1]]);
    let quotient = match (if op == Op::Sdiv { signed_quotient } else { unsigned })(r, &division)? {
        New::Value(value) => value,
        New::Inst(inst) | New::Exchanged(inst) => r.emit(inst, ty),
    };
    let multiple = r.binary(Op::Imul, ty, quotient, data.args[1]);
    Some(New::Inst(InstData::new(Op::Isub, ty, &[data.args[0], multiple])))
}
