//! Mathematical functions (C23 7.12): what they say of each other.

use super::super::New;
use super::{Math, call, call_of, constant, is_not_negative, math, number, value_of};
use crate::combine::Rewriter;
use ir::{InstData, Op, Type, Value};

pub(super) fn apply(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let Math { name, ty, args } = math(r, data)?;
    let first = args[0];
    if let Some(narrow) = widened(r, first)
        && let Some(found) = rounded_narrow(r, name, ty, narrow)
    {
        return Some(found);
    }
    match name {
        // The operation rounds as the function does.
        "sqrt" => return Some(New::Inst(InstData::new(Op::Fsqrt, ty, &[first]))),
        "floor" | "ceil" | "trunc" | "round" if is_integral(r, first) => return Some(New::Value(first)),
        "floor" if is_not_negative(r, first) => return Some(New::Inst(call(r, "trunc", ty, &[first], ty)?)),
        "powi" if number(r, first) == Some(1.0) => return Some(New::Value(first)),
        "powi" => return power(r, ty, first, f64::from(r.int(args[1])? as i32)),
        // Two names of one function where `long` is as wide.
        "llround" => return Some(New::Inst(call(r, "lround", ty, &[first], Type::I64)?)),
        "llrint" => return Some(New::Inst(call(r, "lrint", ty, &[first], Type::I64)?)),
        _ => {}
    }
    if !r.f.relaxed.inexact {
        return None;
    }
    let inner = call_of(r, first);
    let inner = inner.as_ref().map(|inner| (inner.name, &inner.args[..]));
    match (name, inner) {
        ("pow", _) if number(r, args[1]).is_some_and(|power| power.fract() == 0.0 || power == 0.5) => {
            power(r, ty, first, number(r, args[1])?)
        }
        ("pow", Some(("exp", x))) => {
            let product = r.binary(Op::Fmul, ty, x[0], args[1]);
            Some(New::Inst(call(r, "exp", ty, &[product], ty)?))
        }
        ("pow", Some(("pow", x))) if is_not_negative(r, x[0]) => {
            let product = r.binary(Op::Fmul, ty, x[1], args[1]);
            Some(New::Inst(call(r, "pow", ty, &[x[0], product], ty)?))
        }
        ("pow", _) => {
            let root = r.def_of(first, Op::Fsqrt)?;
            let half = constant(r, ty, 0.5)?;
            let half = r.binary(Op::Fmul, ty, args[1], half);
            Some(New::Inst(call(r, "pow", ty, &[root.args[0], half], ty)?))
        }
        ("log", Some(("pow", x))) => {
            let log = value_of(r, "log", ty, &[x[0]])?;
            Some(New::Inst(InstData::new(Op::Fmul, ty, &[x[1], log])))
        }
        ("log", Some(("exp", x))) | ("tan", Some(("atan", x))) => Some(New::Value(x[0])),
        ("exp" | "atan", None) if ty != Type::F80 => {
            let x = number(r, first)?;
            let result = if name == "exp" { x.exp() } else { x.atan() };
            Some(New::Value(constant(r, ty, result)?))
        }
        _ => None,
    }
}

/// What a value was before it was widened.
fn widened(r: &Rewriter<'_>, value: Value) -> Option<Value> {
    let mut inner = r.def_of(value, Op::Fpext)?.args[0];
    if let Some(twice) = r.def_of(inner, Op::Fpext) {
        inner = twice.args[0];
    }
    matches!(r.ty(inner), Type::F32 | Type::F64).then_some(inner)
}

/// An integer that is near a widened number is near that number, and a number of its type.
fn rounded_narrow(r: &mut Rewriter<'_>, name: &str, ty: Type, narrow: Value) -> Option<New> {
    let from = r.ty(narrow);
    match name {
        "ceil" | "floor" | "trunc" | "round" | "rint" | "nearbyint" => {
            let value = value_of(r, name, from, &[narrow])?;
            Some(New::Inst(InstData::new(Op::Fpext, ty, &[value])))
        }
        "lround" | "llround" | "lrint" | "llrint" => {
            Some(New::Inst(call(r, name, from, &[narrow], Type::I64)?))
        }
        _ => None,
    }
}

/// Functions whose narrow variants do where the result of a widened number is narrowed again.
const NARROWED: &[&str] = &[
    "acos", "acosh", "asin", "asinh", "atan", "atanh", "cbrt", "cos", "cosh", "erf", "erfc", "exp", "exp2",
    "expm1", "log", "log10", "log1p", "log2", "logb", "sin", "sinh", "tan", "tanh", "tgamma",
];

/// `(float) sin(x)` of a `float` is `sinf(x)`, but for the last digit.
pub(super) fn narrowed(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let ty = data.ty;
    let operation = r.def(data.args[0]).filter(|inner| matches!(inner.op, Op::Fsqrt | Op::Fabs));
    let call = call_of(r, data.args[0]).filter(|call| NARROWED.contains(&call.name));
    let of = match (&operation, &call) {
        (Some(operation), _) => operation.args[0],
        (None, call) => call.as_ref()?.args[0],
    };
    let narrow = widened(r, of)?;
    let arg = match r.ty(narrow) {
        from if from == ty => narrow,
        Type::F32 if ty == Type::F64 => r.emit(InstData::new(Op::Fpext, ty, &[narrow]), ty),
        _ => return None,
    };
    match (operation, call) {
        (Some(operation), _) => Some(New::Inst(InstData::new(operation.op, ty, &[arg]))),
        (None, made) => Some(New::Inst(super::call(r, made?.name, ty, &[arg], ty)?)),
    }
}

