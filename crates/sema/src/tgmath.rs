//! `__builtin_tgmath`, of which `<tgmath.h>` makes its macros (GCC manual, "Other Builtins"; C23 7.27): of several
//! functions that differ in one floating type, the one is called that the arguments ask for.

use crate::Sema;
use crate::hir::ExprId;
use crate::types::*;
use diag::Span;
use lexer::Symbol;
use parser::ast;

const NAME: &str = "__builtin_tgmath";

/// How the type at one place varies from function to function.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Varies {
    /// It does not.
    Not,
    /// It is the floating type of the function.
    Generic,
    /// It is the real type of that.
    Real,
}

/// One of the functions.
struct Candidate {
    callee: ExprId,
    function: FunctionType,
    /// The floating type that tells it from the others.
    generic: Ty,
}

impl Sema<'_> {
    pub(crate) fn tgmath(&mut self, args: &[ast::Expr<'_>], span: Span) -> Option<ExprId> {
        let values: Vec<(ExprId, Span)> = args.iter().map(|arg| (self.value(arg), arg.span)).collect();
        if values.iter().any(|&(value, _)| self.is_error(value)) {
            return None;
        }
        let Some(&(first, _)) = values.first() else { return self.too_few(span) };
        let count = self.tgmath_function(first, 1, None, span)?.params.len();
        if values.len() < count + 2 {
            return self.too_few(span);
        }
        let (functions, operands) = values.split_at(values.len() - count);
        let mut candidates = Vec::with_capacity(functions.len());
        for (index, &(callee, _)) in functions.iter().enumerate() {
            let function = self.tgmath_function(callee, index + 1, Some(count), span)?;
            candidates.push(Candidate { callee, function, generic: common::ERROR });
        }
        let places = self.tgmath_places(&mut candidates, count, span)?;
        let wanted = self.tgmath_operands(&candidates, &places[1..], operands, span)?;
        let Some(chosen) = self.tgmath_choice(&candidates, places[0], wanted) else {
            self.error(span, "no matching function for type-generic call");
            return None;
        };
        let callee = candidates[chosen].callee;
        Some(self.call_values(callee, operands.to_vec(), span, None::<Symbol>))
    }

    fn too_few<T>(&self, span: Span) -> Option<T> {
        self.error(span, format!("too few arguments to function '{NAME}'"));
        None
    }

    /// The type of one of the functions, whose number of parameters is known except for the first.
    fn tgmath_function(
        &mut self,
        callee: ExprId,
        number: usize,
        count: Option<usize>,
        span: Span,
    ) -> Option<FunctionType> {
        let types = &self.unit.types;
        let pointee = types.pointee(self.ty(callee));
        let function = pointee.and_then(|pointee| types.function_of(pointee)).cloned();
        let wrong = match &function {
            None => "is not a function pointer",
            Some(function) if !function.prototyped => "is unprototyped",
            Some(function) if function.variadic => "has variable arguments",
            Some(function) if function.params.is_empty() => "has no arguments",
            Some(function) if count.is_some_and(|count| count != function.params.len()) => {
                "has wrong number of arguments"
            }
            Some(_) => return function,
        };
        self.error(span, format!("argument {number} of '{NAME}' {wrong}"));
        None
    }

    /// A function's type at a place: 0 is the result, the parameters follow.
    fn tgmath_type(&self, function: &FunctionType, place: usize) -> Ty {
        let ty = if place == 0 { function.ret } else { function.params[place - 1] };
        self.unit.types.value_type(ty)
    }

    /// How each place varies; finds out what tells the functions apart.
    fn tgmath_places(
        &mut self,
        candidates: &mut [Candidate],
        count: usize,
        span: Span,
    ) -> Option<Vec<Varies>> {
        let types = &self.unit.types;
        let at = |candidate: &Candidate, place| self.tgmath_type(&candidate.function, place);
        let is_complex = |ty| types.complex_part(ty).is_some();
        let mut varying = Vec::with_capacity(count + 1);
        for place in 0..=count {
            let varies = candidates.iter().any(|candidate| at(candidate, place) != at(&candidates[0], place));
            let floating = |ty| types.is_float(types.complex_part(ty).unwrap_or(ty));
            if varies && let Some(index) = candidates.iter().position(|it| !floating(at(it, place))) {
                let number = index + 1;
                let what = match place {
                    0 => "invalid type-generic return type for".to_string(),
                    _ => format!("invalid type-generic type for argument {place} of"),
                };
                self.error(span, format!("{what} argument {number} of '{NAME}'"));
                return None;
            }
            let complex = varies && candidates.iter().any(|candidate| is_complex(at(candidate, place)));
            varying.push((varies, complex));
        }
        if varying.iter().all(|(varies, _)| !varies) {
            self.error(span, format!("function arguments of '{NAME}' all have the same type"));
            return None;
        }
        let any_complex = varying.iter().any(|(_, complex)| *complex);
        let telling = (1..=count).find(|&place| varying[place] == (true, any_complex));
        let Some(telling) = telling else {
            self.error(span, format!("function arguments of '{NAME}' lack type-generic parameter"));
            return None;
        };
        let generics: Vec<Ty> = candidates.iter().map(|candidate| at(candidate, telling)).collect();
        for (index, generic) in generics.iter().enumerate() {
            if generics[..index].contains(generic) {
                let number = index + 1;
                let message = format!(
                    "duplicate type-generic parameter type for function argument {number} of '{NAME}'"
                );
                self.error(span, message);
                return None;
            }
        }
        let places: Vec<Varies> = varying
            .iter()
            .map(|&(varies, complex)| match (varies, complex == any_complex) {
                (false, _) => Varies::Not,
                (true, true) => Varies::Generic,
                (true, false) => Varies::Real,
            })
            .collect();
        for (index, generic) in generics.iter().enumerate() {
            let real = types.complex_part(*generic).unwrap_or(*generic);
            for (place, varies) in places.iter().enumerate() {
                let expected = match varies {
                    Varies::Not => continue,
                    Varies::Generic => *generic,
                    Varies::Real => real,
                };
                if at(&candidates[index], place) != expected {
                    let number = index + 1;
                    let what = match place {
                        0 => "bad return type for".to_string(),
                        _ => format!("bad type for argument {place} of"),
                    };
                    self.error(span, format!("{what} function argument {number} of '{NAME}'"));
                    return None;
                }
            }
        }
        for (candidate, generic) in candidates.iter_mut().zip(generics) {
            candidate.generic = generic;
        }
        Some(places)
    }

    /// The common type of the arguments that the choice depends on (C23 7.27p3).
    fn tgmath_operands(
        &mut self,
        candidates: &[Candidate],
        places: &[Varies],
        operands: &[(ExprId, Span)],
        span: Span,
    ) -> Option<Ty> {
        let is_complex = |sema: &Self, ty| sema.unit.types.complex_part(ty).is_some();
        let is_decimal = |sema: &Self, ty| sema.unit.types.is_decimal(ty);
        let all = |test: &dyn Fn(Ty) -> bool| candidates.iter().all(|candidate| test(candidate.generic));
        let only_complex = all(&|ty| is_complex(self, ty));
        let only_decimal = all(&|ty| is_decimal(self, ty));
        let only_binary = all(&|ty| !is_decimal(self, ty));
        let (mut integers, mut wanted, mut complex) = (false, None::<Ty>, only_complex);
        for (index, &(operand, _)) in
            operands.iter().enumerate().filter(|(index, _)| places[*index] != Varies::Not)
        {
            let ty = self.unit.types.value_type(self.ty(operand));
            let number = index + 1;
            let part = self.unit.types.complex_part(ty);
            let real = part.unwrap_or(ty);
            let types = &self.unit.types;
            if !types.is_real(real) {
                self.error(span, format!("invalid type of argument {number} of type-generic function"));
                return None;
            }
            let decimal = types.is_decimal(real);
            let wrong = match (decimal, part.is_some()) {
                (true, _) if only_complex => Some(("decimal floating-point", "complex-only")),
                (true, _) if only_binary => Some(("decimal floating-point", "binary-only")),
                (_, true) if only_decimal => Some(("complex", "decimal-only")),
                (_, true) if places[index] == Varies::Real => Some(("complex", "real-only")),
                (false, false) if only_decimal && types.is_float(real) => Some(("binary", "decimal-only")),
                _ => None,
            };
            if let Some((kind, functions)) = wrong {
                let message = format!("{kind} argument {number} to {functions} type-generic function");
                self.error(span, message);
                return None;
            }
            complex |= part.is_some();
            if types.is_integer(real) {
                integers = true;
                continue;
            }
            let Some(before) = wanted else {
                wanted = Some(real);
                continue;
            };
            if self.unit.types.is_decimal(before) != decimal {
                let kind = if complex { "complex" } else { "binary" };
                let message =
                    format!("both {kind} and decimal floating-point arguments to type-generic function");
                self.error(span, message);
                return None;
            }
            wanted = Some(self.common_type(before, real));
        }
        let decimal = wanted.map_or(only_decimal, |wanted| self.unit.types.is_decimal(wanted));
        if decimal && complex && !only_complex {
            self.error(span, "both complex and decimal floating-point arguments to type-generic function");
            return None;
        }
        // An integer counts as a double, as a _Decimal64 among decimal numbers, and as a _Float64 where the result is
        // rounded to one of the interchange types (TS 18661-3, 15).
        let result = self.tgmath_type(&candidates[0].function, 0);
        let same = candidates.iter().all(|it| self.tgmath_type(&it.function, 0) == result);
        let interchange =
            [common::FLOAT16, common::FLOAT32, common::FLOAT64, common::FLOAT32X, common::FLOAT128];
        let counted = if decimal {
            common::DECIMAL64
        } else if same && interchange.contains(&result) {
            common::FLOAT64
        } else {
            common::DOUBLE
        };
        let real = match wanted {
            Some(wanted) if integers => self.common_type(wanted, counted),
            Some(wanted) => wanted,
            None => counted,
        };
        Some(if complex { self.unit.types.intern(TypeKind::Complex(real)) } else { real })
    }

    /// The function for a type. One whose result is always of the same floating type rounds to that: then the first of
    /// at least the range and precision will do.
    fn tgmath_choice(&mut self, candidates: &[Candidate], result: Varies, wanted: Ty) -> Option<usize> {
        if let Some(exact) = candidates.iter().position(|candidate| candidate.generic == wanted) {
            return Some(exact);
        }
        let rounds = result == Varies::Not && self.unit.types.is_float(candidates[0].function.ret);
        if !rounds {
            return None;
        }
        let format = self.unit.types.format_of(wanted)?;
        candidates.iter().position(|candidate| {
            self.unit.types.format_of(candidate.generic).is_some_and(|other| {
                other.is_decimal() == format.is_decimal()
                    && crate::float::significant_bytes(other) >= crate::float::significant_bytes(format)
            })
        })
    }
}
