//! The error function and Bessel's functions, by their power series.

use super::{Field, Real};

impl Field {
    /// Of a number of a magnitude below 32.
    pub(crate) fn erf(&self, x: &Real) -> Real {
        let size = i64::try_from(x.abs().floor()).unwrap_or(0) + 1;
        // Terms grow to exp(x^2) before they vanish.
        let wide = self.wider(3 * size * size);
        let square = wide.mul(x, x).negated();
        let mut power = x.clone();
        let sum = wide.series(x.clone(), |_, n| {
            power = wide.div_int(&wide.mul(&power, &square), n);
            wide.div_int(&power, 2 * n + 1)
        });
        wide.div(&sum.scaled(1), &wide.sqrt(&wide.pi()))
    }

    /// `1 - erf(x)`
    pub(crate) fn erfc(&self, x: &Real) -> Real {
        let size = i64::try_from(x.abs().floor()).unwrap_or(0) + 1;
        let wide = self.wider(2 * size * size);
        wide.sub(&Real::int(1), &wide.erf(x))
    }

    /// A field for power series in `x`, whose terms grow to exp(|x|), and results that need not be less than the
    /// first term of order `n` is.
    fn for_bessel(&self, n: i64, x: &Real) -> Field {
        let size = i64::try_from(x.abs().floor()).unwrap_or(0) + 1;
        self.wider(4 * size + 64 + 16 * n)
    }

    /// The first kind, of order `n`, not negative.
    pub(crate) fn bessel_j(&self, n: i64, x: &Real) -> Real {
        let wide = self.for_bessel(n, x);
        let half = x.scaled(-1);
        let square = wide.mul(&half, &half).negated();
        let first = (1..=n).fold(Real::int(1), |power, k| wide.div_int(&wide.mul(&power, &half), k));
        wide.series(first, |term, k| wide.div_int(&wide.mul(term, &square), k * (n + k)))
    }

    /// The second kind, of order `n`, not negative; of a positive number (Abramowitz and Stegun 9.1.11).
    pub(crate) fn bessel_y(&self, n: i64, x: &Real) -> Real {
        let wide = self.for_bessel(n, x);
        let half = x.scaled(-1);
        let square = wide.mul(&half, &half);
        let mut sum = wide.mul(&wide.log(&half).scaled(1), &wide.bessel_j(n, x));
        // The sum over k below n of (n-k-1)!/k! (x/2)^(2k-n).
        let mut term = (1..n)
            .fold(wide.div(&Real::int(1), &half), |term, k| wide.div(&wide.mul(&term, &Real::int(k)), &half));
        for k in 0..n {
            sum = wide.sub(&sum, &term);
            if k + 1 < n {
                term = wide.div_int(&wide.mul(&term, &square), (k + 1) * (n - k - 1));
            }
        }
        // That of (psi(k+1) + psi(n+k+1)) (-x^2/4)^k (x/2)^n / (k! (n+k)!).
        let reciprocal = |k: i64| wide.div_int(&Real::int(1), k);
        let mut psi = wide.euler().scaled(1).negated();
        psi = (1..=n).fold(psi, |psi, k| wide.add(&psi, &reciprocal(k)));
        let mut factor = (1..=n).fold(Real::int(1), |power, k| wide.div_int(&wide.mul(&power, &half), k));
        let falling = square.negated();
        let first = wide.mul(&factor, &psi);
        let rest = wide.series(first, |_, k| {
            factor = wide.div_int(&wide.mul(&factor, &falling), k * (n + k));
            psi = wide.add(&psi, &wide.add(&reciprocal(k), &reciprocal(n + k)));
            wide.mul(&factor, &psi)
        });
        wide.div(&wide.sub(&sum, &rest), &wide.pi())
    }
}
