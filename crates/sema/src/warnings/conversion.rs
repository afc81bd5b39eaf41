//! Implicit conversions that may change a value (C23 6.3.2): -Woverflow, -Wconversion, -Wsign-conversion,
//! -Wfloat-conversion.

use crate::Sema;
use crate::assign::Target;
use crate::hir::*;
use crate::node::extend;
use crate::types::*;
use diag::{Place, Warning, warn};
use target::FloatFormat;

/// What a conversion may do to a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Loss {
    Sign,
    /// Integers do not fit, or lose digits as floating-point numbers.
    Value,
    /// Floating-point numbers lose digits, or all behind the point.
    Real,
    /// The imaginary part goes.
    Imaginary,
}

impl Loss {
    fn group(self) -> Warning {
        match self {
            Loss::Sign => warn::SIGN_CONVERSION,
            Loss::Value | Loss::Imaginary => warn::CONVERSION,
            Loss::Real => warn::FLOAT_CONVERSION,
        }
    }
}

impl Sema<'_> {
    /// Looks at a value that is about to be converted to the type of what it is stored in, passed to or returned as.
    pub(crate) fn check_conversion(&self, id: ExprId, to: Ty, at: Place) {
        let types = &self.unit.types;
        if self.quiet > 0 || self.unevaluated > 0 || !types.is_arithmetic(self.ty(id)) || self.is_error(id) {
            return;
        }
        if types.is_bool(to) || types.is_bit_int(to) || types.is_bit_int(self.ty(id)) {
            return;
        }
        if let Some(value) = self.const_int(id) {
            if types.is_integer(to) {
                let (width, signed) = (types.int_width(to), types.is_signed(to));
                // Types are not spelled for nothing.
                if extend(value as u128, width, signed) != value {
                    let text = self.quote_to(Target::Assign, to);
                    self.check_integer_constant(id, value, width, signed, &text, false, at);
                }
            } else if let Some(format) = types.format_of(to) {
                self.check_rounded_integer(id, value, format, to, at);
            }
            return;
        }
        if self.const_float(id).is_some() {
            self.check_real_constant(id, to, at);
            return;
        }
        let diags = &self.session.diags;
        let wanted = [warn::CONVERSION, warn::SIGN_CONVERSION, warn::FLOAT_CONVERSION];
        if wanted.iter().any(|&group| diags.may_be_enabled(group)) {
            self.check_varying(id, to, at);
        }
    }

    /// A value that is stored in a bit-field.
    pub(crate) fn check_bit_field_store(&self, id: ExprId, ty: Ty, width: u32, at: Place) {
        let types = &self.unit.types;
        if self.quiet > 0 || self.unevaluated > 0 || types.is_bool(ty) || width >= types.int_width(ty) {
            return;
        }
        let signed = types.is_signed(ty);
        let name = bit_field_name(width, signed);
        if let Some(value) = self.const_int(id) {
            self.check_integer_constant(id, value, width, signed, &format!("'{name}'"), false, at);
            return;
        }
        if !self.session.diags.may_be_enabled(warn::CONVERSION) {
            return;
        }
        if width == 1 && signed && self.is_boolean(id) {
            let message = format!("conversion to '{name}' from boolean expression");
            self.warning(warn::CONVERSION, at, message);
            return;
        }
        if self.check_bit_field_arms(id, width, signed, &name, at) || self.fits_bits(id, width, signed) {
            return;
        }
        let from = self.spell(self.ty(id));
        self.warning(warn::CONVERSION, at, format!("conversion from '{from}' to '{name}' may change value"));
    }

    /// Whether an integer value certainly fits so many bits.
    fn fits_bits(&self, id: ExprId, width: u32, signed: bool) -> bool {
        diag::nested(|| self.node_fits_bits(id, width, signed))
    }

    fn node_fits_bits(&self, id: ExprId, width: u32, signed: bool) -> bool {
        let types = &self.unit.types;
        let id = self.before_promotion(id);
        if let Some(value) = self.const_int(id) {
            return extend(value as u128, width, signed) == value;
        }
        match self.kind(id) {
            ExprKind::Binary(BinaryOp::And, a, b) => {
                let constant = |id| {
                    self.const_int(id)
                        .is_some_and(|value| value >= 0 && extend(value as u128, width, signed) == value)
                };
                constant(a)
                    || constant(b)
                    || self.fits_bits(a, width, signed) && self.fits_bits(b, width, signed)
            }
            ExprKind::Binary(op, ..) if crate::operator::is_comparison(op) => true,
            ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) => true,
            ExprKind::Binary(BinaryOp::Shl | BinaryOp::Shr, a, _) => self.fits_bits(a, width, signed),
            ExprKind::Binary(_, a, b) => self.fits_bits(a, width, signed) && self.fits_bits(b, width, signed),
            ExprKind::Cond { then, els, .. } => {
                self.fits_bits(then, width, signed) && self.fits_bits(els, width, signed)
            }
            ExprKind::Unary(_, a) => self.fits_bits(a, width, signed),
            _ => {
                let ty = self.ty(id);
                let own = self.bit_field_width(id).unwrap_or_else(|| types.int_width(ty));
                own <= width
            }
        }
    }

    /// Whether a value is 0 or 1, and says whether something is so.
    fn is_boolean(&self, id: ExprId) -> bool {
        match self.kind(id) {
            ExprKind::Cast(CastKind::IntToInt | CastKind::Bitcast, inner) => self.is_boolean(inner),
            ExprKind::Unary(UnaryOp::LogicalNot, _) | ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) => {
                true
            }
            ExprKind::Binary(op, ..) => crate::operator::is_comparison(op),
            ExprKind::Cond { then, els, .. } => {
                matches!((self.const_int(then), self.const_int(els)), (Some(1), Some(0)) | (Some(0), Some(1)))
            }
            _ => false,
        }
    }

    /// The constants that a bit-field may get from a conditional. Whether something was said.
    fn check_bit_field_arms(&self, id: ExprId, width: u32, signed: bool, name: &str, at: Place) -> bool {
        let ExprKind::Cond { then, els, .. } = self.kind(id) else { return false };
        let mut said = false;
        for arm in [then, els] {
            let Some(value) = self.const_int(arm) else { continue };
            let kept = extend(value as u128, width, signed);
            if kept == value {
                continue;
            }
            let from = self.spell(self.ty(arm));
            // A sign that has no place is not lost in a truncation.
            let (group, message) = match value < 0 && !signed {
                true => (
                    warn::SIGN_CONVERSION,
                    format!("unsigned conversion from '{from}' to '{name}' changes the value of '{value}'"),
                ),
                false => (
                    warn::CONVERSION,
                    format!("conversion from '{from}' to '{name}' changes value from '{value}' to '{kept}'"),
                ),
            };
            self.warning(group, at, message);
            said = true;
        }
        said
    }

    /// Says what becomes of a constant that doesn't fit so many bits; of an `operand`, only if conversions are asked about.
    #[allow(clippy::too_many_arguments)] // From what to what, and where.
    fn check_integer_constant(
        &self,
        id: ExprId,
        value: i128,
        width: u32,
        signed: bool,
        to: &str,
        operand: bool,
        at: Place,
    ) -> bool {
        let kept = extend(value as u128, width, signed);
        if kept == value {
            return false;
        }
        let types = &self.unit.types;
        let from = self.ty(id);
        // Of the same width, but for the sign.
        let other = extend(value as u128, width, !signed) == value;
        let (group, what) = match (signed, other) {
            (false, true) => (warn::SIGN_CONVERSION, "unsigned conversion"),
            (false, false) if !types.is_signed(from) => (warn::OVERFLOW, "conversion"),
            (false, false) => (warn::OVERFLOW, "unsigned conversion"),
            // A constant that its bits hold, but not its type, is one that -pedantic asks about.
            (true, true)
                if types.is_signed(from)
                    && self.pedantic()
                    && !self.session.diags.may_be_enabled(warn::CONVERSION) =>
            {
                (warn::OVERFLOW, "overflow in conversion")
            }
            (true, true) if !types.is_signed(from) => (warn::SIGN_CONVERSION, "signed conversion"),
            (true, true) => (warn::CONVERSION, "conversion"),
            (true, false) => (warn::OVERFLOW, "overflow in conversion"),
        };
        let group = if operand && group == warn::OVERFLOW { warn::CONVERSION } else { group };
        let from = self.spell(from);
        let message = format!("{what} from '{from}' to {to} changes value from '{value}' to '{kept}'");
        self.warning(group, self.in_program(at), message);
        true
    }

    fn check_rounded_integer(&self, id: ExprId, value: i128, format: FloatFormat, to: Ty, at: Place) {
        let bits = crate::float::from_int(format, value as u128, true);
        let (back, exact) = crate::float::to_int(format, bits, 128, true);
        if exact && back as i128 == value {
            return;
        }
        let (from, text) = (self.spell(self.ty(id)), self.spell(to));
        let rounded = decimal(format, bits);
        let message =
            format!("conversion from '{from}' to '{text}' changes value from '{value}' to '{rounded}'");
        self.warning(warn::FLOAT_CONVERSION, at, message);
    }

    fn check_real_constant(&self, id: ExprId, to: Ty, at: Place) {
        let types = &self.unit.types;
        let (Some(bits), Some(format)) = (self.const_float(id), types.format_of(self.ty(id))) else { return };
        let from = self.spell(self.ty(id));
        let text = self.spell(to);
        if types.is_integer(to) {
            let (width, signed) = (types.int_width(to), types.is_signed(to));
            let (value, exact) = crate::float::to_int(format, bits, width, signed);
            let whole = crate::float::from_int(format, value, signed);
            if exact && whole == bits || crate::float::is_zero(format, bits) {
                return;
            }
            let (low, high) = if signed {
                (-(1i128 << (width - 1).min(126)), (1i128 << (width - 1).min(126)) - 1)
            } else {
                (0, (1i128 << width.min(126)) - 1)
            };
            let (wide, representable) = crate::float::to_int(format, bits, 128, true);
            let wide = wide as i128;
            let negative = wide < 0 || (wide == 0 && decimal(format, bits).starts_with('-'));
            let in_range = representable && (low..=high).contains(&wide) && (signed || !negative);
            let (group, what, kept) = if in_range {
                (warn::FLOAT_CONVERSION, "conversion", wide)
            } else {
                (warn::OVERFLOW, "overflow in conversion", if negative { low } else { high })
            };
            let shown = decimal(format, bits);
            let message =
                format!("{what} from '{from}' to '{text}' changes value from '{shown}' to '{kept}'");
            self.warning(group, at, message);
        } else if let Some(narrow) = types.format_of(to) {
            let kept = crate::float::convert(format, narrow, bits);
            if crate::float::convert(narrow, format, kept) == bits {
                return;
            }
            let (shown, kept) = (decimal(format, bits), decimal(narrow, kept));
            let message =
                format!("conversion from '{from}' to '{text}' changes value from '{shown}' to '{kept}'");
            self.warning(warn::FLOAT_CONVERSION, at, message);
        }
    }

    /// A value that is known at run time only. Of integer arithmetic it is the operands that count: what they hold fits, or
    /// its writer knows what he does. Whether something was said.
    fn check_varying(&self, id: ExprId, to: Ty, at: Place) -> bool {
        diag::nested(|| self.check_varying_node(id, to, at))
    }

    fn check_varying_node(&self, id: ExprId, to: Ty, at: Place) -> bool {
        let types = &self.unit.types;
        let shown = self.ty(id);
        match self.kind(id) {
            ExprKind::Cond { then, els, .. } => {
                let then = self.check_arm(then, to, at);
                return self.check_arm(els, to, at) || then;
            }
            ExprKind::Comma(_, last) => return self.check_varying(last, to, at),
            _ => {}
        }
        let id = self.unwidened(id);
        if let (Some(value), true) = (self.const_int(id), types.is_integer(to)) {
            let (width, signed) = (types.int_width(to), types.is_signed(to));
            // An operand has been converted to the operation's type: `x & ~7` means what it says.
            let meant = extend(value as u128, types.int_width(self.ty(id)), true);
            if signed && extend(meant as u128, width, true) == meant {
                return false;
            }
            let text = format!("'{}'", self.spell(to));
            return self.check_integer_constant(id, value, width, signed, &text, true, at);
        }
        if let ExprKind::Cond { .. } = self.kind(id) {
            return self.check_varying(id, to, at);
        }
        let from = self.ty(id);
        let Some(loss) = self.loss_of_type(id, from, to) else { return false };
        if types.is_integer(from) {
            match self.kind(id) {
                ExprKind::Binary(op, ..) if crate::operator::is_comparison(op) => return false,
                ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) => return false,
                ExprKind::Binary(BinaryOp::And, a, b)
                    if self.keeps_bits(a, from, to) || self.keeps_bits(b, from, to) =>
                {
                    return false;
                }
                ExprKind::Binary(BinaryOp::Rem, _, b) if !types.is_signed(from) && self.is_mask(b, to) => {
                    return false;
                }
                ExprKind::Binary(BinaryOp::Shl | BinaryOp::Shr, a, _) | ExprKind::Unary(_, a) => {
                    return self.check_varying(a, to, at);
                }
                ExprKind::Binary(_, a, b) => {
                    return self.check_varying(a, to, at) || self.check_varying(b, to, at);
                }
                _ => {}
            }
        }
        let (from, text) = (self.spell(shown), self.spell(to));
        let message = match loss {
            Loss::Sign => format!("conversion to '{text}' from '{from}' may change the sign of the result"),
            Loss::Imaginary => format!("conversion from '{from}' to '{text}' discards imaginary component"),
            _ => format!("conversion from '{from}' to '{text}' may change value"),
        };
        self.warning(loss.group(), self.in_program(at), message);
        true
    }

    /// Where what a system header's macro says is used.
    pub(super) fn in_program(&self, at: Place) -> Place {
        let sources = &self.session.sources;
        if sources.in_system_header(at.caret) { sources.expansion_point(at.caret).into() } else { at }
    }

    /// An integer before conversions to wider types.
    fn unwidened(&self, mut id: ExprId) -> ExprId {
        let types = &self.unit.types;
        while let ExprKind::Cast(CastKind::IntToInt | CastKind::Bitcast, inner) = self.kind(id) {
            let (from, to) = (self.ty(inner), self.ty(id));
            let widens = types.is_integer(from)
                && types.is_integer(to)
                && (types.int_width(from) < types.int_width(to)
                    // What has no sign to spread keeps its value.
                        && (!types.is_signed(from) || types.is_signed(to) || self.is_nonnegative(inner))
                    || types.int_width(from) == types.int_width(to)
                        && types.is_signed(from) == types.is_signed(to));
            if !widens {
                break;
            }
            id = inner;
        }
        id
    }

    /// Whether it is a constant that leaves only what fits a type.
    fn is_mask(&self, id: ExprId, to: Ty) -> bool {
        let types = &self.unit.types;
        let fits = |value: i128| extend(value as u128, types.int_width(to), types.is_signed(to)) == value;
        types.is_integer(to) && self.const_int(id).is_some_and(|value| value >= 0 && fits(value))
    }

    /// Whether it is a mask for a value of type `from`: if that has a sign, one that the signed type would hold, too.
    fn keeps_bits(&self, id: ExprId, from: Ty, to: Ty) -> bool {
        let types = &self.unit.types;
        let fits = |value: i128| extend(value as u128, types.int_width(to), true) == value;
        self.is_mask(id, to) && (!types.is_signed(from) || self.const_int(id).is_some_and(fits))
    }

    /// One of the values of a conditional.
    fn check_arm(&self, id: ExprId, to: Ty, at: Place) -> bool {
        let types = &self.unit.types;
        let constant = self.const_int(id).filter(|_| types.is_integer(to));
        let Some(value) = constant else {
            return match self.const_float(id) {
                Some(bits) => self.check_real_arm(id, bits, to, at),
                None => self.check_varying(id, to, at),
            };
        };
        let (width, signed) = (types.int_width(to), types.is_signed(to));
        if extend(value as u128, width, signed) == value {
            return false;
        }
        let (from, text) = (self.spell(self.ty(id)), self.spell(to));
        let at = self.in_program(at);
        // Of the same bits, but for the sign.
        let other = extend(value as u128, width, !signed) == value;
        let (group, what) = match (other, signed) {
            (true, false) => (warn::SIGN_CONVERSION, "unsigned conversion"),
            (true, true) if !types.is_signed(self.ty(id)) => (warn::SIGN_CONVERSION, "signed conversion"),
            _ => (warn::CONVERSION, "conversion"),
        };
        let message = format!("{what} from '{from}' to '{text}' changes the value of '{value}'");
        self.warning(group, at, message);
        true
    }

    /// The same of a floating-point constant.
    fn check_real_arm(&self, id: ExprId, bits: u128, to: Ty, at: Place) -> bool {
        let types = &self.unit.types;
        let Some(format) = types.format_of(self.ty(id)).filter(|_| types.is_integer(to)) else {
            return false;
        };
        let (width, signed) = (types.int_width(to), types.is_signed(to));
        let (value, exact) = crate::float::to_int(format, bits, width, signed);
        let whole = crate::float::from_int(format, value, signed);
        if exact && whole == bits || crate::float::is_zero(format, bits) {
            return false;
        }
        let (from, text, shown) = (self.spell(self.ty(id)), self.spell(to), decimal(format, bits));
        let message = format!("conversion from '{from}' to '{text}' changes the value of '{shown}'");
        self.warning(warn::FLOAT_CONVERSION, self.in_program(at), message);
        true
    }

    /// What converting may do to a value of which only the type is known.
    fn loss_of_type(&self, id: ExprId, from: Ty, to: Ty) -> Option<Loss> {
        let types = &self.unit.types;
        if let Some(part) = types.complex_part(from) {
            return match types.complex_part(to) {
                Some(other) if types.is_integer(part) && types.is_integer(other) => {
                    (types.int_width(other) < types.int_width(part)).then_some(Loss::Value)
                }
                Some(other) if types.is_integer(other) => Some(Loss::Real),
                Some(other) => self.narrower_float(part, other).then_some(Loss::Real),
                None => Some(Loss::Imaginary),
            };
        }
        let to = types.complex_part(to).unwrap_or(to);
        if types.is_float(from) {
            return (types.is_integer(to) || self.narrower_float(from, to)).then_some(Loss::Real);
        }
        if !types.is_integer(from) {
            return None;
        }
        let signed = types.is_signed(from);
        let width = self.bit_field_width(id).unwrap_or_else(|| types.int_width(from));
        if let Some(format) = types.format_of(to) {
            let digits = crate::float::precision(format);
            return (width - u32::from(signed) > digits).then_some(Loss::Value);
        }
        if !types.is_integer(to) {
            return None;
        }
        let (own, unsigned) = (types.int_width(to), !types.is_signed(to));
        if own < width {
            Some(Loss::Value)
        } else if (own == width && unsigned == signed) || (unsigned && signed) {
            Some(Loss::Sign)
        } else {
            None
        }
    }

    fn narrower_float(&self, from: Ty, to: Ty) -> bool {
        let types = &self.unit.types;
        match (types.format_of(from), types.format_of(to)) {
            (Some(from), Some(to)) => crate::float::precision(to) < crate::float::precision(from),
            _ => false,
        }
    }
}

