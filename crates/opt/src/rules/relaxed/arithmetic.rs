//! Sums, products and quotients as if numbers were real ones.

use super::super::{New, with};
use super::{constant, is_not_negative, number, scaled};
use crate::combine::Rewriter;
use ir::{FloatCond, InstData, Op, Type, Value};

/// Comparisons where there are no NaNs and infinities.
pub(super) fn compare(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    use FloatCond as C;
    let same = data.args[0] == data.args[1];
    let truth = match FloatCond::from_aux(data.aux) {
        C::Uno => false,
        C::Ord => true,
        C::Oeq | C::Ueq | C::Ole | C::Oge | C::Qle | C::Qge | C::Ule | C::Uge if same => true,
        C::Une | C::One | C::Olt | C::Ogt | C::Qlt | C::Qgt | C::Ult | C::Ugt if same => false,
        _ => return compare_with_zero(r, data),
    };
    Some(New::Value(r.constant(Type::I8, u128::from(truth))))
}

/// Of what is not negative; a root is zero, or above, where the number is.
fn compare_with_zero(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    use FloatCond as C;
    let [value, zero, _] = data.args;
    if number(r, zero) != Some(0.0) || !is_not_negative(r, value) {
        return None;
    }
    let cond = match FloatCond::from_aux(data.aux) {
        C::Olt | C::Qlt | C::Ult => return Some(New::Value(r.constant(Type::I8, 0))),
        C::Oge | C::Qge | C::Uge => return Some(New::Value(r.constant(Type::I8, 1))),
        C::Ole | C::Qle | C::Ule => C::Oeq,
        cond => cond,
    };
    let root = r.def_of(value, Op::Fsqrt)?;
    Some(New::Inst(InstData::new(Op::Fcmp, data.ty, &[root.args[0], zero]).with_aux(cond as u8)))
}

pub(super) fn apply(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    match data.op {
        Op::Fadd => sum(r, data, false),
        Op::Fsub => sum(r, data, true),
        Op::Fmul => product(r, data),
        Op::Fdiv => quotient(r, data),
        Op::Fabs => is_not_negative(r, data.args[0]).then_some(New::Value(data.args[0])),
        Op::Fsqrt => root(r, data),
        _ => None,
    }
}

fn binary(op: Op, ty: Type, a: Value, b: Value) -> New {
    New::Inst(InstData::new(op, ty, &[a, b]))
}

/// Multiples of one number, and zeros.
fn sum(r: &mut Rewriter<'_>, data: &InstData, minus: bool) -> Option<New> {
    let (a, b, ty) = (data.args[0], data.args[1], data.ty);
    if number(r, b) == Some(0.0) {
        return Some(New::Value(a));
    }
    if number(r, a) == Some(0.0) {
        return Some(if minus { New::Inst(InstData::new(Op::Fneg, ty, &[b])) } else { New::Value(b) });
    }
    if minus && a == b && r.f.relaxed.finite {
        return Some(New::Value(constant(r, ty, 0.0)?));
    }
    let ((x, m), (y, n)) = (scaled(r, a).unwrap_or((a, 1.0)), scaled(r, b).unwrap_or((b, 1.0)));
    // A constant is no multiple of itself.
    if x != y || r.bits(x).is_some() {
        return None;
    }
    let factor = constant(r, ty, if minus { m - n } else { m + n })?;
    Some(binary(Op::Fmul, ty, x, factor))
}

fn product(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let (a, b, ty) = (data.args[0], data.args[1], data.ty);
    if number(r, a).is_some() {
        return number(r, b).is_none().then(|| with(data, &[b, a]));
    }
    match number(r, b) {
        Some(0.0) if r.f.relaxed.finite => return Some(New::Value(b)),
        Some(1.0) => return Some(New::Value(a)),
        Some(-1.0) => return Some(New::Inst(InstData::new(Op::Fneg, ty, &[a]))),
        Some(factor) => {
            // Both factors are known: as one.
            let (x, inner) = scaled(r, a)?;
            let factor = constant(r, ty, factor * inner)?;
            return Some(binary(Op::Fmul, ty, x, factor));
        }
        None => {}
    }
    let (x, y) = (r.def(a), r.def(b));
    match (x.map(|x| (x.op, x.args)), y.map(|y| (y.op, y.args))) {
        (Some((Op::Fneg, x)), Some((Op::Fneg, y))) => Some(binary(Op::Fmul, ty, x[0], y[0])),
        (Some((Op::Fneg, x)), _) => {
            let product = r.binary(Op::Fmul, ty, x[0], b);
            Some(New::Inst(InstData::new(Op::Fneg, ty, &[product])))
        }
        (_, Some((Op::Fneg, y))) => {
            let product = r.binary(Op::Fmul, ty, a, y[0]);
            Some(New::Inst(InstData::new(Op::Fneg, ty, &[product])))
        }
        (Some((Op::Fabs, x)), Some((Op::Fabs, y))) if x[0] == y[0] => Some(binary(Op::Fmul, ty, x[0], x[0])),
        (Some((Op::Fsqrt, x)), Some((Op::Fsqrt, y))) if x[0] == y[0] => Some(New::Value(x[0])),
        (Some((Op::Fsqrt, x)), Some((Op::Fsqrt, y))) => {
            let product = r.binary(Op::Fmul, ty, x[0], y[0]);
            Some(New::Inst(InstData::new(Op::Fsqrt, ty, &[product])))
        }
        _ => None,
    }
}

fn quotient(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let (a, b, ty) = (data.args[0], data.args[1], data.ty);
    if let Some(product) = r.def_of(a, Op::Fmul)
        && number(r, b).is_none()
        && r.f.relaxed.finite
    {
        if product.args[0] == b {
            return Some(New::Value(product.args[1]));
        }
        if product.args[1] == b {
            return Some(New::Value(product.args[0]));
        }
    }
    // By the root of a quotient: times the root of the opposite one.
    let root = r.def_of(b, Op::Fsqrt)?;
    let inner = r.def_of(root.args[0], Op::Fdiv)?;
    let turned = r.binary(Op::Fdiv, ty, inner.args[1], inner.args[0]);
    let root = r.emit(InstData::new(Op::Fsqrt, ty, &[turned]), ty);
    Some(binary(Op::Fmul, ty, a, root))
}

/// The root of a square, or of a known multiple of one.
fn root(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let square =
        |r: &Rewriter<'_>, value| r.def_of(value, Op::Fmul).filter(|data| data.args[0] == data.args[1]);
    if let Some(data) = square(r, data.args[0]) {
        return Some(New::Inst(InstData::new(Op::Fabs, data.ty, &[data.args[0]])));
    }
    let (inner, factor) = scaled(r, data.args[0]).filter(|(_, factor)| *factor > 0.0)?;
    let inner = square(r, inner)?;
    let factor = constant(r, data.ty, factor)?;
    let factor = r.emit(InstData::new(Op::Fsqrt, data.ty, &[factor]), data.ty);
    let distance = r.emit(InstData::new(Op::Fabs, data.ty, &[inner.args[0]]), data.ty);
    Some(binary(Op::Fmul, data.ty, distance, factor))
}
