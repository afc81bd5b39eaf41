//! Conditions that are the same whatever the operands are: `x + 5 == x`, `~~x - x`, and `f != f` where there are no NaNs.
//! They are decided at every level, as GCC does, so that what they guard need not exist.

use crate::function::Fx;
use ir::FloatCond;
use sema::hir::{BinaryOp, Builtin, CastKind, ExprId, ExprKind, UnaryOp};
use sema::types::{Ty, TypeKind};

/// Expressions are looked into so deep.
const DEPTH: u32 = 8;

/// An integer as a multiple of an expression and a number, all in the arithmetic of its type's width.
#[derive(Clone, Copy)]
struct Linear {
    factor: i64,
    of: Option<ExprId>,
    plus: i64,
}

/// `less < more`, or with `equal` that `less <= more`.
struct Order {
    less: Linear,
    more: Linear,
    equal: bool,
    /// Both sides may be moved: there is no overflow.
    moves: bool,
}

impl Fx<'_, '_> {
    /// The truth of a condition that does not depend on its operands.
    pub(crate) fn identical_truth(&self, id: ExprId) -> Option<bool> {
        let ExprKind::Binary(op, a, b) = self.body.exprs[id].kind else { return None };
        let ty = self.body.exprs[a].ty;
        let part = self.unit.types.complex_part(ty).unwrap_or(ty);
        if self.low.options.relaxed.finite && self.unit.types.is_float(part) && self.same(a, b, DEPTH) {
            return match op {
                BinaryOp::Eq | BinaryOp::Le | BinaryOp::Ge => Some(true),
                BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Gt => Some(false),
                _ => None,
            };
        }
        match op {
            BinaryOp::Eq | BinaryOp::Ne if self.same_order(a, b) => Some(op == BinaryOp::Eq),
            BinaryOp::Eq | BinaryOp::Ne => {
                let bits = self.plain_integer(ty)?;
                let difference = self.sum(self.linear(a, bits, DEPTH)?, self.linear(b, bits, DEPTH)?, -1)?;
                let known = constant(difference, bits)?;
                Some((known == 0) == (op == BinaryOp::Eq))
            }
            BinaryOp::Add | BinaryOp::Sub => {
                let bits = self.plain_integer(self.body.exprs[id].ty)?;
                // A constant is seen to be one without this.
                let value = self.linear(id, bits, DEPTH).filter(|linear| linear.of.is_some())?;
                constant(value, bits).map(|known| known != 0)
            }
            _ => None,
        }
    }

    /// Whether two comparisons ask the same: `a < b` and `b > a`, and where sums do not overflow `a < b + 1` and `a <= b`.
    fn same_order(&self, a: ExprId, b: ExprId) -> bool {
        let (Some(a), Some(b)) = (self.ordering(a), self.ordering(b)) else { return false };
        let same = |x: Linear, y: Linear| {
            x.factor == y.factor
                && match (x.of, y.of) {
                    (Some(x), Some(y)) => self.same(x, y, DEPTH),
                    (x, y) => x.is_none() && y.is_none(),
                }
        };
        let exact = a.moves && b.moves || a.less.plus == b.less.plus && a.more.plus == b.more.plus;
        let distance = |order: &Order| order.less.plus - order.more.plus + i64::from(!order.equal);
        exact && same(a.less, b.less) && same(a.more, b.more) && distance(&a) == distance(&b)
    }

    /// A comparison for order of integers, as one that asks whether one sum is less than another.
    fn ordering(&self, id: ExprId) -> Option<Order> {
        let ExprKind::Binary(op, a, b) = self.body.exprs[id].kind else { return None };
        let (a, b, equal) = match op {
            BinaryOp::Lt => (a, b, false),
            BinaryOp::Le => (a, b, true),
            BinaryOp::Gt => (b, a, false),
            BinaryOp::Ge => (b, a, true),
            _ => return None,
        };
        let ty = self.body.exprs[a].ty;
        // Sums of narrower types than this do not overflow here.
        let bits = self.plain_integer(ty).filter(|&bits| bits <= 32)?;
        let options = &self.low.options;
        let moves = self.unit.types.is_signed(ty) && !options.wraps && !options.trap_overflow;
        let (less, more) = (self.linear(a, bits, DEPTH)?, self.linear(b, bits, DEPTH)?);
        Some(Order { less, more, equal, moves })
    }

