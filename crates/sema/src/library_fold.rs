//! Calls of mathematical functions (C23 7.12) with constant arguments, folded where the result is a number that the
//! format has: an overflow, an underflow or an invalid argument is left for the running program to notice.

use crate::Sema;
use crate::float::{self, Class};
use crate::hir::*;
use crate::real::{Field, Real};
use crate::strictness::Flaws;
use crate::types::*;
use diag::Loc;
use num_bigint::BigInt;
use std::cmp::Ordering;
use target::FloatFormat;

/// Digits that results are computed with; what `Real::to_format` asks for, and what is lost on the way.
const DIGITS: u64 = 512;

/// What a call becomes.
enum Folded {
    Float(u128),
    Int(i128),
    /// A result, and what goes where arguments point.
    Stored(Option<u128>, Vec<(usize, Stored)>),
    /// One of the arguments; what the others do is still done.
    Argument(usize),
    /// A result whatever the other arguments are; what they do is still done.
    Anyway(u128),
}

enum Stored {
    Float(u128),
    Int(i128),
}

/// The constant arguments of a call of one format.
struct Call<'a> {
    format: FloatFormat,
    floats: &'a [Option<u128>],
    ints: &'a [Option<i128>],
    /// Digits that are lost depend on the rounding mode (`-frounding-math`).
    exact: bool,
    /// `-fsignaling-nans`
    signaling: bool,
}

/// The function without the suffix of its type, and the suffix's format is the one of its arguments.
fn family(name: &str, format: FloatFormat) -> Vec<String> {
    let suffixes: &[&str] = match format {
        FloatFormat::F16 => &["f16"],
        FloatFormat::F32 => &["f", "f32"],
        FloatFormat::F64 => &["", "f64", "f32x"],
        FloatFormat::X87 => &["l", "f64x"],
        FloatFormat::F128 => &["f128", "l", "q"],
        _ => &[],
    };
    let plain = suffixes.iter().filter_map(|suffix| {
        let (front, end) = name.strip_suffix("_r").map_or((name, ""), |front| (front, "_r"));
        Some(format!("{}{end}", front.strip_suffix(suffix)?))
    });
    plain.collect()
}

