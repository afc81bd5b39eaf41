//! Exact arithmetic on decimal floating constants (IEEE 754-2008 clause 3.5, binary integer decimal encoding; C23
//! Annex H). Finite numbers are a sign, an integer and a power of ten, of which results keep the exponent that the
//! standard prefers, as far as their digits reach.

use crate::float::Class;
use crate::hir::BinaryOp;
use num_bigint::BigUint;
use std::cmp::Ordering;
use target::FloatFormat;

/// The parameters of a format.
#[derive(Clone, Copy)]
pub(crate) struct Decimal {
    /// All bits.
    width: u32,
    /// Bits of the biased exponent.
    exponent_bits: u32,
    /// Digits.
    precision: u32,
    bias: i64,
}

/// A number of any of the formats.
enum Number {
    Finite(Finite),
    Infinite(bool),
    /// Its bits below the sign's in the format that it is of.
    Nan(bool),
}

/// `coefficient` times ten to the power of `exponent`.
#[derive(Clone)]
struct Finite {
    negative: bool,
    coefficient: BigUint,
    exponent: i64,
}

/// Exponents of text beyond this are as good as infinite.
const FAR: i64 = 1 << 20;

fn power_of_ten(exponent: i64) -> BigUint {
    BigUint::from(10u32).pow(exponent.clamp(0, FAR) as u32)
}

/// How many digits a number has; zero has none.
fn digits(value: &BigUint) -> i64 {
    if value.bits() == 0 { 0 } else { value.to_string().len() as i64 }
}

fn is_zero(value: &BigUint) -> bool {
    value.bits() == 0
}

fn low_bits(value: &BigUint) -> u128 {
    value
        .iter_u64_digits()
        .take(2)
        .enumerate()
        .fold(0, |sum, (index, digit)| sum | u128::from(digit) << (64 * index))
}

/// Ten times as fine, until the exponent is no greater than `exponent`.
fn align(number: &Finite, exponent: i64) -> BigUint {
    &number.coefficient * power_of_ten(number.exponent - exponent)
}

/// Takes trailing zeros away, as long as the exponent stays at or below `preferred`.
fn strip(mut number: Finite, preferred: i64) -> Finite {
    let ten = BigUint::from(10u32);
    while number.exponent < preferred
        && !is_zero(&number.coefficient)
        && is_zero(&(&number.coefficient % &ten))
    {
        number.coefficient /= &ten;
        number.exponent += 1;
    }
    if is_zero(&number.coefficient) {
        number.exponent = number.exponent.max(preferred);
    }
    number
}

impl Decimal {
    /// The parameters of a format, if it is a decimal one.
    pub(crate) fn of(format: FloatFormat) -> Option<Decimal> {
        Some(match format {
            FloatFormat::D32 => Decimal { width: 32, exponent_bits: 8, precision: 7, bias: 101 },
            FloatFormat::D64 => Decimal { width: 64, exponent_bits: 10, precision: 16, bias: 398 },
            FloatFormat::D128 => Decimal { width: 128, exponent_bits: 14, precision: 34, bias: 6176 },
            _ => return None,
        })
    }

    fn sign_bit(self) -> u128 {
        1 << (self.width - 1)
    }

    /// Bits of the coefficient in the usual form.
    fn trailing(self) -> u32 {
        self.width - 1 - self.exponent_bits
    }

    /// The greatest exponent.
    fn last_exponent(self) -> i64 {
        (3 << (self.exponent_bits - 2)) - 1 - self.bias
    }

    fn decode(self, bits: u128) -> Number {
        let negative = bits & self.sign_bit() != 0;
        let trailing = self.trailing();
        let field = |shift: u32, width: u32| (bits >> shift) & ((1 << width) - 1);
        if field(self.width - 5, 4) == 0xf {
            return if field(self.width - 6, 1) == 0 {
                Number::Infinite(negative)
            } else {
                Number::Nan(negative)
            };
        }
        let large = field(self.width - 3, 2) == 3;
        let shift = if large { trailing - 2 } else { trailing };
        let low = field(0, shift);
        let coefficient = if large { 1 << trailing | low } else { low };
        // What has too many digits stands for zero (3.5.2).
        let canonical = coefficient < 10u128.pow(self.precision);
        Number::Finite(Finite {
            negative,
            coefficient: if canonical { coefficient } else { 0 }.into(),
            exponent: field(shift, self.exponent_bits) as i64 - self.bias,
        })
    }

    /// The bits of a number that has been rounded, with a power of ten that the format has.
    fn pack(self, negative: bool, coefficient: u128, exponent: i64) -> u128 {
        let sign = if negative { self.sign_bit() } else { 0 };
        let biased = (exponent + self.bias) as u128;
        let trailing = self.trailing();
        if coefficient >> trailing == 0 {
            return sign | biased << trailing | coefficient;
        }
        let low = coefficient & ((1 << (trailing - 2)) - 1);
        sign | 3 << (self.width - 3) | biased << (trailing - 2) | low
    }

