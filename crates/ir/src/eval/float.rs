//! Floats (IEEE 754-2019 and x87's extended format), rounding to nearest, ties to even.

use super::{Outcome, Refusal, mask, signed, width};
use crate::op::{FloatCond, Op};
use crate::types::Type;
use rustc_apfloat::ieee::{Double, Half, Quad, Single, X87DoubleExtended};
use rustc_apfloat::{Float, FloatConvert, Round, Status, StatusAnd};
use std::cmp::Ordering;

const ROUND: Round = Round::NearestTiesToEven;

macro_rules! as_format {
    ($ty:expr, $format:ident => $body:expr) => {
        match $ty {
            Type::F16 => {
                type $format = Half;
                $body
            }
            Type::F32 => {
                type $format = Single;
                $body
            }
            Type::F64 => {
                type $format = Double;
                $body
            }
            Type::F80 => {
                type $format = X87DoubleExtended;
                $body
            }
            Type::F128 => {
                type $format = Quad;
                $body
            }
            _ => Err(Refusal::Unsupported),
        }
    };
}

pub(super) fn evaluate(
    op: Op,
    aux: u8,
    ty: Type,
    result: Type,
    args: &[u128],
    from: Type,
) -> Result<Outcome, Refusal> {
    let a = args[0];
    let b = args.get(1).copied().unwrap_or(0);
    match op {
        Op::Fsqrt => square_root(ty, a),
        Op::Fcmp => as_format!(ty, F => compare::<F>(aux, a, b)),
        Op::FptoSi | Op::FptoUi => as_format!(from, F => to_integer::<F>(a, result, op == Op::FptoSi)),
        Op::SitoFp | Op::UitoFp => as_format!(result, F => from_integer::<F>(a, from, op == Op::SitoFp)),
        Op::Fpext | Op::Fptrunc => as_format!(from, F => convert::<F>(a, result)),
        _ => as_format!(ty, F => arithmetic::<F>(op, a, b)),
    }
}

fn outcome<F: Float>(result: StatusAnd<F>) -> Outcome {
    let raises = !(result.status - Status::INEXACT).is_empty();
    Outcome { raises, ..Outcome::of(result.value.to_bits()) }
}

fn arithmetic<F: Float>(op: Op, a: u128, b: u128) -> Result<Outcome, Refusal> {
    let (a, b) = (F::from_bits(a), F::from_bits(b));
    let result = match op {
        Op::Fadd => a.add_r(b, ROUND),
        Op::Fsub => a.sub_r(b, ROUND),
        Op::Fmul => a.mul_r(b, ROUND),
        Op::Fdiv => a.div_r(b, ROUND),
        // The sign bit alone changes, of NaNs too.
        Op::Fneg => return Ok(Outcome::of((-a).to_bits())),
        Op::Fabs => return Ok(Outcome::of(a.abs().to_bits())),
        Op::Fcopysign => return Ok(Outcome::of(a.copy_sign(b).to_bits())),
        _ => return Err(Refusal::Unsupported),
    };
    let mut out = outcome(result);
    // Which payload a NaN has is the machine's business.
    out.raises |= result.value.is_nan();
    Ok(out)
}

fn compare<F: Float>(aux: u8, a: u128, b: u128) -> Result<Outcome, Refusal> {
    use FloatCond as C;
    let (a, b) = (F::from_bits(a), F::from_bits(b));
    let Some(&cond) = FloatCond::ALL.get(aux as usize) else { return Err(Refusal::Unsupported) };
    let order = a.partial_cmp(&b);
    let (less, equal, greater, unordered) = (
        order == Some(Ordering::Less),
        order == Some(Ordering::Equal),
        order == Some(Ordering::Greater),
        order.is_none(),
    );
    let (value, quiet) = match cond {
        C::Oeq => (equal, true),
        C::Une => (!equal, true),
        C::Olt => (less, false),
        C::Ole => (less || equal, false),
        C::Ogt => (greater, false),
        C::Oge => (greater || equal, false),
        C::Qlt => (less, true),
        C::Qle => (less || equal, true),
        C::Qgt => (greater, true),
        C::Qge => (greater || equal, true),
        C::Ord => (!unordered, true),
        C::Uno => (unordered, true),
        C::One => (less || greater, true),
        C::Ueq => (equal || unordered, true),
        C::Ult => (less || unordered, true),
        C::Ule => (!greater, true),
        C::Ugt => (greater || unordered, true),
        C::Uge => (!less, true),
    };
    let raises = (unordered && !quiet) || a.is_signaling() || b.is_signaling();
    Ok(Outcome { raises, ..Outcome::of(u128::from(value)) })
}

