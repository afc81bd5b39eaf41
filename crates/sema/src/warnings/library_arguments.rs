//! Arguments of particular library functions and builtins that are not what these are for: absolute values of what has
//! another type (-Wabsolute-value), frames of callers (-Wframe-address).

use crate::Sema;
use crate::hir::*;
use crate::types::*;
use diag::{Span, warn};
use lexer::Symbol;

/// What a function takes the absolute value of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Integer,
    Floating,
    Decimal,
    Complex,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Integer => "integer",
            Kind::Floating => "floating-point",
            Kind::Decimal => "decimal floating-point",
            Kind::Complex => "complex",
        }
    }
}

/// The functions, with the type of the argument or of its parts.
const ABSOLUTE_VALUES: &[(&str, Kind, Ty)] = &[
    ("abs", Kind::Integer, common::INT),
    ("labs", Kind::Integer, common::LONG),
    ("llabs", Kind::Integer, common::LLONG),
    ("imaxabs", Kind::Integer, common::LLONG),
    ("fabs", Kind::Floating, common::DOUBLE),
    ("fabsf", Kind::Floating, common::FLOAT),
    ("fabsl", Kind::Floating, common::LONG_DOUBLE),
    ("fabsd32", Kind::Decimal, common::DECIMAL32),
    ("fabsd64", Kind::Decimal, common::DECIMAL64),
    ("fabsd128", Kind::Decimal, common::DECIMAL128),
    ("cabs", Kind::Complex, common::DOUBLE),
    ("cabsf", Kind::Complex, common::FLOAT),
    ("cabsl", Kind::Complex, common::LONG_DOUBLE),
];

impl Sema<'_> {
    /// The arguments of a call by name, before they are converted.
    pub(crate) fn check_library_arguments(&self, name: Symbol, args: &[(ExprId, Span)], span: Span) {
        let (frames, values) = (self.wants(warn::FRAME_ADDRESS), self.wants(warn::ABSOLUTE_VALUE));
        let (&[(arg, _)], true) = (args, frames || values) else { return };
        let text = self.text(name);
        if frames && matches!(&*text, "__builtin_frame_address" | "__builtin_return_address") {
            if self.const_int(arg).is_some_and(|level| level > 0) {
                let message = format!("calling '{text}' with a nonzero argument is unsafe");
                self.warning(warn::FRAME_ADDRESS, span, message);
            }
            return;
        }
        let plain = text.strip_prefix("__builtin_").unwrap_or(&text);
        if values && let Some(&(_, kind, ty)) = ABSOLUTE_VALUES.iter().find(|row| row.0 == plain) {
            self.check_absolute_value(&text, kind, ty, arg, span);
        }
    }

    fn check_absolute_value(&self, name: &str, kind: Kind, wanted: Ty, arg: ExprId, span: Span) {
        let types = &self.unit.types;
        let arg = self.before_promotion(arg);
        let ty = self.ty(arg);
        if !types.is_arithmetic(ty) {
            return;
        }
        let own = if types.complex_part(ty).is_some() {
            Kind::Complex
        } else if types.is_integer(ty) {
            Kind::Integer
        } else if types.is_decimal(ty) {
            Kind::Decimal
        } else {
            Kind::Floating
        };
        let text = self.spell(types.value_type(ty));
        let message = if own == Kind::Integer && !types.is_signed(ty) {
            format!("taking the absolute value of unsigned type '{text}' has no effect")
        } else if own != kind {
            format!(
                "using {} absolute value function '{name}' when argument is of {} type '{text}'",
                kind.word(),
                own.word()
            )
        } else {
            let part = types.complex_part(ty).unwrap_or(ty);
            if types.size(part) <= types.size(wanted) {
                return;
            }
            let (text, wanted) = (self.spell(types.value_type(part)), self.spell(wanted));
            format!(
                "absolute value function '{name}' given an argument of type '{text}' but has parameter of type '{wanted}' which may cause truncation of value"
            )
        };
        self.warning(warn::ABSOLUTE_VALUE, self.outside_system_macro(span.into()), message);
    }
}
