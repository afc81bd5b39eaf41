//! Conversions that a prototype or another operand brings about: `float` that becomes `double` (-Wdouble-promotion),
//! arguments that are passed as no traditional compiler would (-Wtraditional-conversion), and results of calls that are
//! cast to another kind of type (-Wbad-function-cast).

use crate::Sema;
use crate::hir::*;
use crate::types::*;
use diag::{Place, Span, warn};
use lexer::Symbol;
use parser::ast::{self, ExprKind as A};

impl Sema<'_> {
    fn check_double(&self, from: Ty, to: Ty, why: &str, at: Place) {
        let types = &self.unit.types;
        let part = |ty| types.value_type(types.complex_part(ty).unwrap_or(ty));
        if part(from) == common::FLOAT && part(to) == common::DOUBLE {
            let (from, to) = (self.spell(from.unqualified()), self.spell(to.unqualified()));
            let message = format!("implicit conversion from '{from}' to '{to}' {why}");
            self.warning(warn::DOUBLE_PROMOTION, at, message);
        }
    }

    /// Operands that have been converted to `common`.
    pub(crate) fn check_double_operands(
        &self,
        operands: [ExprId; 2],
        common: Ty,
        conditional: bool,
        at: Place,
    ) {
        if !self.wants(warn::DOUBLE_PROMOTION) {
            return;
        }
        let why = if conditional {
            "to match other result of conditional"
        } else {
            "to match other operand of binary expression"
        };
        for operand in operands {
            self.check_double(self.ty(operand), common, why, at);
        }
    }

    /// An argument without a parameter.
    pub(crate) fn check_double_argument(&self, arg: ExprId, at: Span) {
        if self.wants(warn::DOUBLE_PROMOTION) {
            self.check_double(self.ty(arg), common::DOUBLE, "when passing argument to function", at.into());
        }
    }

    /// An argument whose parameter has a prototype.
    pub(crate) fn check_traditional_argument(
        &self,
        arg: ExprId,
        param: Ty,
        (number, name): (u32, Option<Symbol>),
        at: Span,
    ) {
        if !self.wants(warn::TRADITIONAL_CONVERSION) {
            return;
        }
        let types = &self.unit.types;
        let from = self.ty(arg);
        if !types.is_arithmetic(from) || !types.is_arithmetic(param) {
            return;
        }
        let kind = |ty| {
            if types.complex_part(ty).is_some() {
                "complex"
            } else if types.is_integer(ty) {
                "integer"
            } else {
                "floating"
            }
        };
        let how = match (kind(param), kind(from)) {
            ("integer", "integer") => match self.traditional_width(arg, param) {
                Some(how) => how.to_string(),
                None => return,
            },
            ("floating", "floating") if types.is_decimal(param) => {
                // What is wider holds what it was.
                if types.is_decimal(from) && types.size(from) <= types.size(param) {
                    return;
                }
                let (to, from) = (self.spell(param.unqualified()), self.spell(from));
                let callee = self.callee_name(name);
                let message = format!(
                    "passing argument {number} of '{callee}' as '{to}' rather than '{from}' due to prototype"
                );
                self.warning(warn::NONE, at, message);
                return;
            }
            ("floating", "floating") if types.value_type(param) == common::FLOAT => {
                "as 'float' rather than 'double'".to_string()
            }
            (to, own) if to != own => format!("as {to} rather than {own}"),
            _ => return,
        };
        let callee = self.callee_name(name);
        let message = format!("passing argument {number} of '{callee}' {how} due to prototype");
        self.warning(warn::TRADITIONAL_CONVERSION, self.outside_system_macro(at.into()), message);
    }

    /// How an integer is passed otherwise than by the promotions.
    fn traditional_width(&self, arg: ExprId, param: Ty) -> Option<&'static str> {
        let types = &self.unit.types;
        let from = self.ty(arg);
        let promoted = self.promoted_type(from);
        if types.is_enum(param) && types.value_type(from) == types.value_type(param) {
            return None;
        }
        let width = types.int_width(param);
        if width != types.int_width(promoted) {
            return Some("with different width");
        }
        let unsigned = !types.is_signed(param);
        if types.is_signed(promoted) != unsigned || types.is_enum(param) {
            return None;
        }
        let kept = self.const_int(arg).is_some_and(|value| value >= 0 && value >> (width - 1) == 0);
        if kept || types.int_width(from) < width && !types.is_signed(from) {
            return None;
        }
        Some(if unsigned { "as unsigned" } else { "as signed" })
    }

    /// A cast of what a call returns.
    pub(crate) fn check_function_cast(&self, operand: &ast::Expr<'_>, from: Ty, to: Ty, span: Span) {
        let mut plain = operand;
        while let A::Paren(inner) | A::Extension(inner) = plain.kind {
            plain = inner;
        }
        let types = &self.unit.types;
        if !matches!(plain.kind, A::Call(..)) || types.is_void(to) || !self.wants(warn::BAD_FUNCTION_CAST) {
            return;
        }
        let kind = |ty| {
            if types.is_bool(ty) {
                1
            } else if types.is_enum(ty) {
                2
            } else if types.is_integer(ty) {
                3
            } else if types.is_pointer(ty) {
                4
            } else if types.complex_part(ty).is_some() {
                5
            } else if types.is_float(ty) {
                6
            } else {
                7
            }
        };
        if kind(from) != kind(to) {
            let (from, to) = (self.spell(from.unqualified()), self.spell(to.unqualified()));
            let message = format!("cast from function call of type '{from}' to non-matching type '{to}'");
            self.warning(warn::BAD_FUNCTION_CAST, span, message);
        }
    }
}
