//! Integer constants of any width: `_BitInt(N)` beyond the 128 bits that other constants are kept in.
//!
//! In HIR such a constant is [`ExprKind::Big`], the bytes of its object; as the value of a constant expression it is a
//! number of [`Bigs`]. Arithmetic wraps to the type's width.

use crate::Sema;
use crate::constant::Const;
use crate::float;
use crate::hir::*;
use crate::node::{compare_holds, extend};
use crate::types::*;
use diag::{Loc, Span, warn};
use num_bigint::{BigInt, BigUint, Sign};
use parser::ast;
use target::FloatFormat;

/// The values of wide constant expressions.
#[derive(Default)]
pub(crate) struct Bigs(Vec<BigInt>);

/// `value` modulo two to the power of `width`, in the range of the type.
pub(crate) fn wrap(value: &BigInt, width: u32, signed: bool) -> BigInt {
    let modulus = BigInt::from(1) << width;
    let mut low = value % &modulus;
    if low.sign() == Sign::Minus {
        low += &modulus;
    }
    if signed && low.bit(u64::from(width) - 1) { low - modulus } else { low }
}

/// The low 128 bits.
fn low_bits(value: &BigInt) -> u128 {
    wrap(value, 128, false).try_into().unwrap_or(0)
}

fn arithmetic(op: BinaryOp, a: &BigInt, b: &BigInt, width: u32) -> Option<BigInt> {
    Some(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div | BinaryOp::Rem if b.sign() == Sign::NoSign => return None,
        BinaryOp::Div => a / b,
        BinaryOp::Rem => a % b,
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::Shl | BinaryOp::Shr => {
            let count = u32::try_from(b).ok().filter(|&count| count < width)?;
            if op == BinaryOp::Shl { a << count } else { a >> count }
        }
        _ => return compare_holds(op, Some(a.cmp(b))).map(BigInt::from),
    })
}

