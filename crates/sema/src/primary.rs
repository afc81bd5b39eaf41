//! Primary expressions (C23 6.5.2): identifiers, constants, strings, `_Generic`, and the builtins whose operands
//! are types.

use crate::Sema;
use crate::function::FunctionState;
use crate::hir::*;
use crate::scope::Entity;
use crate::types::*;
use diag::{Loc, Span, warn};
use lexer::{Encoding, FloatSuffix, IntLiteral, IntSize, Number, Symbol, decode_number};
use parser::ast::{self, Designator};

/// With how many associations before it one of `_Generic` is compared: so many that nobody writes them.
const COMPARED: usize = 256;

impl Sema<'_> {
    /// An identifier.
    pub(crate) fn identifier(&mut self, name: Symbol, loc: Loc) -> ExprId {
        let binding = self.scopes.ordinary.get(name).copied();
        match binding.map(|binding| binding.entity) {
            Some(Entity::Local(local)) => {
                let depth = self.function.as_ref().map_or(0, |function| function.depth);
                if let Some(binding) = binding.filter(|binding| binding.depth < depth) {
                    return self.outer_local(binding.depth, local, loc);
                }
                let variable = &mut self.body.locals[local];
                (variable.used, variable.read) = (true, true);
                let (ty, declared) = (variable.ty, variable.loc);
                self.check_obsolete(Some(name), declared, loc);
                self.push(ExprKind::Local(local), ty, loc)
            }
            Some(Entity::Global(decl)) => self.global(decl, loc),
            Some(Entity::Enumerator(value, ty, of)) => {
                if !self.member_types.is_empty() {
                    self.check_enumerator_use(of, binding.map_or(Loc::NONE, |binding| binding.loc), loc);
                }
                self.check_obsolete(Some(name), binding.map_or(Loc::NONE, |binding| binding.loc), loc);
                let id = self.int(value, ty, loc);
                self.remember_enumerator(id, of);
                id
            }
            Some(Entity::Prototyped(ty)) => {
                self.scopes.ordinary.mark_used(name);
                let pointer = self.unit.types.pointer(ty);
                let null = self.int(0, pointer, loc);
                self.push(ExprKind::Deref(null), ty, loc)
            }
            Some(Entity::Typedef(_)) => {
                let text = self.text(name);
                self.error(loc, format!("expected expression before '{text}'"));
                self.error_expr(loc)
            }
            Some(Entity::Error) => self.error_expr(loc),
            None => match self.builtin_function(name, loc) {
                Some(Some(decl)) => self.global(decl, loc),
                Some(None) => self.error_expr(loc),
                None => {
                    self.undeclared_identifier(name, loc);
                    self.error_expr(loc)
                }
            },
        }
    }

    /// An object or function with a symbol, used.
    pub(crate) fn global(&mut self, decl: DeclId, loc: Loc) -> ExprId {
        let declaration = &mut self.unit.decls[decl];
        declaration.read = true;
        if self.unevaluated == 0 {
            // That a function calls itself is no use of it.
            declaration.used |= self.function.as_ref().is_none_or(|function| function.decl != decl);
        }
        if declaration.attrs.deprecated.is_some() || declaration.attrs.unavailable.is_some() {
            self.check_obsolete_declaration(decl, loc);
        }
        if self.unit.decls[decl].linkage == Linkage::Internal
            && let Some(function) = self.function.as_ref().filter(|function| function.inline_definition)
        {
            self.inline_statics.push((function.decl, decl, loc));
        }
        let ty = self.unit.decls[decl].ty;
        self.push(ExprKind::Global(decl), ty, loc)
    }

    fn undeclared_identifier(&mut self, name: Symbol, loc: Loc) {
        let text = self.text(name);
        let header = parser::headers::recommended_header(&text);
        let of_parameter = |function: &FunctionState| !function.statements;
        let outside = self.outer.is_empty() && self.function.as_ref().is_none_or(of_parameter);
        let repeated = !outside && self.undeclared.contains(&name);
        let meant = if header.is_none() && !repeated { self.meant(name) } else { String::new() };
        if outside {
            // Enough is said of it for this scope and those within.
            self.scopes.bind(name, Entity::Error, loc);
            let message = format!("'{text}' undeclared here (not in a function){meant}");
            let reported = self.session.diags.error(loc, message);
            if let Some(header) = header {
                let _ = reported.note(loc, header);
            }
            return;
        }
        let first = self.undeclared.is_empty();
        if !self.undeclared.insert(name) {
            return;
        }
        let mut reported =
            self.session.diags.error(loc, format!("'{text}' undeclared (first use in this function){meant}"));
        if let Some(header) = header {
            reported = reported.note(loc, header);
        }
        if first {
            let _ = reported.note(
                loc,
                "each undeclared identifier is reported only once for each function it appears in",
            );
        }
    }

    /// A pp-number.
    pub(crate) fn number(&mut self, spelling: Symbol, by_pragma: bool, loc: Loc) -> ExprId {
        // Most constants are short runs of decimal digits.
        let small = self.session.interner.with(spelling, |text| {
            let decimal = text.len() < 10 && (text[0] != b'0' || text.len() == 1);
            if decimal && text.iter().all(u8::is_ascii_digit) {
                Some(text.iter().fold(0u64, |value, digit| value * 10 + u64::from(digit - b'0')))
            } else {
                None
            }
        });
        if let Some(value) = small {
            return self.push(ExprKind::Int(value), common::INT, loc);
        }
        let mut complaints = Vec::new();
        let number = self.session.interner.with(spelling, |text| decode_number(text, &mut complaints));
        if !complaints.is_empty() {
            self.session.report(Span::from(loc), complaints);
        }
        if self.session.diags.may_be_enabled(warn::TRADITIONAL) {
            self.check_suffix(spelling, &number, loc);
        }
        match number {
            Number::Int(literal) if literal.size == IntSize::BitInt => {
                self.bit_precise(spelling, literal, loc)
            }
            Number::Int(literal) => self.int_literal(literal, loc),
            Number::Float(literal) => {
                let ty = match literal.suffix {
                    FloatSuffix::None if self.session.options.single_precision_constant => common::FLOAT,
                    FloatSuffix::None => common::DOUBLE,
                    FloatSuffix::F => common::FLOAT,
                    FloatSuffix::L | FloatSuffix::W => common::LONG_DOUBLE,
                    FloatSuffix::Q | FloatSuffix::F128 => common::FLOAT128,
                    FloatSuffix::F16 => common::FLOAT16,
                    FloatSuffix::F32 => common::FLOAT32,
                    FloatSuffix::F64 => common::FLOAT64,
                    FloatSuffix::F32x => common::FLOAT32X,
                    FloatSuffix::F64x => common::FLOAT64X,
                    FloatSuffix::Df => common::DECIMAL32,
                    FloatSuffix::Dd => common::DECIMAL64,
                    FloatSuffix::Dl => common::DECIMAL128,
                };
                if self.unit.types.is_decimal(ty) && !by_pragma {
                    let message = "decimal float constants are a C2X feature";
                    self.session.newer(lexer::Std::C23, warn::PEDANTIC, loc, message);
                }
                let format = self.unit.types.format_of(ty);
                let bits = format.and_then(|format| crate::float::parse(format, &literal.text));
                let Some(bits) = bits else {
                    self.error(loc, "malformed floating constant");
                    return self.error_expr(loc);
                };
                if !literal.imaginary {
                    self.check_float_constant(spelling, literal.suffix, (ty, bits), loc);
                }
                let value = self.float_const(bits, ty, loc);
                if literal.imaginary { self.imaginary(value, loc) } else { value }
            }
        }
    }

    /// Suffixes that came with ISO C (-Wtraditional).
    fn check_suffix(&self, spelling: Symbol, number: &Number, loc: Loc) {
        let text = self.text(spelling);
        let hexadecimal = text.starts_with("0x") || text.starts_with("0X");
        let letters: &[char] = match number {
            Number::Float(_) => &['f', 'F', 'l', 'L'],
            Number::Int(_) => &['u', 'U', 'l', 'L'],
        };
        if hexadecimal && matches!(number, Number::Float(_)) {
            return;
        }
        let suffix = &text[text.trim_end_matches(letters).len()..];
        if suffix.is_empty() || suffix.eq_ignore_ascii_case("l") && matches!(number, Number::Int(_)) {
            return;
        }
        let message = format!("traditional C rejects the \"{suffix}\" suffix");
        self.warning(warn::TRADITIONAL, loc, message);
    }

    /// `3wb`, of any width.
    fn bit_precise(&mut self, spelling: Symbol, literal: IntLiteral, loc: Loc) -> ExprId {
        if literal.imaginary {
            self.error(loc, "imaginary '_BitInt' constants do not exist");
            return self.error_expr(loc);
        }
        if self.session.options.std < lexer::Std::C23 {
            let message = "ISO C does not support literal 'wb' suffixes before C23";
            self.pedwarn(warn::PEDANTIC, loc, message);
        }
        let text = self.text(spelling);
        let body = if matches!(literal.radix, 2 | 16) { &text[2..] } else { &text };
        let digits: String = body
            .chars()
            .take_while(|c| c.is_digit(literal.radix) || *c == '\'')
            .filter(|c| *c != '\'')
            .collect();
        self.bit_int_literal(&digits, literal.radix, literal.unsigned, loc)
    }

    /// GNU's `1i`: a complex constant.
    fn imaginary(&mut self, value: ExprId, loc: Loc) -> ExprId {
        let part = self.ty(value);
        let zero = self.int(0, common::INT, loc);
        let zero = self.cast(zero, part);
        let ty = self.unit.types.intern(TypeKind::Complex(part));
        self.push(ExprKind::Complex(zero, value), ty, loc)
    }

    /// 6.4.4.2p5: the first type of the list in which the value fits.
    fn int_literal(&mut self, literal: IntLiteral, loc: Loc) -> ExprId {
        let long = if self.session.target.long_size == 8 { 63 } else { 31 };
        let candidates = [
            (IntSize::Int, common::INT, 31, false),
            (IntSize::Int, common::UINT, 32, true),
            (IntSize::Long, common::LONG, long, false),
            (IntSize::Long, common::ULONG, long + 1, true),
            (IntSize::LongLong, common::LLONG, 63, false),
            (IntSize::LongLong, common::ULLONG, 64, true),
        ];
        let rank = |size| match size {
            IntSize::Int => 0,
            IntSize::Long => 1,
            _ => 2,
        };
        let found = candidates.iter().find(|(size, _, bits, unsigned)| {
            rank(*size) >= rank(literal.size)
                && (*unsigned == literal.unsigned || (*unsigned && literal.radix != 10))
                && (!literal.unsigned || *unsigned)
                && literal.value >> bits == 0
        });
        let ty = match found {
            Some(&(_, ty, _, _)) => ty,
            None => {
                if literal.value >> 64 != 0 || literal.overflow {
                    self.pedwarn(warn::NONE, loc, "integer constant is too large for its type");
                } else {
                    self.session.unsigned_constant(loc);
                    if self.session.options.std >= lexer::Std::C99 {
                        let message = "this decimal constant would be unsigned in ISO C90";
                        self.warning(warn::TRADITIONAL, loc, message);
                    }
                }
                common::ULLONG
            }
        };
        if literal.size == IntSize::LongLong {
            let message = "use of C99 long long integer constant";
            self.session.newer(lexer::Std::C99, warn::LONG_LONG, loc, message);
        }
        let value = self.int(literal.value as i128, ty, loc);
        if literal.imaginary { self.imaginary(value, loc) } else { value }
    }

    /// A character constant.
    pub(crate) fn character(&mut self, encoding: Encoding, value: i64, loc: Loc) -> ExprId {
        let ty = match encoding {
            Encoding::Plain => common::INT,
            Encoding::Utf8 => common::UCHAR,
            Encoding::Utf16 => self.number_types.char16,
            Encoding::Utf32 => self.number_types.char32,
            Encoding::Wide => self.number_types.wchar,
        };
        self.int(i128::from(value), ty, loc)
    }

    /// The element type of a string literal.
    pub(crate) fn string_element(&self, encoding: Encoding) -> Ty {
        match encoding {
            Encoding::Plain => common::CHAR,
            Encoding::Utf8 if self.session.options.std >= lexer::Std::C23 => common::UCHAR,
            Encoding::Utf8 => common::CHAR,
            Encoding::Utf16 => self.number_types.char16,
            Encoding::Utf32 => self.number_types.char32,
            Encoding::Wide => self.number_types.wchar,
        }
    }

    /// A string literal: an array object.
    pub(crate) fn string(&mut self, literal: &ast::StringLit<'_>, loc: Loc) -> ExprId {
        let mut elem = self.string_element(literal.encoding);
        // -Wwrite-strings: nobody writes there without a warning (GCC manual, "Warning Options").
        let diags = &self.session.diags;
        if diags.may_be_enabled(warn::WRITE_STRINGS) && diags.is_enabled(warn::WRITE_STRINGS, loc) {
            elem = elem.with(CONST);
        }
        let unit = literal.unit.max(1) as usize;
        self.check_string_length(literal);
        let mut bytes = Vec::with_capacity(literal.bytes.len() + unit);
        bytes.extend_from_slice(literal.bytes);
        bytes.resize(literal.bytes.len() + unit, 0);
        let count = (bytes.len() / unit) as u64;
        let ty = self.unit.types.array(elem, ArrayLen::Fixed(count));
        let string = self.string_id(bytes, unit as u8);
        self.push(ExprKind::Str(string), ty, loc)
    }

    /// `__func__` and its kin.
    pub(crate) fn function_name(&mut self, which: Symbol, loc: Loc) -> ExprId {
        let mut bytes = match &self.function {
            Some(function) => {
                let name = self.unit.decls[function.decl].name;
                self.session.execution_name(&self.text(name))
            }
            None => {
                // The others are GNU's, and the name of no function is empty there.
                if self.session.interner.with(which, |name| name == b"__func__") {
                    self.pedwarn(warn::NONE, loc, "'__func__' is not defined outside of function scope");
                }
                Vec::new()
            }
        };
        bytes.push(0);
        let elem = common::CHAR.with(CONST);
        let ty = self.unit.types.array(elem, ArrayLen::Fixed(bytes.len() as u64));
        let known = self.function.as_ref().and_then(|function| function.name.expand());
        let string =
            known.unwrap_or_else(|| self.unit.strings.push(StringLit { bytes, width: 1, own: true }));
        if let Some(function) = &mut self.function {
            function.name = string.into();
        }
        self.push(ExprKind::Str(string), ty, loc)
    }

    /// C23 6.5.2.1
    pub(crate) fn generic(&mut self, generic: &ast::Generic<'_>, span: Span) -> ExprId {
        let control = match generic.control {
            Ok(name) => self.type_name(name),
            Err(control) => {
                let id = self.unevaluated(|sema| {
                    let id = sema.expr(control);
                    sema.rvalue(id)
                });
                self.ty(id)
            }
        };
        let mut default = None;
        let mut found: Option<&ast::Expr<'_>> = None;
        let mut seen: Vec<(Ty, Loc)> = Vec::with_capacity(generic.arms.len());
        for (ty, expr) in generic.arms {
            let Some(name) = ty else {
                if default.is_some() {
                    self.error(expr.span, "duplicate 'default' case in '_Generic'");
                }
                default = Some(expr);
                continue;
            };
            let ty = self.type_name(name);
            let types = &self.unit.types;
            if types.is_function(ty) {
                self.error(name.span, "'_Generic' association has function type");
            } else if types.is_incomplete(ty)
                && !types.is_error(ty)
                && self.session.options.std < lexer::Std::C2y
            {
                self.error(name.span, "'_Generic' association has incomplete type");
            } else if types.is_variably_modified(ty) {
                self.error(name.span, "'_Generic' association has variable length type");
            }
            let others = seen.iter().rev().take(COMPARED);
            if let Some(&(_, before)) = others.rev().find(|&&(other, _)| types.compatible(other, ty)) {
                let _ = self
                    .session
                    .diags
                    .error(name.span, "'_Generic' specifies two compatible types")
                    .note(before, "compatible type is here");
            }
            seen.push((ty, name.span.lo));
            if self.unit.types.is_error(ty) || self.unit.types.is_error(control) {
                continue;
            }
            if ty == control || self.unit.types.compatible(ty, control) {
                // Another one that matches is a pair of compatible types, which has been said.
                found = found.or(Some(expr));
            }
        }
        match found.or(default) {
            Some(expr) => self.expr(expr),
            None => {
                if !self.unit.types.is_error(control) {
                    let text = self.spell(control);
                    self.error(
                        span,
                        format!(
                            "'_Generic' selector of type '{text}' is not compatible with any association"
                        ),
                    );
                }
                self.error_expr(span.lo)
            }
        }
    }

    /// `__builtin_offsetof`
    pub(crate) fn offsetof(&mut self, name: &ast::TypeName<'_>, path: &[Designator<'_>], loc: Loc) -> ExprId {
        let mut ty = self.type_name(name);
        let size_type = self.number_types.size;
        let mut offset = self.size_const(0, loc);
        for step in path {
            match step {
                Designator::Field(field) => {
                    let Some(record) = self.unit.types.record_of(ty) else {
                        if !self.unit.types.is_error(ty) {
                            let text = self.text(field.name);
                            self.error(
                                field.loc,
                                format!("request for member '{text}' in something not a structure or union"),
                            );
                        }
                        return self.error_expr(loc);
                    };
                    if self.unit.types.records[record].fields.is_none() {
                        self.incomplete_error(ty, loc);
                        return self.error_expr(loc);
                    }
                    let Some(member) = self.find_member(record, field.name) else {
                        self.no_member((ty, None), record, field.name, field.loc);
                        return self.error_expr(loc);
                    };
                    let (at, found) = (member.offset, member.field);
                    if found.bits.is_some() {
                        let text = self.text(field.name);
                        self.error(
                            field.loc,
                            format!("attempt to take address of bit-field structure member '{text}'"),
                        );
                        return self.error_expr(loc);
                    }
                    ty = found.ty;
                    for base in member.bases {
                        let base = self.run_time_value(base, loc);
                        offset = self.binary_node(BinaryOp::Add, offset, base, size_type, loc);
                    }
                    let at = self.size_const(at, loc);
                    offset = self.binary_node(BinaryOp::Add, offset, at, size_type, loc);
                }
                Designator::Index(index) => {
                    let Some((elem, _)) = self.unit.types.array_of(ty) else {
                        self.error(index.span, "subscripted value is neither array nor pointer nor vector");
                        return self.error_expr(loc);
                    };
                    let index = self.value(index);
                    if !self.unit.types.is_integer(self.ty(index)) {
                        if !self.is_error(index) {
                            self.error(loc, "array subscript is not an integer");
                        }
                        return self.error_expr(loc);
                    }
                    let index = self.cast(index, size_type);
                    let size = self.size_expr(elem, loc);
                    let bytes = self.binary_node(BinaryOp::Mul, index, size, size_type, loc);
                    offset = self.binary_node(BinaryOp::Add, offset, bytes, size_type, loc);
                    ty = elem;
                }
                Designator::Range(..) => return self.error_expr(loc),
            }
        }
        offset
    }
}
