//! Comparisons whose result does not depend on their operands, or not as it seems: -Wsign-compare, -Wtype-limits,
//! -Wbool-compare, -Wfloat-equal, -Wenum-compare, and of addresses -Waddress.

use crate::Sema;
use crate::hir::*;
use crate::scope::Entity;
use crate::types::*;
use diag::{Loc, Place, Warning, warn};
use parser::ast::{self, ExprKind as A};

impl Sema<'_> {
    /// Whether a warning may be wanted of what is analysed now: it is evaluated, and the warning is on somewhere.
    pub(crate) fn wants(&self, warning: Warning) -> bool {
        self.quiet == 0 && self.unevaluated == 0 && self.session.diags.may_be_enabled(warning)
    }

    /// Looks at a comparison, its operands not yet converted.
    pub(crate) fn check_comparison(
        &self,
        op: BinaryOp,
        at: Place,
        lhs: (&ast::Expr<'_>, ExprId),
        rhs: (&ast::Expr<'_>, ExprId),
    ) {
        if self.is_error(lhs.1) || self.is_error(rhs.1) {
            return;
        }
        if self.wants(warn::TAUTOLOGICAL_COMPARE) {
            self.check_tautology(op, at, lhs.1, rhs.1);
        }
        let types = &self.unit.types;
        let (l, r) = (self.ty(lhs.1), self.ty(rhs.1));
        let part = |ty| types.complex_part(ty).unwrap_or(ty);
        let complex = types.complex_part(l).is_some() || types.complex_part(r).is_some();
        if complex && types.is_integer(part(l)) && types.is_integer(part(r)) && self.wants(warn::SIGN_COMPARE)
        {
            self.check_signs(op, at, lhs.1, rhs.1);
        }
        if types.is_integer(l) && types.is_integer(r) {
            if self.wants(warn::SIGN_COMPARE) {
                self.check_signs(op, at, lhs.1, rhs.1);
            }
            if self.wants(warn::TYPE_LIMITS) || self.wants(warn::BOOL_COMPARE) {
                self.check_limits(op, at, lhs, rhs);
            }
            if self.wants(warn::ENUM_COMPARE) {
                self.check_enums(at, lhs, rhs);
            }
        }
        let part = |ty| types.complex_part(ty).unwrap_or(ty);
        let floating = types.is_float(part(l)) || types.is_float(part(r));
        if floating && matches!(op, BinaryOp::Eq | BinaryOp::Ne) && self.wants(warn::FLOAT_EQUAL) {
            let message = "comparing floating-point with '==' or '!=' is unsafe";
            self.warning(warn::FLOAT_EQUAL, at, message);
        }
        if types.is_pointer(l) || types.is_pointer(r) {
            self.check_string_comparison(op, at, lhs.1, rhs.1);
            self.check_null_comparison(op, at, lhs.1, rhs.1);
        }
    }

    /// A signed operand that becomes unsigned (-Wsign-compare).
    fn check_signs(&self, op: BinaryOp, at: Place, lhs: ExprId, rhs: ExprId) {
        let types = &self.unit.types;
        let part = |id| types.complex_part(self.ty(id)).unwrap_or_else(|| self.promoted_value_type(id));
        let (l, r) = (part(lhs), part(rhs));
        let signs = (types.is_signed(l), types.is_signed(r));
        let ((signed, signed_ty), (unsigned, unsigned_ty)) = match signs {
            (true, false) => ((lhs, l), (rhs, r)),
            (false, true) => ((rhs, r), (lhs, l)),
            _ => return,
        };
        // A signed type that is wider holds all values of the other.
        if types.int_width(signed_ty) > types.int_width(unsigned_ty) || self.is_nonnegative(signed) {
            return;
        }
        let fits =
            |value: i128| value >= 0 && (value as u128) < 1u128 << (types.int_width(signed_ty) - 1).min(127);
        let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        if equality && self.const_int(unsigned).is_some_and(fits) {
            return;
        }
        let (a, b) = (self.spell(self.ty(lhs)), self.spell(self.ty(rhs)));
        let message = format!("comparison of integer expressions of different signedness: '{a}' and '{b}'");
        self.warning(warn::SIGN_COMPARE, at, message);
    }

    /// The arms of a conditional, of which one changes its sign.
    pub(crate) fn check_arm_signs(&self, then: ExprId, els: ExprId, at: Place) {
        let types = &self.unit.types;
        if !types.is_integer(self.ty(then)) || !types.is_integer(self.ty(els)) {
            return;
        }
        let (t, e) = (self.promoted_value_type(then), self.promoted_value_type(els));
        let (signed, from, to) = match (types.is_signed(t), types.is_signed(e)) {
            (true, false) => (then, t, e),
            (false, true) => (els, e, t),
            _ => return,
        };
        let constant = self.const_int(if signed == then { els } else { then });
        if types.int_width(from) > types.int_width(to)
            || self.is_nonnegative(signed)
            || constant.is_some_and(|value| (0..1 << 31).contains(&value))
        {
            return;
        }
        let (from, to) = (self.spell(from), self.spell(to));
        let message = format!(
            "operand of '?:' changes signedness from '{from}' to '{to}' due to unsignedness of other operand"
        );
        self.warning(warn::SIGN_COMPARE, at, message);
    }

    /// The type that the promotions give a value, which may come from a bit-field.
    pub(crate) fn promoted_value_type(&self, id: ExprId) -> Ty {
        let ty = self.ty(id);
        match self.bit_field_width(id) {
            Some(width) if !self.unit.types.is_bit_int(ty) => {
                let signed = self.unit.types.is_signed(ty);
                if width < 32 || (width == 32 && signed) { common::INT } else { self.promoted_type(ty) }
            }
            _ => self.promoted_type(ty),
        }
    }

    /// Whether a value is certainly not negative: by its type before the promotions, or by how it was computed.
    pub(crate) fn is_nonnegative(&self, id: ExprId) -> bool {
        diag::nested(|| self.is_nonnegative_node(id))
    }

    fn is_nonnegative_node(&self, id: ExprId) -> bool {
        let types = &self.unit.types;
        if let Some(value) = self.const_int(id) {
            return value >= 0;
        }
        let ty = self.ty(id);
        if types.is_integer(ty) && !types.is_signed(ty) {
            return true;
        }
        match self.kind(id) {
            ExprKind::Cast(CastKind::IntToInt | CastKind::Bitcast, inner) => {
                let from = self.ty(inner);
                types.is_integer(from)
                    && types.int_width(from) <= types.int_width(ty)
                    && self.is_nonnegative(inner)
                    && (types.is_signed(from) || types.int_width(from) < types.int_width(ty))
                    || self.bit_field_width(inner).is_some_and(|width| width < types.int_width(ty))
                        && !types.is_signed(from)
            }
            ExprKind::Cast(CastKind::ToBool | CastKind::ComplexToBool, _)
            | ExprKind::LogicalAnd(..)
            | ExprKind::LogicalOr(..) => true,
            ExprKind::Binary(BinaryOp::And, a, b) => self.is_nonnegative(a) || self.is_nonnegative(b),
            ExprKind::Binary(BinaryOp::Or | BinaryOp::Xor | BinaryOp::Div, a, b) => {
                self.is_nonnegative(a) && self.is_nonnegative(b)
            }
            ExprKind::Binary(BinaryOp::Shr | BinaryOp::Rem, a, _) => self.is_nonnegative(a),
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Mul, ..) => {
                self.bits_of(id).is_some_and(|bits| bits < types.int_width(ty))
            }
            ExprKind::Binary(op, ..) => crate::operator::is_comparison(op),
            ExprKind::Cond { then, els, .. } => self.is_nonnegative(then) && self.is_nonnegative(els),
            ExprKind::Comma(_, last) => self.is_nonnegative(last),
            ExprKind::StmtExpr { value, .. } => value.expand().is_some_and(|last| self.is_nonnegative(last)),
            ExprKind::Assign { value, .. } => self.is_nonnegative(value),
            _ => false,
        }
    }

    /// How many bits a value takes that is certainly not negative.
    fn bits_of(&self, id: ExprId) -> Option<u32> {
        diag::nested(|| self.bits_of_node(id))
    }

    fn bits_of_node(&self, id: ExprId) -> Option<u32> {
        let id = self.before_promotion(id);
        let types = &self.unit.types;
        if let Some(value) = self.const_int(id) {
            return (value >= 0).then(|| 128 - value.leading_zeros());
        }
        match self.kind(id) {
            ExprKind::Binary(BinaryOp::Add, a, b) => Some(self.bits_of(a)?.max(self.bits_of(b)?) + 1),
            ExprKind::Binary(BinaryOp::Mul, a, b) => Some(self.bits_of(a)? + self.bits_of(b)?),
            ExprKind::Cond { then, els, .. } => Some(self.bits_of(then)?.max(self.bits_of(els)?)),
            _ => {
                let ty = self.ty(id);
                let width = self.bit_field_width(id).unwrap_or_else(|| types.int_width(ty));
                (types.is_integer(ty) && !types.is_signed(ty)).then_some(width)
            }
        }
    }

    /// The value before conversions that change nothing about it.
    pub(crate) fn before_promotion(&self, mut id: ExprId) -> ExprId {
        let types = &self.unit.types;
        while let ExprKind::Cast(CastKind::IntToInt | CastKind::Bitcast, inner) = self.kind(id) {
            let (from, to) = (self.ty(inner), self.ty(id));
            let widens = types.is_integer(from)
                && types.is_integer(to)
                && (types.int_width(from) < types.int_width(to)
                    && (!types.is_signed(from) || types.is_signed(to))
                    || types.int_width(from) == types.int_width(to)
                        && types.is_signed(from) == types.is_signed(to));
            if !widens {
                break;
            }
            id = inner;
        }
        id
    }

    /// Comparisons with a constant that the type of the other operand decides (-Wtype-limits, -Wbool-compare).
    fn check_limits(
        &self,
        op: BinaryOp,
        at: Place,
        lhs: (&ast::Expr<'_>, ExprId),
        rhs: (&ast::Expr<'_>, ExprId),
    ) {
        let ((value, constant), op) = match (self.const_int(lhs.1), self.const_int(rhs.1)) {
            (None, Some(constant)) => ((lhs.1, constant), op),
            (Some(constant), None) => ((rhs.1, constant), mirrored(op)),
            _ => return,
        };
        let types = &self.unit.types;
        // The constant is compared as the common type has it.
        let own = self.promoted_value_type(value);
        let constant = match types.is_signed(own) {
            false if constant < 0 => {
                let other = if value == lhs.1 { rhs.1 } else { lhs.1 };
                let width = types.int_width(own).max(types.int_width(self.promoted_value_type(other)));
                let wider = types.int_width(self.promoted_value_type(other)) > types.int_width(own);
                if wider { constant } else { crate::node::extend(constant as u128, width, false) }
            }
            _ => constant,
        };
        if self.is_truth(value) {
            self.check_bool_comparison(op, at, constant);
            return;
        }
        if !self.wants(warn::TYPE_LIMITS) {
            return;
        }
        let narrow = self.before_promotion(value);
        let ty = self.ty(narrow);
        // Whether an enumeration is unsigned the compiler has chosen.
        let unsigned_zero =
            constant == 0 && !types.is_signed(self.promoted_value_type(value)) && !types.is_enum(ty);
        match op {
            BinaryOp::Lt if unsigned_zero => {
                let message = "comparison of unsigned expression in '< 0' is always false";
                return self.warning(warn::TYPE_LIMITS, at, message);
            }
            BinaryOp::Ge if unsigned_zero => {
                let message = "comparison of unsigned expression in '>= 0' is always true";
                return self.warning(warn::TYPE_LIMITS, at, message);
            }
            _ => {}
        }
        let width = self.bit_field_width(narrow).unwrap_or_else(|| types.int_width(ty));
        // Programs compare with the limits of a type that is another one elsewhere.
        let compared = [lhs.1, rhs.1].map(|side| types.int_width(self.promoted_value_type(side)));
        if width >= 127 || compared.iter().all(|&other| other <= width) {
            return;
        }
        let (low, high) = if types.is_signed(ty) {
            (-(1i128 << (width - 1)), (1i128 << (width - 1)) - 1)
        } else {
            (0, (1i128 << width) - 1)
        };
        let Some(truth) = decided(op, low, high, constant) else { return };
        let message = format!("comparison is always {truth} due to limited range of data type");
        self.warning(warn::TYPE_LIMITS, at, message);
    }

    /// `~x` of an unsigned value that has been promoted: its high bits are set.
    pub(crate) fn check_complement_truth(&self, id: ExprId) {
        if let ExprKind::Unary(UnaryOp::Not, operand) = self.kind(id)
            && self.wants(warn::SIGN_COMPARE)
        {
            let (types, own) = (&self.unit.types, self.ty(self.before_promotion(operand)));
            if types.is_integer(own)
                && !types.is_signed(own)
                && types.int_width(own) < types.int_width(self.ty(operand))
            {
                let message = "promoted bitwise complement of an unsigned value is always nonzero";
                self.warning(warn::SIGN_COMPARE, self.loc(id), message);
            }
        }
    }

    /// Whether a value is 0 or 1 because it is a truth value.
    fn is_truth(&self, id: ExprId) -> bool {
        let id = self.before_promotion(id);
        self.unit.types.is_bool(self.ty(id))
            || match self.kind(id) {
                ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) => true,
                ExprKind::Binary(op, ..) => crate::operator::is_comparison(op),
                _ => false,
            }
    }

    fn check_bool_comparison(&self, op: BinaryOp, at: Place, constant: i128) {
        let Some(truth) = decided(op, 0, 1, constant) else { return };
        let message =
            format!("comparison of constant '{constant}' with boolean expression is always {truth}");
        self.warning(warn::BOOL_COMPARE, at, message);
    }

    /// The enumeration that an operand is of, constants included.
    pub(crate) fn enum_of(&self, expr: &ast::Expr<'_>, id: ExprId) -> Option<EnumId> {
        let mut expr = expr;
        while let A::Paren(inner) | A::Extension(inner) = &expr.kind {
            expr = inner;
        }
        if let A::Ident(name) = expr.kind
            && let Some(Entity::Enumerator(_, _, of)) =
                self.scopes.ordinary.get(name).map(|binding| binding.entity)
        {
            return Some(of);
        }
        match self.unit.types.shape(self.ty(id)) {
            TypeKind::Enum(id) => Some(*id),
            _ => None,
        }
    }

    fn check_enums(&self, at: Place, lhs: (&ast::Expr<'_>, ExprId), rhs: (&ast::Expr<'_>, ExprId)) {
        let (Some(a), Some(b)) = (self.enum_of(lhs.0, lhs.1), self.enum_of(rhs.0, rhs.1)) else { return };
        if a == b {
            return;
        }
        let message = format!("comparison between '{}' and '{}'", self.spell_enum(a), self.spell_enum(b));
        self.warning(warn::ENUM_COMPARE, at, message);
    }

    /// Literals that may or may not be one object.
    fn check_string_comparison(&self, op: BinaryOp, at: Place, lhs: ExprId, rhs: ExprId) {
        let literal = |id: ExprId| match self.kind(id) {
            ExprKind::AddrOf(place) => matches!(self.kind(place), ExprKind::Str(_)),
            _ => false,
        };
        let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        let other = |id| self.const_bits(id) != Some(0);
        if (literal(lhs) && (!equality || other(rhs)) || literal(rhs) && (!equality || other(lhs)))
            && self.wants(warn::ADDRESS)
        {
            let message = "comparison with string literal results in unspecified behavior";
            self.warning(warn::ADDRESS, at, message);
        }
    }

    /// An address beside a null pointer (-Waddress).
    fn check_null_comparison(&self, op: BinaryOp, at: Place, lhs: ExprId, rhs: ExprId) {
        let address = if self.is_null_constant(rhs) {
            lhs
        } else if self.is_null_constant(lhs) {
            rhs
        } else {
            return;
        };
        if matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            self.check_null_address(address, op == BinaryOp::Ne, at);
        }
    }

    /// Says that an address is never null, so that comparing it with null is always `truth`.
    pub(crate) fn check_null_address(&self, address: ExprId, truth: bool, at: Place) {
        let Some((name, loc)) = self.named_address(address) else { return };
        // A macro is for other operands, too.
        if at.caret.is_macro() || !self.wants(warn::ADDRESS) {
            return;
        }
        let message = format!(
            "the comparison will always evaluate as '{truth}' for the address of '{name}' will never be NULL"
        );
        let reported = self.session.diags.warning(warn::ADDRESS, at, message);
        if loc != Loc::NONE {
            let _ = reported.note(loc, format!("'{name}' declared here"));
        }
    }

    /// An address as a truth value.
    pub(crate) fn check_true_address(&self, address: ExprId, at: Place) {
        let Some((name, _)) = self.named_address(address) else { return };
        if self.wants(warn::ADDRESS) {
            let message = format!("the address of '{name}' will always evaluate as 'true'");
            self.warning(warn::ADDRESS, at, message);
        }
    }

    /// The object, function or label whose address a value is, if it can't be null.
    fn named_address(&self, address: ExprId) -> Option<(String, Loc)> {
        let mut id = address;
        while let ExprKind::Cast(CastKind::Bitcast, inner) = self.kind(id) {
            if !self.unit.types.is_pointer(self.ty(inner)) {
                return None;
            }
            id = inner;
        }
        let mut place = match self.kind(id) {
            ExprKind::AddrOf(place) => place,
            ExprKind::LabelAddr(label) => {
                let name = self.body.labels[label].name?;
                let function = self.function.as_ref()?;
                let at = function.label_order.iter().find(|entry| entry.0 == label);
                return Some((self.text(name), at.map_or(Loc::NONE, |entry| entry.1)));
            }
            _ => return None,
        };
        while let ExprKind::Member { base, .. } = self.kind(place) {
            place = base;
        }
        match self.kind(place) {
            ExprKind::Local(local) => {
                let local = &self.body.locals[local];
                Some((self.text(local.name?), local.loc))
            }
            ExprKind::Global(decl) => {
                let decl = &self.unit.decls[decl];
                // A weak name of what is defined here is the name of something.
                let defined = decl.attrs.alias.as_deref().is_some_and(|target| self.defines_symbol(target));
                let may_be_null = decl.attrs.weak && !defined || decl.attrs.weakref.is_some();
                (!may_be_null && decl.loc != Loc::NONE).then(|| (self.text(decl.name), decl.loc))
            }
            _ => None,
        }
    }
}

/// The operator with its operands exchanged.
fn mirrored(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        op => op,
    }
}

/// What comparing any value of a range with a constant gives, if it is always the same.
fn decided(op: BinaryOp, low: i128, high: i128, constant: i128) -> Option<bool> {
    let (below, above) = (high < constant, low > constant);
    match op {
        BinaryOp::Eq if below || above => Some(false),
        BinaryOp::Ne if below || above => Some(true),
        BinaryOp::Lt if below => Some(true),
        BinaryOp::Lt if low >= constant => Some(false),
        BinaryOp::Le if high <= constant => Some(true),
        BinaryOp::Le if above => Some(false),
        BinaryOp::Gt if above => Some(true),
        BinaryOp::Gt if high <= constant => Some(false),
        BinaryOp::Ge if low >= constant => Some(true),
        BinaryOp::Ge if below => Some(false),
        _ => None,
    }
}