    /// `x` of `x * c / c`, where a product that overflows is not defined (C23 6.5.1p5).
    pub(crate) fn divided_back(&self, dividend: ExprId, divisor: ExprId) -> Option<ExprId> {
        let options = &self.low.options;
        let ty = self.body.exprs[dividend].ty;
        let (ExprKind::Binary(BinaryOp::Mul, a, b), ExprKind::Int(by)) =
            (self.body.exprs[dividend].kind, self.body.exprs[divisor].kind)
        else {
            return None;
        };
        let defined = options.wraps || options.trap_overflow || !self.unit.types.is_signed(ty);
        if defined || by == 0 || !options.optimize || self.plain_integer(ty).is_none() {
            return None;
        }
        let is_factor = |id: ExprId| matches!(self.body.exprs[id].kind, ExprKind::Int(n) if n == by);
        match (is_factor(a), is_factor(b)) {
            (true, _) => Some(b),
            (_, true) => Some(a),
            _ => None,
        }
    }

    /// The width of an integer type of at most 64 bits in which all bits count.
    fn plain_integer(&self, ty: Ty) -> Option<u32> {
        let types = &self.unit.types;
        let plain = matches!(types.shape(ty), TypeKind::Int(_) | TypeKind::Enum(_)) && !self.is_bool(ty);
        let size = types.size(ty).filter(|_| plain)?;
        (size <= 8).then_some(size as u32 * 8)
    }

    fn linear(&self, id: ExprId, bits: u32, depth: u32) -> Option<Linear> {
        let expr = self.body.exprs[id];
        if depth == 0 || self.plain_integer(expr.ty) != Some(bits) {
            return None;
        }
        let inner = |id| self.linear(id, bits, depth - 1);
        match expr.kind {
            ExprKind::Int(n) => {
                let plus = (n as i64) << (64 - bits) >> (64 - bits);
                Some(Linear { factor: 0, of: None, plus })
            }
            ExprKind::Unary(UnaryOp::Neg, a) => {
                self.sum(Linear { factor: 0, of: None, plus: 0 }, inner(a)?, -1)
            }
            // ~a == -a - 1
            ExprKind::Unary(UnaryOp::Not, a) => {
                self.sum(Linear { factor: 0, of: None, plus: -1 }, inner(a)?, -1)
            }
            ExprKind::Binary(BinaryOp::Add, a, b) => self.sum(inner(a)?, inner(b)?, 1),
            ExprKind::Binary(BinaryOp::Sub, a, b) => self.sum(inner(a)?, inner(b)?, -1),
            _ => self.same(id, id, depth).then_some(Linear { factor: 1, of: Some(id), plus: 0 }),
        }
    }

    /// `a + times * b`, if both are multiples of one expression.
    fn sum(&self, a: Linear, b: Linear, times: i64) -> Option<Linear> {
        let of = match (a.of, b.of) {
            (Some(x), Some(y)) if !self.same(x, y, DEPTH) => return None,
            (x, y) => x.or(y),
        };
        let factor = a.factor.wrapping_add(b.factor.wrapping_mul(times));
        Some(Linear { factor, of, plus: a.plus.wrapping_add(b.plus.wrapping_mul(times)) })
    }

