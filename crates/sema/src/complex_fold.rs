//! Products and quotients of complex constants: rounded once where the operands are finite, and else by the formulas of
//! C23 Annex G.5.1, which recover infinities.

use crate::Sema;
use crate::float::{self, Class};
use crate::hir::*;
use crate::real::{Field, Real};
use crate::types::*;
use diag::Loc;
use target::FloatFormat;

/// The constants of a complex number's parts.
pub(crate) type Parts = (u128, u128);

/// Digits that quotients are computed with.
const DIGITS: u64 = 512;

/// Arithmetic of one format.
#[derive(Clone, Copy)]
struct Format(FloatFormat);

impl Format {
    fn calc(self, op: BinaryOp, a: u128, b: u128) -> u128 {
        float::binary(self.0, op, a, b, true).unwrap_or(a)
    }

    /// `a b + c d`, or with `BinaryOp::Sub` the difference.
    fn pair(self, op: BinaryOp, (a, b): Parts, (c, d): Parts) -> u128 {
        self.calc(op, self.calc(BinaryOp::Mul, a, b), self.calc(BinaryOp::Mul, c, d))
    }

    fn class(self, a: u128) -> Class {
        float::classify(self.0, a).0
    }

    fn is_infinite(self, (a, b): Parts) -> bool {
        self.class(a) == Class::Infinite || self.class(b) == Class::Infinite
    }

    fn is_finite(self, (a, b): Parts) -> bool {
        let finite = |bits| !matches!(self.class(bits), Class::Infinite | Class::Nan);
        finite(a) && finite(b)
    }

    fn is_nan(self, (a, b): Parts) -> bool {
        self.class(a) == Class::Nan && self.class(b) == Class::Nan
    }

    fn signed(self, magnitude: u128, like: u128) -> u128 {
        if float::classify(self.0, like).1 { float::negate(self.0, magnitude) } else { magnitude }
    }

    /// An infinity as one, and all else as zero.
    fn unit(self, bits: u128) -> u128 {
        let one = float::from_int(self.0, 1, false);
        self.signed(if self.class(bits) == Class::Infinite { one } else { 0 }, bits)
    }

    /// No NaN.
    fn cleared(self, bits: u128) -> u128 {
        if self.class(bits) == Class::Nan { self.signed(0, bits) } else { bits }
    }

    fn product(self, x: Parts, y: Parts) -> Parts {
        let plain = |(a, b): Parts, (c, d): Parts| {
            (self.pair(BinaryOp::Sub, (a, c), (b, d)), self.pair(BinaryOp::Add, (a, d), (b, c)))
        };
        let result = plain(x, y);
        if !self.is_nan(result) || !self.is_infinite(x) && !self.is_infinite(y) {
            return result;
        }
        let both = |f: fn(Format, u128) -> u128, (a, b): Parts| (f(self, a), f(self, b));
        let of = |number| if self.is_infinite(number) { both(Format::unit, number) } else { number };
        let (x, y) = (both(Format::cleared, of(x)), both(Format::cleared, of(y)));
        let (re, im) = plain(x, y);
        let infinity = float::infinity(self.0);
        (self.calc(BinaryOp::Mul, infinity, re), self.calc(BinaryOp::Mul, infinity, im))
    }

    fn quotient(self, x: Parts, y: Parts) -> Parts {
        let across = |(a, b): Parts, (c, d): Parts| {
            (self.pair(BinaryOp::Add, (a, c), (b, d)), self.pair(BinaryOp::Sub, (b, c), (a, d)))
        };
        let (re, im) = across(x, y);
        let norm = self.pair(BinaryOp::Add, (y.0, y.0), (y.1, y.1));
        let result = (self.calc(BinaryOp::Div, re, norm), self.calc(BinaryOp::Div, im, norm));
        if !self.is_nan(result) {
            return result;
        }
        let infinity = float::infinity(self.0);
        let zero = self.class(y.0) == Class::Zero && self.class(y.1) == Class::Zero;
        let both = |f: fn(Format, u128) -> u128, (a, b): Parts| (f(self, a), f(self, b));
        let (by, (re, im)) = if zero && !self.is_nan(x) {
            (self.signed(infinity, y.0), x)
        } else if self.is_infinite(x) && self.is_finite(y) {
            (infinity, across(both(Format::unit, x), y))
        } else if self.is_infinite(y) && self.is_finite(x) {
            (0, across(x, both(Format::unit, y)))
        } else {
            return result;
        };
        (self.calc(BinaryOp::Mul, by, re), self.calc(BinaryOp::Mul, by, im))
    }
}

/// The product or quotient of finite numbers, each part rounded once; nothing where it is no such number.
fn rounded_once(format: FloatFormat, op: BinaryOp, x: Parts, y: Parts) -> Option<Parts> {
    let real = |bits| Real::of(format, bits);
    let (a, b, c, d) = (real(x.0)?, real(x.1)?, real(y.0)?, real(y.1)?);
    let (re, im) = match op {
        BinaryOp::Mul => (a.product(&c).difference(&b.product(&d)), a.product(&d).sum(&b.product(&c))),
        _ => {
            let field = Field::new(DIGITS);
            let norm = c.product(&c).sum(&d.product(&d));
            if norm.is_zero() {
                return None;
            }
            let (re, im) = (a.product(&c).sum(&b.product(&d)), b.product(&c).difference(&a.product(&d)));
            (field.div(&re, &norm), field.div(&im, &norm))
        }
    };
    // The sign of a zero is that of the formula.
    let plain = Format(format);
    let plain = if op == BinaryOp::Mul { plain.product(x, y) } else { plain.quotient(x, y) };
    let part = |value: Real, plain| {
        let (bits, _) = value.to_format(format)?;
        Some(if value.is_zero() { Format(format).signed(bits, plain) } else { bits })
    };
    Some((part(re, plain.0)?, part(im, plain.1)?))
}

