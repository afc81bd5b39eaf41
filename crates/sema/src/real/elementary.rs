//! Exponentials, logarithms, and the functions of angles and hyperbolas, by their series after the argument was made small.

use super::{Field, Real};

impl Field {
    /// The sum of `first` and what `next` makes of each term and its number from 1 on, until terms vanish.
    pub(super) fn series(&self, first: Real, mut next: impl FnMut(&Real, i64) -> Real) -> Real {
        let mut sum = first.clone();
        let mut term = first;
        let mut number = 1;
        while !term.is_zero() && term.magnitude() + self.digits as i64 + 8 > sum.magnitude() {
            term = next(&term, number);
            sum = self.add(&sum, &term);
            number += 1;
        }
        sum
    }

    /// `atan(1/n)` (`sign` -1) or `atanh(1/n)` (`sign` 1).
    fn inverse_of(&self, n: i64, sign: i64) -> Real {
        let mut power = self.div_int(&Real::int(1), n);
        self.series(power.clone(), |_, number| {
            power = self.div_int(&power, sign * n * n);
            self.div_int(&power, 2 * number + 1)
        })
    }

    pub(crate) fn pi(&self) -> Real {
        // Machin.
        let (a, b) = (self.inverse_of(5, -1), self.inverse_of(239, -1));
        self.sub(&self.mul(&Real::int(16), &a), &b.scaled(2))
    }

    pub(super) fn ln2(&self) -> Real {
        let terms = [(18, 26), (-2, 4801), (8, 8749)];
        terms.into_iter().fold(Real::zero(), |sum, (factor, n)| {
            self.add(&sum, &self.mul(&Real::int(factor), &self.inverse_of(n, 1)))
        })
    }

    /// A field whose results are good although so many leading digits are lost in it.
    pub(super) fn wider(&self, by: i64) -> Field {
        Field::new(self.digits + by.max(0) as u64 + 16)
    }

    /// The argument is below 2^20.
    pub(crate) fn exp(&self, x: &Real) -> Real {
        let wide = self.wider(x.magnitude());
        let ln2 = wide.ln2();
        let times = wide.div(x, &ln2).nearest();
        let times = i64::try_from(times).unwrap_or(0);
        let rest = wide.sub(x, &wide.mul(&Real::int(times), &ln2));
        // Halved ten times, it is squared as often.
        const HALVED: i64 = 10;
        let wide = self.wider(2 * HALVED);
        let small = rest.scaled(-HALVED);
        let mut result = wide.series(Real::int(1), |term, n| wide.div_int(&wide.mul(term, &small), n));
        for _ in 0..HALVED {
            result = wide.mul(&result, &result);
        }
        self.cut(result).scaled(times)
    }

    /// `exp(x) - 1`
    pub(crate) fn expm1(&self, x: &Real) -> Real {
        if x.magnitude() >= -2 {
            let wide = self.wider(4);
            return self.sub(&wide.exp(x), &Real::int(1));
        }
        self.series(x.clone(), |term, n| self.div_int(&self.mul(term, x), n + 1))
    }

    /// `2 atanh(z)` for a small `z`.
    fn twice_atanh(&self, z: &Real) -> Real {
        let square = self.mul(z, z);
        let mut power = z.clone();
        self.series(z.clone(), |_, n| {
            power = self.mul(&power, &square);
            self.div_int(&power, 2 * n + 1)
        })
        .scaled(1)
    }

    /// Of a positive number.
    pub(crate) fn log(&self, x: &Real) -> Real {
        // Between sqrt(1/2) and sqrt(2), as nearly as matters.
        let mut power = x.magnitude();
        let mut part = x.scaled(-power);
        if Real::int(45).is_less(&part.product(&Real::int(32))) {
            power += 1;
            part = part.scaled(-1);
        }
        let one = Real::int(1);
        let z = self.div(&part.difference(&one), &part.sum(&one));
        let log = if z.is_zero() { z } else { self.twice_atanh(&z) };
        match power {
            0 => log,
            _ => self.add(&self.mul(&Real::int(power), &self.ln2()), &log),
        }
    }

    /// `log(1 + x)`
    pub(crate) fn log1p(&self, x: &Real) -> Real {
        if x.magnitude() >= -3 {
            return self.log(&self.cut(x.sum(&Real::int(1))));
        }
        let z = self.div(x, &self.add(x, &Real::int(2)));
        self.twice_atanh(&z)
    }

    /// Of a positive base.
    pub(crate) fn pow(&self, x: &Real, y: &Real) -> Real {
        let wide = self.wider(y.magnitude().max(0) + 20);
        self.exp(&wide.mul(y, &wide.log(x)))
    }

