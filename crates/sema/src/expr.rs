//! Expressions (C23 6.5): the dispatch over syntax, and everything but binary operators, conditions, calls and primaries.

use crate::Sema;
use crate::assign::Target;
use crate::conditional::no_scalar;
use crate::constant::ConstantPlace;
use crate::hir::*;
use crate::strictness::Flaws;
use crate::sugar::{Destination, Written, written_name};
use crate::types::*;
use crate::warnings::cxx_compat::TypeOperand;
use diag::{Loc, Span, warn};
use parser::ast::{self, ExprKind as A, UnaryOp as U};

impl Sema<'_> {
    /// Analyses an expression. The result is a place or a value; an error gives a value of type `ERROR`.
    pub(crate) fn expr(&mut self, expr: &ast::Expr<'_>) -> ExprId {
        diag::nested(|| self.expr_node(expr))
    }

    /// The value of an expression.
    pub(crate) fn value(&mut self, expr: &ast::Expr<'_>) -> ExprId {
        let id = self.unused_value(expr);
        self.note_value_use(expr);
        id
    }

    /// The same where nothing may become of the value.
    pub(crate) fn unused_value(&mut self, expr: &ast::Expr<'_>) -> ExprId {
        let id = self.expr(expr);
        self.rvalue(id)
    }

    fn expr_node(&mut self, expr: &ast::Expr<'_>) -> ExprId {
        let span = expr.span;
        let loc = span.lo;
        match &expr.kind {
            A::Error => self.error_expr(loc),
            A::Ident(name) => self.identifier(*name, loc),
            A::Number(spelling) => self.number(*spelling, false, loc),
            A::DecimalNumber(spelling) => self.number(*spelling, true, loc),
            A::Char(encoding, value) => self.character(*encoding, *value, loc),
            A::String(literal) => self.string(literal, loc),
            A::Bool(value) => {
                let ty = if self.session.options.std >= lexer::Std::C23 { common::BOOL } else { common::INT };
                self.int(i128::from(*value), ty, loc)
            }
            A::Nullptr => self.int(0, common::NULLPTR, loc),
            A::FunctionName(which) => self.function_name(*which, loc),
            A::Paren(inner) => self.expr(inner),
            A::Extension(inner) => self.in_extension(true, |sema| sema.expr(inner)),
            A::Unary(op, operand) => self.unary(*op, operand, span),
            A::Binary(op, at, lhs, rhs) => self.binary_expr(*op, *at, lhs, rhs, span),
            A::Assign(op, at, lhs, rhs) => self.assignment(*op, *at, lhs, rhs, span),
            A::Conditional(cond, then, els) => self.conditional(cond, *then, els, span),
            A::Comma(first, second) => {
                let left = first.span;
                let first = self.unused_value(first);
                self.check_comma(first, left);
                let second = self.unused_value(second);
                self.comma(first, second)
            }
            A::Call(callee, args) => self.call(callee, args, span),
            A::Index(base, index) => self.index(base, index, span),
            A::Member { base, arrow, name } => self.member_expr(base, *arrow, *name),
            A::Cast(ty, operand) => self.with_size_flaws(|sema| sema.cast_expr(ty, operand, span)),
            A::CompoundLiteral(storage, ty, list) => self.compound_literal(*storage, ty, list, span),
            A::SizeofExpr(operand) => {
                let mark = self.effects.len();
                let mut id = self.unevaluated(|sema| sema.expr(operand));
                if let ExprKind::BitField { .. } = self.kind(id) {
                    self.error(span, "'sizeof' applied to a bit-field");
                }
                self.effects.truncate(mark);
                // An operand whose size is known at run time only is evaluated (C23 6.5.4.5p2).
                let types = &self.unit.types;
                if types.is_variably_modified(self.ty(id))
                    && types.layout(self.ty(id)).is_none()
                    && self.evaluates()
                {
                    id = self.evaluated_for_type(operand);
                }
                let ty = self.ty(id);
                self.check_sizeof_parameter(id, span);
                let written = self.written_of(id);
                let size = self.sizeof(ty, written, loc);
                self.with_effects(mark, size)
            }
            A::SizeofType(name) => {
                let mark = self.effects.len();
                let ty = self.operand_type(name, TypeOperand::Sizeof);
                if self.unit.types.layout(ty).is_some() {
                    // No size within would change the value (6.7.7.3p5).
                    self.effects.truncate(mark);
                }
                let size = self.sizeof(ty, written_name(name, ty), loc);
                self.with_effects(mark, size)
            }
            A::CountofExpr(operand) => {
                let mark = self.effects.len();
                let id = self.unevaluated(|sema| sema.expr(operand));
                self.effects.truncate(mark);
                // The operand is evaluated if the number of elements is known at run time only.
                let ty = self.ty(id);
                let id = match self.unit.types.array_of(ty) {
                    Some((_, ArrayLen::Variable(_))) if self.evaluates() => self.evaluated_for_type(operand),
                    _ => id,
                };
                let ty = self.ty(id);
                let count = self.countof(ty, span);
                self.with_effects(mark, count)
            }
            A::CountofType(name) => {
                let mark = self.effects.len();
                let ty = self.type_name(name);
                let count = self.countof(ty, span);
                if self.is_pure(count) {
                    // The type is not evaluated.
                    self.effects.truncate(mark);
                }
                self.with_effects(mark, count)
            }
            A::AlignofExpr { expr: operand, .. } => {
                let mark = self.effects.len();
                let id = self.unevaluated(|sema| sema.expr(operand));
                self.effects.truncate(mark);
                let align = self.place_alignment(id, loc);
                self.size_const(align, loc)
            }
            A::AlignofType { ty: name, .. } => {
                let mark = self.effects.len();
                let ty = self.operand_type(name, TypeOperand::Alignof);
                // 6.5.4.5p3: not evaluated, also if it is of variable size.
                self.effects.truncate(mark);
                match self.type_alignment(ty, loc) {
                    Some(align) => self.size_const(u64::from(align), loc),
                    None => self.error_expr(loc),
                }
            }
            A::StmtExpr(block) => self.statement_expr(block, span),
            A::LabelAddress(label) => {
                if self.function.is_none() {
                    let text = self.text(label.name);
                    self.error(label.loc, format!("label '{text}' referenced outside of any function"));
                    return self.error_expr(loc);
                }
                if let Some((level, id)) = self.outer_label(label.name, label.loc) {
                    return self.outer_label_address(level, id, loc);
                }
                let id = self.label_reference(*label);
                self.body.labels[id].address_taken = true;
                self.body.takes_label_address = true;
                self.push(ExprKind::LabelAddr(id), common::VOID_PTR, loc)
            }
            A::Generic(generic) => self.generic(generic, span),
            A::VaArg(list, ty) => self.va_arg(list, ty, span),
            A::Offsetof(ty, path) => self.offsetof(ty, path, loc),
            A::TypesCompatible(one, other) => {
                let (one, other) = (self.type_name(one), self.type_name(other));
                let (one, other) = (self.unit.types.strip(one), self.unit.types.strip(other));
                // Enumerations are distinct here, as GCC documents.
                let enums = |ty| matches!(self.unit.types.shape(ty), TypeKind::Enum(_));
                let same = self.unit.types.compatible(one, other) && enums(one) == enums(other);
                self.int(i128::from(same), common::INT, loc)
            }
            A::ChooseExpr(cond, then, els) => {
                let value = self.integer_constant(cond, ConstantPlace::Choice);
                let (chosen, other) = match value {
                    Some(0) => (els, then),
                    Some(_) => (then, els),
                    None => return self.error_expr(loc),
                };
                // What is not chosen is an expression all the same.
                self.quiet += 1;
                self.unevaluated(|sema| sema.expr(other));
                self.quiet -= 1;
                self.expr(chosen)
            }
            A::ConvertVector(vector, ty) => self.convert_vector(vector, ty, span),
            A::HasAttribute(subject, attribute) => {
                match self.has_attribute_operator(*subject, *attribute, loc) {
                    Some(has) => self.int(i128::from(has), common::BOOL, loc),
                    None => self.error_expr(loc),
                }
            }
        }
    }

    /// `sizeof`, of a type.
    fn sizeof(&mut self, ty: Ty, written: Option<Written>, loc: Loc) -> ExprId {
        let types = &self.unit.types;
        if types.is_incomplete(ty) && !types.is_void(ty) && !types.is_error(ty) {
            let text = self.quote(ty, written);
            self.error(loc, format!("invalid application of 'sizeof' to incomplete type {text}"));
            return self.error_expr(loc);
        }
        self.check_sized("sizeof", ty, loc);
        self.size_expr(ty, loc)
    }

    /// `sizeof` and its like of what has no size.
    fn check_sized(&self, operator: &str, ty: Ty, loc: Loc) {
        let what = if self.unit.types.is_void(ty) {
            "void"
        } else if self.unit.types.is_function(ty) {
            "function"
        } else {
            return;
        };
        let message = format!("invalid application of '{operator}' to a {what} type");
        self.pedwarn(warn::POINTER_ARITH, loc, message);
    }

    /// `_Countof`, of a type (C2Y 6.5.4.5).
    fn countof(&mut self, ty: Ty, span: Span) -> ExprId {
        let loc = span.lo;
        if self.unit.types.is_error(ty) {
            return self.error_expr(loc);
        }
        let text = || self.unit.types.spell(ty, &self.session.interner);
        match self.unit.types.array_of(ty) {
            Some((_, ArrayLen::Fixed(count))) => self.size_const(count, loc),
            Some((elem, ArrayLen::Variable(_))) => {
                let (whole, part) = (self.size_expr(ty, loc), self.size_expr(elem, loc));
                self.binary_node(BinaryOp::Div, whole, part, self.number_types.size, loc)
            }
            Some(_) => {
                self.error(
                    span,
                    format!("invalid application of '_Countof' to incomplete type '{}'", text()),
                );
                self.error_expr(loc)
            }
            None => {
                self.error(span, format!("invalid application of '_Countof' to type '{}'", text()));
                self.error_expr(loc)
            }
        }
    }

    /// The alignment of a type that `_Alignof` or `_Alignas` names, in bytes.
    pub(crate) fn type_alignment(&mut self, ty: Ty, loc: Loc) -> Option<u32> {
        let types = &self.unit.types;
        if types.is_error(ty) {
            return None;
        }
        if types.is_incomplete(ty) && !types.is_void(ty) && !types.is_array(ty) {
            let text = self.spell(ty);
            self.error(loc, format!("invalid application of '__alignof__' to incomplete type '{text}'"));
            return None;
        }
        if types.is_function(ty) {
            let message = "ISO C does not permit '_Alignof' applied to a function type";
            self.pedwarn(warn::PEDANTIC, loc, message);
        } else {
            self.check_sized("__alignof__", ty, loc);
        }
        Some(self.unit.types.align(ty))
    }

    /// The alignment that an operand of `__alignof__` has.
    fn place_alignment(&mut self, id: ExprId, loc: Loc) -> u64 {
        let natural = self.unit.types.align(self.declared_type(id));
        let declared = match self.kind(id) {
            ExprKind::Local(local) => self.body.locals[local].align,
            ExprKind::Global(decl) => self.unit.decls[decl].attrs.align,
            ExprKind::BitField { .. } => {
                self.error(loc, "'__alignof' applied to a bit-field");
                0
            }
            _ => 0,
        };
        u64::from(if declared > 0 { declared } else { natural })
    }

    fn unary(&mut self, op: U, operand: &ast::Expr<'_>, span: Span) -> ExprId {
        let loc = span.lo;
        match op {
            U::AddressOf => {
                let id = self.expr(operand);
                return self.address_of(id, operand, span);
            }
            U::PreInc | U::PreDec | U::PostInc | U::PostDec => {
                let id = self.expr(operand);
                return self.increment(op, id, operand, span);
            }
            U::Real | U::Imag => {
                let id = self.expr(operand);
                return self.real_imag(op, id, span);
            }
            _ => {}
        }
        let id = self.value(operand);
        if self.is_error(id) {
            return id;
        }
        if op == U::Plus {
            self.warning(warn::TRADITIONAL, span, "traditional C rejects the unary plus operator");
        }
        let ty = self.ty(id);
        match op {
            U::Deref => {
                if !matches!(self.unit.types.shape(ty), TypeKind::Pointer { .. }) {
                    let text = self.spell(ty);
                    self.error(span, format!("invalid type argument of unary '*' (have '{text}')"));
                    return self.error_expr(loc);
                }
                let void =
                    self.unit.types.pointee(ty).is_some_and(|pointee| self.unit.types.is_void(pointee));
                let label = matches!(self.kind(id), ExprKind::LabelAddr(_));
                if void && self.unevaluated == 0 && !label {
                    self.warning(warn::NONE, span, "dereferencing 'void *' pointer");
                }
                self.check_alias_access(operand, id, span);
                let place = self.deref(id, loc);
                self.note_access(place);
                place
            }
            U::Plus | U::Minus => {
                if self.unit.types.vector_of(ty).is_some() {
                    return if op == U::Plus {
                        id
                    } else {
                        self.push(ExprKind::Unary(UnaryOp::Neg, id), ty, loc)
                    };
                }
                if !self.unit.types.is_arithmetic(ty) {
                    let word = if op == U::Plus { "plus" } else { "minus" };
                    self.error(span, format!("wrong type argument to unary {word}"));
                    return self.error_expr(loc);
                }
                let id = self.promote(id);
                if op == U::Plus {
                    // Not an lvalue, and no null pointer constant's business. A floating literal is none any more.
                    let literal =
                        self.const_float(id).is_some() || matches!(self.kind(id), ExprKind::Complex(..));
                    return if literal { self.folded_copy(id) } else { id };
                }
                let negated = self.negate(id, loc);
                let negated = self.negation_flaws(negated, id, span);
                self.keep_width(id, negated, loc)
            }
            U::Not => {
                if self.unit.types.complex_part(ty).is_some() {
                    let message = "ISO C does not support '~' for complex conjugation";
                    self.pedwarn(warn::PEDANTIC, span, message);
                    return self.push(ExprKind::Unary(UnaryOp::Conj, id), ty, loc);
                }
                if self.unit.types.is_bool(ty) {
                    let _ = self
                        .session
                        .diags
                        .warning(warn::BOOL_OPERATION, span, "'~' on an expression of type '_Bool'")
                        .note(span, "did you mean to use logical not?");
                }
                let vector =
                    self.unit.types.vector_of(ty).is_some_and(|(elem, _)| self.unit.types.is_integer(elem));
                if !vector && !self.unit.types.is_integer(ty) {
                    self.error(span, "wrong type argument to bit-complement");
                    return self.error_expr(loc);
                }
                let id = if vector { id } else { self.promote(id) };
                let ty = self.ty(id);
                if let Some(value) = self.const_bits(id) {
                    let flipped = self.int(!(value as i128), ty, loc);
                    return self.inherit(flipped, id);
                }
                if let (ExprKind::Big(_), Some(value)) = (self.kind(id), self.big_value(id)) {
                    return self.big_int(&!value, ty, loc);
                }
                let flipped = self.push(ExprKind::Unary(UnaryOp::Not, id), ty, loc);
                self.keep_width(id, flipped, loc)
            }
            _ => self.logical_not(id, span),
        }
    }

    /// What is wrong with `-x` if `x` is a constant.
    fn negation_flaws(&mut self, negated: ExprId, id: ExprId, span: Span) -> ExprId {
        let flaws = self.flaws(id);
        if self.const_float(id).is_some() {
            return self.flawed(negated, flaws.with(Flaws::FOLDED));
        }
        let ty = self.ty(id);
        let (Some(value), Some(result)) = (self.const_int(id), self.const_int(negated)) else {
            return negated;
        };
        if value == 0 || value != result || !self.unit.types.is_signed(ty) {
            return self.flawed(negated, flaws);
        }
        if !flaws.has(Flaws::OVERFLOW) && self.unevaluated == 0 && self.quiet == 0 {
            let text = self.spell(ty);
            let message =
                format!("integer overflow in expression '{result}' of type '{text}' results in '{result}'");
            self.warning(warn::OVERFLOW, span, message);
        }
        self.flawed(negated, flaws.with(Flaws::OVERFLOW))
    }

    /// `-x` of a promoted operand.
    pub(crate) fn negate(&mut self, id: ExprId, loc: Loc) -> ExprId {
        let ty = self.ty(id);
        if let Some(value) = self.const_bits(id) {
            return self.int((value as i128).wrapping_neg(), ty, loc);
        }
        if let (ExprKind::Big(_), Some(value)) = (self.kind(id), self.big_value(id)) {
            return self.big_int(&-value, ty, loc);
        }
        if let (Some(bits), Some(format)) = (self.const_float(id), self.unit.types.format_of(ty)) {
            return self.float_const(crate::float::negate(format, bits), ty, loc);
        }
        self.push(ExprKind::Unary(UnaryOp::Neg, id), ty, loc)
    }

    fn logical_not(&mut self, id: ExprId, span: Span) -> ExprId {
        let (ty, loc) = (self.ty(id), span.lo);
        if let Some((elem, lanes)) = self.unit.types.vector_of(ty) {
            let mask = self.mask_type(elem, lanes);
            return self.push(ExprKind::Unary(UnaryOp::LogicalNot, id), mask, loc);
        }
        if !self.unit.types.is_scalar(ty) {
            self.error(span, "wrong type argument to unary exclamation mark");
            return self.error_expr(loc);
        }
        self.check_null_address(id, true, span.into());
        self.check_boolean_context(id);
        let truth = self.truth(id);
        if let Some(bits) = self.const_bits(truth) {
            let result = self.int(i128::from(bits == 0), common::INT, loc);
            return self.inherit(result, truth);
        }
        let id = if self.unit.types.complex_part(ty).is_some() { truth } else { self.promote(id) };
        let id = if self.unit.types.is_bool(self.ty(id)) { self.promote(id) } else { id };
        let ty = self.ty(id);
        let zero = self.int(0, common::INT, loc);
        let zero = self.cast(zero, ty);
        self.push(ExprKind::Binary(BinaryOp::Eq, id, zero), common::INT, loc)
    }

    /// `&x`
    fn address_of(&mut self, id: ExprId, written: &ast::Expr<'_>, span: Span) -> ExprId {
        let (ty, loc) = (self.ty(id), span.lo);
        if self.unit.types.is_error(ty) {
            return id;
        }
        if let ExprKind::BitField { .. } = self.kind(id) {
            let mut named = written;
            while let A::Paren(inner) | A::Extension(inner) = named.kind {
                named = inner;
            }
            let name = match named.kind {
                A::Member { name, .. } => format!(" '{}'", self.text(name.name)),
                _ => String::new(),
            };
            self.error(span, format!("cannot take address of bit-field{name}"));
            return self.error_expr(loc);
        }
        if !self.is_lvalue(id) {
            self.error(span, "lvalue required as unary '&' operand");
            return self.error_expr(loc);
        }
        // `&*p` is `p` (6.5.4.2p3), since C99.
        let direct =
            !matches!(self.kind(id), ExprKind::Deref(_)) || self.session.options.std < lexer::Std::C99;
        if direct && self.unit.types.is_void(ty) && ty.qualifiers() == 0 && self.pedantic() {
            self.pedwarn(warn::NONE, span, "taking address of expression of type 'void'");
        }
        if let ExprKind::Lane(..) = self.kind(id) {
            self.mark_address_taken(id);
        }
        self.refuse_register_address(id, span);
        self.check_ordered_address(id, span);
        let pointee = if self.unit.types.is_function(ty) { ty.unqualified() } else { ty };
        let pointer = match self.kind(id) {
            // `&*p` is `p`, and keeps its address space.
            ExprKind::Deref(inner) => {
                self.note_element_address(id);
                return self.unplace(inner);
            }
            _ => self.unit.types.pointer(pointee),
        };
        self.address(id, pointer, loc)
    }

    /// `&*p`: the pointer, no lvalue.
    fn unplace(&mut self, id: ExprId) -> ExprId {
        debug_assert!(!self.is_place(id));
        id
    }

    fn real_imag(&mut self, op: U, id: ExprId, span: Span) -> ExprId {
        let (ty, loc) = (self.ty(id), span.lo);
        if self.unit.types.is_error(ty) {
            return id;
        }
        let part = u8::from(op == U::Imag);
        if let Some(elem) = self.unit.types.complex_part(ty) {
            if self.is_lvalue(id) {
                let quals = ty.qualifiers();
                self.mark_address_taken(id);
                let elem = match self.unit.types.is_reversed(ty) {
                    true => self.unit.types.reversed(elem, false),
                    false => elem,
                };
                return self.push(ExprKind::Part(id, part), elem.with(quals), loc);
            }
            let value = self.rvalue(id);
            return self.complex_part_value(value, part, loc);
        }
        if !self.unit.types.is_real(ty) {
            let word = if part == 0 { "__real" } else { "__imag" };
            self.error(span, format!("wrong type argument to {word}"));
            return self.error_expr(loc);
        }
        if part == 0 {
            return id;
        }
        let value = self.rvalue(id);
        let zero = self.int(0, common::INT, loc);
        let zero = self.cast(zero, self.ty(value));
        if self.is_pure(value) { zero } else { self.comma(value, zero) }
    }

    /// `++` and `--`
    fn increment(&mut self, op: U, place: ExprId, written: &ast::Expr<'_>, span: Span) -> ExprId {
        let up = matches!(op, U::PreInc | U::PostInc);
        let old = matches!(op, U::PostInc | U::PostDec);
        let (verb, operand) =
            if up { ("increment", "increment operand") } else { ("decrement", "decrement operand") };
        if !self.modifiable(place, written, verb, operand, span) {
            return self.error_expr(span.lo);
        }
        let loc = span.lo;
        let ty = self.unit.types.value_type(self.ty(place));
        if self.unit.types.is_incomplete(ty) && !self.unit.types.is_void(ty) {
            // That a value can't be had is all that there is to say.
            let _reported = self.rvalue(place);
            return self.error_expr(loc);
        }
        let temp = self.new_temp();
        let value = self.push(ExprKind::Temp(temp), ty, loc);
        let new = if self.unit.types.is_pointer(ty) {
            let pointee = self.unit.types.pointee(ty);
            let sized = |pointee| !self.unit.types.is_void(pointee) && !self.unit.types.is_function(pointee);
            if pointee.is_some_and(|pointee| !sized(pointee)) {
                self.pedwarn(warn::POINTER_ARITH, span, format!("wrong type argument to {verb}"));
            } else if let Some(pointee) = pointee.filter(|&pointee| self.unit.types.is_incomplete(pointee)) {
                let text = self.spell(pointee);
                self.error(span, format!("{verb} of pointer to an incomplete type '{text}'"));
                return self.error_expr(loc);
            }
            let one = self.int(1, common::INT, loc);
            self.pointer_arith(value, one, !up, loc)
        } else if self.unit.types.is_arithmetic(ty) || self.unit.types.vector_of(ty).is_some() {
            if self.unit.types.complex_part(ty).is_some() && self.session.options.std < lexer::Std::C2y {
                let message = "ISO C does not support '++' and '--' on complex types";
                self.pedwarn(warn::PEDANTIC, span, message);
            }
            if self.unit.types.is_bool(ty) {
                let message = format!("{verb} of a boolean expression");
                self.warning(warn::BOOL_OPERATION, span, message);
            }
            self.check_enum_step(ty, verb, span);
            let one = self.int(1, common::INT, loc);
            let binary = if up { BinaryOp::Add } else { BinaryOp::Sub };
            if self.unit.types.is_bool(ty) && !up {
                // `--` on a `_Bool` flips it.
                let truth = self.promote(value);
                let one = self.int(1, common::INT, loc);
                let flipped = self.push(ExprKind::Binary(BinaryOp::Xor, truth, one), common::INT, loc);
                self.cast(flipped, ty)
            } else {
                let promoted = self.promote_from(value, place);
                let sum = self.arithmetic(binary, promoted, one, loc, span);
                self.cast(sum, ty)
            }
        } else {
            self.error(span, format!("wrong type argument to {verb}"));
            return self.error_expr(loc);
        };
        self.push(ExprKind::Update { temp, place, new, yields_old: old }, ty, loc)
    }

    /// Promotes a value that came from `place`, which may be a bit-field.
    fn promote_from(&mut self, value: ExprId, place: ExprId) -> ExprId {
        let ty = self.ty(value);
        if let ExprKind::BitField { width, .. } = self.kind(place)
            && self.unit.types.is_integer(ty)
            && !self.unit.types.is_bit_int(ty)
        {
            let signed = self.unit.types.is_signed(ty);
            if width < 32 || (width == 32 && signed) {
                return self.cast(value, common::INT);
            }
        }
        self.promote(value)
    }

    fn assignment(
        &mut self,
        op: Option<ast::BinaryOp>,
        at: Loc,
        lhs: &ast::Expr<'_>,
        rhs: &ast::Expr<'_>,
        span: Span,
    ) -> ExprId {
        let place = if op.is_none() { self.stored(lhs) } else { self.expr(lhs) };
        let value = self.value(rhs);
        let here = diag::Place::new(at, span);
        if self.is_error(place) || self.is_error(value) {
            return self.error_expr(span.lo);
        }
        if !self.modifiable(place, lhs, "assignment", "left operand of assignment", here) {
            return self.error_expr(span.lo);
        }
        let ty = self.unit.types.value_type(self.ty(place));
        if self.unit.types.is_incomplete(ty) {
            self.incomplete_error(ty, at);
            return self.error_expr(at);
        }
        let Some(op) = op else {
            if self.unit.types.is_bool(ty) {
                self.check_truth(rhs);
            }
            if let ExprKind::BitField { width, .. } = self.kind(place)
                && self.unit.types.is_integer(self.ty(value))
            {
                self.check_bit_field_store(value, ty, u32::from(width), rhs.span.into());
            } else if self.unit.types.is_arithmetic(ty) && self.ty(value) != ty {
                self.destination = Destination::Place(place);
                if !self.check_complex_constant(value, ty, rhs.span.into()) {
                    self.check_conversion(value, ty, rhs.span.into());
                }
            }
            self.destination = Destination::Place(place);
            let value = self.assign_convert(value, ty, Target::Assign, here);
            if self.is_error(value) {
                return value;
            }
            if self.unit.types.is_variable_size(ty) {
                return self.assign_variable(place, value, at);
            }
            return self.push(ExprKind::Assign { place, value }, ty, at);
        };
        let temp = self.new_temp();
        let old = self.push(ExprKind::Temp(temp), ty, at);
        let old = self.promote_from_bit_field(old, place);
        let new = self.binary_values(op, old, value, at, span);
        if self.is_error(new) {
            return new;
        }
        if self.unit.types.is_arithmetic(ty) && self.ty(new) != ty {
            self.check_conversion(new, ty, rhs.span.into());
        }
        self.destination = Destination::Place(place);
        let new = self.assign_convert(new, ty, Target::Assign, here);
        if self.is_error(new) {
            return new;
        }
        self.push(ExprKind::Update { temp, place, new, yields_old: false }, ty, at)
    }

    fn promote_from_bit_field(&mut self, value: ExprId, place: ExprId) -> ExprId {
        match self.kind(place) {
            ExprKind::BitField { .. } => self.promote_from(value, place),
            _ => value,
        }
    }

    fn index(&mut self, base: &ast::Expr<'_>, index: &ast::Expr<'_>, span: Span) -> ExprId {
        let loc = span.lo;
        let base = self.expr(base);
        if let Some((elem, _)) = self.unit.types.vector_of(self.ty(base)) {
            return self.lane(base, elem, index, span);
        }
        if self.unit.types.is_array(self.ty(base)) && !self.is_lvalue(base) {
            let message = "ISO C90 forbids subscripting non-lvalue array";
            self.session.newer(lexer::Std::C99, warn::PEDANTIC, span, message);
        }
        // The element's address is not what is asked for, so that its storage order is not lost.
        let array = base;
        let base = self.decayed(base);
        let offset = self.expr(index);
        let offset = self.decayed(offset);
        if self.is_error(base) || self.is_error(offset) {
            return self.error_expr(loc);
        }
        // `i[a]` is `a[i]`.
        let written_first = self.unit.types.pointee(self.ty(base)).is_some();
        let (pointer, offset) = if written_first {
            (base, offset)
        } else if self.unit.types.pointee(self.ty(offset)).is_some() {
            (offset, base)
        } else {
            self.error(span, "subscripted value is neither array nor pointer nor vector");
            return self.error_expr(loc);
        };
        if !self.unit.types.is_integer(self.ty(offset)) {
            self.error(span, "array subscript is not an integer");
            return self.error_expr(loc);
        }
        if self.unit.types.is_function_pointer(self.ty(pointer)) {
            self.error(span, "subscripted value is pointer to function");
            return self.error_expr(loc);
        }
        if self.unit.types.is_array(self.ty(array)) && self.is_register_object(array) {
            // A subscript asks for the array's address, which a register object has not (C23 6.3.3.1 footnote).
            self.pedwarn(warn::PEDANTIC, span, "ISO C forbids subscripting 'register' array");
        }
        // A constant is what its writer meant; what stands before the brackets doesn't look like a subscript.
        if written_first
            && self.unit.types.value_type(self.ty(offset)) == common::CHAR
            && self.const_int(offset).is_none()
        {
            self.warning(warn::CHAR_SUBSCRIPTS, span, "array subscript has type 'char'");
        }
        self.check_pointer_operand(pointer, "arithmetic", span);
        let address = self.pointer_arith(pointer, offset, false, loc);
        if self.is_error(address) {
            return address;
        }
        let pointee = self.unit.types.pointee(self.ty(pointer));
        if pointee.is_some_and(|pointee| self.unit.types.is_void(pointee)) && self.unevaluated == 0 {
            self.warning(warn::NONE, span, "dereferencing 'void *' pointer");
        }
        let place = self.deref(address, loc);
        if written_first && self.unit.types.is_array(self.ty(array)) {
            self.note_element(place, array, offset, loc);
        } else {
            self.note_access(place);
        }
        place
    }

    fn member_expr(&mut self, base: &ast::Expr<'_>, arrow: bool, name: ast::Ident) -> ExprId {
        let loc = name.loc;
        let (span, object) = (base.span, base);
        let base = self.expr(base);
        if self.is_error(base) {
            return base;
        }
        let base = if arrow {
            let pointer = self.rvalue(base);
            self.check_alias_access(object, pointer, span);
            let ty = self.ty(pointer);
            match self.unit.types.pointee(ty) {
                Some(pointee) if self.unit.types.record_of(pointee).is_some() => self.deref(pointer, span.lo),
                Some(_) => {
                    let text = self.text(name.name);
                    self.error(
                        loc,
                        format!("request for member '{text}' in something not a structure or union"),
                    );
                    return self.error_expr(loc);
                }
                None => {
                    let text = self.spell(ty);
                    self.error(loc, format!("invalid type argument of '->' (have '{text}')"));
                    return self.error_expr(loc);
                }
            }
        } else {
            base
        };
        let ty = self.ty(base);
        let Some(record) = self.unit.types.record_of(ty) else {
            let text = self.text(name.name);
            let message = match self.unit.types.pointee(ty) {
                Some(pointee) if self.unit.types.record_of(pointee).is_some() => {
                    let object = self.spell_expression(object);
                    format!("'{object}' is a pointer; did you mean to use '->'?")
                }
                _ => format!("request for member '{text}' in something not a structure or union"),
            };
            self.error(loc, message);
            return self.error_expr(loc);
        };
        if self.unit.types.records[record].fields.is_none() {
            let written = self.written_of(base);
            self.incomplete_use(ty, written, loc);
            return self.error_expr(loc);
        }
        let Some(found) = self.find_member(record, name.name) else {
            let written = self.written_of(base);
            self.no_member((ty, written), record, name.name, loc);
            return self.error_expr(loc);
        };
        let (offset, bases, field) = (found.offset, found.bases, found.field);
        let (field_ty, bits, field_align) = (field.ty, field.bits, field.align);
        self.check_member(object, arrow, name, ty, field.loc);
        let base = self.materialize(base);
        let base = self.variable_base(base, &bases, loc);
        self.field_place(base, offset, field_ty, bits, field_align, loc)
    }

    /// The place of a member at `offset` bytes in the record `base`.
    pub(crate) fn field_place(
        &mut self,
        base: ExprId,
        offset: u64,
        ty: Ty,
        bits: Option<(u16, u16)>,
        align: u32,
        loc: Loc,
    ) -> ExprId {
        let base_ty = self.ty(base);
        let member_ty = self.unit.types.qualify(ty, base_ty.qualifiers() & !RESTRICT);
        if let Some((shift, width)) = bits {
            self.mark_address_taken(base);
            let Ok(offset) = u32::try_from(offset) else {
                self.error(loc, "bit-field too far into a structure");
                return self.error_expr(loc);
            };
            return self.push(ExprKind::BitField { base, offset, shift, width }, member_ty, loc);
        }
        // What packing misaligns says so in its type.
        let natural = self.unit.types.align(ty);
        let base_align = self.unit.types.align(base_ty);
        let held =
            base_align.min(if offset == 0 { base_align } else { 1 << offset.trailing_zeros().min(28) });
        let member_ty = if (align < natural || held < natural)
            && self.unit.types.is_scalar(ty)
                | self.unit.types.record_of(ty).is_some()
                | self.unit.types.vector_of(ty).is_some()
        {
            self.aligned_type(member_ty, held.max(1).min(natural))
        } else {
            member_ty
        };
        self.member_place(base, offset, member_ty, loc)
    }

    fn cast_expr(&mut self, name: &ast::TypeName<'_>, operand: &ast::Expr<'_>, span: Span) -> ExprId {
        let mark = self.effects.len();
        let to = self.operand_type(name, TypeOperand::Cast);
        let id = self.value(operand);
        self.check_function_cast(operand, self.ty(id), to, span);
        self.check_alias_cast(id, to, span);
        let result = self.explicit_cast(id, to, span);
        self.with_effects(mark, result)
    }

    /// Whether a value is a constant, of whatever is cast to integers.
    fn is_constant_cast(&mut self, id: ExprId) -> bool {
        let mut id = id;
        loop {
            if self.evaluate(id).is_some() {
                return true;
            }
            match self.kind(id) {
                ExprKind::Cast(_, inner) => id = inner,
                _ => return false,
            }
        }
    }

    /// A cast that the program wrote (6.5.5).
    pub(crate) fn explicit_cast(&mut self, id: ExprId, to: Ty, span: Span) -> ExprId {
        let loc = span.lo;
        let from = self.ty(id);
        let types = &self.unit.types;
        if types.is_error(from) || types.is_error(to) {
            return self.error_expr(loc);
        }
        if types.is_void(to) {
            return self.cast(id, common::VOID);
        }
        if types.is_enum(to) && types.is_incomplete(to) {
            self.error(span, "conversion to incomplete type");
            return self.error_expr(loc);
        }
        if types.is_array(to) {
            self.error(span, "cast specifies array type");
            return self.error_expr(loc);
        }
        if types.is_function(to) {
            self.error(span, "cast specifies function type");
            return self.error_expr(loc);
        }
        if types.is_void(from) {
            self.error(span, "void value not ignored as it ought to be");
            return self.error_expr(loc);
        }
        if let Some(record) = types.record_of(to) {
            if types.value_type(from) == types.value_type(to) {
                self.pedwarn(warn::PEDANTIC, span, "ISO C forbids casting nonscalar to the same type");
                return id;
            }
            let is_union = types.records[record].is_union;
            let member = types.records[record]
                .fields
                .iter()
                .flatten()
                .find(|field| !types.is_error(field.ty) && types.compatible_unqualified(field.ty, from))
                .map(|field| field.ty);
            return match member {
                Some(member) if is_union => {
                    self.pedwarn(warn::PEDANTIC, span, "ISO C forbids casts to union type");
                    let value = self.cast(id, member);
                    let to = self.unit.types.value_type(to);
                    self.push(ExprKind::Cast(CastKind::ToUnion, value), to, loc)
                }
                _ if is_union => {
                    self.error(span, "cast to union type from type not present in union");
                    self.error_expr(loc)
                }
                _ => {
                    self.error(span, "conversion to non-scalar type requested");
                    self.error_expr(loc)
                }
            };
        }
        let vectors = types.vector_of(to).is_some() || types.vector_of(from).is_some();
        if vectors {
            let integral = |ty| types.is_integer(ty) || types.vector_of(ty).is_some();
            if types.size(to) != types.size(from) || !integral(to) || !integral(from) {
                let (f, t) = (self.spell(from), self.spell(to));
                let message = if types.vector_of(to).is_some() {
                    format!(
                        "cannot convert a value of type '{f}' to vector type '{t}' which has different size"
                    )
                } else if types.is_integer(to) {
                    format!("cannot convert a vector of type '{f}' to type '{t}' which has different size")
                } else {
                    aggregate_used(types, to).to_string()
                };
                self.error(span, message);
                return self.error_expr(loc);
            }
            return self.bitcast(id, to);
        }
        if types.record_of(from).is_some() || !types.is_scalar(from) {
            if types.is_bool(to) {
                self.error(span, no_scalar(types, from));
                return self.error_expr(loc);
            }
            self.error(span, aggregate_used(types, to));
            return self.error_expr(loc);
        }
        if !types.is_scalar(to) {
            self.error(span, "conversion to non-scalar type requested");
            return self.error_expr(loc);
        }
        if types.is_pointer(from) && !types.is_pointer(to) && !types.is_integer(to) {
            self.error(span, "pointer value used where a floating-point was expected");
            return self.error_expr(loc);
        }
        if types.is_pointer(to) && !types.is_pointer(from) && !types.is_integer(from) {
            self.error(span, "cannot convert to a pointer type");
            return self.error_expr(loc);
        }
        let pointer_size = u64::from(self.session.target.pointer_size);
        let resized =
            types.is_pointer(to) && types.is_integer(from) && types.size(from) != Some(pointer_size);
        if resized && !self.is_constant_cast(id) {
            self.warning(warn::INT_TO_POINTER_CAST, span, "cast to pointer from integer of different size");
        }
        let types = &self.unit.types;
        if types.is_pointer(from)
            && types.is_integer(to)
            && !types.is_bool(to)
            && types.size(to) != Some(pointer_size)
        {
            self.warning(warn::POINTER_TO_INT_CAST, span, "cast from pointer to integer of different size");
        }
        if types.pointee(from).is_some() && types.pointee(to).is_some() {
            self.check_cast_quals(from, to, span);
        }
        let types = &self.unit.types;
        if let (Some(a), Some(b)) = (types.pointee(from), types.pointee(to))
            && types.is_function(a) != types.is_function(b)
            && !self.is_null_constant(id)
        {
            let (a, b) = if types.is_function(a) { ("function", "object") } else { ("object", "function") };
            let message = format!("ISO C forbids conversion of {a} pointer to {b} pointer type");
            self.pedwarn(warn::PEDANTIC, span, message);
        }
        let width = self.bit_field_width(id);
        // Of a constant only `0` or a floating literal, cast to `void *` or an integer, is one again that may stand for a
        // null pointer or in an integer constant expression (6.3.3.3p3, 6.6p8).
        let (pointers, floats) = (
            self.unit.types.is_pointer(from),
            self.unit.types.is_float(to) || self.unit.types.complex_part(to).is_some(),
        );
        let mut result = self.cast(id, to);
        if let ExprKind::Cast(CastKind::RealToComplex, re) = self.kind(result) {
            // As an operand it is complex, which a real number that is only converted to its like is not.
            let zero = self.int(0, common::INT, loc);
            let im = self.cast(zero, self.ty(re));
            result = self.push(ExprKind::Complex(re, im), self.ty(result), loc);
        }
        let literal = self.is_pure(result) || matches!(self.kind(result), ExprKind::Complex(..));
        if (pointers || floats) && literal {
            return self.folded_copy(result);
        }
        if result == id && width.is_some() {
            // The cast's type counts, not the bit-field's.
            return self.push(ExprKind::Cast(CastKind::Bitcast, id), from, loc);
        }
        result
    }

    /// Qualifiers that a cast takes away, at any depth (-Wcast-qual).
    fn check_cast_quals(&self, from: Ty, to: Ty, span: Span) {
        let types = &self.unit.types;
        let mut lost = 0;
        let (mut from, mut to) = (from, to);
        while let (Some(a), Some(b)) = (types.pointee(from), types.pointee(to)) {
            if types.is_function(a) || types.is_function(b) {
                break;
            }
            lost |= types.qualifiers(a) & !types.qualifiers(b) & (CONST | VOLATILE);
            (from, to) = (a, b);
        }
        if lost != 0 {
            let quals = [(CONST, "const"), (VOLATILE, "volatile")];
            let words: Vec<&str> = quals.iter().filter(|row| lost & row.0 != 0).map(|row| row.1).collect();
            let message = format!("cast discards '{}' qualifier from pointer target type", words.join(" "));
            self.warning(warn::CAST_QUAL, span, message);
        }
    }

    fn va_arg(&mut self, list: &ast::Expr<'_>, name: &ast::TypeName<'_>, span: Span) -> ExprId {
        let loc = span.lo;
        let list_id = self.expr(list);
        let mark = self.effects.len();
        let ty = self.type_name(name);
        if !self.unit.types.is_variably_modified(ty) {
            self.effects.truncate(mark);
        }
        if self.is_error(list_id) || self.unit.types.is_error(ty) {
            return self.error_expr(loc);
        }
        let Some(address) = self.va_list_address(list_id) else {
            self.error(list.span, "first argument to 'va_arg' not of type 'va_list'");
            return self.error_expr(loc);
        };
        if self.unit.types.is_function(ty) {
            let text = self.spell(ty);
            self.error(name.span, format!("second argument to 'va_arg' is a function type '{text}'"));
            return self.error_expr(loc);
        }
        if self.unit.types.is_incomplete(ty) && !self.unit.types.is_void(ty) {
            let text = self.spell(ty);
            self.error(name.span, format!("second argument to 'va_arg' is of incomplete type '{text}'"));
            return self.error_expr(loc);
        }
        if self.check_promoted_argument(ty, name) && self.unevaluated == 0 {
            // The list is evaluated; no argument is there to be had.
            let trap = self.builtin_node(Builtin::Trap, &[], common::VOID, loc);
            self.effects.extend([address, trap]);
            let ty = self.unit.types.value_type(ty);
            let none = self.hidden_local(ty, loc);
            let place = self.push(ExprKind::Local(none), ty, loc);
            let value = self.push(ExprKind::Load(place), ty, loc);
            return self.with_effects(mark, value);
        }
        if self.unit.types.is_void(ty) {
            self.error(name.span, "second argument to 'va_arg' is of incomplete type 'void'");
            return self.error_expr(loc);
        }
        if self.unit.types.is_variable_size(ty) && !self.unit.types.is_array(ty) {
            // As [`Sema::variable_argument`] passes it.
            let pointer = self.unit.types.pointer(ty);
            let pointer = self.push(ExprKind::VaArg(address), pointer, loc);
            let place = self.deref(pointer, loc);
            return self.with_effects(mark, place);
        }
        if self.unit.types.is_array(ty) {
            // An array can't be passed; what arrives is undefined, but `*va_arg` designates something.
            let elem = self.unit.types.pointer(ty);
            let pointer = self.push(ExprKind::VaArg(address), elem, loc);
            return self.deref(pointer, loc);
        }
        let ty = self.unit.types.value_type(ty);
        let value = self.push(ExprKind::VaArg(address), ty, loc);
        self.with_effects(mark, value)
    }

    /// The address of a `va_list` object: itself an array that decays, a parameter that did, or an lvalue.
    pub(crate) fn va_list_address(&mut self, id: ExprId) -> Option<ExprId> {
        let ty = self.ty(id);
        let loc = self.loc(id);
        let va_list = self.va_list;
        if let Some((elem, _)) = self.unit.types.array_of(va_list) {
            let value = self.rvalue(id);
            let pointee = self.unit.types.pointee(self.ty(value))?;
            if self.unit.types.value_type(pointee) == elem {
                return Some(value);
            }
            // A pointer to a `va_list`, dereferenced or not, is no `va_list`; `&ap` of the array type is one place.
            return None;
        }
        if !self.is_lvalue(id) || !self.unit.types.compatible_unqualified(ty, va_list) {
            return None;
        }
        let pointer = self.unit.types.pointer(ty);
        Some(self.address(id, pointer, loc))
    }
}

/// What is said of a structure, union, array or vector that is converted to a scalar type.
fn aggregate_used(types: &Types, to: Ty) -> &'static str {
    if types.is_pointer(to) {
        "cannot convert to a pointer type"
    } else if types.is_integer(to) {
        "aggregate value used where an integer was expected"
    } else if types.complex_part(to).is_some() {
        "aggregate value used where a complex was expected"
    } else {
        "aggregate value used where a floating-point was expected"
    }
}
