//! Real numbers to some hundreds of binary digits: what the mathematical functions of constants are computed with, so that
//! their results are rounded once (C23 6.6p5: no worse than at run time).

mod elementary;
mod gamma;
mod special;

use crate::float::{self, Class};
use num_bigint::{BigInt, Sign};
use target::FloatFormat;

/// Digits that results keep: far more than any format has, so that a result that agrees with a shorter number in all of
/// them is that number.
const SNAP: u64 = 224;

/// A number `mantissa * 2^exponent`.
#[derive(Clone, Debug)]
pub(crate) struct Real {
    mantissa: BigInt,
    exponent: i64,
}

impl Real {
    pub(crate) fn zero() -> Real {
        Real { mantissa: BigInt::ZERO, exponent: 0 }
    }

    pub(crate) fn int(value: i64) -> Real {
        Real { mantissa: BigInt::from(value), exponent: 0 }
    }

    /// The value of a finite constant.
    pub(crate) fn of(format: FloatFormat, bits: u128) -> Option<Real> {
        if format.is_decimal() {
            return None;
        }
        match float::classify(format, bits).0 {
            Class::Nan | Class::Infinite => return None,
            Class::Zero => return Some(Real::zero()),
            Class::Normal | Class::Subnormal => {}
        }
        // Every binary format is part of binary128.
        let bits = float::convert(format, FloatFormat::F128, bits);
        let field = (bits >> 112 & 0x7fff) as i64;
        let fraction = bits & ((1 << 112) - 1);
        let (fraction, field) = if field == 0 { (fraction, 1) } else { (fraction | 1 << 112, field) };
        let mantissa = BigInt::from(fraction);
        let mantissa = if bits >> 127 == 1 { -mantissa } else { mantissa };
        Some(Real { mantissa, exponent: field - 16383 - 112 })
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.mantissa.sign() == Sign::NoSign
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.mantissa.sign() == Sign::Minus
    }

    pub(crate) fn abs(&self) -> Real {
        if self.is_negative() { self.negated() } else { self.clone() }
    }

    pub(crate) fn negated(&self) -> Real {
        Real { mantissa: -&self.mantissa, exponent: self.exponent }
    }

    /// The power of two that is not greater than its magnitude; of zero, something small.
    pub(crate) fn magnitude(&self) -> i64 {
        if self.is_zero() { i64::MIN / 4 } else { self.mantissa.bits() as i64 - 1 + self.exponent }
    }

    /// The power of two that all its digits are multiples of.
    pub(crate) fn lowest(&self) -> i64 {
        self.exponent
    }

    /// Times a power of two.
    pub(crate) fn scaled(&self, by: i64) -> Real {
        Real { mantissa: self.mantissa.clone(), exponent: self.exponent + by }
    }

    /// Exactly.
    pub(crate) fn sum(&self, other: &Real) -> Real {
        if self.is_zero() {
            return other.clone();
        }
        if other.is_zero() {
            return self.clone();
        }
        let exponent = self.exponent.min(other.exponent);
        let at = |number: &Real| &number.mantissa << (number.exponent - exponent) as u64;
        Real { mantissa: at(self) + at(other), exponent }
    }

    /// Exactly.
    pub(crate) fn difference(&self, other: &Real) -> Real {
        self.sum(&other.negated())
    }

    /// Exactly.
    pub(crate) fn product(&self, other: &Real) -> Real {
        Real { mantissa: &self.mantissa * &other.mantissa, exponent: self.exponent + other.exponent }
    }

    pub(crate) fn compare(&self, other: &Real) -> std::cmp::Ordering {
        self.difference(other).mantissa.sign().cmp(&Sign::NoSign)
    }

    pub(crate) fn is_less(&self, other: &Real) -> bool {
        self.compare(other).is_lt()
    }

    /// The greatest integer that is not greater.
    pub(crate) fn floor(&self) -> BigInt {
        match u64::try_from(self.exponent) {
            Ok(left) => &self.mantissa << left,
            // Shifts of negative numbers round downwards.
            Err(_) => &self.mantissa >> self.exponent.unsigned_abs(),
        }
    }

    pub(crate) fn of_integer(value: BigInt) -> Real {
        Real { mantissa: value, exponent: 0 }
    }

    pub(crate) fn is_integer(&self) -> bool {
        self.exponent >= 0
            || self.is_zero()
            || self.mantissa.trailing_zeros().is_some_and(|zeros| zeros >= self.exponent.unsigned_abs())
    }

