//! Results against known digits, and against each other.

use super::{Field, Real};
use target::FloatFormat::{self, F64, F128, X87};

fn double(value: f64) -> Real {
    Real::of(F64, u128::from(value.to_bits())).expect("it is finite")
}

fn to_double(value: &Real) -> f64 {
    value.to_format(F64).map_or(f64::NAN, |(bits, _)| f64::from_bits(bits as u64))
}

fn close(value: &Real, wanted: f64) {
    let got = to_double(value);
    assert!((got - wanted).abs() <= wanted.abs() * 1e-15, "{got} is not {wanted}");
}

#[test]
fn known_digits() {
    let field = Field::new(512);
    close(&field.pi(), std::f64::consts::PI);
    close(&field.euler(), 0.577_215_664_901_532_9);
    close(&field.exp(&double(1.0)), std::f64::consts::E);
    close(&field.log(&double(10.0)), std::f64::consts::LN_10);
    close(&field.log(&double(0.1)), -2.302_585_092_994_045_6);
    close(&field.erf(&double(0.5)), 0.520_499_877_813_046_5);
    close(&field.erfc(&double(3.0)), 2.209_049_699_858_544e-5);
    close(&field.gamma(&double(0.5)), 1.772_453_850_905_516);
    close(&field.gamma(&double(-1.5)), 2.363_271_801_207_355);
    close(&field.log_gamma(&double(100.0)).0, 359.134_205_369_575_4);
    close(&field.bessel_j(0, &double(1.0)), 0.765_197_686_557_966_6);
    close(&field.bessel_j(2, &double(3.0)), 0.486_091_260_585_891_1);
    close(&field.bessel_y(0, &double(1.0)), 0.088_256_964_215_676_97);
    close(&field.bessel_y(1, &double(2.0)), -0.107_032_431_540_937_55);
    close(&field.bessel_y(3, &double(4.0)), -0.182_022_115_953_485);
}

#[test]
fn like_the_library() {
    let field = Field::new(512);
    for x in [-0.999, -0.7, -0.3, -1e-5, 1e-9, 0.1, 0.5, 0.99] {
        let real = double(x);
        close(&field.asin(&real), x.asin());
        close(&field.acos(&real), x.acos());
        close(&field.tanh(&field.atanh(&real)), x);
        close(&field.log1p(&real), x.ln_1p());
        close(&field.expm1(&real), x.exp_m1());
    }
    for x in [-30.25, -2.0, -0.3, 1e-7, 0.75, 1.5, 40.0] {
        let real = double(x);
        let (sine, cosine) = field.sin_cos(&real);
        close(&sine, x.sin());
        close(&cosine, x.cos());
        close(&field.atan(&real), x.atan());
        close(&field.asinh(&real), x.asinh());
        close(&field.tanh(&real), x.tanh());
        let (sine, cosine) = field.sinh_cosh(&real);
        close(&sine, x.sinh());
        close(&cosine, x.cosh());
        close(&field.exp(&real), x.exp());
        for y in [-3.0, 2.5] {
            close(&field.atan2(&real, &double(y)), x.atan2(y));
            close(&field.pow(&real.abs(), &double(y)), x.abs().powf(y));
        }
    }
    close(&field.acosh(&double(1.0001)), 0.014_142_017_775_251_545);
}

#[test]
fn exact_results_are_known_as_such() {
    let field = Field::new(512);
    let exact = |value: &Real, format: FloatFormat| value.to_format(format).map(|(_, exact)| exact);
    assert_eq!(exact(&field.pow(&Real::int(3), &Real::int(20)), F128), Some(true));
    assert_eq!(exact(&field.sqrt(&Real::int(49)), X87), Some(true));
    assert_eq!(exact(&field.exp(&Real::int(1)), F128), Some(false));
    assert_eq!(exact(&field.gamma(&Real::int(6)), F64), Some(true));
    // Beyond the format's range.
    assert_eq!(exact(&field.exp(&Real::int(1000)), F64), None);
    assert_eq!(exact(&field.exp(&Real::int(1000)), X87), Some(false));
}

#[test]
fn halves_go_to_the_even_one() {
    let nearest = |value: f64| i64::try_from(double(value).nearest()).ok();
    assert_eq!(nearest(2.5), Some(2));
    assert_eq!(nearest(3.5), Some(4));
    assert_eq!(nearest(-2.5), Some(-2));
    assert_eq!(nearest(-3.5), Some(-4));
    assert_eq!(nearest(-0.7), Some(-1));
    assert_eq!(nearest(2.51), Some(3));
    assert!(!double(0.1).rounded(3).1);
}