    fn infinite(self, negative: bool) -> u128 {
        (if negative { self.sign_bit() } else { 0 }) | 0x1e << (self.width - 6)
    }

    /// The nearest number of the format, ties to even.
    fn round(self, number: Finite) -> u128 {
        let Finite { negative, mut coefficient, mut exponent } = number;
        let precision = i64::from(self.precision);
        let excess = (digits(&coefficient) - precision).max(-self.bias - exponent);
        if excess > 0 {
            let divisor = power_of_ten(excess.min(digits(&coefficient) + 1));
            let rest = &coefficient % &divisor;
            coefficient /= &divisor;
            let twice = rest * 2u32;
            let odd = low_bits(&coefficient) & 1 == 1;
            if twice > divisor || (twice == divisor && odd) {
                coefficient += 1u32;
            }
            exponent += excess;
            if digits(&coefficient) > precision {
                coefficient /= 10u32;
                exponent += 1;
            }
        }
        let last = self.last_exponent();
        if is_zero(&coefficient) {
            return self.pack(negative, 0, exponent.clamp(-self.bias, last));
        }
        if exponent > last {
            let padding = exponent - last;
            if digits(&coefficient) + padding > precision {
                return self.infinite(negative);
            }
            coefficient *= power_of_ten(padding);
            exponent = last;
        }
        self.pack(negative, low_bits(&coefficient), exponent)
    }

    /// The constant that decimal text spells.
    pub(crate) fn parse(self, text: &str) -> Option<u128> {
        let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let coefficient = BigUint::parse_bytes(format!("0{whole}{fraction}").as_bytes(), 10)?;
        let negative = power.starts_with('-');
        let far = if negative { -FAR } else { FAR };
        let power = power.parse::<i64>().map_or(far, |power| power.clamp(-FAR, FAR));
        Some(self.round(Finite { negative: false, coefficient, exponent: power - fraction.len() as i64 }))
    }

    pub(crate) fn binary(self, op: BinaryOp, a: u128, b: u128) -> Option<u128> {
        let (x, y) = (self.decode(a), self.decode(b));
        if let Number::Nan(_) = x {
            return Some(self.quiet(a));
        }
        if let Number::Nan(_) = y {
            return Some(self.quiet(b));
        }
        match op {
            BinaryOp::Add => Some(self.add(x, y)),
            BinaryOp::Sub => {
                let y = match y {
                    Number::Finite(y) => Number::Finite(Finite { negative: !y.negative, ..y }),
                    Number::Infinite(negative) => Number::Infinite(!negative),
                    nan => nan,
                };
                Some(self.add(x, y))
            }
            BinaryOp::Mul => Some(self.multiply(x, y)),
            BinaryOp::Div => Some(self.divide(x, y)),
            _ => None,
        }
    }

    fn quiet(self, nan: u128) -> u128 {
        nan & !(1 << (self.width - 7))
    }

    fn invalid(self) -> u128 {
        0x1f << (self.width - 6)
    }

    fn add(self, x: Number, y: Number) -> u128 {
        match (x, y) {
            (Number::Finite(x), Number::Finite(y)) => {
                let exponent = x.exponent.min(y.exponent);
                let (a, b) = (align(&x, exponent), align(&y, exponent));
                let (negative, coefficient) = match (x.negative == y.negative, a.cmp(&b)) {
                    (true, _) => (x.negative, a + b),
                    (false, Ordering::Greater) => (x.negative, a - b),
                    (false, Ordering::Less) => (y.negative, b - a),
                    (false, Ordering::Equal) => (false, BigUint::ZERO),
                };
                self.round(Finite { negative, coefficient, exponent })
            }
            (Number::Infinite(x), Number::Infinite(y)) if x != y => self.invalid(),
            (Number::Infinite(negative), _) | (_, Number::Infinite(negative)) => self.infinite(negative),
            _ => self.invalid(),
        }
    }

    fn multiply(self, x: Number, y: Number) -> u128 {
        match (x, y) {
            (Number::Finite(x), Number::Finite(y)) => self.round(Finite {
                negative: x.negative != y.negative,
                coefficient: x.coefficient * y.coefficient,
                exponent: x.exponent + y.exponent,
            }),
            (Number::Infinite(x), Number::Infinite(y)) => self.infinite(x != y),
            (Number::Infinite(sign), Number::Finite(other))
            | (Number::Finite(other), Number::Infinite(sign)) => {
                if is_zero(&other.coefficient) {
                    self.invalid()
                } else {
                    self.infinite(sign != other.negative)
                }
            }
            _ => self.invalid(),
        }
    }