    /// Its value, if it is an integer that an `i64` holds.
    pub(crate) fn to_i64(&self) -> Option<i64> {
        if !self.is_integer() || self.magnitude() > 64 {
            return None;
        }
        i64::try_from(self.floor()).ok()
    }

    /// The nearest integer; of two, the even one.
    pub(crate) fn nearest(&self) -> BigInt {
        let double: BigInt = self.scaled(1).floor();
        let half = &double >> 1u32;
        let odd = double.bit(0);
        // An odd double is a half, or more than that.
        let tie = odd && Real::of_integer(double).compare(&self.scaled(1)).is_eq();
        match odd && (!tie || half.bit(0)) {
            true => half + 1,
            false => half,
        }
    }

    /// With so many digits, and whether none is lost: to the nearest, or if two are, to the even one.
    pub(crate) fn rounded(&self, digits: u64) -> (Real, bool) {
        let excess = self.mantissa.bits().saturating_sub(digits);
        if excess == 0 {
            return (self.clone(), true);
        }
        let mantissa = Real { mantissa: self.mantissa.clone(), exponent: -(excess as i64) }.nearest();
        let rounded = Real { mantissa, exponent: self.exponent + excess as i64 };
        let exact = rounded.compare(self).is_eq();
        (rounded, exact)
    }

    /// The constant of a format that a result computed to more than `SNAP` digits is rounded to, and whether it is the
    /// result itself. `None`: it is out of the format's range, or has not all of its digits there.
    pub(crate) fn to_format(&self, format: FloatFormat) -> Option<(u128, bool)> {
        if self.is_zero() {
            return Some((float::from_scaled(format, 0, 0), true));
        }
        let (result, _) = self.rounded(SNAP);
        let (rounded, exact) = result.rounded(u64::from(float::precision(format)));
        let mantissa = u128::try_from(rounded.mantissa.magnitude().clone()).ok()?;
        let exponent = i32::try_from(rounded.exponent).ok().filter(|exponent| exponent.abs() < 1 << 20)?;
        let magnitude = float::from_scaled(format, mantissa, exponent);
        let bits = if rounded.is_negative() { float::negate(format, magnitude) } else { magnitude };
        let same = Real::of(format, bits)?.compare(&rounded).is_eq();
        same.then_some((bits, exact))
    }
}

/// Arithmetic to a number of digits; results are off by few units of the last.
pub(crate) struct Field {
    digits: u64,
}

impl Field {
    pub(crate) fn new(digits: u64) -> Field {
        Field { digits }
    }

    /// Cut to the digits.
    fn cut(&self, number: Real) -> Real {
        let excess = number.mantissa.bits().saturating_sub(self.digits);
        if excess == 0 {
            return number;
        }
        let (sign, magnitude) = number.mantissa.into_parts();
        let mantissa = BigInt::from_biguint(sign, magnitude >> excess);
        Real { mantissa, exponent: number.exponent + excess as i64 }
    }

    pub(crate) fn add(&self, a: &Real, b: &Real) -> Real {
        // What is too small to be seen beside the other is not lined up with it.
        let (large, small) = if a.magnitude() < b.magnitude() { (b, a) } else { (a, b) };
        if small.magnitude() + 2 * (self.digits as i64) < large.magnitude() {
            return large.clone();
        }
        self.cut(large.sum(small))
    }

    pub(crate) fn sub(&self, a: &Real, b: &Real) -> Real {
        self.add(a, &b.negated())
    }

    pub(crate) fn mul(&self, a: &Real, b: &Real) -> Real {
        self.cut(a.product(b))
    }

    /// `b` is not zero.
    pub(crate) fn div(&self, a: &Real, b: &Real) -> Real {
        let shift = (self.digits + 2 + b.mantissa.bits()).saturating_sub(a.mantissa.bits());
        let mantissa = (&a.mantissa << shift) / &b.mantissa;
        self.cut(Real { mantissa, exponent: a.exponent - b.exponent - shift as i64 })
    }

    pub(crate) fn div_int(&self, a: &Real, b: i64) -> Real {
        self.div(a, &Real::int(b))
    }

    /// Of a number that is not negative.
    pub(crate) fn sqrt(&self, a: &Real) -> Real {
        let mut shift = (2 * self.digits + 4).saturating_sub(a.mantissa.bits()) as i64;
        if (a.exponent - shift) % 2 != 0 {
            shift += 1;
        }
        let mantissa: BigInt = &a.mantissa << shift as u64;
        self.cut(Real { mantissa: mantissa.sqrt(), exponent: (a.exponent - shift) / 2 })
    }
}

#[cfg(test)]
mod tests;
