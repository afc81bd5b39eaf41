//! Rounding to integers (C23 7.12.9): of constants, and of `float` values in the guise of `double`.

use super::call::{Call, Folded};
use crate::constant;
use ir::{InstData, LibraryFunction, Op, Type, eval, library};

/// A constant's value, or the narrow function where the argument is a widened `float`: rounding gives what `float` holds.
fn rounded(c: &mut Call<'_, '_>, narrow: LibraryFunction, exact: Option<fn(f64) -> f64>) -> Option<Folded> {
    let (_, data) = c.f.def_inst(c.args[0])?;
    let data = *data;
    match (data.op, exact) {
        (Op::Fconst, Some(exact)) => {
            let value = f64::from_bits(data.imm as u64);
            let bits = exact(value).to_bits() as i64;
            // A signalling NaN has its own ideas.
            (!value.is_nan()).then(|| {
                Folded::Value(c.emit(InstData::new(Op::Fconst, Type::F64, &[]).with_imm(bits), Type::F64))
            })
        }
        (Op::Fpext, _) if c.f.ty(data.args[0]) == Type::F32 => {
            let arg = c.f.resolve(data.args[0]);
            let value = c.compute(narrow, &[arg], Type::F32)?;
            Some(Folded::Value(c.emit(InstData::new(Op::Fpext, Type::F64, &[value]), Type::F64)))
        }
        _ => None,
    }
}

/// What a function of two constants gives exactly.
fn exact(c: &mut Call<'_, '_>, compute: fn(Type, u128, u128) -> Option<u128>) -> Option<Folded> {
    let ty = c.f.ty(c.args[0]);
    let (a, b) = (constant::bits_of(c.f, c.args[0])?, constant::bits_of(c.f, c.args[1])?);
    let bits = compute(ty, a, b)?;
    let data = constant::instruction(c.f, ty, bits);
    Some(Folded::Value(c.emit(data, ty)))
}

pub(super) fn fmod(c: &mut Call<'_, '_>) -> Option<Folded> {
    exact(c, eval::remainder)
}

pub(super) fn pow(c: &mut Call<'_, '_>) -> Option<Folded> {
    exact(c, eval::exact_power)
}

pub(super) fn floor(c: &mut Call<'_, '_>) -> Option<Folded> {
    rounded(c, library!("floorf"), Some(f64::floor))
}

pub(super) fn ceil(c: &mut Call<'_, '_>) -> Option<Folded> {
    rounded(c, library!("ceilf"), Some(f64::ceil))
}

pub(super) fn trunc(c: &mut Call<'_, '_>) -> Option<Folded> {
    rounded(c, library!("truncf"), Some(f64::trunc))
}

pub(super) fn round(c: &mut Call<'_, '_>) -> Option<Folded> {
    rounded(c, library!("roundf"), Some(f64::round))
}

/// By the rounding mode in force, which nobody knows here.
pub(super) fn rint(c: &mut Call<'_, '_>) -> Option<Folded> {
    rounded(c, library!("rintf"), None)
}

pub(super) fn nearbyint(c: &mut Call<'_, '_>) -> Option<Folded> {
    rounded(c, library!("nearbyintf"), None)
}
