//! Complex arithmetic (C23 6.5, Annex G): products and quotients of floats that may meet infinities are the runtime
//! library's; those of GNU's complex integers are written out.

use crate::function::{Fx, Val};
use ir::{Op, Type, Value};
use lexer::ComplexArithmetic;
use sema::hir::{BinaryOp, CastKind, ExprId, ExprKind};
use sema::types::Ty;

impl Fx<'_, '_> {
    /// The values of two operands; a real one beside a complex one as it is (C23 Annex G.5.1, G.5.2).
    pub(crate) fn operands(&mut self, a: ExprId, b: ExprId) -> (Val, Val) {
        let real = |id: ExprId| match self.body.exprs[id].kind {
            ExprKind::Cast(CastKind::RealToComplex, real) => Some(real),
            _ => None,
        };
        let (a, b) = match (real(a), real(b)) {
            (Some(real), None) => (real, b),
            (None, Some(real)) => (a, real),
            _ => (a, b),
        };
        let x = self.expr(a);
        (x, self.expr(b))
    }

    /// An operation on a complex number and a real one, where that isn't the one on two complex numbers: the part that the
    /// real number lacks is no zero, which has a sign and makes NaNs of infinities.
    fn mixed_binary(&mut self, op: BinaryOp, x: Val, y: Val) -> Option<Val> {
        Some(match (op, x, y) {
            (BinaryOp::Add, Val::Complex(a, b), Val::Scalar(c)) => {
                Val::Complex(self.binary(Op::Fadd, a, c), b)
            }
            (BinaryOp::Add, Val::Scalar(a), Val::Complex(c, d)) => {
                Val::Complex(self.binary(Op::Fadd, a, c), d)
            }
            (BinaryOp::Sub, Val::Complex(a, b), Val::Scalar(c)) => {
                Val::Complex(self.binary(Op::Fsub, a, c), b)
            }
            (BinaryOp::Sub, Val::Scalar(a), Val::Complex(c, d)) => {
                let part = self.f.ty(d);
                let re = self.binary(Op::Fsub, a, c);
                Val::Complex(re, self.unary(Op::Fneg, part, d))
            }
            (BinaryOp::Mul, Val::Complex(a, b), Val::Scalar(c)) => {
                let re = self.binary(Op::Fmul, a, c);
                Val::Complex(re, self.binary(Op::Fmul, b, c))
            }
            (BinaryOp::Mul, Val::Scalar(a), Val::Complex(c, d)) => {
                let re = self.binary(Op::Fmul, a, c);
                Val::Complex(re, self.binary(Op::Fmul, a, d))
            }
            (BinaryOp::Div, Val::Complex(a, b), Val::Scalar(c)) => {
                let re = self.binary(Op::Fdiv, a, c);
                Val::Complex(re, self.binary(Op::Fdiv, b, c))
            }
            _ => return None,
        })
    }

    /// An operation with at least one complex operand. `operand` is the C type of the left one.
    pub(crate) fn complex_binary(&mut self, op: BinaryOp, x: Val, y: Val, operand: Ty, result: Ty) -> Val {
        let signed = self.part_type(operand).is_some_and(|part| self.is_signed(part));
        let part = match (x, y) {
            (Val::Complex(re, _), _) | (_, Val::Complex(re, _)) => self.f.ty(re),
            _ => return Val::None,
        };
        let float = part.is_float();
        if float && let Some(value) = self.mixed_binary(op, x, y) {
            return value;
        }
        let (a, b) = self.parts(x, part);
        let (c, d) = self.parts(y, part);
        let how = self.low.options.complex_arithmetic;
        let (add, sub, mul) =
            if float { (Op::Fadd, Op::Fsub, Op::Fmul) } else { (Op::Iadd, Op::Isub, Op::Imul) };
        match op {
            BinaryOp::Add => {
                let re = self.binary(add, a, c);
                Val::Complex(re, self.binary(add, b, d))
            }
            BinaryOp::Sub => {
                let re = self.binary(sub, a, c);
                Val::Complex(re, self.binary(sub, b, d))
            }
            BinaryOp::Mul if float && how == ComplexArithmetic::Full => {
                self.complex_runtime(part, true, [a, b, c, d])
            }
            BinaryOp::Div if float && how != ComplexArithmetic::Limited => {
                self.complex_runtime(part, false, [a, b, c, d])
            }
            BinaryOp::Mul => {
                let (ac, bd) = (self.binary(mul, a, c), self.binary(mul, b, d));
                let (ad, bc) = (self.binary(mul, a, d), self.binary(mul, b, c));
                let re = self.binary(sub, ac, bd);
                Val::Complex(re, self.binary(add, ad, bc))
            }
            BinaryOp::Div => {
                let divide = match (float, signed) {
                    (true, _) => Op::Fdiv,
                    (_, true) => Op::Sdiv,
                    _ => Op::Udiv,
                };
                let (ac, bd) = (self.binary(mul, a, c), self.binary(mul, b, d));
                let (bc, ad) = (self.binary(mul, b, c), self.binary(mul, a, d));
                let (cc, dd) = (self.binary(mul, c, c), self.binary(mul, d, d));
                let scale = self.binary(add, cc, dd);
                let (re, im) = (self.binary(add, ac, bd), self.binary(sub, bc, ad));
                let re = self.binary(divide, re, scale);
                Val::Complex(re, self.binary(divide, im, scale))
            }
            BinaryOp::Eq | BinaryOp::Ne => {
                let (re, im) = (self.scalar_binary(op, a, c, signed), self.scalar_binary(op, b, d, signed));
                let joined = self.binary(if op == BinaryOp::Eq { Op::And } else { Op::Or }, re, im);
                Val::Scalar(self.widen_truth(joined, result))
            }
            _ => {
                self.unsupported("this operator on complex numbers");
                Val::Complex(a, b)
            }
        }
    }

    fn parts(&mut self, value: Val, part: Type) -> (Value, Value) {
        match value {
            Val::Complex(re, im) => (re, im),
            Val::Scalar(re) => (re, self.zero(part)),
            _ => (self.zero(part), self.zero(part)),
        }
    }

    /// `__muldc3` and its family: four parts in, a complex number out.
    fn complex_runtime(&mut self, part: Type, multiply: bool, parts: [Value; 4]) -> Val {
        let name = match (part, multiply) {
            (Type::F32, true) => "__mulsc3",
            (Type::F32, false) => "__divsc3",
            (Type::F64, true) => "__muldc3",
            (Type::F64, false) => "__divdc3",
            (Type::F80, true) => "__mulxc3",
            (Type::F80, false) => "__divxc3",
            (Type::F128, true) => "__multc3",
            (Type::F128, false) => "__divtc3",
            (Type::F16, true) => "__mulhc3",
            (Type::F16, false) => "__divhc3",
            _ => {
                self.unsupported("products and quotients of this complex type");
                return Val::Complex(parts[0], parts[1]);
            }
        };
        self.complex_call(name, &parts, part)
    }
}