impl Call<'_> {
    fn bits(&self, i: usize) -> Option<u128> {
        self.floats.get(i).copied().flatten()
    }

    fn real(&self, i: usize) -> Option<Real> {
        Real::of(self.format, self.bits(i)?)
    }

    fn class(&self, i: usize) -> Option<(Class, bool)> {
        Some(float::classify(self.format, self.bits(i)?))
    }

    fn int(&self, i: usize) -> Option<i64> {
        i64::try_from(self.ints.get(i).copied().flatten()?).ok()
    }

    /// A constant with the sign of another.
    fn signed(&self, bits: u128, like: u128) -> u128 {
        let negative = |bits| float::classify(self.format, bits).1;
        if negative(bits) == negative(like) { bits } else { float::negate(self.format, bits) }
    }

    fn rounded(&self, value: &Real) -> Option<u128> {
        let (bits, exact) = value.to_format(self.format)?;
        (exact || !self.exact).then_some(bits)
    }

    fn result(&self, value: &Real) -> Option<Folded> {
        self.rounded(value).map(Folded::Float)
    }

    /// An exact result with the sign of the first argument if it is zero.
    fn like_first(&self, value: &Real) -> Option<u128> {
        let bits = self.rounded(value)?;
        Some(if value.is_zero() { self.signed(bits, self.bits(0)?) } else { bits })
    }

    fn fold(&self, name: &str) -> Option<Folded> {
        self.rounding(name)
            .or_else(|| self.parts(name))
            .or_else(|| self.pairs(name))
            .or_else(|| self.elementary(name))
            .or_else(|| self.special(name))
    }

    /// Functions that round to integers.
    fn rounding(&self, name: &str) -> Option<Folded> {
        let (function, to_int) = match name {
            "lround" | "llround" => ("round", true),
            "lrint" | "llrint" => ("rint", true),
            "floor" | "ceil" | "trunc" | "round" | "roundeven" | "rint" | "nearbyint" => (name, false),
            _ => return None,
        };
        let bits = self.bits(0)?;
        let Some(x) = self.real(0) else {
            let quiet = self.class(0)?.0 == Class::Infinite || !self.signaling;
            return (!to_int && quiet).then_some(Folded::Float(bits));
        };
        let half = Real::int(1).scaled(-1);
        let away = |x: &Real| x.abs().sum(&half).floor();
        let toward = |magnitude: BigInt| if x.is_negative() { -magnitude } else { magnitude };
        let value = match function {
            "floor" => x.floor(),
            "ceil" => -x.negated().floor(),
            "trunc" => toward(x.abs().floor()),
            "round" => toward(away(&x)),
            "roundeven" => x.nearest(),
            // The mode is the running program's.
            _ if x.is_integer() => x.floor(),
            _ => return None,
        };
        if to_int {
            return i128::try_from(value).ok().map(Folded::Int);
        }
        self.like_first(&Real::of_integer(value)).map(Folded::Float)
    }

    /// Functions that take numbers apart, and put them together.
    fn parts(&self, name: &str) -> Option<Folded> {
        let known = matches!(
            name,
            "frexp" | "modf" | "logb" | "ilogb" | "significand" | "ldexp" | "scalbn" | "scalbln"
        );
        if known && name != "frexp" && name != "modf" && self.int(1) == Some(0) && !self.signaling {
            return Some(Folded::Argument(0));
        }
        let bits = self.bits(0).filter(|_| known)?;
        let (class, _) = self.class(0)?;
        if class == Class::Nan && self.signaling {
            return None;
        }
        let x = self.real(0);
        let power = x.as_ref().filter(|x| !x.is_zero()).map(Real::magnitude);
        match name {
            "frexp" => {
                let (result, power) = match (&x, power) {
                    (Some(x), Some(power)) => (self.rounded(&x.scaled(-power - 1))?, power + 1),
                    (Some(_), None) => (bits, 0),
                    // The exponent is anything.
                    (None, _) => return Some(Folded::Argument(0)),
                };
                Some(Folded::Stored(Some(result), vec![(1, Stored::Int(i128::from(power)))]))
            }
            "modf" => {
                let (fraction, whole) = match &x {
                    Some(x) => {
                        let whole = x.abs().floor();
                        let whole = Real::of_integer(if x.is_negative() { -whole } else { whole });
                        (self.like_first(&x.difference(&whole))?, self.like_first(&whole)?)
                    }
                    None if class == Class::Infinite => (self.signed(0, bits), bits),
                    None => (bits, bits),
                };
                Some(Folded::Stored(Some(fraction), vec![(1, Stored::Float(whole))]))
            }
            "logb" => match (class, power) {
                (Class::Infinite, _) => Some(Folded::Float(float::infinity(self.format))),
                (Class::Nan, _) => Some(Folded::Float(bits)),
                (_, power) => self.result(&Real::int(power?)),
            },
            "ilogb" => power.map(|power| Folded::Int(i128::from(power))),
            "significand" => match (x, power) {
                (Some(x), Some(power)) => self.result(&x.scaled(-power)),
                _ => Some(Folded::Float(bits)),
            },
            _ => {
                // No power of two changes these.
                if power.is_none() {
                    return Some(Folded::Argument(0));
                }
                let by = self.int(1)?;
                match (x, power) {
                    (Some(x), Some(_)) if by.abs() < 1 << 20 => self.result(&x.scaled(by)),
                    _ => None,
                }
            }
        }
    }

    /// Functions of two or three numbers whose results are exact, or rounded once.
    fn pairs(&self, name: &str) -> Option<Folded> {
        match name {
            "fmin" | "fmax" => return self.extreme(name == "fmax"),
            "fmod" | "remainder" | "drem" | "remquo" | "fdim" | "fma" => {}
            _ => return None,
        }
        let (x, y) = (self.real(0)?, self.real(1)?);
        match name {
            "fdim" if x.compare(&y).is_gt() => self.result(&x.difference(&y)),
            "fdim" => self.result(&Real::zero()),
            "fma" => {
                let z = self.real(2)?;
                let (product, sum) = (x.product(&y), x.product(&y).sum(&z));
                let negative = |i| self.class(i).is_some_and(|(_, negative)| negative);
                if sum.is_zero() && product.is_zero() && (negative(0) != negative(1)) == negative(2) {
                    return Some(Folded::Float(self.bits(2)?));
                }
                self.result(&sum)
            }
            _ if y.is_zero() => None,
            _ => {
                let quotient = quotient(&x, &y, name != "fmod");
                let rest = x.difference(&y.product(&Real::of_integer(quotient.clone())));
                let rest = self.like_first(&rest)?;
                if name != "remquo" {
                    return Some(Folded::Float(rest));
                }
                let low = quotient % (BigInt::from(1) << 31u32);
                let low = i128::try_from(low).ok()?;
                Some(Folded::Stored(Some(rest), vec![(2, Stored::Int(low))]))
            }
        }
    }

    fn extreme(&self, greatest: bool) -> Option<Folded> {
        let (a, b) = (self.bits(0)?, self.bits(1)?);
        let nan = |i| self.class(i).is_some_and(|(class, _)| class == Class::Nan);
        if nan(0) || nan(1) {
            return (!self.signaling).then_some(Folded::Float(if nan(0) { b } else { a }));
        }
        let negative = |bits| float::classify(self.format, bits).1;
        let less = match float::compare(self.format, a, b)? {
            Ordering::Less => true,
            Ordering::Equal => negative(a),
            Ordering::Greater => false,
        };
        Some(Folded::Float(if less == greatest { b } else { a }))
    }

    /// Functions of analysis.
    fn elementary(&self, name: &str) -> Option<Folded> {
        let field = Field::new(DIGITS);
        if name == "sincos" {
            let x = self.real(0).filter(|x| x.magnitude() < 64)?;
            if x.is_zero() {
                let one = self.rounded(&Real::int(1))?;
                let writes = vec![(1, Stored::Float(self.bits(0)?)), (2, Stored::Float(one))];
                return Some(Folded::Stored(None, writes));
            }
            let (sine, cosine) = field.sin_cos(&x);
            let writes =
                vec![(1, Stored::Float(self.rounded(&sine)?)), (2, Stored::Float(self.rounded(&cosine)?))];
            return Some(Folded::Stored(None, writes));
        }
        if let Some(value) = self.two(name, &field) {
            return value;
        }
        let x = self.real(0)?;
        let one = Real::int(1);
        let odd = matches!(
            name,
            "asin"
                | "asinh"
                | "atan"
                | "atanh"
                | "cbrt"
                | "erf"
                | "expm1"
                | "j1"
                | "log1p"
                | "sin"
                | "sinh"
                | "sqrt"
                | "tan"
                | "tanh"
        );
        if x.is_zero() && odd {
            return Some(Folded::Float(self.bits(0)?));
        }
        // Where the result would be as far from all numbers as the field's digits reach, and arguments beyond all use.
        if x.magnitude() > 1 << 14 || !x.is_zero() && x.magnitude() < -200 {
            return None;
        }
        let within = |x: &Real| !one.is_less(&x.abs());
        let positive = !x.is_negative() && !x.is_zero();
        let small = x.magnitude() < 20;
        let value = match name {
            "acos" if within(&x) => field.acos(&x),
            "asin" if within(&x) => field.asin(&x),
            "atan" => field.atan(&x),
            "acosh" if !x.is_less(&one) => field.acosh(&x),
            "asinh" => field.asinh(&x),
            "atanh" if x.abs().is_less(&one) => field.atanh(&x),
            "cbrt" => {
                let root = field.exp(&field.div_int(&field.log(&x.abs()), 3));
                if x.is_negative() { root.negated() } else { root }
            }
            "cos" if x.magnitude() < 64 => field.sin_cos(&x).1,
            "sin" if x.magnitude() < 64 => field.sin_cos(&x).0,
            "tan" if x.magnitude() < 64 => {
                let (sine, cosine) = field.sin_cos(&x);
                field.div(&sine, &cosine)
            }
            "cosh" if small => field.sinh_cosh(&x).1,
            "sinh" if small => field.sinh_cosh(&x).0,
            "tanh" if x.magnitude() < 12 => field.tanh(&x),
            "exp" if small => field.exp(&x),
            "exp2" if small => field.pow(&Real::int(2), &x),
            "exp10" | "pow10" if small => field.pow(&Real::int(10), &x),
            "expm1" if small => field.expm1(&x),
            "log" if positive => field.log(&x),
            "log2" if positive => field.div(&field.log(&x), &field.log(&Real::int(2))),
            "log10" if positive => field.div(&field.log(&x), &field.log(&Real::int(10))),
            "log1p" if one.negated().is_less(&x) => field.log1p(&x),
            "sqrt" if positive => field.sqrt(&x),
            _ => return None,
        };
        self.result(&value)
    }

    /// Functions of analysis of two numbers; the outer `None`: it is none of them.
    fn two(&self, name: &str, field: &Field) -> Option<Option<Folded>> {
        if !matches!(name, "atan2" | "hypot" | "pow") {
            return None;
        }
        if name == "pow" && !self.signaling {
            // Of NaNs, too (C23 F.10.4.5).
            let is = |i, n| self.real(i).is_some_and(|x| x.compare(&Real::int(n)).is_eq());
            if is(0, 1) || is(1, 0) {
                return Some(self.rounded(&Real::int(1)).map(Folded::Anyway));
            }
        }
        Some((|| {
            let (x, y) = (self.real(0)?, self.real(1)?);
            match name {
                "hypot" => self.result(&field.sqrt(&x.product(&x).sum(&y.product(&y)))),
                "atan2" if x.is_zero() && !self.class(1)?.1 => Some(Folded::Float(self.bits(0)?)),
                "atan2" if x.is_zero() => {
                    let pi = self.rounded(&field.pi())?;
                    Some(Folded::Float(self.signed(pi, self.bits(0)?)))
                }
                "atan2" => self.result(&field.atan2(&x, &y)),
                _ => self.power(&x, &y, field),
            }
        })())
    }

    fn power(&self, x: &Real, y: &Real, field: &Field) -> Option<Folded> {
        let odd = y.is_integer() && y.floor().bit(0);
        if y.is_zero() {
            return self.result(&Real::int(1));
        }
        if x.is_zero() {
            if y.is_negative() {
                return None;
            }
            let bits = if odd { self.bits(0)? } else { self.rounded(&Real::zero())? };
            return Some(Folded::Float(bits));
        }
        if x.is_negative() && !y.is_integer() || y.magnitude() > 1 << 14 || y.magnitude() < -200 {
            return None;
        }
        // The result's exponent must be one.
        let size = x.magnitude().abs() + 1;
        if y.magnitude() + i64::from(size.ilog2()) > 20 {
            let one = x.abs().compare(&Real::int(1)).is_eq();
            return if one { self.result(&if odd { x.clone() } else { Real::int(1) }) } else { None };
        }
        let value = field.pow(&x.abs(), y);
        self.result(&if x.is_negative() && odd { value.negated() } else { value })
    }

    /// The error function, the gamma function and Bessel's.
    fn special(&self, name: &str) -> Option<Folded> {
        let field = Field::new(DIGITS);
        match name {
            "jn" | "yn" => {
                let n = self.int(0).filter(|n| n.abs() <= 64)?;
                return self.bessel(name == "jn", n, 1, &field);
            }
            "j0" | "y0" => return self.bessel(name == "j0", 0, 0, &field),
            "j1" | "y1" => return self.bessel(name == "j1", 1, 0, &field),
            _ => {}
        }
        let x = self.real(0)?;
        let pole = x.is_integer() && (x.is_zero() || x.is_negative());
        match name {
            "erf" if x.magnitude() < 5 => self.result(&field.erf(&x)),
            "erfc" if x.magnitude() < 5 => self.result(&field.erfc(&x)),
            "tgamma" if !pole && x.magnitude() < 11 && x.magnitude() > -100 => self.result(&field.gamma(&x)),
            // `lgamma` also sets `signgam`, which is the running program's.
            "lgamma_r" | "gamma_r" if !pole && x.magnitude() < 11 && x.magnitude() > -100 => {
                let root = x.to_i64().is_some_and(|x| x == 1 || x == 2);
                let (value, negative) = if root { (Real::zero(), false) } else { field.log_gamma(&x) };
                let bits = self.rounded(&value)?;
                let sign = if negative { -1 } else { 1 };
                Some(Folded::Stored(Some(bits), vec![(1, Stored::Int(sign))]))
            }
            _ => None,
        }
    }

    fn bessel(&self, first: bool, n: i64, at: usize, field: &Field) -> Option<Folded> {
        let x = self.real(at).filter(|x| x.magnitude() < 10)?;
        let order = n.abs();
        // Of the order -n they are those of n, with the sign of (-1)^n.
        let turned = n < 0 && order % 2 == 1;
        if !first {
            if x.is_zero() || x.is_negative() || x.magnitude() < -60 {
                return None;
            }
            let value = field.bessel_y(order, &x);
            return self.result(&if turned { value.negated() } else { value });
        }
        if x.is_zero() && order % 2 == 1 {
            let bits = self.bits(at)?;
            return Some(Folded::Float(if turned { float::negate(self.format, bits) } else { bits }));
        }
        if !x.is_zero() && x.magnitude() < -60 {
            return None;
        }
        let value = field.bessel_j(order, &x);
        self.result(&if turned { value.negated() } else { value })
    }
}

