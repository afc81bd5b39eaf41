//! Conversions made explicit (C23 6.3): promotions, the usual arithmetic conversions, casts, truth values.

use crate::Sema;
use crate::hir::*;
use crate::node::{extend, truncate};
use crate::strictness::Flaws;
use crate::types::*;
use diag::Loc;

/// C's order of ranks (6.3.2.1p1).
fn int_rank(kind: IntKind) -> u32 {
    match kind {
        IntKind::Bool => 0,
        IntKind::Char | IntKind::SChar | IntKind::UChar => 1,
        IntKind::Short | IntKind::UShort => 2,
        IntKind::Int | IntKind::UInt => 3,
        IntKind::Long | IntKind::ULong => 4,
        IntKind::LLong | IntKind::ULLong => 5,
        IntKind::Int128 | IntKind::UInt128 => 6,
    }
}

fn to_unsigned(kind: IntKind) -> IntKind {
    match kind {
        IntKind::Int => IntKind::UInt,
        IntKind::Long => IntKind::ULong,
        IntKind::LLong => IntKind::ULLong,
        IntKind::Int128 => IntKind::UInt128,
        other => other,
    }
}

/// Ranks of floating types: by format, interchange types above standard ones of the same format (Annex H.4.3).
fn float_rank(kind: FloatKind) -> u32 {
    match kind {
        FloatKind::Float16 => 0,
        FloatKind::Float => 1,
        FloatKind::Float32 => 2,
        FloatKind::Double => 3,
        FloatKind::Float32x => 4,
        FloatKind::Float64 => 5,
        FloatKind::LongDouble => 6,
        FloatKind::Float64x => 7,
        FloatKind::Float128 => 8,
        // Never with one of those above.
        FloatKind::Decimal32 => 0,
        FloatKind::Decimal64 => 1,
        FloatKind::Decimal128 => 2,
    }
}