    fn divide(self, x: Number, y: Number) -> u128 {
        match (x, y) {
            (Number::Finite(x), Number::Finite(y)) => {
                let negative = x.negative != y.negative;
                let preferred = x.exponent - y.exponent;
                match (is_zero(&x.coefficient), is_zero(&y.coefficient)) {
                    (true, true) => return self.invalid(),
                    (false, true) => return self.infinite(negative),
                    _ => {}
                }
                // Two digits more than are kept, and one that says whether anything remains.
                let wanted = i64::from(self.precision) + 2 + digits(&y.coefficient) - digits(&x.coefficient);
                let scale = wanted.max(0);
                let dividend = x.coefficient * power_of_ten(scale);
                let (quotient, rest) = (&dividend / &y.coefficient, &dividend % &y.coefficient);
                if is_zero(&rest) {
                    let exact = Finite { negative, coefficient: quotient, exponent: preferred - scale };
                    return self.round(strip(exact, preferred));
                }
                let coefficient = quotient * 10u32 + 1u32;
                self.round(Finite { negative, coefficient, exponent: preferred - scale - 1 })
            }
            (Number::Infinite(_), Number::Infinite(_)) => self.invalid(),
            (Number::Infinite(sign), Number::Finite(y)) => self.infinite(sign != y.negative),
            (Number::Finite(x), Number::Infinite(sign)) => self.pack(x.negative != sign, 0, -self.bias),
            _ => self.invalid(),
        }
    }

    pub(crate) fn compare(self, a: u128, b: u128) -> Option<Ordering> {
        let rank = |negative: bool| if negative { Ordering::Less } else { Ordering::Greater };
        match (self.decode(a), self.decode(b)) {
            (Number::Nan(_), _) | (_, Number::Nan(_)) => None,
            (Number::Infinite(x), Number::Infinite(y)) => Some(y.cmp(&x)),
            (Number::Infinite(x), _) => Some(rank(x)),
            (_, Number::Infinite(y)) => Some(rank(!y)),
            (Number::Finite(x), Number::Finite(y)) => {
                let exponent = x.exponent.min(y.exponent);
                let (a, b) = (align(&x, exponent), align(&y, exponent));
                if is_zero(&a) && is_zero(&b) {
                    return Some(Ordering::Equal);
                }
                let sign = |negative: bool, value: &BigUint| match (is_zero(value), negative) {
                    (true, _) => 0,
                    (false, true) => -1,
                    (false, false) => 1,
                };
                let signs = (sign(x.negative, &a), sign(y.negative, &b));
                Some(match signs.0.cmp(&signs.1) {
                    Ordering::Equal if signs.0 < 0 => b.cmp(&a),
                    Ordering::Equal => a.cmp(&b),
                    unlike => unlike,
                })
            }
        }
    }

    pub(crate) fn negate(self, bits: u128) -> u128 {
        bits ^ self.sign_bit()
    }

    pub(crate) fn classify(self, bits: u128) -> (Class, bool) {
        let negative = bits & self.sign_bit() != 0;
        let class = match self.decode(bits) {
            Number::Nan(_) => Class::Nan,
            Number::Infinite(_) => Class::Infinite,
            Number::Finite(number) if is_zero(&number.coefficient) => Class::Zero,
            Number::Finite(number) => {
                // The least normal number has one digit more than the precision below the units of the least exponent.
                let adjusted = number.exponent + digits(&number.coefficient);
                if adjusted < i64::from(self.precision) - self.bias {
                    Class::Subnormal
                } else {
                    Class::Normal
                }
            }
        };
        (class, negative)
    }

    /// A number of another decimal format.
    pub(crate) fn of_decimal(self, from: Decimal, bits: u128) -> u128 {
        match from.decode(bits) {
            Number::Finite(number) => self.round(number),
            Number::Infinite(negative) => self.infinite(negative),
            Number::Nan(negative) => self.invalid() | if negative { self.sign_bit() } else { 0 },
        }
    }

    /// `mantissa` times two to the power of `exponent`.
    pub(crate) fn of_scaled(self, negative: bool, mantissa: u128, exponent: i32) -> u128 {
        let mantissa = BigUint::from(mantissa);
        let number = if exponent >= 0 {
            Finite { negative, coefficient: mantissa << exponent as usize, exponent: 0 }
        } else {
            let power = BigUint::from(5u32).pow(exponent.unsigned_abs());
            Finite { negative, coefficient: mantissa * power, exponent: i64::from(exponent) }
        };
        self.round(strip(number, 0))
    }

