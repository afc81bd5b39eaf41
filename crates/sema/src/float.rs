//! Exact arithmetic on floating constants, in every format (C23 6.6p5: as if in the execution environment).
//!
//! A constant is the bits of its format, in the low bits of a `u128`.

use crate::decimal::Decimal;
use crate::hir::BinaryOp;
use rustc_apfloat::ieee::{Double, Half, Quad, Single, X87DoubleExtended};
use rustc_apfloat::{Float, FloatConvert, Round, Status};
use std::cmp::Ordering;
use target::FloatFormat;

macro_rules! with_format {
    ($format:expr, $float:ident => $body:expr) => {
        match $format {
            FloatFormat::F16 => {
                type $float = Half;
                $body
            }
            FloatFormat::F32 => {
                type $float = Single;
                $body
            }
            FloatFormat::F64 => {
                type $float = Double;
                $body
            }
            FloatFormat::X87 => {
                type $float = X87DoubleExtended;
                $body
            }
            FloatFormat::F128 => {
                type $float = Quad;
                $body
            }
            FloatFormat::D32 | FloatFormat::D64 | FloatFormat::D128 => {
                unreachable!("decimal formats are looked after before")
            }
        }
    };
}

/// The constant that `text` spells (decimal or hexadecimal, without suffix).
pub(crate) fn parse(format: FloatFormat, text: &str) -> Option<u128> {
    if let Some(decimal) = Decimal::of(format) {
        return decimal.parse(text);
    }
    with_format!(format, F => F::from_str_r(text, Round::NearestTiesToEven).ok().map(|value| value.value.to_bits()))
}

/// `a op b` for the arithmetic operators. `None`: the operation would raise more than "inexact", so that only a
/// constant that must be evaluated at translation time (`force`) may be folded.
pub(crate) fn binary(format: FloatFormat, op: BinaryOp, a: u128, b: u128, force: bool) -> Option<u128> {
    if let Some(decimal) = Decimal::of(format) {
        return decimal.binary(op, a, b);
    }
    with_format!(format, F => {
        let (a, b) = (F::from_bits(a), F::from_bits(b));
        let result = match op {
            BinaryOp::Add => a + b,
            BinaryOp::Sub => a - b,
            BinaryOp::Mul => a * b,
            BinaryOp::Div => a / b,
            _ => return None,
        };
        let quiet = result.status & !Status::INEXACT == Status::OK;
        (quiet || force).then(|| result.value.to_bits())
    })
}

/// How many binary digits a number has.
pub(crate) fn precision(format: FloatFormat) -> u32 {
    if format.is_decimal() {
        // Of an integer that every number of the format has digits for.
        return match format {
            FloatFormat::D32 => 23,
            FloatFormat::D64 => 53,
            _ => 112,
        };
    }
    with_format!(format, F => <F as Float>::PRECISION as u32)
}

/// The order of two constants; `None` if either is a NaN.
pub(crate) fn compare(format: FloatFormat, a: u128, b: u128) -> Option<Ordering> {
    if let Some(decimal) = Decimal::of(format) {
        return decimal.compare(a, b);
    }
    with_format!(format, F => F::from_bits(a).partial_cmp(&F::from_bits(b)))
}

/// `-a`
pub(crate) fn negate(format: FloatFormat, a: u128) -> u128 {
    if let Some(decimal) = Decimal::of(format) {
        return decimal.negate(a);
    }
    with_format!(format, F => (-F::from_bits(a)).to_bits())
}

/// Whether it is zero, of either sign.
pub(crate) fn is_zero(format: FloatFormat, a: u128) -> bool {
    if let Some(decimal) = Decimal::of(format) {
        return decimal.classify(a).0 == Class::Zero;
    }
    with_format!(format, F => F::from_bits(a).is_zero())
}

/// Conversion to another format.
pub(crate) fn convert(from: FloatFormat, to: FloatFormat, bits: u128) -> u128 {
    if from == to {
        return bits;
    }
    match (Decimal::of(from), Decimal::of(to)) {
        (Some(from), Some(to)) => return to.of_decimal(from, bits),
        (Some(decimal), None) => return from_decimal(decimal, to, bits),
        (None, Some(decimal)) => return to_decimal(from, decimal, to, bits),
        (None, None) => {}
    }
    let mut inexact = false;
    with_format!(from, F => {
        let value = F::from_bits(bits);
        match to {
            FloatFormat::F16 => FloatConvert::<Half>::convert(value, &mut inexact).value.to_bits(),
            FloatFormat::F32 => FloatConvert::<Single>::convert(value, &mut inexact).value.to_bits(),
            FloatFormat::F64 => FloatConvert::<Double>::convert(value, &mut inexact).value.to_bits(),
            FloatFormat::X87 => FloatConvert::<X87DoubleExtended>::convert(value, &mut inexact).value.to_bits(),
            FloatFormat::F128 => FloatConvert::<Quad>::convert(value, &mut inexact).value.to_bits(),
            FloatFormat::D32 | FloatFormat::D64 | FloatFormat::D128 => {
                unreachable!("decimal formats are looked after before")
            }
        }
    })
}

/// A decimal number in a binary format.
fn from_decimal(from: Decimal, to: FloatFormat, bits: u128) -> u128 {
    let (negative, text) = from.text(bits);
    let magnitude = match text {
        Some(text) => parse(to, &text).unwrap_or(0),
        None if from.classify(bits).0 == Class::Infinite => infinity(to),
        None => nan(to, 0, true),
    };
    if negative { negate(to, magnitude) } else { magnitude }
}

