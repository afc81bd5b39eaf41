//! Calls of builtin functions: arguments checked and converted, operations built.

use crate::Sema;
use crate::assign::Target;
use crate::builtin::{Meaning, Row, Special};
use crate::hir::*;
use crate::strictness::Flaws;
use crate::types::*;
use diag::{Loc, Span, warn};
use lexer::Symbol;
use parser::ast;

impl Sema<'_> {
    pub(crate) fn builtin_node(&mut self, op: Builtin, args: &[ExprId], ty: Ty, loc: Loc) -> ExprId {
        if let Some(at) = args.iter().position(|&arg| !self.is_pure(arg))
            && let Some((effects, value)) = self.effects_before(args[at])
            && self.unit.types.is_float(self.ty(value))
            && args[at + 1..].iter().all(|&arg| self.is_pure(arg))
        {
            let mut args = args.to_vec();
            args[at] = value;
            let result = self.builtin_node(op, &args, ty, loc);
            if self.is_pure(result) {
                return self.comma(effects, result);
            }
        }
        let args = ExprList::from_slice(args, &mut self.body.expr_lists);
        if let Some(folded) = self.fold_builtin(op, args, ty, loc, false) {
            return folded;
        }
        self.push(ExprKind::Builtin { op, args }, ty, loc)
    }

    /// A call of an undeclared name: a builtin, if it is one.
    pub(crate) fn builtin_call(
        &mut self,
        name: Symbol,
        args: &[ast::Expr<'_>],
        span: Span,
    ) -> Option<ExprId> {
        let row = match self.builtins.get(name) {
            Some(row) => row,
            None => return self.unknown_builtin(name, args, span),
        };
        if !row.reserved {
            return None;
        }
        Some(self.builtin_row(row, name, args, span))
    }

    /// `__sync_fetch_and_add_4` and its kin; and names that only a compiler could know.
    fn unknown_builtin(&mut self, name: Symbol, args: &[ast::Expr<'_>], span: Span) -> Option<ExprId> {
        let text = self.text(name);
        if let Some((family, ty)) = crate::builtin::sized_atomic(&text) {
            let family = self.session.interner.intern(family.as_bytes());
            let row = self.builtins.get(family)?;
            return Some(self.builtin_row(Row { sized: Some(ty), ..row }, name, args, span));
        }
        if text.starts_with("__builtin_") {
            self.error(span, format!("'{text}' is not supported"));
            return Some(self.error_expr(span.lo));
        }
        None
    }

    /// A call of a declared function whose name the compiler knows: done by an operation, if that is better.
    pub(crate) fn library_call(
        &mut self,
        name: Symbol,
        decl: DeclId,
        args: &[ast::Expr<'_>],
        span: Span,
    ) -> Option<ExprId> {
        let row = self.builtins.get(name)?;
        let declaration = &self.unit.decls[decl];
        if row.reserved {
            // A function of this name, which may be defined by its own means, is the builtin out of line.
            return (declaration.linkage == Linkage::External)
                .then(|| self.builtin_row(row, name, args, span));
        }
        if declaration.linkage == Linkage::Internal
            || declaration.defined
            || declaration.symbol != declaration.name
            || !self.session.options.builtins
            || self.is_excluded(name)
            || self.is_programs_own(name)
        {
            return None;
        }
        let worthwhile = match row.meaning {
            Meaning::Special(Special::ComplexAbs) => self.may_square(),
            Meaning::Both(_)
            | Meaning::Special(
                Special::Alloca
                | Special::Strlen
                | Special::Nan(true)
                | Special::ComplexConj
                | Special::ComplexImag
                | Special::ComplexReal,
            ) => true,
            _ => false,
        };
        if !worthwhile {
            return None;
        }
        // Only if the program's declaration is the library's.
        let function = self.unit.types.function_of(declaration.ty)?;
        let (library, prototyped) = (declaration.attrs.library, function.prototyped);
        let count = self.signature(row).params.len();
        if !library || args.len() != count || !prototyped && matches!(row.meaning, Meaning::Both(_)) {
            return None;
        }
        let id = self.builtin_row(row, name, args, span);
        // A call is no constant expression (6.6p3), whatever is known of the function.
        match self.is_pure(id) {
            true => Some(self.flawed(id, Flaws::INVALID)),
            false => Some(id),
        }
    }

    /// Whether the function at hand takes anonymous arguments.
    fn is_variadic(&self) -> bool {
        self.function.as_ref().is_some_and(|function| {
            let ty = self.unit.decls[function.decl].ty;
            self.unit.types.function_of(ty).is_some_and(|ty| ty.variadic)
        })
    }

    /// Whether the absolute value of a complex number may overflow on the way, and be less exact than the library's.
    fn may_square(&self) -> bool {
        let options = &self.session.options;
        let inexact = options.associative_math && options.reciprocal_math && !options.signed_zeros;
        options.optimize > 0 && inexact && !options.math_errno
    }

    /// The root of the sum of the squares of a complex number's parts.
    fn squared_distance(&mut self, number: ExprId, ty: Ty, loc: Loc) -> ExprId {
        let temp = self.new_temp();
        let whole = self.ty(number);
        let mut square = |part| {
            let number = self.push(ExprKind::Temp(temp), whole, loc);
            let a = self.complex_part_value(number, part, loc);
            let number = self.push(ExprKind::Temp(temp), whole, loc);
            let b = self.complex_part_value(number, part, loc);
            self.push(ExprKind::Binary(BinaryOp::Mul, a, b), ty, loc)
        };
        let (a, b) = (square(0), square(1));
        let sum = self.push(ExprKind::Binary(BinaryOp::Add, a, b), ty, loc);
        let body = self.builtin_node(Builtin::Sqrt, &[sum], ty, loc);
        self.push(ExprKind::Let { temp, value: number, body }, ty, loc)
    }

    /// The arguments, converted to the row's signature.
    pub(crate) fn convert_arguments(
        &mut self,
        row: Row,
        name: Symbol,
        args: &[ast::Expr<'_>],
        span: Span,
    ) -> Option<(Vec<ExprId>, FunctionType)> {
        let function = self.signature(row);
        let values: Vec<(ExprId, Span)> = args.iter().map(|arg| (self.value(arg), arg.span)).collect();
        self.check_library_arguments(name, &values, span);
        if values.len() < function.params.len()
            || (values.len() > function.params.len() && !function.variadic)
        {
            let text = self.text(name);
            let word = if values.len() < function.params.len() { "few" } else { "many" };
            self.error(span, format!("too {word} arguments to function '{text}'"));
            return None;
        }
        let mut out = Vec::with_capacity(values.len());
        for (index, &(value, at)) in values.iter().enumerate() {
            let value = match function.params.get(index) {
                Some(&param) => {
                    self.check_traditional_argument(value, param, (index as u32 + 1, Some(name)), at);
                    self.assign_convert(value, param, Target::Argument(index as u32 + 1, Some(name)), at)
                }
                None => self.promote_argument(value),
            };
            if self.is_error(value) {
                return None;
            }
            out.push(value);
        }
        Some((out, function))
    }

    fn builtin_row(&mut self, row: Row, name: Symbol, args: &[ast::Expr<'_>], span: Span) -> ExprId {
        let loc = span.lo;
        match row.meaning {
            Meaning::Library => {
                let decl = self.library_decl(row);
                let callee = self.global(decl, loc);
                let values: Vec<(ExprId, Span)> =
                    args.iter().map(|arg| (self.value(arg), arg.span)).collect();
                self.call_values(callee, values, span, Some(name))
            }
            Meaning::Op(op) | Meaning::Both(op) => {
                let Some((values, function)) = self.convert_arguments(row, name, args, span) else {
                    return self.error_expr(loc);
                };
                if op == Builtin::SetjmpBuiltin {
                    self.body.calls_setjmp = true;
                }
                self.builtin_node(op, &values, function.ret, loc)
            }
            Meaning::Special(special) => self.special(special, row, name, args, span),
        }
    }

    /// Analyses the arguments of a builtin that wants exactly `count`.
    pub(crate) fn exactly(
        &mut self,
        count: usize,
        name: Symbol,
        args: &[ast::Expr<'_>],
        span: Span,
    ) -> Option<Vec<ExprId>> {
        if args.len() != count {
            let text = self.text(name);
            let word = if args.len() < count { "few" } else { "many" };
            self.error(span, format!("too {word} arguments to function '{text}'"));
            return None;
        }
        let values: Vec<ExprId> = args.iter().map(|arg| self.value(arg)).collect();
        if values.iter().any(|&value| self.is_error(value)) {
            return None;
        }
        Some(values)
    }

    fn special(
        &mut self,
        special: Special,
        row: Row,
        name: Symbol,
        args: &[ast::Expr<'_>],
        span: Span,
    ) -> ExprId {
        self.special_inner(special, row, name, args, span).unwrap_or_else(|| self.error_expr(span.lo))
    }

    fn special_inner(
        &mut self,
        special: Special,
        row: Row,
        name: Symbol,
        args: &[ast::Expr<'_>],
        span: Span,
    ) -> Option<ExprId> {
        let loc = span.lo;
        use Special as S;
        Some(match special {
            S::Unsupported => {
                // What is wrong with the arguments is told first.
                let values: Vec<ExprId> = args.iter().map(|arg| self.value(arg)).collect();
                if values.iter().any(|&value| self.is_error(value)) {
                    return None;
                }
                let text = self.text(name);
                self.error(span, format!("'{text}' is not supported"));
                return None;
            }
            S::ConstantP => {
                let values = self.exactly(1, name, args, span)?;
                let value = values[0];
                if self.is_pure(value) || self.evaluate_literal(value) {
                    return Some(self.int(1, common::INT, loc));
                }
                let ty = self.ty(value);
                if !self.unit.types.is_scalar(ty) || self.function.is_none() {
                    return Some(self.int(0, common::INT, loc));
                }
                let list = ExprList::from_slice(&[value], &mut self.body.expr_lists);
                self.push(ExprKind::Builtin { op: Builtin::ConstantP, args: list }, common::INT, loc)
            }
            S::Expect => {
                let (values, function) = self.convert_arguments(row, name, args, span)?;
                let scale = self.int(900, common::INT, loc);
                self.builtin_node(Builtin::Expect, &[values[0], values[1], scale], function.ret, loc)
            }
            S::ExpectProbability => {
                let (values, function) = self.convert_arguments(row, name, args, span)?;
                let thousandths = match self.const_float(values[2]) {
                    Some(bits) => (f64::from_bits(bits as u64) * 1000.0) as i128,
                    None => 900,
                };
                let scale = self.int(thousandths, common::INT, loc);
                self.builtin_node(Builtin::Expect, &[values[0], values[1], scale], function.ret, loc)
            }
            S::VaStart => {
                let Some(first) = args.first() else {
                    let text = self.text(name);
                    self.error(span, format!("too few arguments to function '{text}'"));
                    return None;
                };
                let lenient = self.session.options.std >= lexer::Std::C23 || self.text(name).contains("c23");
                match args.get(1) {
                    // The last parameter: of no use, but C has no names that nobody declared.
                    Some(last) => {
                        self.unevaluated(|sema| sema.expr(last));
                    }
                    None if lenient => {}
                    None => self.error(span, "too few arguments to function 'va_start'"),
                }
                if !self.is_variadic() {
                    self.error(span, "'va_start' used in function with fixed arguments");
                    return None;
                }
                if self.text(name) != "__builtin_c23_va_start" {
                    self.check_last_parameter(args.get(1), span);
                }
                let list = self.list_argument(first, "va_start")?;
                self.builtin_node(Builtin::VaStart, &[list], common::VOID, loc)
            }
            S::NextArg => {
                if args.len() > 1 {
                    self.error(span, "wrong number of arguments to function '__builtin_next_arg'");
                    return None;
                }
                if !self.is_variadic() {
                    self.error(span, "'va_start' used in function with fixed arguments");
                    return None;
                }
                match args.first() {
                    Some(last) => _ = self.unevaluated(|sema| sema.expr(last)),
                    None => {
                        let message = "'__builtin_next_arg' called without an argument";
                        self.warning(warn::VARARGS, span, message);
                    }
                }
                self.check_last_parameter(args.first(), span);
                self.builtin_node(Builtin::NextArg, &[], common::VOID_PTR, loc)
            }
            S::CallWithStaticChain => {
                let values = self.exactly(2, name, args, span)?;
                let ExprKind::Call { callee, args } = self.kind(values[0]) else {
                    let text = self.text(name);
                    self.error(span, format!("first argument to '{text}' must be a call expression"));
                    return None;
                };
                if !self.unit.types.is_pointer(self.ty(values[1])) {
                    let text = self.text(name);
                    self.error(span, format!("second argument to '{text}' must be a pointer type"));
                    return None;
                }
                let (pointer, result) = (self.ty(callee), self.ty(values[0]));
                let chain = ExprKind::WithChain { function: callee, chain: values[1] };
                let callee = self.push(chain, pointer, loc);
                self.push(ExprKind::Call { callee, args }, result, loc)
            }
            S::VaEnd => {
                let list = self.list_argument(args.first()?, "va_end")?;
                self.builtin_node(Builtin::VaEnd, &[list], common::VOID, loc)
            }
            S::VaCopy => {
                let [to, from] = args else {
                    self.error(span, "wrong number of arguments to function 'va_copy'");
                    return None;
                };
                let to = self.list_argument(to, "va_copy")?;
                let from = self.list_argument(from, "va_copy")?;
                self.builtin_node(Builtin::VaCopy, &[to, from], common::VOID, loc)
            }
            S::VaArgPack(op) => {
                self.exactly(0, name, args, span)?;
                let inline = self.function.as_ref().is_some_and(|function| {
                    let attrs = &self.unit.decls[function.decl].attrs;
                    attrs.always_inline || attrs.inline
                });
                if !inline {
                    let text = self.text(name);
                    self.error(span, format!("invalid use of '{text} ()'"));
                    return None;
                }
                self.body.packs = true;
                let list = ExprList::default();
                self.push(ExprKind::Builtin { op, args: list }, common::INT, loc)
            }
            S::TypeGeneric => self.tgmath(args, span)?,
            S::AssociationBarrier => {
                // Floating operations keep the order of the source anyway.
                let values = self.exactly(1, name, args, span)?;
                values[0]
            }
            S::SpeculationSafeValue => {
                if args.len() > 2 {
                    self.error(span, "too many arguments to function '__builtin_speculation_safe_value'");
                    return None;
                }
                let values = self.exactly(args.len().max(1), name, args, span)?;
                let (types, ty) = (&self.unit.types, self.ty(values[0]));
                if !types.is_integer(ty) && !types.is_pointer(ty) {
                    let spelled = self.spell(ty);
                    self.error(span, format!("operand type '{spelled}' is incompatible with argument 1 of '__builtin_speculation_safe_value'"));
                    return None;
                }
                if let Some(&failed) = values.get(1)
                    && self.unit.types.value_type(self.ty(failed)) != self.unit.types.value_type(ty)
                {
                    self.error(span, "both arguments must be compatible");
                    return None;
                }
                let zero = self.int(0, common::INT, loc);
                let failed = self.cast(values.get(1).copied().unwrap_or(zero), ty);
                self.builtin_node(Builtin::SpeculationSafeValue, &[values[0], failed], ty, loc)
            }
            S::ExtendPointer => {
                let values = self.exactly(1, name, args, span)?;
                let target = crate::assign::Target::Argument(1, Some(name));
                let pointer = self.assign_convert(values[0], common::VOID_PTR, target, span);
                // As wide as an address: the machine's `size_t`.
                self.cast(pointer, self.number_types.size)
            }
            S::ClassifyType => {
                let value = args.first().map(|arg| self.unevaluated(|sema| sema.value(arg)));
                let class = value.map_or(0, |value| self.type_class(self.ty(value)));
                self.int(class, common::INT, loc)
            }
            S::ObjectSize(op) => {
                let (values, function) = self.convert_arguments(row, name, args, span)?;
                let mode = self.const_int(values[1]);
                self.unit.asks_for_parts |= mode.is_some_and(|mode| mode & 1 != 0);
                if !matches!(mode, Some(0..=3)) {
                    let text = self.text(name);
                    self.error(
                        span,
                        format!("last argument of '{text}' is not integer constant between 0 and 3"),
                    );
                    return None;
                }
                let list = ExprList::from_slice(&values, &mut self.body.expr_lists);
                self.push(ExprKind::Builtin { op, args: list }, function.ret, loc)
            }
            S::Alloca => {
                let (values, function) = self.convert_arguments(row, name, args, span)?;
                self.body.dynamic_stack = true;
                self.outlive_arrays();
                if let [size, align, ..] = values[..] {
                    let written = args.get(1).map(|arg| self.unevaluated(|sema| sema.value(arg)));
                    let integer = written.is_some_and(|arg| self.unit.types.is_integer(self.ty(arg)));
                    let good =
                        |&bits: &i128| (8..=1 << 31).contains(&bits) && (bits as u128).is_power_of_two();
                    let Some(bits) = self.const_int(align).filter(|bits| integer && good(bits)) else {
                        let text = self.text(name);
                        let message = format!(
                            "second argument to function '{text}' must be a constant integer power of 2 between '8' and '2147483648' bits"
                        );
                        self.error(span, message);
                        return None;
                    };
                    let align = self.size_const(bits as u64 / 8, loc);
                    // The most that the size may be, for who warns of it.
                    let most = values.get(2).and_then(|&most| self.const_int(most));
                    let most = most.and_then(|most| u64::try_from(most).ok());
                    let most = most.map(|most| self.size_const(most, loc));
                    let args: Vec<_> = [size, align].into_iter().chain(most).collect();
                    return Some(self.builtin_node(Builtin::AllocaAlign, &args, function.ret, loc));
                }
                self.builtin_node(Builtin::Alloca, &values, function.ret, loc)
            }
            S::ClearPadding => return self.clear_padding(name, args, span),
            S::Apply => return self.apply(name, args, span),
            S::AssumeAligned => {
                if args.len() > 3 {
                    let text = self.text(name);
                    self.error(span, format!("too many arguments to function '{text}'"));
                    return None;
                }
                let (values, function) = self.convert_arguments(row, name, args, span)?;
                if let Some(&offset) = values.get(2)
                    && !self.unit.types.is_integer(self.ty(offset))
                {
                    let text = self.text(name);
                    self.error(span, format!("non-integer argument 3 in call to function '{text}'"));
                    return None;
                }
                self.cast(values[0], function.ret)
            }
            S::Prefetch => {
                let (values, _) = self.convert_arguments(row, name, args, span)?;
                let rw = self.prefetch_argument("second", values.get(1).copied(), (0, 1), loc);
                let locality = self.prefetch_argument("third", values.get(2).copied(), (3, 3), loc);
                self.builtin_node(Builtin::Prefetch, &[values[0], rw, locality], common::VOID, loc)
            }
            S::Complex => {
                if args.len() != 2 {
                    self.error(span, "wrong number of arguments to '__builtin_complex'");
                    return None;
                }
                let values = self.exactly(2, name, args, span)?;
                let (re, im) = (self.ty(values[0]), self.ty(values[1]));
                if ![re, im].iter().all(|&ty| self.unit.types.is_float(ty) && !self.unit.types.is_decimal(ty))
                {
                    let message = "'__builtin_complex' operand not of real binary floating-point type";
                    self.error(span, message);
                    return None;
                }
                let message = "ISO C90 does not support complex types";
                self.session.newer(lexer::Std::C99, warn::PEDANTIC, span, message);
                if re != im {
                    self.error(span, "'__builtin_complex' operands of different types");
                    return None;
                }
                let ty = self.unit.types.intern(TypeKind::Complex(re));
                self.push(ExprKind::Complex(values[0], values[1]), ty, loc)
            }
            S::ComplexConj => {
                let (values, function) = self.convert_arguments(row, name, args, span)?;
                self.push(ExprKind::Unary(UnaryOp::Conj, values[0]), function.ret, loc)
            }
            S::ComplexAbs => {
                let (values, function) = self.convert_arguments(row, name, args, span)?;
                if self.may_square() {
                    return Some(self.squared_distance(values[0], function.ret, loc));
                }
                let decl = self.library_decl(row);
                let callee = self.global(decl, loc);
                self.call_values(callee, vec![(values[0], span)], span, Some(name))
            }
            S::ComplexReal | S::ComplexImag => {
                let (values, _) = self.convert_arguments(row, name, args, span)?;
                self.complex_part_value(values[0], u8::from(special == S::ComplexImag), loc)
            }
            S::Shuffle => return self.shuffle(args, span),
            S::ShuffleVector => return self.shuffle_vector(args, span),
            S::Overflow(op) => return self.overflow(op, row, name, args, span),
            S::OverflowP(op) => {
                let values = self.exactly(3, name, args, span)?;
                self.integers(&values, name, span)?;
                // A bit-field stands for its width (GCC manual, "Integer Overflow Builtins").
                let result = match self.bit_field_width(values[2]) {
                    Some(bits) => {
                        let signed = self.unit.types.is_signed(self.ty(values[2]));
                        self.unit.types.intern(TypeKind::BitInt { bits, signed })
                    }
                    None => self.ty(values[2]),
                };
                match self.bit_int_overflow(op, &values[..2], result, loc) {
                    Some(checked) if self.is_pure(values[2]) => checked,
                    Some(checked) => self.comma(values[2], checked),
                    None => self.builtin_node(op, &values, common::BOOL, loc),
                }
            }
            S::FpClassify => {
                let values = self.exactly(6, name, args, span)?;
                return self.fpclassify(&values, span);
            }
            S::FloatTest(op) => {
                let values = self.exactly(1, name, args, span)?;
                let value = self.float_operand(values[0], name, span)?;
                self.builtin_node(op, &[value], common::INT, loc)
            }
            S::FloatCompare(op) => {
                let values = self.exactly(2, name, args, span)?;
                let (a, b) = (self.ty(values[0]), self.ty(values[1]));
                let types = &self.unit.types;
                if !types.is_real(a) || !types.is_real(b) || !(types.is_float(a) || types.is_float(b)) {
                    let text = self.text(name);
                    self.error(span, format!("non-floating-point arguments in call to function '{text}'"));
                    return None;
                }
                let (a, b, _) = self.usual_conversions(values[0], values[1]);
                self.builtin_node(op, &[a, b], common::INT, loc)
            }
            S::Nan(quiet) => {
                let (values, function) = self.convert_arguments(row, name, args, span)?;
                let Some(payload) = self.nan_payload(values[0]) else {
                    // What the string says is known at run time.
                    let text = self.text(row.library);
                    let plain = text.strip_prefix("__builtin_").unwrap_or(&text);
                    let library = self.session.interner.intern(plain.as_bytes());
                    let decl = self.library_decl(Row { library, ..row });
                    let callee = self.global(decl, loc);
                    return Some(self.call_values(callee, vec![(values[0], span)], span, Some(name)));
                };
                let format = self.unit.types.format_of(function.ret)?;
                // A signalling NaN needs a payload of its own.
                let payload = if !quiet && payload == 0 { default_payload(format) } else { payload };
                self.float_const(crate::float::nan(format, payload, quiet), function.ret, loc)
            }
            S::Infinity => {
                let (_, function) = self.convert_arguments(row, name, args, span)?;
                let format = self.unit.types.format_of(function.ret)?;
                self.float_const(crate::float::infinity(format), function.ret, loc)
            }
            S::Rounded(function) => {
                let (values, signature) = self.convert_arguments(row, name, args, span)?;
                let suffix = match row.float {
                    common::FLOAT => "f",
                    common::LONG_DOUBLE => "l",
                    _ => "",
                };
                let library = self.session.interner.intern(format!("{function}{suffix}").as_bytes());
                let row = Row { signature: "xx", meaning: Meaning::Library, library, reserved: false, ..row };
                let decl = self.library_decl(row);
                let callee = self.global(decl, loc);
                let rounded = self.call_values(callee, vec![(values[0], span)], span, Some(library));
                self.cast(rounded, signature.ret)
            }
            S::Strlen => {
                let (values, function) = self.convert_arguments(row, name, args, span)?;
                if let Some(length) = self.known_string_length(values[0]) {
                    return Some(self.int(i128::from(length), function.ret, loc));
                }
                let decl = self.library_decl(row);
                let callee = self.global(decl, loc);
                // The program's declaration may leave out a qualifier.
                let declared = self.unit.types.function_of(self.unit.decls[decl].ty);
                let param = declared.and_then(|function| function.params.first().copied());
                let value = param.map_or(values[0], |param| self.cast(values[0], param));
                let values = vec![(value, span)];
                self.call_values(callee, values, span, Some(name))
            }
            S::Abort => {
                let decl = self.library_decl(row);
                let callee = self.global(decl, loc);
                let values: Vec<(ExprId, Span)> =
                    args.iter().map(|arg| (self.value(arg), arg.span)).collect();
                self.call_values(callee, values, span, Some(name))
            }
            S::FrameAddress(op) => {
                let (values, function) = self.convert_arguments(row, name, args, span)?;
                if self.const_int(values[0]).is_none() {
                    let text = self.text(name);
                    self.error(span, format!("invalid argument to '{text}'"));
                    return None;
                }
                if self.const_int(values[0]).is_some_and(|level| level != 0) {
                    let text = self.text(name);
                    let message = format!("calling '{text}' with a nonzero argument is unsafe");
                    self.warning(diag::warn::FRAME_ADDRESS, loc, message);
                }
                self.builtin_node(op, &values, function.ret, loc)
            }
            S::SourceLine => {
                let line = self.session.diags.sources().presumed(loc).map_or(0, |(_, line)| line);
                self.int(i128::from(line), common::INT, loc)
            }
            S::SourceFile => {
                let file = self.session.diags.sources().presumed(loc).map(|(file, _)| file);
                let mut bytes = file.map_or_else(Vec::new, |file| file.as_bytes().to_vec());
                bytes.push(0);
                self.string_value(bytes, loc)
            }
            S::SourceFunction => {
                let name = self.function.as_ref().map(|function| self.unit.decls[function.decl].name);
                let mut bytes = name.map_or_else(Vec::new, |name| self.text(name).into_bytes());
                bytes.push(0);
                self.string_value(bytes, loc)
            }
            _ => return self.atomic(special, row.sized, name, args, span),
        })
    }

    /// A string as `const char *`.
    fn string_value(&mut self, bytes: Vec<u8>, loc: Loc) -> ExprId {
        let elem = common::CHAR.with(CONST);
        let ty = self.unit.types.array(elem, ArrayLen::Fixed(bytes.len() as u64));
        let string = self.string_id(bytes, 1);
        let place = self.push(ExprKind::Str(string), ty, loc);
        self.rvalue(place)
    }

    /// What `__builtin_constant_p` takes for constant at once: the address of a string literal.
    fn evaluate_literal(&mut self, id: ExprId) -> bool {
        match self.evaluate(id) {
            Some(crate::constant::Const::Address(StaticTarget::Str(_), 0)) => true,
            Some(crate::constant::Const::Address(..)) | None => false,
            Some(_) => true,
        }
    }

    fn list_argument(&mut self, arg: &ast::Expr<'_>, function: &str) -> Option<ExprId> {
        let id = self.expr(arg);
        if self.is_error(id) {
            return None;
        }
        let address = self.va_list_address(id);
        if address.is_none() {
            self.error(arg.span, format!("incompatible type for argument of '{function}': not a 'va_list'"));
        }
        address
    }

    /// An argument that is a constant from 0 to `most`, or left out.
    fn prefetch_argument(
        &mut self,
        which: &str,
        value: Option<ExprId>,
        (default, most): (i128, i128),
        loc: Loc,
    ) -> ExprId {
        let number = value.map_or(Some(default), |value| self.const_int(value));
        match number {
            Some(number) if (0..=most).contains(&number) => self.int(number, common::INT, loc),
            Some(_) => {
                let message = format!("invalid {which} argument to '__builtin_prefetch'; using zero");
                self.warning(diag::warn::NONE, loc, message);
                self.int(0, common::INT, loc)
            }
            None => {
                self.error(loc, format!("{which} argument to '__builtin_prefetch' must be a constant"));
                self.int(0, common::INT, loc)
            }
        }
    }

    /// The classes of `__builtin_classify_type` (GCC's typeclass.h).
    fn type_class(&self, ty: Ty) -> i128 {
        match self.unit.types.shape(ty) {
            TypeKind::Void => 0,
            TypeKind::Int(_) | TypeKind::BitInt { .. } | TypeKind::Enum(_) => 1,
            TypeKind::Pointer { .. } | TypeKind::NullPtr => 5,
            TypeKind::Float(_) => 8,
            TypeKind::Complex(_) => 9,
            TypeKind::Function(_) => 10,
            TypeKind::Record(id) if self.unit.types.records[*id].is_union => 13,
            TypeKind::Record(_) => 12,
            TypeKind::Array { .. } => 14,
            _ => -1,
        }
    }

    fn integers(&mut self, values: &[ExprId], name: Symbol, span: Span) -> Option<()> {
        for (index, &value) in values.iter().enumerate() {
            if !self.unit.types.is_integer(self.ty(value)) {
                let text = self.text(name);
                self.error(
                    span,
                    format!(
                        "argument {} in call to function '{text}' does not have integral type",
                        index + 1
                    ),
                );
                return None;
            }
        }
        Some(())
    }

    fn overflow(
        &mut self,
        op: Builtin,
        row: Row,
        name: Symbol,
        args: &[ast::Expr<'_>],
        span: Span,
    ) -> Option<ExprId> {
        let loc = span.lo;
        let mut values = self.exactly(3, name, args, span)?;
        let pointee = self.unit.types.pointee(self.ty(values[2]));
        let Some(pointee) = pointee.filter(|&pointee| self.unit.types.is_integer(pointee)) else {
            let text = self.text(name);
            self.error(
                span,
                format!("argument 3 in call to function '{text}' does not have pointer to integral type"),
            );
            return None;
        };
        if pointee.is_atomic() && row.signature.len() < 3 {
            let (text, ty) = (self.text(name), self.spell(self.ty(values[2])));
            let message =
                format!("argument 3 in call to function '{text}' has pointer to '_Atomic' type ('{ty}')");
            self.error(span, message);
            return None;
        }
        if row.signature.len() >= 3 {
            // The older ones name their types.
            let letters = row.signature.as_bytes();
            let typed = Row { signature: operand_signature(letters[1]), ..row };
            let function = self.signature(typed);
            for (number, value) in (1..).zip(&mut values[..2]) {
                *value =
                    self.assign_convert(*value, function.ret, Target::Argument(number, Some(name)), span);
            }
            let pointer = self.unit.types.pointer(function.ret);
            values[2] = self.assign_convert(values[2], pointer, Target::Argument(3, Some(name)), span);
        } else {
            let types = &self.unit.types;
            let unsuitable = [
                (types.is_enum(pointee), "enumerated"),
                (types.is_bool(pointee), "boolean"),
                (pointee.is_const(), "'const'"),
            ];
            if let Some((_, what)) = unsuitable.iter().find(|(is, _)| *is) {
                let (text, ty) = (self.text(name), self.spell(self.ty(values[2])));
                let message =
                    format!("argument 3 in call to function '{text}' has pointer to {what} type ('{ty}')");
                self.error(span, message);
                return None;
            }
        }
        self.integers(&values[..2], name, span)?;
        if let Some(checked) = self.bit_int_overflow(op, &values, pointee, loc) {
            return Some(checked);
        }
        Some(self.builtin_node(op, &values, common::BOOL, loc))
    }

    fn float_operand(&mut self, value: ExprId, name: Symbol, span: Span) -> Option<ExprId> {
        let ty = self.ty(value);
        if self.unit.types.is_float(ty) {
            return Some(value);
        }
        let text = self.text(name);
        // The variants for one type convert.
        let single = text.ends_with('f') && text != "__builtin_isinf"
            || text.ends_with('l') && text != "__builtin_isnormal"
            || text.ends_with("finite");
        if self.unit.types.is_integer(ty) && single {
            return Some(self.cast(value, common::DOUBLE));
        }
        self.error(span, format!("non-floating-point argument in call to function '{text}'"));
        None
    }

    /// `__builtin_fpclassify(nan, inf, normal, subnormal, zero, x)` as a chain of tests on one value.
    fn fpclassify(&mut self, values: &[ExprId], span: Span) -> Option<ExprId> {
        let loc = span.lo;
        let value = values[5];
        let ty = self.ty(value);
        if !self.unit.types.is_float(ty) {
            self.error(span, "non-floating-point argument in call to function '__builtin_fpclassify'");
            return None;
        }
        for (index, &class) in values[..5].iter().enumerate() {
            if self.const_int(class).is_none() || !self.unit.types.is_integer(self.ty(class)) {
                let message = format!(
                    "non-const integer argument {} in call to function '__builtin_fpclassify'",
                    index + 1
                );
                self.error(span, message);
                return None;
            }
        }
        if let (Some(bits), Some(format)) = (self.const_float(value), self.unit.types.format_of(ty)) {
            use crate::float::Class;
            let class = match crate::float::classify(format, bits).0 {
                Class::Nan => 0,
                Class::Infinite => 1,
                Class::Normal => 2,
                Class::Subnormal => 3,
                Class::Zero => 4,
            };
            return Some(self.cast(values[class], common::INT));
        }
        let temp = self.new_temp();
        let mut classes = Vec::with_capacity(5);
        for &value in &values[..5] {
            classes.push(self.cast(value, common::INT));
        }
        let test = |sema: &mut Self, op| {
            let read = sema.push(ExprKind::Temp(temp), ty, loc);
            let test = sema.builtin_node(op, &[read], common::INT, loc);
            sema.truth(test)
        };
        let nan = test(self, Builtin::IsNan);
        let inf = test(self, Builtin::IsInf);
        let normal = test(self, Builtin::IsNormal);
        let read = self.push(ExprKind::Temp(temp), ty, loc);
        let zero_const = self.int(0, common::INT, loc);
        let zero_const = self.cast(zero_const, ty);
        let zero = self.push(ExprKind::Binary(BinaryOp::Eq, read, zero_const), common::INT, loc);
        let zero = self.truth(zero);
        let mut body = classes[3];
        for (cond, then) in [(zero, classes[4]), (normal, classes[2]), (inf, classes[1]), (nan, classes[0])] {
            body = self.push(ExprKind::Cond { cond, then, els: body }, common::INT, loc);
        }
        Some(self.push(ExprKind::Let { temp, value, body }, common::INT, loc))
    }

    /// The payload that the string argument of `nan` spells.
    fn nan_payload(&mut self, id: ExprId) -> Option<u128> {
        let Some(crate::constant::Const::Address(StaticTarget::Str(string), 0)) = self.evaluate(id) else {
            return None;
        };
        let bytes = &self.unit.strings[string].bytes;
        let text = std::str::from_utf8(bytes).ok()?.trim_end_matches('\0');
        let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(hex) => (hex, 16),
            None if text.starts_with('0') => (text, 8),
            None => (text, 10),
        };
        if digits.is_empty() { Some(0) } else { u128::from_str_radix(digits, radix).ok() }
    }

    /// The length of a string that is a literal.
    pub(crate) fn known_string_length(&mut self, id: ExprId) -> Option<u64> {
        let Some(crate::constant::Const::Address(StaticTarget::Str(string), offset)) = self.evaluate(id)
        else {
            return None;
        };
        let literal = &self.unit.strings[string];
        if literal.width != 1 {
            return None;
        }
        let rest = literal.bytes.get(usize::try_from(offset).ok()?..)?;
        rest.iter().position(|&byte| byte == 0).map(|length| length as u64)
    }

    /// `__builtin_shuffle(a, mask)`, `__builtin_shuffle(a, b, mask)`
    fn shuffle(&mut self, args: &[ast::Expr<'_>], span: Span) -> Option<ExprId> {
        if !matches!(args.len(), 2 | 3) {
            self.error(span, "wrong number of arguments to '__builtin_shuffle'");
            return None;
        }
        let values: Vec<ExprId> = args.iter().map(|arg| self.value(arg)).collect();
        if values.iter().any(|&value| self.is_error(value)) {
            return None;
        }
        let ty = self.ty(values[0]);
        let mask = self.ty(values[values.len() - 1]);
        let (Some((elem, lanes)), Some((mask_elem, mask_lanes))) =
            (self.unit.types.vector_of(ty), self.unit.types.vector_of(mask))
        else {
            self.error(span, "'__builtin_shuffle' arguments must be vectors");
            return None;
        };
        if !self.unit.types.is_integer(mask_elem) {
            self.error(span, "'__builtin_shuffle' last argument must be an integer vector");
            return None;
        }
        if lanes != mask_lanes || self.unit.types.size(elem) != self.unit.types.size(mask_elem) {
            self.error(
                span,
                "'__builtin_shuffle' number of elements of the argument vector(s) and the mask vector should be the same",
            );
            return None;
        }
        if values.len() == 3 && !self.unit.types.compatible_unqualified(ty, self.ty(values[1])) {
            self.error(span, "'__builtin_shuffle' argument vectors must be of the same type");
            return None;
        }
        Some(self.builtin_node(Builtin::Shuffle, &values, ty, span.lo))
    }

    /// `__builtin_shufflevector(a, b, i, j, …)`
    fn shuffle_vector(&mut self, args: &[ast::Expr<'_>], span: Span) -> Option<ExprId> {
        if args.len() < 3 {
            self.error(span, "too few arguments to function '__builtin_shufflevector'");
            return None;
        }
        let values: Vec<ExprId> = args.iter().map(|arg| self.value(arg)).collect();
        if values.iter().any(|&value| self.is_error(value)) {
            return None;
        }
        let (a, b) = (self.ty(values[0]), self.ty(values[1]));
        let (Some((x, n)), Some((y, m))) = (self.unit.types.vector_of(a), self.unit.types.vector_of(b))
        else {
            self.error(span, "'__builtin_shufflevector' arguments must be vectors");
            return None;
        };
        if !self.unit.types.compatible_unqualified(x, y) {
            self.error(span, "'__builtin_shufflevector' argument vectors must have the same element type");
            return None;
        }
        let lanes = (values.len() - 2) as u32;
        if !lanes.is_power_of_two() {
            self.error(
                span,
                "'__builtin_shufflevector' must specify a result with a power of two number of elements",
            );
            return None;
        }
        for &index in &values[2..] {
            match self.const_int(index) {
                Some(number) if number >= -1 && number < i128::from(n + m) => {}
                _ => {
                    self.error(span, "invalid element index to '__builtin_shufflevector'");
                    return None;
                }
            }
        }
        let ty = self.unit.types.intern(TypeKind::Vector { elem: x, lanes });
        Some(self.builtin_node(Builtin::ShuffleVector, &values, ty, span.lo))
    }
}

/// The signature that gives one operand's type as its result.
fn operand_signature(letter: u8) -> &'static str {
    match letter {
        b'i' => "i",
        b'u' => "u",
        b'l' => "l",
        b'k' => "k",
        b'L' => "L",
        _ => "U",
    }
}

/// The payload of GCC's default signalling NaN: the bit below the quiet bit.
fn default_payload(format: target::FloatFormat) -> u128 {
    use target::FloatFormat as F;
    if format.is_decimal() {
        return 0;
    }
    1 << match format {
        F::F16 => 8,
        F::F32 => 21,
        F::F64 => 50,
        F::X87 => 61,
        F::F128 | F::D32 | F::D64 | F::D128 => 110,
    }
}
