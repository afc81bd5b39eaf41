//! Floating point where the options allow what IEEE 754 does not (GCC manual, `-ffast-math`), and mathematical functions.
//!
//! Calls are looked at only if they have no effect but their result.

mod arithmetic;
mod calls;

use super::New;
use crate::combine::Rewriter;
use ir::op::CALL_COMPUTES;
use ir::{InstData, LibraryFunction, Op, ParamKind, SigRef, SymbolId, Type, Value, eval};
use smallvec::SmallVec;

/// The first rule that fits, and what it made.
pub(super) fn apply(r: &mut Rewriter<'_>, data: &InstData) -> Option<(&'static str, New)> {
    if data.ty.is_vector() || r.f.signaling_nans {
        return None;
    }
    match data.op {
        Op::Call if data.aux == CALL_COMPUTES => Some(("relaxed-call", calls::apply(r, data)?)),
        Op::FptoSi => Some(("relaxed-integer", calls::integer(r, data)?)),
        Op::Fptrunc if r.f.relaxed.inexact => Some(("relaxed-narrow", calls::narrowed(r, data)?)),
        Op::Fcmp if r.f.relaxed.finite => Some(("relaxed-compare", arithmetic::compare(r, data)?)),
        Op::Fadd | Op::Fsub | Op::Fmul | Op::Fdiv | Op::Fneg | Op::Fabs | Op::Fsqrt
            if r.f.relaxed.inexact =>
        {
            let found = arithmetic::apply(r, data).or_else(|| calls::product(r, data))?;
            Some(("relaxed-arithmetic", found))
        }
        _ => None,
    }
}

/// A call of a mathematical function: which one, without the suffix of its type, and its arguments.
struct Math {
    name: &'static str,
    ty: Type,
    args: SmallVec<[Value; 2]>,
}

/// The suffix of the functions for a type.
fn suffix(ty: Type) -> Option<&'static str> {
    match ty {
        Type::F32 => Some("f"),
        Type::F64 => Some(""),
        Type::F80 => Some("l"),
        _ => None,
    }
}

/// The call that makes a value, if it is one without effects.
fn call_of(r: &Rewriter<'_>, value: Value) -> Option<Math> {
    let (_, data) = r.f.def_inst(value)?;
    if data.op == Op::Call { math(r, data) } else { None }
}

fn math(r: &Rewriter<'_>, data: &InstData) -> Option<Math> {
    if data.aux != CALL_COMPUTES {
        return None;
    }
    let sig = &r.f.sigs[SigRef::from_u32(data.x)];
    let function = r.module.symbols.get(SymbolId::from_u32(data.imm as u32))?.library?;
    let args: SmallVec<[Value; 2]> =
        data.list.as_slice(&r.f.lists).iter().map(|&arg| r.f.resolve(arg)).collect();
    let ty = r.ty(*args.first()?);
    let name = match function.name() {
        "__powidf2" | "__powisf2" | "__powixf2" => "powi",
        name => name.strip_suffix(suffix(ty)?)?,
    };
    let plain = sig.params.iter().all(|param| param.kind == ParamKind::Value);
    (plain && sig.rets.len() == 1).then_some(Math { name, ty, args })
}

/// A call of a function for a type.
fn call(r: &mut Rewriter<'_>, name: &str, ty: Type, args: &[Value], ret: Type) -> Option<InstData> {
    let function = LibraryFunction::find(&format!("{name}{}", suffix(ty)?))?;
    r.library_call(function, args, ret)
}

/// The value of a call of a function of one type.
fn value_of(r: &mut Rewriter<'_>, name: &str, ty: Type, args: &[Value]) -> Option<Value> {
    let data = call(r, name, ty, args, ty)?;
    Some(r.emit(data, ty))
}

/// A constant, if a double holds it.
fn number(r: &Rewriter<'_>, value: Value) -> Option<f64> {
    let (bits, ty) = (r.bits(value)?, r.ty(value));
    let convert =
        |op, from, to, bits| eval::evaluate(op, 0, to, to, &[bits], &[from]).ok().map(|found| found.value);
    let double = match ty {
        Type::F64 => bits,
        Type::F32 => convert(Op::Fpext, ty, Type::F64, bits)?,
        Type::F80 => {
            let double = convert(Op::Fptrunc, ty, Type::F64, bits)?;
            (convert(Op::Fpext, Type::F64, ty, double)? == bits).then_some(double)?
        }
        _ => return None,
    };
    Some(f64::from_bits(double as u64))
}

/// A constant of a type, rounded to it.
fn constant(r: &mut Rewriter<'_>, ty: Type, number: f64) -> Option<Value> {
    let bits = u128::from(number.to_bits());
    let convert = |op| eval::evaluate(op, 0, ty, ty, &[bits], &[Type::F64]).ok().map(|found| found.value);
    let bits = match ty {
        Type::F64 => bits,
        Type::F32 => convert(Op::Fptrunc)?,
        Type::F80 => convert(Op::Fpext)?,
        _ => return None,
    };
    Some(r.constant(ty, bits))
}

/// A constant factor and what it multiplies.
fn scaled(r: &Rewriter<'_>, value: Value) -> Option<(Value, f64)> {
    let data = r.def_of(value, Op::Fmul)?;
    let (a, b) = (data.args[0], data.args[1]);
    match number(r, b) {
        Some(factor) => Some((a, factor)),
        None => Some((b, number(r, a)?)),
    }
}

/// Whether a value is not negative, or a NaN.
fn is_not_negative(r: &Rewriter<'_>, value: Value) -> bool {
    match r.def(value) {
        Some(data) if matches!(data.op, Op::Fabs | Op::Fsqrt) => true,
        Some(data) if data.op == Op::Fmul => data.args[0] == data.args[1],
        Some(data) if data.op == Op::Call => call_of(r, value).is_some_and(|call| call.name == "exp"),
        _ => false,
    }
}
