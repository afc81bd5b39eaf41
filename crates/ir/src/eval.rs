//! What pure operations compute, on bits: the one statement of their meaning, which folding and the interpreter share.
//!
//! A value is its bits in the low end of a `u128`, bits above its type's width zero; lanes of a vector follow each
//! other from the low end. Floats are exact, through `rustc_apfloat`.

mod float;
mod integer;

use crate::op::Op;
use crate::types::Type;

/// What an operation computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The first result.
    pub value: u128,
    /// The second, of operations that have two.
    pub second: u128,
    /// A floating-point exception other than "inexact" was raised, or the result is one of several allowed ones:
    /// who computes ahead of time must leave the operation alone.
    pub raises: bool,
    /// The result was rounded, to the nearest: another mode may give another.
    pub inexact: bool,
}

impl Outcome {
    fn of(value: u128) -> Outcome {
        Outcome { value, second: 0, raises: false, inexact: false }
    }
}

/// Why there is no value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The operation traps: division by zero, or a quotient that does not fit.
    Traps,
    /// Not a pure operation, or one on types that are not done here.
    Unsupported,
}

/// Bits of a type in all.
pub fn width(ty: Type) -> u32 {
    match ty {
        Type::F80 => 80,
        ty => ty.lane_bytes() * 8 * ty.lanes(),
    }
}

/// All ones, as wide as said.
pub fn mask(bits: u32) -> u128 {
    if bits >= 128 { u128::MAX } else { (1 << bits) - 1 }
}

/// The bits read as a signed number.
pub fn signed(value: u128, bits: u32) -> i128 {
    let shift = 128 - bits.min(128);
    ((value << shift) as i128) >> shift
}

/// Computes `op.aux ty args`, where `types` are the operands' types and `result` the result's.
pub fn evaluate(
    op: Op,
    aux: u8,
    ty: Type,
    result: Type,
    args: &[u128],
    types: &[Type],
) -> Result<Outcome, Refusal> {
    if width(ty) > 128 || types.iter().any(|&ty| width(ty) > 128) {
        return Err(Refusal::Unsupported);
    }
    match op {
        Op::Select => return Ok(Outcome::of(if args[0] != 0 { args[1] } else { args[2] })),
        Op::Bitcast => return Ok(Outcome::of(args[0] & mask(width(result)))),
        _ => {}
    }
    if !ty.is_vector() {
        return scalar(op, aux, ty, result, args, types);
    }
    // Lane by lane; comparisons of vectors have results of their own width.
    let (lane, lanes) = (ty.lane(), ty.lanes());
    let bits = width(lane);
    let mut out = Outcome::of(0);
    for i in 0..lanes {
        let mut lane_args = [0; 3];
        let mut lane_types = [lane; 3];
        for (n, (&arg, &ty)) in args.iter().zip(types).enumerate() {
            let shared = !ty.is_vector();
            lane_args[n] = if shared { arg } else { arg >> (i * bits) & mask(bits) };
            lane_types[n] = ty.lane();
        }
        let one = scalar(op, aux, lane, lane, &lane_args[..args.len()], &lane_types[..args.len()])?;
        let all_ones = matches!(op, Op::Icmp | Op::Fcmp) && one.value != 0;
        let value = if all_ones { mask(bits) } else { one.value };
        out.value |= value << (i * bits);
        out.raises |= one.raises;
        out.inexact |= one.inexact;
    }
    Ok(out)
}

/// The remainder of a quotient that was truncated, which is always exact (C23 7.12.10.1); nothing where it is an error.
pub fn remainder(ty: Type, a: u128, b: u128) -> Option<u128> {
    float::remainder(ty, a, b).ok().filter(|outcome| !outcome.raises).map(|outcome| outcome.value)
}

/// A power with an integer exponent, if multiplication and division give it exactly.
pub fn exact_power(ty: Type, base: u128, exponent: u128) -> Option<u128> {
    float::exact_power(ty, base, exponent).ok().filter(|outcome| !outcome.raises).map(|outcome| outcome.value)
}

fn scalar(
    op: Op,
    aux: u8,
    ty: Type,
    result: Type,
    args: &[u128],
    types: &[Type],
) -> Result<Outcome, Refusal> {
    match op {
        Op::Fadd
        | Op::Fsub
        | Op::Fmul
        | Op::Fdiv
        | Op::Fneg
        | Op::Fabs
        | Op::Fsqrt
        | Op::Fcopysign
        | Op::Fcmp
        | Op::FptoSi
        | Op::FptoUi
        | Op::SitoFp
        | Op::UitoFp
        | Op::Fpext
        | Op::Fptrunc => float::evaluate(op, aux, ty, result, args, types[0]),
        _ => integer::evaluate(op, aux, ty, args, types),
    }
}
