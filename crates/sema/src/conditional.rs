//! The conditional operator (C23 6.5.16), and conditions.

use crate::Sema;
use crate::hir::*;
use crate::strictness::Flaws;
use crate::types::*;
use diag::{Span, warn};
use parser::ast;
use std::cmp::Ordering;

impl Sema<'_> {
    pub(crate) fn conditional(
        &mut self,
        cond: &ast::Expr<'_>,
        then: Option<&ast::Expr<'_>>,
        els: &ast::Expr<'_>,
        span: Span,
    ) -> ExprId {
        let loc = span.lo;
        self.check_truth(cond);
        let value = self.value(cond);
        let Some(then) = then else {
            // GNU: the condition's value is the middle operand; it is evaluated once.
            if self.is_error(value) {
                return value;
            }
            if self.is_pure(value) {
                let cond = self.condition(value, cond.span);
                let els = self.value(els);
                return self.select(cond, value, els, span);
            }
            let ty = self.ty(value);
            let width = self.bit_field_width(value);
            let temp = self.new_temp();
            let read = self.push(ExprKind::Temp(temp), ty, loc);
            let test = self.push(ExprKind::Temp(temp), ty, loc);
            let test = self.condition(test, cond.span);
            let read = match width {
                Some(_) => {
                    let signed = self.unit.types.is_signed(ty);
                    if width < Some(32) || (width == Some(32) && signed) {
                        self.cast(read, common::INT)
                    } else {
                        read
                    }
                }
                None => read,
            };
            let els = self.value(els);
            let body = self.select(test, read, els, span);
            let ty = self.ty(body);
            return self.push(ExprKind::Let { temp, value, body }, ty, loc);
        };
        let asks = self.asks_constant(cond);
        let cond = self.condition(value, cond.span);
        let known = self.const_bits(cond);
        self.quiet += u32::from(known == Some(0));
        let then = self.value(then);
        self.quiet -= u32::from(known == Some(0));
        self.quiet += u32::from(known == Some(1));
        let els = self.value(els);
        self.quiet -= u32::from(known == Some(1));
        let result = self.select(cond, then, els, span);
        let chosen = asks && matches!(self.kind(result), ExprKind::Cond { .. });
        if chosen { self.flawed(result, Flaws::CHOSEN) } else { result }
    }

    /// The truth value of a condition.
    pub(crate) fn condition(&mut self, id: ExprId, span: Span) -> ExprId {
        let ty = self.ty(id);
        if self.unit.types.is_error(ty) {
            return id;
        }
        if !self.unit.types.is_scalar(ty) {
            let types = &self.unit.types;
            let message = match types.is_void(ty) {
                true => "void value not ignored as it ought to be".to_string(),
                false => no_scalar(types, ty),
            };
            self.error(span, message);
            return self.error_expr(span.lo);
        }
        self.check_true_address(id, span.into());
        self.check_boolean_context(id);
        self.check_complement_truth(id);
        self.truth(id)
    }

    /// Arithmetic that is only asked whether it gives zero (-Wint-in-bool-context).
    pub(crate) fn check_boolean_context(&self, id: ExprId) {
        let loc = self.loc(id);
        let types = &self.unit.types;
        let ty = self.ty(id);
        if !types.is_integer(ty) || !self.wants(warn::INT_IN_BOOL_CONTEXT) {
            return;
        }
        let message = match self.kind(id) {
            ExprKind::Binary(BinaryOp::Shl, ..) if types.is_signed(ty) => {
                "'<<' in boolean context, did you mean '<'?"
            }
            ExprKind::Binary(BinaryOp::Mul, ..) => "'*' in boolean context, suggest '&&' instead",
            ExprKind::Cond { then, els, .. } => match (self.const_int(then), self.const_int(els)) {
                (Some(a), Some(b)) if a != 0 && b != 0 => {
                    "'?:' using integer constants in boolean context, the expression will always evaluate to 'true'"
                }
                (Some(a), Some(b)) if !matches!(a, 0 | 1) || !matches!(b, 0 | 1) => {
                    "'?:' using integer constants in boolean context"
                }
                _ => return,
            },
            _ => return,
        };
        self.warning(warn::INT_IN_BOOL_CONTEXT, loc, message);
    }

    /// `cond ? then : els`, of values (6.5.16).
    fn select(&mut self, cond: ExprId, then: ExprId, els: ExprId, span: Span) -> ExprId {
        let loc = span.lo;
        if self.is_error(cond) || self.is_error(then) || self.is_error(els) {
            return self.error_expr(loc);
        }
        let (t, e) = (self.ty(then), self.ty(els));
        let types = &self.unit.types;
        let (then, els, ty) = if types.is_arithmetic(t) && types.is_arithmetic(e) {
            if self.wants(warn::SIGN_COMPARE) {
                self.check_arm_signs(then, els, span.into());
            }
            self.check_enum_arms(then, els, span);
            let before = [then, els];
            let converted = self.usual_conversions(then, els);
            if self.wants(warn::SIGN_CONVERSION) {
                self.destination = crate::sugar::Destination::Unknown;
                for arm in before {
                    if self.const_int(arm).is_some() && self.unit.types.is_integer(converted.2) {
                        self.check_conversion(arm, converted.2, span.into());
                    }
                }
            }
            self.check_double_operands(before, converted.2, true, span.into());
            converted
        } else if types.is_void(t) || types.is_void(e) {
            // Both are void, or neither is (C23 6.5.16p3).
            if !(types.is_void(t) && types.is_void(e)) {
                let message = "ISO C forbids conditional expr with only one void side";
                self.pedwarn(warn::PEDANTIC, span, message);
            }
            (self.cast(then, common::VOID), self.cast(els, common::VOID), common::VOID)
        } else if types.is_pointer(t) || types.is_pointer(e) {
            let ty = self.common_pointer(then, els, span);
            (self.cast(then, ty), self.cast(els, ty), ty)
        } else if types.compatible_unqualified(t, e) {
            if types.is_variable_size(t) {
                return self.select_variable(cond, then, els, loc);
            }
            (then, els, t)
        } else {
            let what = self.mismatch(t, e);
            self.error(span, what);
            return self.error_expr(loc);
        };
        if self.unit.types.is_array(ty) {
            self.error(span, "non-lvalue array in conditional expression");
            return self.error_expr(loc);
        }
        if let Some(truth) = self.const_bits(cond) {
            let (chosen, other) = if truth != 0 { (then, els) } else { (els, then) };
            // A constant pointer stays a null pointer constant only if both were.
            if self.is_pure(chosen) && (self.is_pure(other) || self.has_integer_operands(other)) {
                let flaws = self.flaws(cond).with(self.flaws(other).unevaluated());
                return self.flawed(chosen, flaws);
            }
        }
        self.push(ExprKind::Cond { cond, then, els }, ty, loc)
    }

    /// What is said of operands that no type is common to.
    fn mismatch(&self, then: Ty, els: Ty) -> &'static str {
        if self.unit.types.is_array(then) || self.unit.types.is_array(els) {
            return "non-lvalue array in conditional expression";
        }
        "type mismatch in conditional expression"
    }

    /// The type of a conditional expression with a pointer operand (6.5.16p6).
    fn common_pointer(&mut self, then: ExprId, els: ExprId, span: Span) -> Ty {
        let (t, e) = (self.ty(then), self.ty(els));
        let types = &self.unit.types;
        if !types.is_pointer(t) || !types.is_pointer(e) {
            let (pointer, other) = if types.is_pointer(t) { (t, els) } else { (e, then) };
            if !self.is_null_constant(other) {
                if self.unit.types.is_integer(self.ty(other)) {
                    self.pedwarn(warn::NONE, span, "pointer/integer type mismatch in conditional expression");
                } else {
                    let what = self.mismatch(t, e);
                    self.error(span, what);
                }
            }
            return pointer;
        }
        if self.is_null_constant(els) {
            return t;
        }
        if self.is_null_constant(then) {
            return e;
        }
        let (Some(a), Some(b)) = (types.pointee(t), types.pointee(e)) else { return t };
        // What is atomic is another type, not the same one qualified (6.2.5p32).
        let mut quals = (types.qualifiers(a) | types.qualifiers(b)) & !ATOMIC;
        if types.qualifiers(a) & types.qualifiers(b) & ATOMIC != 0 {
            quals |= ATOMIC;
        }
        let space = |ty| match types.shape(ty) {
            TypeKind::Pointer { space, .. } => *space,
            _ => 0,
        };
        let space = space(t);
        let pointee = if self.pointees_meet(a, b, span.into()) {
            let types = &mut self.unit.types;
            let (a, b) = (types.unqualified(a), types.unqualified(b));
            // What it points to need not be aligned better than either is.
            match types.align(a).cmp(&types.align(b)) {
                Ordering::Less => a,
                Ordering::Greater => b,
                Ordering::Equal => types.composite(a, b),
            }
        } else if types.is_void(a) || types.is_void(b) {
            let (void, other, pointer) = if types.is_void(a) { (a, b, e) } else { (b, a, t) };
            // What `void *` may point to is an object (C23 6.5.16p3).
            if types.is_function(other) {
                let message = "ISO C forbids conditional expr between 'void *' and function pointer";
                self.pedwarn(warn::PEDANTIC, span, message);
            }
            if types.is_array(other) && types.qualifiers(other) & !types.qualifiers(void) != 0 {
                let message = "pointer to array loses qualifier in conditional expression";
                if self.is_unqualified_array(pointer) {
                    quals = types.qualifiers(void);
                    self.warning(warn::DISCARDED_ARRAY_QUALIFIERS, span, message);
                } else {
                    let message = format!("{message} in ISO C before C2X");
                    self.warning(warn::C11_C2X_COMPAT, span, message);
                }
            }
            common::VOID
        } else {
            let message = "pointer type mismatch in conditional expression";
            self.pedwarn(warn::NONE, span, message);
            common::VOID
        };
        let pointee = self.unit.types.qualify(pointee, quals);
        self.unit.types.intern(TypeKind::Pointer { pointee, space })
    }
}

/// What is said of a type that has no truth value.
pub(crate) fn no_scalar(types: &Types, ty: Ty) -> String {
    let what = match types.record_of(ty) {
        Some(id) if types.records[id].is_union => "union type value",
        Some(_) => "struct type value",
        None if types.is_array(ty) => "array that cannot be converted to pointer",
        None => "vector type",
    };
    format!("used {what} where scalar is required")
}
