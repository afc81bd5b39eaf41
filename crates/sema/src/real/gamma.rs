//! The gamma function and its logarithm, by Stirling's series; Euler's constant.

use super::{Field, Real};

/// From here on Stirling's series is good for all digits that are wanted.
const FAR: i64 = 120;

impl Field {
    /// Bernoulli's numbers of even index, from the second on.
    fn bernoulli(&self, count: usize) -> Vec<Real> {
        // Of tangent numbers, which are integers (Brent and Harvey, 2011).
        let wide = self.wider(64);
        let mut tangents: Vec<num_bigint::BigInt> = vec![1.into()];
        for k in 1..count as u64 {
            tangents.push(&tangents[k as usize - 1] * k);
        }
        for k in 1..count {
            for j in k..count {
                tangents[j] = &tangents[j - 1] * (j - k) as u64 + &tangents[j] * (j - k + 2) as u64;
            }
        }
        let number = |(i, tangent): (usize, &num_bigint::BigInt)| {
            let n = i as i64 + 1;
            // B(2n) = (-1)^(n-1) 2n T(n) / (4^n (4^n - 1))
            let four = Real::int(1).scaled(2 * n);
            let below = four.product(&four.difference(&Real::int(1)));
            let above = Real::of_integer(tangent.clone()).product(&Real::int(2 * n));
            let value = wide.div(&above, &below);
            if n % 2 == 0 { value.negated() } else { value }
        };
        tangents.iter().enumerate().map(number).collect()
    }

    /// The logarithm of the gamma function of a number above `FAR`.
    fn stirling(&self, x: &Real) -> Real {
        let log = self.log(x);
        let half = Real::int(1).scaled(-1);
        let mut sum = self.sub(&self.mul(&self.sub(x, &half), &log), x);
        let twice_pi = self.pi().scaled(1);
        sum = self.add(&sum, &self.log(&twice_pi).scaled(-1));
        let square = self.mul(x, x);
        let mut power = x.clone();
        for (i, number) in self.bernoulli(FAR as usize).iter().enumerate() {
            let n = i as i64 + 1;
            let term = self.div(number, &self.mul(&power, &Real::int(2 * n * (2 * n - 1))));
            sum = self.add(&sum, &term);
            power = self.mul(&power, &square);
        }
        sum
    }

    /// The logarithm of the gamma function of a positive number, up to 2^20.
    fn log_gamma_positive(&self, x: &Real) -> Real {
        let wide = self.wider(64);
        let steps = (FAR - i64::try_from(x.floor()).unwrap_or(FAR)).max(0);
        let mut product = Real::int(1);
        for step in 0..steps {
            product = wide.mul(&product, &wide.add(x, &Real::int(step)));
        }
        let far = wide.stirling(&wide.add(x, &Real::int(steps)));
        wide.sub(&far, &wide.log(&product))
    }

    /// The logarithm of the magnitude of the gamma function, and whether that is negative; of no integer below 1.
    pub(crate) fn log_gamma(&self, x: &Real) -> (Real, bool) {
        if !x.is_negative() {
            return (self.log_gamma_positive(x), false);
        }
        // Gamma(x) Gamma(1 - x) = pi / sin(pi x)
        let wide = self.wider(64 + x.magnitude().abs());
        let other = wide.log_gamma_positive(&Real::int(1).difference(x));
        let pi = wide.pi();
        let (sine, _) = wide.sin_cos(&wide.mul(&pi, x));
        let ratio = wide.log(&wide.div(&pi, &sine.abs()));
        (wide.sub(&ratio, &other), sine.is_negative())
    }

    /// The gamma function; of no integer below 1.
    pub(crate) fn gamma(&self, x: &Real) -> Real {
        let wide = self.wider(64);
        let (log, negative) = wide.log_gamma(x);
        let value = wide.exp(&log);
        if negative { value.negated() } else { value }
    }

    /// Euler's constant (Brent and McMillan, 1980).
    pub(super) fn euler(&self) -> Real {
        let wide = self.wider(64);
        // The error is below exp(-4n).
        let n = self.digits as i64 / 4;
        let mut power = Real::int(1);
        let (mut above, mut below) = (Real::zero(), Real::int(1));
        let mut harmonic = Real::zero();
        let mut k = 1;
        while power.magnitude() + wide.digits as i64 > below.magnitude() || k < n {
            power = wide.div_int(&wide.mul(&power, &Real::int(n * n)), k * k);
            harmonic = wide.add(&harmonic, &wide.div_int(&Real::int(1), k));
            below = wide.add(&below, &power);
            above = wide.add(&above, &wide.mul(&power, &harmonic));
            k += 1;
        }
        wide.sub(&wide.div(&above, &below), &wide.log(&Real::int(n)))
    }
}