/// `x op y` for products and quotients.
pub(crate) fn multiply(format: FloatFormat, op: BinaryOp, x: Parts, y: Parts) -> Parts {
    let plain = || match op {
        BinaryOp::Mul => Format(format).product(x, y),
        _ => Format(format).quotient(x, y),
    };
    rounded_once(format, op, x, y).unwrap_or_else(plain)
}

impl Sema<'_> {
    /// The parts of a complex constant; a real number that was converted to one has no second part.
    fn constant_parts(&self, id: ExprId) -> Option<(ExprId, Option<ExprId>)> {
        match self.kind(id) {
            ExprKind::Complex(re, im) if self.is_pure(re) && self.is_pure(im) => Some((re, Some(im))),
            ExprKind::Cast(CastKind::RealToComplex, real) if self.is_pure(real) => Some((real, None)),
            _ => None,
        }
    }

    /// An operation on complex constants as a constant, if nothing about it is left to the running program.
    pub(crate) fn fold_complex(
        &mut self,
        op: BinaryOp,
        lhs: ExprId,
        rhs: ExprId,
        ty: Ty,
        loc: Loc,
    ) -> Option<ExprId> {
        let ((a, b), (c, d)) = (self.constant_parts(lhs)?, self.constant_parts(rhs)?);
        let part = self.ty(a);
        let format = self.unit.types.format_of(part);
        if let Some(format) = format {
            let finite = |id| self.const_float(id).and_then(|bits| Real::of(format, bits)).is_some();
            let all = [Some(a), b, Some(c), d].into_iter().flatten().all(finite);
            if !all || self.session.options.rounding_math {
                return None;
            }
        }
        let zero = match format {
            Some(_) => self.float_const(0, part, loc),
            None => self.int(0, part, loc),
        };
        let negative = format
            .zip(d.and_then(|d| self.const_float(d)))
            .map(|(format, bits)| self.float_const(float::negate(format, bits), part, loc));
        let mut calc = |op, x, y| self.binary_node(op, x, y, part, loc);
        let (re, im) = match (op, b, d) {
            // A real operand is not converted (C23 Annex G.5.1, G.5.2).
            (BinaryOp::Add | BinaryOp::Sub, Some(b), None) => (calc(op, a, c), b),
            (BinaryOp::Add, None, Some(d)) => (calc(op, a, c), d),
            (BinaryOp::Sub, None, Some(d)) => (calc(op, a, c), negative.unwrap_or_else(|| calc(op, zero, d))),
            (BinaryOp::Add | BinaryOp::Sub, Some(b), Some(d)) => (calc(op, a, c), calc(op, b, d)),
            (BinaryOp::Mul | BinaryOp::Div, Some(b), None) => (calc(op, a, c), calc(op, b, c)),
            (BinaryOp::Mul, None, Some(d)) => (calc(op, a, c), calc(op, a, d)),
            (BinaryOp::Mul | BinaryOp::Div, ..) => {
                self.fold_products(op, (a, b.unwrap_or(zero)), (c, d.unwrap_or(zero)), part, loc)?
            }
            (BinaryOp::Eq | BinaryOp::Ne, ..) => {
                let re = self.binary_node(BinaryOp::Eq, a, c, common::INT, loc);
                let (b, d) = (b.unwrap_or(zero), d.unwrap_or(zero));
                let im = self.binary_node(BinaryOp::Eq, b, d, common::INT, loc);
                let equal = self.const_bits(re)? != 0 && self.const_bits(im)? != 0;
                return Some(self.int(i128::from(equal == (op == BinaryOp::Eq)), ty, loc));
            }
            _ => return None,
        };
        let known = self.is_pure(re) && self.is_pure(im);
        known.then(|| self.push(ExprKind::Complex(re, im), ty, loc))
    }

    fn fold_products(
        &mut self,
        op: BinaryOp,
        (a, b): (ExprId, ExprId),
        (c, d): (ExprId, ExprId),
        part: Ty,
        loc: Loc,
    ) -> Option<(ExprId, ExprId)> {
        if let Some(format) = self.unit.types.format_of(part) {
            let bits = |re, im| Some((self.const_float(re)?, self.const_float(im)?));
            let (re, im) = rounded_once(format, op, bits(a, b)?, bits(c, d)?)?;
            return Some((self.float_const(re, part, loc), self.float_const(im, part, loc)));
        }
        let mut calc = |op, x, y| self.binary_node(op, x, y, part, loc);
        use BinaryOp as B;
        let mut cross = |op, x, y, z, w| {
            let (x, y) = (calc(B::Mul, x, y), calc(B::Mul, z, w));
            calc(op, x, y)
        };
        if op == B::Mul {
            return Some((cross(B::Sub, a, c, b, d), cross(B::Add, a, d, b, c)));
        }
        let (re, im, norm) =
            (cross(B::Add, a, c, b, d), cross(B::Sub, b, c, a, d), cross(B::Add, c, c, d, d));
        Some((calc(B::Div, re, norm), calc(B::Div, im, norm)))
    }
}