    /// Sine and cosine.
    pub(crate) fn sin_cos(&self, x: &Real) -> (Real, Real) {
        let wide = self.wider(2 * x.magnitude().max(0) + self.digits as i64);
        let quarter = wide.pi().scaled(-1);
        let quarters = wide.div(x, &quarter).nearest();
        let rest = wide.sub(x, &wide.mul(&Real::of_integer(quarters.clone()), &quarter));
        let rest = self.cut(rest);
        let square = self.mul(&rest, &rest).negated();
        let sine = self.series(rest, |term, n| self.div_int(&self.mul(term, &square), 2 * n * (2 * n + 1)));
        let cosine =
            self.series(Real::int(1), |term, n| self.div_int(&self.mul(term, &square), 2 * n * (2 * n - 1)));
        match (quarters.bit(1), quarters.bit(0)) {
            (false, false) => (sine, cosine),
            (false, true) => (cosine, sine.negated()),
            (true, false) => (sine.negated(), cosine.negated()),
            (true, true) => (cosine.negated(), sine),
        }
    }

    pub(crate) fn atan(&self, x: &Real) -> Real {
        // tan(a / 2) = tan a / (1 + sqrt(1 + tan^2 a)), five times.
        let wide = self.wider(16);
        let one = Real::int(1);
        let mut small = x.clone();
        let mut halved = 0;
        while small.magnitude() > -5 {
            let root = wide.sqrt(&wide.add(&one, &wide.mul(&small, &small)));
            small = wide.div(&small, &wide.add(&one, &root));
            halved += 1;
        }
        let square = wide.mul(&small, &small).negated();
        let mut power = small.clone();
        let sum = wide.series(small, |_, n| {
            power = wide.mul(&power, &square);
            wide.div_int(&power, 2 * n + 1)
        });
        self.cut(sum).scaled(halved)
    }

    /// The angle of a point that is not the origin.
    pub(crate) fn atan2(&self, y: &Real, x: &Real) -> Real {
        let wide = self.wider(4);
        if x.is_zero() || x.abs().is_less(&y.abs()) {
            let quarter = wide.pi().scaled(-1);
            let rest = wide.atan(&wide.div(x, &y.abs()));
            let angle = wide.sub(&quarter, &rest);
            return if y.is_negative() { angle.negated() } else { angle };
        }
        let angle = wide.atan(&wide.div(y, &x.abs()));
        match x.is_negative() {
            false => angle,
            true if y.is_negative() => wide.sub(&wide.pi().negated(), &angle),
            true => wide.sub(&wide.pi(), &angle),
        }
    }

    /// `1 - x^2`, exactly; the argument has few digits.
    fn one_minus_square(x: &Real) -> Real {
        Real::int(1).difference(&x.product(x))
    }

    pub(crate) fn asin(&self, x: &Real) -> Real {
        self.atan2(x, &self.sqrt(&Self::one_minus_square(x)))
    }

    pub(crate) fn acos(&self, x: &Real) -> Real {
        self.atan2(&self.sqrt(&Self::one_minus_square(x)), x)
    }

    /// Sine and cosine of the hyperbola.
    pub(crate) fn sinh_cosh(&self, x: &Real) -> (Real, Real) {
        let wide = self.wider(8);
        let more = wide.expm1(x);
        let less = wide.expm1(&x.negated());
        let (sine, cosine) = (wide.sub(&more, &less), wide.add(&more, &less));
        (sine.scaled(-1), wide.add(&cosine.scaled(-1), &Real::int(1)))
    }

    pub(crate) fn tanh(&self, x: &Real) -> Real {
        let grown = self.expm1(&x.scaled(1));
        self.div(&grown, &self.add(&grown, &Real::int(2)))
    }

    pub(crate) fn asinh(&self, x: &Real) -> Real {
        let size = x.abs();
        let square = size.product(&size);
        let one = Real::int(1);
        let root = self.sqrt(&square.sum(&one));
        let beyond = self.add(&size, &self.div(&square, &self.add(&one, &root)));
        let result = self.log1p(&beyond);
        if x.is_negative() { result.negated() } else { result }
    }

    /// Of a number not below 1.
    pub(crate) fn acosh(&self, x: &Real) -> Real {
        let one = Real::int(1);
        let beyond = x.difference(&one);
        let root = self.sqrt(&beyond.product(&x.sum(&one)));
        self.log1p(&self.add(&beyond, &root))
    }

    /// Of a number between -1 and 1.
    pub(crate) fn atanh(&self, x: &Real) -> Real {
        let ratio = self.div(&x.scaled(1), &Real::int(1).difference(x));
        self.log1p(&ratio).scaled(-1)
    }
}