/// The type that GCC gives a bit-field of so many bits.
pub(crate) fn bit_field_name(width: u32, signed: bool) -> String {
    let name = match (width, signed) {
        (..=8, true) => "signed char",
        (..=8, false) => "unsigned char",
        (..=16, true) => "short int",
        (..=16, false) => "short unsigned int",
        (..=32, true) => "int",
        (..=32, false) => "unsigned int",
        (_, true) => "long int",
        (_, false) => "long unsigned int",
    };
    format!("{name}:{width}")
}

/// A floating-point number as GCC prints it: as many digits as tell it from its neighbours.
pub(super) fn decimal(format: FloatFormat, bits: u128) -> String {
    let wide = crate::float::convert(format, FloatFormat::F64, bits);
    let value = f64::from_bits(wide as u64);
    let (digits, suffix) = match format {
        FloatFormat::F16 | FloatFormat::F32 => (8, "f"),
        FloatFormat::F64 => (16, ""),
        _ => (16, "l"),
    };
    if value.is_nan() {
        return format!("Nan{suffix}");
    }
    if value.is_infinite() {
        return format!("{}Inf{suffix}", if value < 0.0 { '-' } else { '+' });
    }
    let text = format!("{value:.digits$e}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let mantissa = mantissa.trim_end_matches('0');
    let point = if mantissa.ends_with('.') { "0" } else { "" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    format!("{mantissa}{point}e{sign}{exponent}{suffix}")
}