/// Products and quotients of functions, and roots of powers.
pub(super) fn product(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let ty = data.ty;
    match data.op {
        Op::Fmul => {
            let (a, b) = (call_of(r, data.args[0])?, call_of(r, data.args[1])?);
            match (a.name, b.name) {
                ("exp", "exp") => {
                    let sum = r.binary(Op::Fadd, ty, a.args[0], b.args[0]);
                    Some(New::Inst(call(r, "exp", ty, &[sum], ty)?))
                }
                ("pow", "pow") if a.args[0] == b.args[0] => {
                    let sum = r.binary(Op::Fadd, ty, a.args[1], b.args[1]);
                    Some(New::Inst(call(r, "pow", ty, &[a.args[0], sum], ty)?))
                }
                ("pow", "pow") if a.args[1] == b.args[1] => {
                    let base = r.binary(Op::Fmul, ty, a.args[0], b.args[0]);
                    Some(New::Inst(call(r, "pow", ty, &[base, a.args[1]], ty)?))
                }
                _ => None,
            }
        }
        Op::Fdiv => {
            let by = call_of(r, data.args[1])?;
            let turned = match by.name {
                "exp" | "pow" => {
                    let mut args = by.args.clone();
                    let power = args.last_mut()?;
                    *power = r.emit(InstData::new(Op::Fneg, ty, &[*power]), ty);
                    value_of(r, by.name, ty, &args)?
                }
                "cbrt" => {
                    let inner = r.def_of(by.args[0], Op::Fdiv)?;
                    let turned = r.binary(Op::Fdiv, ty, inner.args[1], inner.args[0]);
                    value_of(r, "cbrt", ty, &[turned])?
                }
                _ => return None,
            };
            Some(New::Inst(InstData::new(Op::Fmul, ty, &[data.args[0], turned])))
        }
        Op::Fsqrt => {
            let power = call_of(r, data.args[0]).filter(|call| call.name == "pow")?;
            let half = constant(r, ty, 0.5)?;
            let half = r.binary(Op::Fmul, ty, power.args[1], half);
            let base = r.emit(InstData::new(Op::Fabs, ty, &[power.args[0]]), ty);
            Some(New::Inst(call(r, "pow", ty, &[base, half], ty)?))
        }
        _ => None,
    }
}

/// A power by few multiplications.
fn power(r: &mut Rewriter<'_>, ty: Type, base: Value, power: f64) -> Option<New> {
    let multiply = |a, b| InstData::new(Op::Fmul, ty, &[a, b]);
    if number(r, base) == Some(1.0) || power == 0.0 {
        return Some(New::Value(constant(r, ty, 1.0)?));
    }
    Some(New::Inst(match power {
        1.0 => return Some(New::Value(base)),
        -1.0 => {
            let one = constant(r, ty, 1.0)?;
            InstData::new(Op::Fdiv, ty, &[one, base])
        }
        0.5 => InstData::new(Op::Fsqrt, ty, &[base]),
        2.0 => multiply(base, base),
        3.0 => {
            let square = r.emit(multiply(base, base), ty);
            multiply(square, base)
        }
        4.0 => {
            let square = r.emit(multiply(base, base), ty);
            multiply(square, square)
        }
        _ => return None,
    }))
}

/// Whether a value is an integer, an infinity or a NaN.
fn is_integral(r: &Rewriter<'_>, value: Value) -> bool {
    match r.def(value) {
        Some(data) if matches!(data.op, Op::SitoFp | Op::UitoFp) => true,
        Some(_) => {
            call_of(r, value).is_some_and(|call| matches!(call.name, "floor" | "ceil" | "trunc" | "round"))
        }
        None => false,
    }
}

/// The integer part as an integer needs no rounding before; and the exponent has a function of its own.
pub(super) fn integer(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    if let Some(narrow) = widened(r, data.args[0]) {
        return Some(New::Inst(InstData { args: with_first(data, narrow), ..*data }));
    }
    let inner = call_of(r, data.args[0])?;
    let result = data.ty;
    match inner.name {
        "round" | "rint" | "nearbyint" if result == Type::I64 && r.f.relaxed.inexact => {
            let name = if inner.name == "round" { "lround" } else { "lrint" };
            Some(New::Inst(call(r, name, inner.ty, &inner.args, Type::I64)?))
        }
        "trunc" => Some(New::Inst(InstData { args: with_first(data, inner.args[0]), ..*data })),
        "logb" if result == Type::I32 && r.f.relaxed.finite => {
            Some(New::Inst(call(r, "ilogb", inner.ty, &inner.args, Type::I32)?))
        }
        _ => None,
    }
}

fn with_first(data: &InstData, first: Value) -> [Value; 3] {
    let mut args = data.args;
    args[0] = first;
    args
}