impl Sema<'_> {
    /// The integer kind behind an integer or enumeration type.
    pub(crate) fn int_kind(&self, ty: Ty) -> Option<IntKind> {
        match self.unit.types.shape(ty) {
            TypeKind::Int(kind) => Some(*kind),
            TypeKind::Enum(id) => self.unit.types.enums[*id]
                .underlying
                .map_or(Some(IntKind::UInt), |under| self.int_kind(under)),
            _ => None,
        }
    }

    /// The type that the integer promotions give (6.3.2.1p2).
    pub(crate) fn promoted_type(&self, ty: Ty) -> Ty {
        let Some(kind) = self.int_kind(ty) else { return self.unit.types.value_type(ty) };
        let ty = if int_rank(kind) < 3 {
            if self.unit.types.int_size(kind) < 4 || self.unit.types.int_signed(kind) {
                IntKind::Int
            } else {
                IntKind::UInt
            }
        } else {
            kind
        };
        self.int_type(ty)
    }

    pub(crate) fn int_type(&self, kind: IntKind) -> Ty {
        match kind {
            IntKind::Bool => common::BOOL,
            IntKind::Char => common::CHAR,
            IntKind::SChar => common::SCHAR,
            IntKind::UChar => common::UCHAR,
            IntKind::Short => common::SHORT,
            IntKind::UShort => common::USHORT,
            IntKind::Int => common::INT,
            IntKind::UInt => common::UINT,
            IntKind::Long => common::LONG,
            IntKind::ULong => common::ULONG,
            IntKind::LLong => common::LLONG,
            IntKind::ULLong => common::ULLONG,
            IntKind::Int128 => common::INT128,
            IntKind::UInt128 => common::UINT128,
        }
    }

    /// The width of the bit-field that a value was read from or stored to.
    pub(crate) fn bit_field_width(&self, id: ExprId) -> Option<u32> {
        let place = match self.kind(id) {
            ExprKind::Load(place) | ExprKind::Assign { place, .. } | ExprKind::Update { place, .. } => place,
            ExprKind::BitField { .. } => id,
            ExprKind::Comma(_, last) => return self.bit_field_width(last),
            _ => return None,
        };
        match self.kind(place) {
            ExprKind::BitField { width, .. } => Some(u32::from(width)),
            _ => None,
        }
    }

    /// The integer promotions. A bit-field narrower than `int` becomes `int` whatever its declared type.
    pub(crate) fn promote(&mut self, id: ExprId) -> ExprId {
        let ty = self.ty(id);
        if !self.unit.types.is_integer(ty) {
            return id;
        }
        let mut to = self.promoted_type(ty);
        if !self.unit.types.is_bit_int(ty)
            && let Some(width) = self.bit_field_width(id)
        {
            let signed = self.unit.types.is_signed(ty);
            if width < 32 || (width == 32 && signed) {
                to = common::INT;
            } else if width == 32 {
                to = common::UINT;
            }
        }
        self.cast(id, to)
    }

    /// The default argument promotions (6.5.3.3p6).
    pub(crate) fn promote_argument(&mut self, id: ExprId) -> ExprId {
        match self.unit.types.shape(self.ty(id)) {
            TypeKind::Float(FloatKind::Float) => self.cast(id, common::DOUBLE),
            _ => self.promote(id),
        }
    }

    /// The common real type of two real types (6.3.2.8), operands of integer type already promoted.
    fn common_real(&self, a: Ty, b: Ty) -> Ty {
        let types = &self.unit.types;
        match (types.shape(a), types.shape(b)) {
            (TypeKind::Float(x), TypeKind::Float(y)) => {
                let (fx, fy) = (types.float_format(*x), types.float_format(*y));
                let wider = if fx == fy {
                    float_rank(*x) >= float_rank(*y)
                } else {
                    crate::float::significant_bytes(fx) > crate::float::significant_bytes(fy)
                };
                if wider { a } else { b }
            }
            (TypeKind::Float(_), _) => a,
            (_, TypeKind::Float(_)) => b,
            (TypeKind::BitInt { .. }, _) | (_, TypeKind::BitInt { .. }) => self.common_bit_int(a, b),
            _ => {
                let (Some(x), Some(y)) = (self.int_kind(a), self.int_kind(b)) else { return common::INT };
                if x == y {
                    return self.int_type(x);
                }
                let (sx, sy) = (types.int_signed(x), types.int_signed(y));
                let (rx, ry) = (int_rank(x), int_rank(y));
                if sx == sy {
                    return self.int_type(if rx >= ry { x } else { y });
                }
                let (signed, unsigned) = if sx { (x, y) } else { (y, x) };
                if int_rank(unsigned) >= int_rank(signed) {
                    self.int_type(unsigned)
                } else if types.int_size(signed) > types.int_size(unsigned) {
                    self.int_type(signed)
                } else {
                    self.int_type(to_unsigned(signed))
                }
            }
        }
    }

    /// The common type of integer types of which one is a `_BitInt`: the wider one; of the same width the standard one,
    /// and the unsigned one (6.3.2.1p1, 6.3.2.8p1).
    fn common_bit_int(&self, a: Ty, b: Ty) -> Ty {
        let types = &self.unit.types;
        let rank = |ty| {
            let standard = self.int_kind(ty).map_or(0, |kind| 1 + int_rank(kind));
            (types.int_width(ty), standard)
        };
        let (higher, lower) = if rank(a) >= rank(b) { (a, b) } else { (b, a) };
        let as_unsigned = types.int_width(higher) == types.int_width(lower)
            && types.is_signed(higher)
            && !types.is_signed(lower);
        match (as_unsigned, self.int_kind(higher)) {
            (false, _) => higher,
            (true, Some(kind)) => self.int_type(to_unsigned(kind)),
            // Both are of this width and `_BitInt`.
            (true, None) => lower,
        }
    }

    /// The common type of two arithmetic types (6.3.2.8).
    pub(crate) fn common_type(&mut self, a: Ty, b: Ty) -> Ty {
        let (pa, pb) = (self.unit.types.complex_part(a), self.unit.types.complex_part(b));
        let (ra, rb) = (pa.unwrap_or(a), pb.unwrap_or(b));
        let complex = pa.is_some() || pb.is_some();
        // The parts of complex integers are not promoted.
        let (ra, rb) =
            if complex && ra == rb { (ra, rb) } else { (self.promoted_type(ra), self.promoted_type(rb)) };
        let real = if ra == rb { self.unit.types.value_type(ra) } else { self.common_real(ra, rb) };
        if complex { self.unit.types.intern(TypeKind::Complex(real)) } else { real }
    }

    /// What is wrong with two types of operands, if one of them is a decimal floating type and the other one cannot become
    /// one (C23 6.5.1p6, H.4.3).
    pub(crate) fn decimal_mixture(&self, a: Ty, b: Ty) -> Option<&'static str> {
        let types = &self.unit.types;
        let other = match (types.is_decimal(a), types.is_decimal(b)) {
            (true, false) => b,
            (false, true) => a,
            _ => return None,
        };
        if types.vector_of(other).is_some() {
            Some("cannot mix operands of decimal floating and vector types")
        } else if types.complex_part(other).is_some() {
            Some("cannot mix operands of decimal floating and complex types")
        } else if types.is_float(other) {
            Some("cannot mix operands of decimal floating and other floating types")
        } else {
            None
        }
    }

    /// The usual arithmetic conversions on two values.
    pub(crate) fn usual_conversions(&mut self, lhs: ExprId, rhs: ExprId) -> (ExprId, ExprId, Ty) {
        let (lhs, rhs) = (self.promote(lhs), self.promote(rhs));
        if let Some(message) = self.decimal_mixture(self.ty(lhs), self.ty(rhs)) {
            let loc = self.body.exprs[lhs].loc;
            self.error(loc, message);
            let error = self.error_expr(loc);
            return (error, error, common::ERROR);
        }
        let ty = self.common_type(self.ty(lhs), self.ty(rhs));
        let lhs = self.cast(lhs, ty);
        let rhs = self.cast(rhs, ty);
        (lhs, rhs, ty)
    }

    /// Converts a value to a type that it can be converted to; constants are folded. No diagnostics.
    pub(crate) fn cast(&mut self, id: ExprId, to: Ty) -> ExprId {
        let result = self.cast_node(id, to);
        if result != id && !self.flaws.is_empty() { self.inherit(result, id) } else { result }
    }

    /// Whether constants are rounded by the mode that the running program is in (`-frounding-math`).
    pub(crate) fn rounds_at_run_time(&self) -> bool {
        self.session.options.rounding_math && self.in_static == 0
    }

    fn cast_node(&mut self, id: ExprId, to: Ty) -> ExprId {
        let to = self.unit.types.value_type(to);
        let Expr { ty: from, loc, .. } = self.body.exprs[id];
        if from == to || self.unit.types.is_error(from) {
            return id;
        }
        if self.unit.types.is_error(to) {
            return self.error_expr(loc);
        }
        if let Some(folded) = self.cast_big(id, to, loc) {
            return folded;
        }
        let types = &self.unit.types;
        if types.is_void(to) {
            return self.push(ExprKind::Cast(CastKind::ToVoid, id), common::VOID, loc);
        }
        if types.is_bool(to) {
            let truth = self.truth(id);
            return self.retype_bool(truth, to);
        }
        let (from_shape, to_shape) = (types.shape(from), types.shape(to));
        use TypeKind as K;
        let kind = match (from_shape, to_shape) {
            (K::Int(_) | K::BitInt { .. } | K::Enum(_), K::Int(_) | K::BitInt { .. } | K::Enum(_)) => {
                if let Some(value) = self.const_int(id) {
                    return self.int(value, to, loc);
                }
                let same = types.layout(from).map(|l| l.0) == types.layout(to).map(|l| l.0)
                    && types.int_width(from) == types.int_width(to);
                if same { CastKind::Bitcast } else { CastKind::IntToInt }
            }
            (K::Int(_) | K::BitInt { .. } | K::Enum(_), K::Float(kind)) => {
                let format = types.float_format(*kind);
                if let Some(bits) = self.const_bits(id) {
                    let (width, signed) = (types.int_width(from), types.is_signed(from));
                    let value = extend(bits, width, signed);
                    let bits = crate::float::from_int(format, value as u128, signed || width < 128);
                    let exact = || {
                        crate::float::to_int(format, bits, width, signed)
                            == (truncate(value as u128, width), true)
                    };
                    if !self.rounds_at_run_time() || exact() {
                        let value = self.float_const(bits, to, loc);
                        return self.flawed(value, Flaws::FOLDED);
                    }
                }
                CastKind::IntToFloat
            }
            (K::Float(kind), K::Int(_) | K::BitInt { .. } | K::Enum(_)) => {
                if let Some(bits) = self.const_float(id) {
                    let format = types.float_format(*kind);
                    let (width, signed) = (types.int_width(to), types.is_signed(to));
                    let (value, exact) = crate::float::to_int(format, bits, width, signed);
                    if exact {
                        return self.int(value as i128, to, loc);
                    }
                    let result = self.push(ExprKind::Cast(CastKind::FloatToInt, id), to, loc);
                    return self.flawed(result, Flaws::OVERFLOW);
                }
                CastKind::FloatToInt
            }
            (K::Float(x), K::Float(y)) => {
                let (x, y) = (types.float_format(*x), types.float_format(*y));
                if let Some(bits) = self.const_float(id) {
                    let converted = crate::float::convert(x, y, bits);
                    if !self.rounds_at_run_time() || crate::float::convert(y, x, converted) == bits {
                        let value = self.float_const(converted, to, loc);
                        return self.flawed(value, Flaws::FOLDED);
                    }
                }
                if x == y { CastKind::Bitcast } else { CastKind::FloatToFloat }
            }
            (K::Pointer { space: x, .. }, K::Pointer { space: y, .. }) => {
                if x == y {
                    return self.bitcast(id, to);
                }
                CastKind::AddressSpace
            }
            (K::NullPtr, K::Pointer { .. }) | (K::Pointer { .. }, K::NullPtr) => return self.bitcast(id, to),
            (K::Pointer { .. } | K::NullPtr, K::Int(_) | K::BitInt { .. } | K::Enum(_)) => {
                if let Some(bits) = self.const_bits(id) {
                    return self.int(bits as i128, to, loc);
                }
                CastKind::PtrToInt
            }
            (K::Int(_) | K::BitInt { .. } | K::Enum(_), K::Pointer { .. } | K::NullPtr) => {
                if let Some(value) = self.const_int(id) {
                    return self.int(value, to, loc);
                }
                CastKind::IntToPtr
            }
            (K::Complex(x), K::Complex(y)) => {
                let (x, y) = (*x, *y);
                if let ExprKind::Complex(re, im) = self.kind(id) {
                    let (re, im) = (self.cast(re, y), self.cast(im, y));
                    return self.push(ExprKind::Complex(re, im), to, loc);
                }
                debug_assert!(x != y);
                CastKind::ComplexToComplex
            }
            (K::Complex(_), _) => {
                let real = self.complex_part_value(id, 0, loc);
                return self.cast(real, to);
            }
            (_, K::Complex(part)) => {
                let part = *part;
                let real = self.cast(id, part);
                return self.push(ExprKind::Cast(CastKind::RealToComplex, real), to, loc);
            }
            (K::Record(_), K::Record(_)) => CastKind::Bitcast,
            (_, K::Record(_)) => CastKind::ToUnion,
            _ => CastKind::Bitcast,
        };
        self.push(ExprKind::Cast(kind, id), to, loc)
    }

    fn retype_bool(&mut self, truth: ExprId, to: Ty) -> ExprId {
        if self.ty(truth) == to { truth } else { self.bitcast(truth, to) }
    }

    /// Real (0) or imaginary (1) part of a complex value.
    pub(crate) fn complex_part_value(&mut self, id: ExprId, part: u8, loc: Loc) -> ExprId {
        let Some(ty) = self.unit.types.complex_part(self.ty(id)) else { return id };
        match self.kind(id) {
            ExprKind::Complex(re, im) if self.is_pure(re) && self.is_pure(im) => {
                if part == 0 {
                    re
                } else {
                    im
                }
            }
            _ if part == 0 => self.push(ExprKind::Real(id), ty, loc),
            _ => self.push(ExprKind::Imag(id), ty, loc),
        }
    }

    /// Whether a node is a constant, so that dropping it drops no effect.
    pub(crate) fn is_pure(&self, id: ExprId) -> bool {
        matches!(self.kind(id), ExprKind::Int(_) | ExprKind::Wide(_) | ExprKind::Big(_))
    }

    /// The truth value of a scalar: a `_Bool`.
    pub(crate) fn truth(&mut self, id: ExprId) -> ExprId {
        let truth = self.truth_node(id);
        // Only integers are asked for their truth in an integer constant expression.
        let flaws = match self.unit.types.is_integer(self.ty(id)) {
            true if self.is_pure(truth) && !self.is_pure(id) => self.flaws(id).with(Flaws::FOLDED),
            true => self.flaws(id),
            false if self.is_pure(truth) => self.flaws(id).with(Flaws::FOLDED),
            false => Flaws::NONE,
        };
        if truth == id { truth } else { self.flawed(truth, flaws) }
    }

    fn truth_node(&mut self, id: ExprId) -> ExprId {
        let Expr { ty, loc, kind } = self.body.exprs[id];
        if self.unit.types.is_error(ty) {
            return id;
        }
        if let Some(bits) = self.const_bits(id) {
            return self.int(i128::from(bits != 0), common::BOOL, loc);
        }
        if let (Some(bits), Some(format)) = (self.const_float(id), self.unit.types.format_of(ty)) {
            return self.int(i128::from(!crate::float::is_zero(format, bits)), common::BOOL, loc);
        }
        if let ExprKind::Big(_) = kind {
            let zero = self.big_value(id).is_some_and(|value| value == 0.into());
            return self.int(i128::from(!zero), common::BOOL, loc);
        }
        if self.unit.types.is_bool(ty) {
            return self.bitcast(id, common::BOOL);
        }
        if let ExprKind::AddrOf(place) = kind
            && self.never_null(place)
        {
            return self.int(1, common::BOOL, loc);
        }
        if self.never_zero(id) {
            return self.int(1, common::BOOL, loc);
        }
        if self.unit.types.complex_part(ty).is_some() {
            return self.push(ExprKind::Cast(CastKind::ComplexToBool, id), common::BOOL, loc);
        }
        self.push(ExprKind::Cast(CastKind::ToBool, id), common::BOOL, loc)
    }

    /// Whether a value has bits that are always set: the upper ones of `~x`, where `x` was narrower and unsigned.
    fn never_zero(&self, id: ExprId) -> bool {
        let ExprKind::Unary(UnaryOp::Not, widened) = self.kind(id) else { return false };
        let ExprKind::Cast(CastKind::IntToInt, narrow) = self.kind(widened) else { return false };
        let (types, from) = (&self.unit.types, self.ty(narrow));
        types.is_integer(from)
            && !types.is_signed(from)
            && types.int_width(from) < types.int_width(self.ty(widened))
            && self.only_computes_few(narrow)
    }

    /// Whether an object certainly has an address other than null: automatic ones and strings have.
    fn never_null(&self, place: ExprId) -> bool {
        matches!(self.kind(place), ExprKind::Local(_) | ExprKind::Str(_))
    }

    /// Whether a value is a null pointer constant (6.3.3.3p3): integer constant 0, or that cast to `void *`.
    pub(crate) fn is_null_constant(&self, id: ExprId) -> bool {
        if self.const_bits(id) != Some(0) || self.flaws(id) != Flaws::NONE {
            return false;
        }
        let ty = self.ty(id);
        self.unit.types.is_integer(ty) || ty == common::VOID_PTR || ty == common::NULLPTR
    }
}
