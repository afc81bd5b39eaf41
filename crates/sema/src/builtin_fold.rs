//! Operations of HIR on constants, folded: what static initialisers and constant expressions may use.

use crate::Sema;
use crate::float::{self, Class};
use crate::hir::*;
use crate::node::{extend, truncate};
use crate::types::*;
use diag::Loc;
use num_bigint::BigInt;

impl Sema<'_> {
    /// The constant that an operation on constants yields. `force`: the operands may still need evaluating.
    pub(crate) fn fold_builtin(
        &mut self,
        op: Builtin,
        args: ExprList,
        ty: Ty,
        loc: Loc,
        force: bool,
    ) -> Option<ExprId> {
        let mut operands = [ExprId::from_u32(0); 4];
        let list = args.as_slice(&self.body.expr_lists);
        let count = list.len().min(4);
        operands[..count].copy_from_slice(&list[..count]);
        let first = *operands[..count].first()?;
        if force {
            for operand in &mut operands[..count] {
                if !self.is_pure(*operand) {
                    *operand = self.literal(*operand)?;
                }
            }
        } else if !operands[..count].iter().all(|&operand| self.is_pure(operand)) {
            return None;
        }
        let _ = first;
        let first = operands[0];
        let operand_ty = self.ty(first);
        if self.unit.types.is_float(operand_ty) {
            return self.fold_float_builtin(op, &operands[..count], ty, loc);
        }
        if !self.unit.types.is_integer(operand_ty) {
            return None;
        }
        let width = self.unit.types.int_width(operand_ty);
        let bits = truncate(self.const_bits(first)?, width);
        let signed = self.unit.types.is_signed(operand_ty);
        let value = match op {
            Builtin::Clz if bits != 0 => i128::from(bits.leading_zeros() - (128 - width)),
            Builtin::Ctz if bits != 0 => i128::from(bits.trailing_zeros()),
            Builtin::Ffs if bits == 0 => 0,
            Builtin::Ffs => i128::from(bits.trailing_zeros()) + 1,
            Builtin::Clrsb => {
                let value = extend(bits, width, true);
                let magnitude = (if value < 0 { !value } else { value }) as u128;
                i128::from(magnitude.leading_zeros()) - i128::from(128 - width) - 1
            }
            Builtin::Popcount => i128::from(bits.count_ones()),
            Builtin::Parity => i128::from(bits.count_ones() & 1),
            Builtin::Bswap => (bits.swap_bytes() >> (128 - width)) as i128,
            Builtin::Abs => extend(bits, width, signed).wrapping_abs(),
            Builtin::Expect => return Some(self.cast(first, ty)),
            Builtin::AddOverflowP | Builtin::SubOverflowP | Builtin::MulOverflowP => {
                let (a, b) = (self.exact_integer(first)?, self.exact_integer(operands[1])?);
                i128::from(self.overflows(op, a, b, self.ty(operands[2])))
            }
            _ => return None,
        };
        Some(self.int(value, ty, loc))
    }

    /// A constant operand as a constant node.
    fn literal(&mut self, id: ExprId) -> Option<ExprId> {
        let (ty, loc) = (self.ty(id), self.loc(id));
        match self.evaluate(id)? {
            crate::constant::Const::Int(bits) => Some(self.int(bits as i128, ty, loc)),
            crate::constant::Const::Float(bits) => Some(self.float_const(bits, ty, loc)),
            _ => None,
        }
    }

    /// The value of an integer constant.
    fn exact_integer(&self, id: ExprId) -> Option<BigInt> {
        let (bits, ty) = (self.const_bits(id)?, self.ty(id));
        let (width, signed) = (self.unit.types.int_width(ty), self.unit.types.is_signed(ty));
        Some(match signed {
            true => BigInt::from(extend(bits, width, true)),
            false => BigInt::from(truncate(bits, width)),
        })
    }

    /// Whether the exact result leaves the range of `to`.
    fn overflows(&self, op: Builtin, a: BigInt, b: BigInt, to: Ty) -> bool {
        let exact = match op {
            Builtin::AddOverflowP => a + b,
            Builtin::SubOverflowP => a - b,
            _ => a * b,
        };
        crate::big::wrap(&exact, self.unit.types.int_width(to), self.unit.types.is_signed(to)) != exact
    }

    fn fold_float_builtin(&mut self, op: Builtin, operands: &[ExprId], ty: Ty, loc: Loc) -> Option<ExprId> {
        let format = self.unit.types.format_of(self.ty(operands[0]))?;
        let bits = self.const_float(operands[0])?;
        let (class, negative) = float::classify(format, bits);
        let order = match operands.get(1) {
            Some(&other) => float::compare(format, bits, self.const_float(other)?),
            None => None,
        };
        use std::cmp::Ordering;
        let value = match op {
            Builtin::IsNan => class == Class::Nan,
            Builtin::IsInf => class == Class::Infinite,
            Builtin::IsInfSign => {
                let sign = if negative { -1 } else { 1 };
                let value = if class == Class::Infinite { sign } else { 0 };
                return Some(self.int(value, ty, loc));
            }
            Builtin::IsFinite => !matches!(class, Class::Nan | Class::Infinite),
            Builtin::IsNormal => class == Class::Normal,
            Builtin::Signbit => negative,
            Builtin::Abs => {
                let bits = if negative { float::negate(format, bits) } else { bits };
                return Some(self.float_const(bits, ty, loc));
            }
            Builtin::Copysign => {
                let (_, other) = float::classify(format, self.const_float(*operands.get(1)?)?);
                let bits = if negative == other { bits } else { float::negate(format, bits) };
                return Some(self.float_const(bits, ty, loc));
            }
            Builtin::IsGreater => order == Some(Ordering::Greater),
            Builtin::IsGreaterEqual => order.is_some_and(Ordering::is_ge),
            Builtin::IsLess => order == Some(Ordering::Less),
            Builtin::IsLessEqual => order.is_some_and(Ordering::is_le),
            Builtin::IsLessGreater => order.is_some_and(Ordering::is_ne),
            Builtin::IsUnordered => order.is_none(),
            _ => return None,
        };
        Some(self.int(i128::from(value), ty, loc))
    }
}