impl Sema<'_> {
    /// Whether it is an integer type wider than 128 bits.
    pub(crate) fn is_big(&self, ty: Ty) -> bool {
        matches!(self.unit.types.shape(ty), TypeKind::BitInt { bits, .. } if *bits > 128)
    }

    /// The value of an integer constant of any width.
    pub(crate) fn big_value(&self, id: ExprId) -> Option<BigInt> {
        let Expr { kind, ty, .. } = self.body.exprs[id];
        let types = &self.unit.types;
        if !types.is_integer(ty) {
            return None;
        }
        let (width, signed) = (types.int_width(ty), types.is_signed(ty));
        if let ExprKind::Big(string) = kind {
            let bytes = &self.unit.strings[string].bytes;
            let value = match self.session.target.big_endian {
                true => BigInt::from_signed_bytes_be(bytes),
                false => BigInt::from_signed_bytes_le(bytes),
            };
            return Some(wrap(&value, width, signed));
        }
        let bits = self.const_bits(id)?;
        Some(if signed { BigInt::from(extend(bits, width, true)) } else { BigInt::from(bits) })
    }

    /// An integer constant; `value` is taken modulo the type's width.
    pub(crate) fn big_int(&mut self, value: &BigInt, ty: Ty, loc: Loc) -> ExprId {
        let ty = self.unit.types.value_type(ty);
        if !self.is_big(ty) {
            return self.int(low_bits(value) as i128, ty, loc);
        }
        let bytes = self.big_bytes(value, ty);
        let string = self.string_id(bytes, 8);
        self.push(ExprKind::Big(string), ty, loc)
    }

    /// The bytes of an object with that value.
    fn big_bytes(&self, value: &BigInt, ty: Ty) -> Vec<u8> {
        let types = &self.unit.types;
        let value = wrap(value, types.int_width(ty), types.is_signed(ty));
        let fill = if value.sign() == Sign::Minus { 0xff } else { 0 };
        let mut bytes = value.to_signed_bytes_le();
        bytes.resize(types.size(ty).unwrap_or(0) as usize, fill);
        if self.session.target.big_endian {
            bytes.reverse();
        }
        bytes
    }

    /// Folds a binary operator on constants one of which is wide.
    pub(crate) fn fold_big(
        &mut self,
        op: BinaryOp,
        lhs: ExprId,
        rhs: ExprId,
        ty: Ty,
        loc: Loc,
    ) -> Option<ExprId> {
        if !self.is_big(self.ty(lhs)) && !self.is_big(self.ty(rhs)) {
            return None;
        }
        let (a, b) = (self.big_value(lhs)?, self.big_value(rhs)?);
        let value = arithmetic(op, &a, &b, self.unit.types.int_width(self.ty(lhs)))?;
        Some(self.big_int(&value, ty, loc))
    }

    /// Folds a conversion of a constant to or from a wide type.
    pub(crate) fn cast_big(&mut self, id: ExprId, to: Ty, loc: Loc) -> Option<ExprId> {
        let from = self.ty(id);
        if !self.is_big(from) && !self.is_big(to) {
            return None;
        }
        let types = &self.unit.types;
        match (types.format_of(from), types.format_of(to)) {
            (Some(format), None) => {
                let bits = self.const_float(id)?;
                let value = float_to_big(format, bits)?;
                let (width, signed) = (types.int_width(to), types.is_signed(to));
                (wrap(&value, width, signed) == value).then(|| self.big_int(&value, to, loc))
            }
            (None, Some(format)) => {
                let value = self.big_value(id)?;
                Some(self.float_const(big_to_float(format, &value), to, loc))
            }
            (None, None) if types.is_integer(to) => {
                let value = self.big_value(id)?;
                Some(self.big_int(&value, to, loc))
            }
            _ => None,
        }
    }

    /// `_BitInt(width)` (6.7.3.1p4)
    pub(crate) fn bit_int_type(&mut self, width: &ast::Expr<'_>, signed: bool, span: Span) -> Ty {
        if self.session.options.std < lexer::Std::C23 {
            self.pedwarn(warn::PEDANTIC, span, "ISO C does not support '_BitInt(N)' before C23");
        }
        let id = self.value(width);
        if self.is_error(id) {
            return common::ERROR;
        }
        let max = target::BIT_INT_MAX_WIDTH;
        match self.evaluate_int(id).filter(|_| self.is_pure(id)) {
            None | Some(..1) => {
                let message = "'_BitInt' argument must be a positive integer constant expression";
                self.error(width.span, message);
                common::ERROR
            }
            Some(1) if signed => {
                self.error(width.span, "'signed _BitInt' argument must be at least 2");
                common::ERROR
            }
            Some(bits) => match u32::try_from(bits).ok().filter(|&bits| bits <= max) {
                Some(bits) => self.unit.types.intern(TypeKind::BitInt { bits, signed }),
                None => {
                    let message =
                        format!("'_BitInt' argument '{bits}' is larger than 'BITINT_MAXWIDTH' '{max}'");
                    self.error(width.span, message);
                    common::ERROR
                }
            },
        }
    }

    /// `__builtin_add_overflow` and its kin if a `_BitInt` takes part: computed in a type that holds the exact result,
    /// which is then compared with what the result's type makes of it.
    pub(crate) fn bit_int_overflow(
        &mut self,
        op: Builtin,
        values: &[ExprId],
        result: Ty,
        loc: Loc,
    ) -> Option<ExprId> {
        let types = &self.unit.types;
        let operands = [self.ty(values[0]), self.ty(values[1])];
        if !operands.iter().chain([&result]).any(|&ty| types.is_bit_int(ty)) {
            return None;
        }
        let (binary, stores) = match op {
            Builtin::AddOverflow => (BinaryOp::Add, true),
            Builtin::AddOverflowP => (BinaryOp::Add, false),
            Builtin::SubOverflow => (BinaryOp::Sub, true),
            Builtin::SubOverflowP => (BinaryOp::Sub, false),
            Builtin::MulOverflow => (BinaryOp::Mul, true),
            _ => (BinaryOp::Mul, false),
        };
        let [a, b] = operands.map(|ty| types.int_width(ty) + 1);
        let exact = if binary == BinaryOp::Mul { a + b } else { a.max(b) + 1 };
        let bits = exact.max(types.int_width(result) + 1);
        let wide = self.unit.types.intern(TypeKind::BitInt { bits, signed: true });
        let (a, b) = (self.cast(values[0], wide), self.cast(values[1], wide));
        let exact = self.binary_node(binary, a, b, wide, loc);
        let temp = self.new_temp();
        let exact_temp = self.push(ExprKind::Temp(temp), wide, loc);
        let converted = self.cast(exact_temp, result);
        let back = self.cast(converted, wide);
        let mut body = self.push(ExprKind::Binary(BinaryOp::Ne, back, exact_temp), common::INT, loc);
        body = self.cast(body, common::BOOL);
        if stores {
            let place = self.deref(values[2], loc);
            let ty = self.unit.types.value_type(result);
            let store = self.push(ExprKind::Assign { place, value: converted }, ty, loc);
            body = self.comma(store, body);
        }
        Some(self.push(ExprKind::Let { temp, value: exact, body }, common::BOOL, loc))
    }

    // Constant expressions.

    pub(crate) fn big_const(&mut self, value: BigInt) -> Const {
        self.bigs.0.push(value);
        Const::Big(self.bigs.0.len() as u32 - 1)
    }

    /// An integer as a constant of that type.
    fn integer_const(&mut self, value: &BigInt, ty: Ty) -> Const {
        let types = &self.unit.types;
        let (width, signed) = (types.int_width(ty), types.is_signed(ty));
        if self.is_big(ty) {
            return self.big_const(wrap(value, width, signed));
        }
        Const::Int(crate::node::truncate(low_bits(value), width))
    }

    /// The value of an integer constant of type `ty`.
    pub(crate) fn const_big(&self, value: Const, ty: Ty) -> Option<BigInt> {
        let types = &self.unit.types;
        match value {
            Const::Big(index) => Some(self.bigs.0[index as usize].clone()),
            Const::Int(bits) if types.is_signed(ty) => {
                Some(BigInt::from(extend(bits, types.int_width(ty), true)))
            }
            Const::Int(bits) => Some(BigInt::from(bits)),
            _ => None,
        }
    }

    /// Converts a constant to or from a wide type.
    pub(crate) fn convert_big(&mut self, value: Const, from: Ty, to: Ty) -> Option<Const> {
        let types = &self.unit.types;
        if types.is_bool(to) {
            return Some(Const::Int(u128::from(self.const_truth(value, from)?)));
        }
        if let (Const::Float(bits), Some(format)) = (value, types.format_of(from)) {
            let value = float_to_big(format, bits)?;
            return Some(self.integer_const(&value, to));
        }
        let value = self.const_big(value, from)?;
        match self.unit.types.format_of(to) {
            Some(format) => Some(Const::Float(big_to_float(format, &value))),
            None => Some(self.integer_const(&value, to)),
        }
    }

    pub(crate) fn unary_big(&mut self, op: UnaryOp, value: Const, ty: Ty) -> Option<Const> {
        let value = self.const_big(value, ty)?;
        let value = match op {
            UnaryOp::Neg => -value,
            UnaryOp::Not => !value,
            _ => return None,
        };
        Some(self.integer_const(&value, ty))
    }

    pub(crate) fn binary_big(
        &mut self,
        op: BinaryOp,
        (a, operands): (Const, Ty),
        (b, right): (Const, Ty),
        ty: Ty,
    ) -> Option<Const> {
        let (a, b) = (self.const_big(a, operands)?, self.const_big(b, right)?);
        let value = arithmetic(op, &a, &b, self.unit.types.int_width(operands))?;
        Some(self.integer_const(&value, ty))
    }

    pub(crate) fn big_is_zero(&self, index: u32) -> bool {
        self.bigs.0[index as usize].sign() == Sign::NoSign
    }

    /// The value, if 128 bits hold it.
    pub(crate) fn big_as_i128(&self, index: u32) -> Option<i128> {
        i128::try_from(&self.bigs.0[index as usize]).ok()
    }

    pub(crate) fn big_const_bytes(&self, index: u32, ty: Ty, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.big_bytes(&self.bigs.0[index as usize], ty));
    }

    /// Bit `bit` of a wide constant.
    pub(crate) fn big_bit(&self, index: u32, bit: u64) -> bool {
        self.bigs.0[index as usize].bit(bit)
    }

    /// The value that bytes of an object have.
    pub(crate) fn big_from_bytes(&mut self, bytes: &[u8], ty: Ty) -> Const {
        let value = BigInt::from_signed_bytes_le(bytes);
        self.integer_const(&value, ty)
    }

    /// `3wb`: the narrowest type that holds it (6.4.4.2p5).
    pub(crate) fn bit_int_literal(&mut self, digits: &str, radix: u32, unsigned: bool, loc: Loc) -> ExprId {
        let value = BigInt::parse_bytes(digits.as_bytes(), radix).unwrap_or_default();
        let bits = value.bits().max(1) + u64::from(!unsigned);
        if bits > u64::from(target::BIT_INT_MAX_WIDTH) {
            self.error(loc, "integer constant is too large for any '_BitInt' type");
            return self.error_expr(loc);
        }
        let ty = self.unit.types.intern(TypeKind::BitInt { bits: bits as u32, signed: !unsigned });
        self.big_int(&value, ty, loc)
    }
}

/// The integer part of a floating constant; `None` for infinities and NaNs.
fn float_to_big(format: FloatFormat, bits: u128) -> Option<BigInt> {
    let (negative, mantissa, exponent) = float::decompose(format, bits)?;
    let magnitude = BigUint::from(mantissa);
    let magnitude = if exponent >= 0 { magnitude << exponent } else { magnitude >> -exponent };
    Some(BigInt::from_biguint(if negative { Sign::Minus } else { Sign::Plus }, magnitude))
}

/// The nearest floating constant.
fn big_to_float(format: FloatFormat, value: &BigInt) -> u128 {
    let magnitude = value.magnitude();
    // The highest bits, and a last one that says whether any was cut off.
    let cut = magnitude.bits().saturating_sub(127);
    let high: u128 = (magnitude >> cut).try_into().unwrap_or(0);
    let rest = magnitude.trailing_zeros().is_some_and(|zeros| zeros < cut);
    let bits = match cut {
        0 => float::from_scaled(format, high, 0),
        _ => float::from_scaled(format, high << 1 | u128::from(rest), cut as i32 - 1),
    };
    if value.sign() == Sign::Minus { float::negate(format, bits) } else { bits }
}
