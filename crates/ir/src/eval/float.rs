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
    let inexact = result.status.intersects(Status::INEXACT);
    Outcome { raises, inexact, ..Outcome::of(result.value.to_bits()) }
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

pub(super) fn remainder(ty: Type, a: u128, b: u128) -> Result<Outcome, Refusal> {
    fn of<F: Float>(a: u128, b: u128) -> Outcome {
        let (a, b) = (F::from_bits(a), F::from_bits(b));
        let mut out = outcome(a.c_fmod(b));
        out.raises |= !a.is_finite() || b.is_nan() || b.is_zero();
        out
    }
    as_format!(ty, F => Ok(of::<F>(a, b)))
}

/// Beyond this, no power of anything but 1 and -1 is finite, or not zero.
const GREATEST_EXPONENT: i128 = 1 << 15;

pub(super) fn exact_power(ty: Type, base: u128, exponent: u128) -> Result<Outcome, Refusal> {
    fn of<F: Float>(base: u128, exponent: u128) -> Option<Outcome> {
        let (base, one) = (F::from_bits(base), F::from_u128(1).value);
        let mut whole = false;
        let count = F::from_bits(exponent).to_i128_r(64, Round::TowardZero, &mut whole);
        let count = Some(count.value).filter(|count| whole && count.abs() <= GREATEST_EXPONENT)?;
        if !base.is_finite() || base.is_zero() {
            return None;
        }
        let exact = |result: StatusAnd<F>| (result.status == Status::OK).then_some(result.value);
        let (mut power, mut square, mut rest) = (one, base, count.unsigned_abs());
        while rest != 0 {
            if rest & 1 != 0 {
                power = exact(power.mul_r(square, ROUND))?;
            }
            rest >>= 1;
            if rest != 0 {
                square = exact(square.mul_r(square, ROUND))?;
            }
        }
        let power = if count < 0 { exact(one.div_r(power, ROUND))? } else { power };
        Some(Outcome::of(power.to_bits()))
    }
    as_format!(ty, F => of::<F>(base, exponent).ok_or(Refusal::Unsupported))
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
        Type::F80 => match extended_root(a) {
            Some(root) => (root, false),
            None => return Err(Refusal::Unsupported),
        },
        _ => return Err(Refusal::Unsupported),
    };
    let square = squared(ty, value)?;
    let inexact = square.inexact || square.value != a;
    Ok(Outcome { raises: nan, inexact, ..Outcome::of(value) })
}

/// A number times itself.
fn squared(ty: Type, value: u128) -> Result<Outcome, Refusal> {
    as_format!(ty, F => arithmetic::<F>(Op::Fmul, value, value))
}

/// The root of a positive normal number in x87's format.
fn extended_root(a: u128) -> Option<u128> {
    const BIAS: i32 = 16383;
    let (exponent, significand) = ((a >> 64) as i32, a as u64);
    if significand >> 63 == 0 || !(1..0x7fff).contains(&exponent) {
        return None;
    }
    // The value is `square * 2^(2 * half)`, and the root of `square` has 64 bits.
    let scale = exponent - BIAS - 63;
    let shift = if (scale - 63) % 2 == 0 { 63 } else { 64 };
    let square = u128::from(significand) << shift;
    let half = (scale - shift) / 2;
    let root = square.isqrt();
    // Halfway lies between `root` and the next where the rest is more than `root`; never on it.
    let root = root + u128::from(square - root * root > root);
    Some(((half + BIAS + 63) as u128) << 64 | root)
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
    fn roots_powers_and_remainders() {
        let extended = |x: f64| {
            let bits = [u128::from(x.to_bits())];
            evaluate(Op::Fpext, 0, Type::F80, Type::F80, &bits, Type::F64).expect("supported").value
        };
        for x in [25.0, 2.25, 4.0, 1.0 / 4096.0, 1e300 * 0.0 + 9.0] {
            assert_eq!(square_root(Type::F80, extended(x)).expect("positive").value, extended(x.sqrt()));
        }
        // sqrt(2) to 64 bits.
        assert_eq!(
            square_root(Type::F80, extended(2.0)).expect("positive").value,
            0x3fff_b504_f333_f9de_6484
        );
        let bits = |x: f64| u128::from(x.to_bits());
        let power = |x, n| exact_power(Type::F64, bits(x), bits(n)).map(|outcome| outcome.value).ok();
        assert_eq!(power(2.0, 3.0), Some(bits(8.0)));
        assert_eq!(power(-2.0, -3.0), Some(bits(-0.125)));
        assert_eq!(power(3.0, -1.0), None);
        assert_eq!(power(0.1, 2.0), None);
        let left = |x: f64, y: f64| remainder(Type::F64, bits(x), bits(y)).expect("doubles are supported");
        assert_eq!(left(-6.5, 2.25).value, bits(-2.0));
        assert!(left(1.0, 0.0).raises && left(f64::INFINITY, 1.0).raises);
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