    /// Whether two expressions without effects give the same value beside each other.
    fn same(&self, a: ExprId, b: ExprId, depth: u32) -> bool {
        let (x, y) = (self.body.exprs[a], self.body.exprs[b]);
        if depth == 0 || x.ty.is_volatile() || x.ty.is_atomic() || y.ty.is_volatile() || y.ty.is_atomic() {
            return false;
        }
        let inner = |a, b| self.same(a, b, depth - 1);
        match (x.kind, y.kind) {
            (ExprKind::Local(a), ExprKind::Local(b)) => a == b,
            (ExprKind::Global(a), ExprKind::Global(b)) => a == b && self.unit.decls[a].register.is_none(),
            (ExprKind::Int(a), ExprKind::Int(b)) => a == b && x.ty == y.ty,
            (ExprKind::Wide(a), ExprKind::Wide(b)) => {
                x.ty == y.ty && self.body.wide[a as usize] == self.body.wide[b as usize]
            }
            (ExprKind::Load(a), ExprKind::Load(b)) => inner(a, b),
            (ExprKind::Member { base: a, offset: n }, ExprKind::Member { base: b, offset: m }) => {
                n == m && x.ty == y.ty && inner(a, b)
            }
            (ExprKind::Cast(k, a), ExprKind::Cast(l, b)) => k == l && x.ty == y.ty && inner(a, b),
            (ExprKind::Unary(k, a), ExprKind::Unary(l, b)) => k == l && inner(a, b),
            (ExprKind::Binary(k, a, b), ExprKind::Binary(l, c, d))
                if k == l && x.ty == y.ty && inner(a, c) && inner(b, d) =>
            {
                true
            }
            (ExprKind::AddrOf(a), ExprKind::AddrOf(b)) => inner(a, b),
            (ExprKind::Cond { cond: c, then: a, els: b }, ExprKind::Cond { cond: d, then: x, els: y }) => {
                self.same_truth(c, d, depth - 1) && inner(a, x) && inner(b, y)
            }
            (ExprKind::Builtin { op: Builtin::IsInfSign, .. }, ExprKind::Cond { .. }) => {
                self.is_infinity_sign(a, b, depth - 1)
            }
            (ExprKind::Cond { .. }, ExprKind::Builtin { op: Builtin::IsInfSign, .. }) => {
                self.is_infinity_sign(b, a, depth - 1)
            }
            _ if self.is_truth(a)
                && self.is_truth(b)
                && (self.asks(a).is_some() || self.asks(b).is_some()) =>
            {
                self.same_truth(a, b, depth - 1)
            }
            (ExprKind::Complex(a, b), ExprKind::Complex(c, d)) => inner(a, c) && inner(b, d),
            (ExprKind::Real(a), ExprKind::Real(b)) | (ExprKind::Imag(a), ExprKind::Imag(b)) => inner(a, b),
            (ExprKind::Builtin { op: f, args: x }, ExprKind::Builtin { op: g, args: y }) => {
                let (x, y) = (x.as_slice(&self.body.expr_lists), y.as_slice(&self.body.expr_lists));
                f == g && computes(f) && x.len() == y.len() && x.iter().zip(y).all(|(&a, &b)| inner(a, b))
            }
            (ExprKind::Call { callee: f, args: x }, ExprKind::Call { callee: g, args: y }) => {
                let (x, y) = (x.as_slice(&self.body.expr_lists), y.as_slice(&self.body.expr_lists));
                self.has_no_effects(f)
                    && inner(f, g)
                    && x.len() == y.len()
                    && x.iter().zip(y).all(|(&a, &b)| inner(a, b))
            }
            _ => false,
        }
    }

    /// What a truth value is the truth of, if it is that of another value.
    fn asks(&self, id: ExprId) -> Option<ExprId> {
        let zero = |id: ExprId| matches!(self.body.exprs[id].kind, ExprKind::Int(0));
        match self.body.exprs[id].kind {
            ExprKind::Cast(CastKind::ToBool, value) => Some(value),
            ExprKind::Cast(CastKind::IntToInt | CastKind::Bitcast, truth) if self.is_truth(truth) => {
                Some(truth)
            }
            ExprKind::Binary(BinaryOp::Ne, value, none) if zero(none) => Some(value),
            _ => None,
        }
    }

    /// What is asked for its truth in the end.
    fn asked(&self, mut id: ExprId) -> ExprId {
        for _ in 0..DEPTH {
            let Some(inner) = self.asks(id) else { break };
            id = inner;
        }
        id
    }