/// The integer near `x / y`: the nearest one, or the one towards zero.
fn quotient(x: &Real, y: &Real, nearest: bool) -> BigInt {
    let scale = |number: &Real, exponent: i64| number.scaled(-exponent).floor();
    let exponent = x.lowest().min(y.lowest());
    let (a, b) = (scale(x, exponent), scale(y, exponent));
    let towards = &a / &b;
    if !nearest {
        return towards;
    }
    let rest = &a - &towards * &b;
    let up = match (rest.magnitude() * 2u32).cmp(b.magnitude()) {
        Ordering::Less => false,
        Ordering::Equal => towards.bit(0),
        Ordering::Greater => true,
    };
    if !up {
        return towards;
    }
    if x.is_negative() == y.is_negative() { towards + 1 } else { towards - 1 }
}

impl Sema<'_> {
    /// The call of a library function as a constant, or as what remains of it.
    pub(crate) fn fold_library_call(
        &mut self,
        called: Option<DeclId>,
        args: &[ExprId],
        ret: Ty,
        loc: Loc,
    ) -> Option<ExprId> {
        let decl = called.filter(|&decl| self.unit.decls[decl].attrs.library)?;
        if let &[number] = args
            && self.session.options.finite_math_only
            && self.unit.types.complex_part(ret).is_some()
            && matches!(&*self.text(self.unit.decls[decl].name), "cproj" | "cprojf" | "cprojl")
        {
            // Only what is infinite has a projection of its own (C23 7.3.9.5).
            return Some(number);
        }
        let floats: Vec<Option<u128>> = args.iter().map(|&arg| self.const_float(arg)).collect();
        if !args.iter().any(|&arg| self.is_pure(arg)) {
            return None;
        }
        let format = args.iter().find_map(|&arg| self.unit.types.format_of(self.ty(arg)))?;
        let same = |(&arg, bits): (&ExprId, &Option<u128>)| {
            bits.is_none() || self.unit.types.format_of(self.ty(arg)) == Some(format)
        };
        if format.is_decimal() || !args.iter().zip(&floats).all(same) {
            return None;
        }
        let ints: Vec<Option<i128>> = args.iter().map(|&arg| self.const_int(arg)).collect();
        let options = &self.session.options;
        let call = Call {
            format,
            floats: &floats,
            ints: &ints,
            exact: self.rounds_at_run_time(),
            signaling: options.signaling_nans,
        };
        let name = self.text(self.unit.decls[decl].name);
        let folded = family(&name, format).iter().find_map(|name| call.fold(name))?;
        let value = match folded {
            Folded::Float(bits) => self.float_const(bits, ret, loc),
            Folded::Int(value) => {
                let (width, signed) = (self.unit.types.int_width(ret), self.unit.types.is_signed(ret));
                let same = crate::node::extend(crate::node::truncate(value as u128, width), width, signed);
                if same != value {
                    return None;
                }
                self.int(value, ret, loc)
            }
            Folded::Argument(kept) => {
                let mut value = args[kept];
                for (i, &arg) in args.iter().enumerate().rev() {
                    if i != kept && !self.is_pure(arg) && !matches!(self.kind(arg), ExprKind::AddrOf(_)) {
                        value = self.comma(arg, value);
                    }
                }
                value
            }
            Folded::Anyway(bits) => {
                let mut value = self.float_const(bits, ret, loc);
                for &arg in args.iter().rev() {
                    if !self.is_pure(arg) && !self.only_computes_few(arg) {
                        value = self.comma(arg, value);
                    }
                }
                value
            }
            Folded::Stored(result, writes) => self.stores(args, result, &writes, ret, loc)?,
        };
        Some(self.flawed(value, Flaws::FOLDED))
    }

    /// Writes where arguments point, and then the result.
    fn stores(
        &mut self,
        args: &[ExprId],
        result: Option<u128>,
        writes: &[(usize, Stored)],
        ret: Ty,
        loc: Loc,
    ) -> Option<ExprId> {
        let mut value = result.map(|bits| self.float_const(bits, ret, loc));
        for (argument, stored) in writes.iter().rev() {
            let place = self.deref(args[*argument], loc);
            let ty = self.ty(place);
            let constant = match *stored {
                Stored::Float(bits) if self.unit.types.is_float(ty) => self.float_const(bits, ty, loc),
                Stored::Int(number) if self.unit.types.is_integer(ty) => self.int(number, ty, loc),
                _ => return None,
            };
            let write = self.push(ExprKind::Assign { place, value: constant }, ty, loc);
            value = Some(match value {
                Some(value) => self.comma(write, value),
                None => self.push(ExprKind::Cast(CastKind::ToVoid, write), common::VOID, loc),
            });
        }
        value
    }
}