    pub(crate) fn of_int(self, value: u128, signed: bool) -> u128 {
        let negative = signed && (value as i128) < 0;
        let magnitude = if negative { (value as i128).unsigned_abs() } else { value };
        self.round(Finite { negative, coefficient: magnitude.into(), exponent: 0 })
    }

    /// The number as text that another format reads; `None` for infinities and NaNs, and whether it is negative.
    pub(crate) fn text(self, bits: u128) -> (bool, Option<String>) {
        match self.decode(bits) {
            Number::Finite(number) => {
                (number.negative, Some(format!("{}e{}", number.coefficient, number.exponent)))
            }
            Number::Infinite(negative) | Number::Nan(negative) => (negative, None),
        }
    }

    /// Conversion to an integer, truncating; and whether the value was in range.
    pub(crate) fn to_int(self, bits: u128, width: u32, signed: bool) -> (u128, bool) {
        let mask = if width >= 128 { u128::MAX } else { (1 << width) - 1 };
        let limit = |negative: bool| match (signed, negative) {
            (false, true) => 0,
            (false, false) => mask,
            (true, true) => 1u128 << (width - 1),
            (true, false) => mask >> 1,
        };
        match self.decode(bits) {
            Number::Nan(_) => (0, false),
            Number::Infinite(negative) => (limit(negative), false),
            Number::Finite(number) => {
                let magnitude = if number.exponent >= 0 {
                    align(&number, 0)
                } else {
                    &number.coefficient / power_of_ten(-number.exponent)
                };
                let most = limit(number.negative);
                if magnitude > BigUint::from(most) {
                    let saturated = if number.negative { most.wrapping_neg() & mask } else { most };
                    return (saturated, false);
                }
                let value = low_bits(&magnitude);
                (if number.negative { value.wrapping_neg() } else { value }, true)
            }
        }
    }

    pub(crate) fn infinity(self) -> u128 {
        self.infinite(false)
    }

    pub(crate) fn nan(self, payload: u128, quiet: bool) -> u128 {
        let payload = payload & ((1 << (self.trailing() - 4)) - 1);
        self.invalid() | payload | if quiet { 0 } else { 1 << (self.width - 7) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d64() -> Decimal {
        Decimal { width: 64, exponent_bits: 10, precision: 16, bias: 398 }
    }

    fn of(text: &str) -> u128 {
        d64().parse(text).unwrap_or(0)
    }

    #[test]
    fn encodings() {
        // IEEE 754-2008, 3.5.2: one is 1 times ten to the power of 0, whose biased exponent is 398.
        assert_eq!(of("1"), 398 << 53 | 1);
        assert_eq!(of("9999999999999999"), 3 << 61 | 398 << 51 | (9_999_999_999_999_999 & ((1 << 51) - 1)));
        assert_eq!(d64().infinity(), 0x7800_0000_0000_0000);
        assert_eq!(d64().nan(0, true), 0x7c00_0000_0000_0000);
        let d32 = Decimal { width: 32, exponent_bits: 8, precision: 7, bias: 101 };
        assert_eq!(d32.parse("9.999999E96"), Some(0x77f8_967f));
        assert_eq!(d32.parse("1e97"), Some(0x7800_0000));
    }

    #[test]
    fn rounding() {
        assert_eq!(of("1.0000000000000005"), of("1.000000000000000"));
        assert_eq!(of("1.0000000000000015"), of("1.000000000000002"));
        assert_eq!(of("1e-399"), of("0e-398"));
        assert_eq!(of("6e-399"), of("1e-398"));
        // The digits that there are not are zeros.
        assert_eq!(of("1e384"), of("1000000000000000e369"));
    }

    #[test]
    fn operations_keep_exponents() {
        let binary = |op, a: &str, b: &str| d64().binary(op, of(a), of(b));
        assert_eq!(binary(BinaryOp::Add, "1.20", "3.4"), Some(of("4.60")));
        assert_eq!(binary(BinaryOp::Mul, "1.2", "3.0"), Some(of("3.60")));
        assert_eq!(binary(BinaryOp::Div, "1", "8"), Some(of("0.125")));
        assert_eq!(binary(BinaryOp::Div, "1", "3"), Some(of("0.3333333333333333")));
        assert_eq!(binary(BinaryOp::Sub, "0.3", "0.3"), Some(of("0.0")));
        assert_eq!(d64().compare(of("1.0"), of("1.00")), Some(Ordering::Equal));
    }

    #[test]
    fn conversions() {
        assert_eq!(d64().of_scaled(false, 1, -1), of("0.5"));
        assert_eq!(d64().of_int((-5i128) as u128, true), d64().negate(of("5")));
        assert_eq!(d64().to_int(of("12.9"), 32, true), (12, true));
        assert_eq!(d64().to_int(d64().negate(of("1")), 32, false), (0, false));
    }
}