    /// Whether two values are zero at the same times.
    fn same_truth(&self, a: ExprId, b: ExprId, depth: u32) -> bool {
        let (a, b) = (self.asked(a), self.asked(b));
        match (self.body.exprs[a].kind, self.body.exprs[b].kind) {
            // The sign is not zero where there is one.
            (
                ExprKind::Builtin { op: Builtin::IsInf | Builtin::IsInfSign, args: x },
                ExprKind::Builtin { op: Builtin::IsInf | Builtin::IsInfSign, args: y },
            ) => match (x.first(&self.body.expr_lists), y.first(&self.body.expr_lists)) {
                (Some(x), Some(y)) => depth != 0 && self.same(x, y, depth - 1),
                _ => false,
            },
            _ => depth != 0 && self.same(a, b, depth - 1),
        }
    }

    /// `isinf_sign(x)` is `isinf(x) ? (signbit(x) ? -1 : 1) : 0` (GCC manual, "Other Builtins").
    fn is_infinity_sign(&self, sign: ExprId, choice: ExprId, depth: u32) -> bool {
        let kind = |id: ExprId| self.body.exprs[id].kind;
        let ExprKind::Builtin { args, .. } = kind(sign) else { return false };
        let ExprKind::Cond { cond, then, els } = kind(choice) else { return false };
        let ExprKind::Cond { cond: negative, then: below, els: above } = kind(then) else { return false };
        let number = |id: ExprId| match kind(id) {
            ExprKind::Int(n) => Some(n as i32),
            _ => None,
        };
        let signbit = match kind(self.asked(negative)) {
            ExprKind::Builtin { op: Builtin::Signbit, args: of } => {
                match (args.first(&self.body.expr_lists), of.first(&self.body.expr_lists)) {
                    (Some(x), Some(y)) => depth != 0 && self.same(x, y, depth - 1),
                    _ => false,
                }
            }
            _ => false,
        };
        signbit
            && (number(below), number(above), number(els)) == (Some(-1), Some(1), Some(0))
            && depth != 0
            && self.same_truth(cond, sign, depth - 1)
    }

    /// Whether a callee is a function that only gives its result.
    fn has_no_effects(&self, callee: ExprId) -> bool {
        let ExprKind::AddrOf(place) = self.body.exprs[callee].kind else { return false };
        let ExprKind::Global(decl) = self.body.exprs[place].kind else { return false };
        let attrs = &self.unit.decls[decl].attrs;
        attrs.const_ || attrs.pure_
    }

    /// What a quiet comparison of floating values gives that is asked of a NaN, or where there is none.
    pub(crate) fn known_comparison(&self, cond: FloatCond, a: ir::Value, b: ir::Value) -> Option<bool> {
        use FloatCond as C;
        let nan = |value| {
            let Some((_, data)) = self.f.def_inst(value) else { return false };
            data.op == ir::Op::Fconst
                && match data.ty {
                    ir::Type::F32 => f32::from_bits(data.imm as u32).is_nan(),
                    ir::Type::F64 => f64::from_bits(data.imm as u64).is_nan(),
                    _ => false,
                }
        };
        match cond {
            C::Uno if self.low.options.relaxed.finite => Some(false),
            _ if self.low.options.signaling_nans || !(nan(a) || nan(b)) => None,
            C::Qgt | C::Qge | C::Qlt | C::Qle | C::One | C::Oeq => Some(false),
            C::Uno | C::Une => Some(true),
            _ => None,
        }
    }
}

/// Whether an operation is only computed from its operands.
fn computes(op: Builtin) -> bool {
    use Builtin as B;
    matches!(
        op,
        B::Abs
            | B::Sqrt
            | B::Clz
            | B::Ctz
            | B::Copysign
            | B::Ffs
            | B::Clrsb
            | B::Popcount
            | B::Parity
            | B::Bswap
            | B::IsNan
            | B::IsInf
            | B::IsInfSign
            | B::IsFinite
            | B::IsNormal
            | B::Signbit
    )
}

/// The value of what is no multiple of anything.
fn constant(linear: Linear, bits: u32) -> Option<i64> {
    let wrap = |n: i64| n << (64 - bits) >> (64 - bits);
    (wrap(linear.factor) == 0).then(|| wrap(linear.plus))
}