/// A binary number in a decimal format.
fn to_decimal(from: FloatFormat, decimal: Decimal, to: FloatFormat, bits: u128) -> u128 {
    let (class, negative) = classify(from, bits);
    let magnitude = match class {
        Class::Nan => nan(to, 0, true),
        Class::Infinite => infinity(to),
        _ => {
            let value = Quad::from_bits(convert(from, FloatFormat::F128, bits)).abs();
            // All of the mantissa's bits as an integer.
            let exponent = if value.is_zero() { 0 } else { value.ilogb() - 112 };
            decimal.of_scaled(false, value.scalbn(-exponent).to_u128(128).value, exponent)
        }
    };
    if negative { decimal.negate(magnitude) } else { magnitude }
}

/// An integer converted to a floating type.
pub(crate) fn from_int(format: FloatFormat, value: u128, signed: bool) -> u128 {
    if let Some(decimal) = Decimal::of(format) {
        return decimal.of_int(value, signed);
    }
    with_format!(format, F => {
        let result = if signed {
            F::from_i128_r(value as i128, Round::NearestTiesToEven)
        } else {
            F::from_u128_r(value, Round::NearestTiesToEven)
        };
        result.value.to_bits()
    })
}

/// Conversion to an integer of `width` bits, truncating; and whether the value was in range. Out of range it
/// saturates, as GCC folds it.
pub(crate) fn to_int(format: FloatFormat, bits: u128, width: u32, signed: bool) -> (u128, bool) {
    if let Some(decimal) = Decimal::of(format) {
        return decimal.to_int(bits, width, signed);
    }
    let mut exact = false;
    with_format!(format, F => {
        let value = F::from_bits(bits);
        if signed {
            let result = value.to_i128_r(width as usize, Round::TowardZero, &mut exact);
            (result.value as u128, !result.status.intersects(Status::INVALID_OP))
        } else {
            let result = value.to_u128_r(width as usize, Round::TowardZero, &mut exact);
            (result.value, !result.status.intersects(Status::INVALID_OP))
        }
    })
}

/// Positive infinity.
pub(crate) fn infinity(format: FloatFormat) -> u128 {
    if let Some(decimal) = Decimal::of(format) {
        return decimal.infinity();
    }
    with_format!(format, F => F::INFINITY.to_bits())
}

/// Sign, mantissa and exponent of a constant's integer part; `None` for infinities and NaNs.
pub(crate) fn decompose(format: FloatFormat, bits: u128) -> Option<(bool, u128, i32)> {
    if format.is_decimal() {
        return decompose(FloatFormat::F128, convert(format, FloatFormat::F128, bits));
    }
    let value = Quad::from_bits(convert(format, FloatFormat::F128, bits));
    if !value.is_finite() {
        return None;
    }
    let exponent = if value.is_zero() { 0 } else { value.ilogb() };
    if value.is_zero() || exponent < 0 {
        return Some((value.is_negative(), 0, 0));
    }
    // All bits of the mantissa in front of the point.
    let scaled = value.abs().scalbn(126 - exponent);
    Some((value.is_negative(), scaled.to_u128(128).value, exponent - 126))
}

/// `mantissa` times two to the power of `exponent`, rounded once.
pub(crate) fn from_scaled(format: FloatFormat, mantissa: u128, exponent: i32) -> u128 {
    if let Some(decimal) = Decimal::of(format) {
        return decimal.of_scaled(false, mantissa, exponent);
    }
    with_format!(format, F => {
        F::from_u128_r(mantissa, Round::NearestTiesToEven).value.scalbn(exponent).to_bits()
    })
}

/// A quiet (or signalling) NaN with a payload.
pub(crate) fn nan(format: FloatFormat, payload: u128, quiet: bool) -> u128 {
    if let Some(decimal) = Decimal::of(format) {
        return decimal.nan(payload, quiet);
    }
    with_format!(format, F => {
        if quiet { F::qnan(Some(payload)).to_bits() } else { F::snan(Some(payload)).to_bits() }
    })
}

/// What a constant is, for the classification builtins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Class {
    Nan,
    Infinite,
    Zero,
    Subnormal,
    Normal,
}

/// Classifies a constant; the flag is its sign bit.
pub(crate) fn classify(format: FloatFormat, bits: u128) -> (Class, bool) {
    if let Some(decimal) = Decimal::of(format) {
        return decimal.classify(bits);
    }
    with_format!(format, F => {
        let value = F::from_bits(bits);
        let class = if value.is_nan() {
            Class::Nan
        } else if value.is_infinite() {
            Class::Infinite
        } else if value.is_zero() {
            Class::Zero
        } else if value.is_denormal() {
            Class::Subnormal
        } else {
            Class::Normal
        };
        (class, value.is_negative())
    })
}

/// Size in bytes of the bits that a format really has.
pub(crate) fn significant_bytes(format: FloatFormat) -> usize {
    match format {
        FloatFormat::F16 => 2,
        FloatFormat::F32 | FloatFormat::D32 => 4,
        FloatFormat::F64 | FloatFormat::D64 => 8,
        FloatFormat::X87 => 10,
        FloatFormat::F128 | FloatFormat::D128 => 16,
    }
}