fn to_integer<F: Float>(a: u128, to: Type, is_signed: bool) -> Result<Outcome, Refusal> {
    let bits = width(to);
    let mut exact = false;
    let a = F::from_bits(a);
    let (value, status) = if is_signed {
        let result = a.to_i128_r(bits as usize, Round::TowardZero, &mut exact);
        (result.value as u128, result.status)
    } else {
        let result = a.to_u128_r(bits as usize, Round::TowardZero, &mut exact);
        (result.value, result.status)
    };
    let raises = !(status - Status::INEXACT).is_empty();
    Ok(Outcome { raises, ..Outcome::of(value & mask(bits)) })
}

fn from_integer<F: Float>(a: u128, from: Type, is_signed: bool) -> Result<Outcome, Refusal> {
    Ok(outcome(match is_signed {
        true => F::from_i128_r(signed(a, width(from)), ROUND),
        false => F::from_u128_r(a, ROUND),
    }))
}

fn convert<F>(a: u128, to: Type) -> Result<Outcome, Refusal>
where
    F: Float
        + FloatConvert<Half>
        + FloatConvert<Single>
        + FloatConvert<Double>
        + FloatConvert<X87DoubleExtended>
        + FloatConvert<Quad>,
{
    let a = F::from_bits(a);
    let nan = a.is_nan();
    let mut loses = false;
    let mut out = as_format!(to, T => {
        let result: StatusAnd<T> = a.convert_r(ROUND, &mut loses);
        Ok(outcome(result))
    })?;
    out.raises |= nan;
    Ok(out)
}

/// Correctly rounded in hardware for the formats that Rust has; no other way is at hand.
fn square_root(ty: Type, a: u128) -> Result<Outcome, Refusal> {
    let (value, nan) = match ty {
        Type::F32 => {
            let root = f32::from_bits(a as u32).sqrt();
            (u128::from(root.to_bits()), root.is_nan())
        }
        Type::F64 => {
            let root = f64::from_bits(a as u64).sqrt();
            (u128::from(root.to_bits()), root.is_nan())
        }
        _ => return Err(Refusal::Unsupported),
    };
    Ok(Outcome { raises: nan, ..Outcome::of(value) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn double(op: Op, a: f64, b: f64) -> Outcome {
        let bits = [u128::from(a.to_bits()), u128::from(b.to_bits())];
        evaluate(op, 0, Type::F64, Type::F64, &bits, Type::F64).expect("doubles are supported")
    }

    #[test]
    fn arithmetic_is_exact() {
        for (a, b) in [(0.1, 0.2), (1.0, 3.0), (1e308, 1e-308), (-0.0, 0.0)] {
            assert_eq!(double(Op::Fadd, a, b).value, u128::from((a + b).to_bits()));
            assert_eq!(double(Op::Fmul, a, b).value, u128::from((a * b).to_bits()));
        }
        assert!(!double(Op::Fdiv, 1.0, 3.0).raises);
        assert!(double(Op::Fdiv, 1.0, 0.0).raises);
        assert!(double(Op::Fmul, f64::NAN, 1.0).raises);
    }

    #[test]
    fn conversions_saturate_and_say_so() {
        let to_i8 = |x: f64| {
            let bits = [u128::from(x.to_bits())];
            evaluate(Op::FptoSi, 0, Type::I8, Type::I8, &bits, Type::F64).expect("supported")
        };
        assert_eq!((to_i8(-3.9).value, to_i8(-3.9).raises), (0xfd, false));
        assert!(to_i8(300.0).raises);
    }

    #[test]
    fn signalling_comparisons_of_nans_raise() {
        let nan = u128::from(f64::NAN.to_bits());
        let cmp = |cond: FloatCond| compare::<Double>(cond as u8, nan, nan).expect("supported");
        assert!(cmp(FloatCond::Olt).raises && !cmp(FloatCond::Qlt).raises);
        assert_eq!(cmp(FloatCond::Une).value, 1);
        assert_eq!(cmp(FloatCond::Ule).value, 1);
    }
}
