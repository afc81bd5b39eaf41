//! The attributes behind [`CallChecks`], read and compared with the function that they stand at (GCC manual, "Common
//! Function Attributes").

use crate::Sema;
use crate::accesses::AccessMode;
use crate::attribute;
use crate::call_checks::{CallChecks, FormatRow, UsedResult};
use crate::types::*;
use crate::warnings::format::table::Family;
use diag::{Span, warn};
use parser::ast::{self, AttributeArg, ExprKind as A};

/// Formats of GCC's own sources: known to be some, and not looked into.
const UNCHECKED: &[&str] = &[
    "asm_fprintf",
    "gcc_cdiag",
    "gcc_cdiag_raw",
    "gcc_cxxdiag",
    "gcc_cxxdiag_raw",
    "gcc_diag",
    "gcc_diag_raw",
    "gcc_dump_printf",
    "gcc_tdiag",
    "gcc_tdiag_raw",
];

/// One of these attributes, before it is known what it stands at.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    /// The family, the parameter that is the format, and the first argument that it formats.
    Format(Family, i128, i128),
    FormatArg(i128),
    /// These parameters, or all.
    Nonnull(Vec<i128>),
    Sentinel(i128),
    /// What is done, the pointer, and the number of elements.
    Access(AccessMode, u16, Option<u16>),
    /// `alloc_size`: the parameters, from 1, that say how much memory is returned.
    AllocSize(u8, Option<u8>),
    UsedResult(UsedResult),
}

/// Which of these attributes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CallAttribute {
    Format,
    FormatArg,
    Nonnull,
    Sentinel,
    Access,
    WarnUnusedResult,
    Nodiscard,
}

impl Asked {
    fn name(&self) -> &'static str {
        match self {
            Asked::Format(..) => "format",
            Asked::FormatArg(_) => "format_arg",
            Asked::Nonnull(_) => "nonnull",
            Asked::Sentinel(_) => "sentinel",
            Asked::Access(..) => "access",
            Asked::AllocSize(..) => "alloc_size",
            Asked::UsedResult(_) => "warn_unused_result",
        }
    }
}

impl Sema<'_> {
    /// The typedef names that the formats of GCC's own sources take arguments of: what has such a name must be such a type.
    fn check_format_types(&self, family: &str, span: Span) {
        let diagnostics = family.ends_with("diag") || family.ends_with("diag_raw");
        let host_integer = "__gcc_host_wide_int__";
        let names: &[&str] = match family {
            "asm_fprintf" => &[host_integer],
            "gcc_gfc" => &["locus"],
            _ if diagnostics => &["tree", "location_t", host_integer],
            _ => &[],
        };
        for &name in names {
            let symbol = self.session.interner.intern(name.as_bytes());
            let entity = self.scopes.ordinary.get(symbol).map(|binding| binding.entity);
            let wrong = match entity {
                Some(crate::scope::Entity::Typedef(ty)) if !self.unit.types.is_error(ty) => {
                    let types = &self.unit.types;
                    let plain = types.value_type(ty);
                    let wide = plain == common::LONG || plain == common::LLONG;
                    match name {
                        "tree" if !types.is_pointer(ty) => "a pointer type",
                        _ if name == host_integer && !wide => "'long' or 'long long'",
                        _ => continue,
                    }
                }
                None if family != "asm_fprintf" => continue,
                _ => "a type",
            };
            self.error(span, format!("'{name}' is not defined as {wrong}"));
            return;
        }
    }

    /// Reads an attribute. `None` if there is something wrong with it, which has been said.
    pub(crate) fn call_attribute(
        &mut self,
        which: CallAttribute,
        args: &[AttributeArg<'_>],
        span: Span,
    ) -> Option<Asked> {
        Some(match which {
            CallAttribute::Format => {
                let Some(AttributeArg::Expr(ast::Expr { kind: A::Ident(name), .. })) = args.first() else {
                    self.error(span, "unrecognized format specifier");
                    return None;
                };
                let text = self.text(*name);
                let bare = attribute::bare(&text);
                if UNCHECKED.contains(&bare) {
                    self.check_format_types(bare, span);
                    return None;
                }
                if bare == "gcc_gfc" {
                    self.check_format_types(bare, span);
                }
                let Some(family) = Family::named(bare) else {
                    let message = match bare {
                        "NSString" => format!("'{bare}' is only allowed in Objective-C dialects"),
                        _ => format!("'{text}' is an unrecognized format function type"),
                    };
                    self.warning(warn::FORMAT, span, message);
                    return None;
                };
                let string = self.position_argument("format", Some(2), &args[1], span)?;
                let first = self.position_argument("format", Some(3), &args[2], span)?;
                Asked::Format(family, string, first)
            }
            CallAttribute::FormatArg => {
                Asked::FormatArg(self.position_argument("format_arg", None, &args[0], span)?)
            }
            CallAttribute::Nonnull => {
                let mut positions = Vec::new();
                for arg in args {
                    let errors = self.session.diags.error_count();
                    let position = self.position_argument("nonnull", None, arg, span);
                    if position.is_none() && self.session.diags.error_count() > errors {
                        self.warning(warn::ATTRIBUTES, span, "'nonnull' attribute argument is invalid");
                    }
                    positions.push(position?);
                }
                Asked::Nonnull(positions)
            }
            CallAttribute::Sentinel => {
                let position = match args.first() {
                    None => 0,
                    Some(arg) => match self.constant_argument(arg) {
                        Some(position) => position,
                        None => {
                            let message = "requested position is not an integer constant";
                            self.warning(warn::ATTRIBUTES, span, message);
                            return None;
                        }
                    },
                };
                if position < 0 {
                    self.warning(warn::ATTRIBUTES, span, "requested position is less than zero");
                    return None;
                }
                Asked::Sentinel(position)
            }
            CallAttribute::Access => {
                let (mode, pointer, size) = self.access_attribute(args)?;
                Asked::Access(mode, pointer, size)
            }
            CallAttribute::WarnUnusedResult => Asked::UsedResult(UsedResult::Warn),
            CallAttribute::Nodiscard => {
                let why = match args {
                    [] => Box::default(),
                    _ => self.string_argument(args, "nodiscard", span)?,
                };
                Asked::UsedResult(UsedResult::Nodiscard(why))
            }
        })
    }

    fn constant_argument(&mut self, arg: &AttributeArg<'_>) -> Option<i128> {
        let AttributeArg::Expr(expr) = arg else { return None };
        let id = self.unevaluated(|sema| sema.value(expr));
        self.const_int(id)
    }

    /// The number of a parameter.
    fn position_argument(
        &mut self,
        name: &str,
        index: Option<u32>,
        arg: &AttributeArg<'_>,
        span: Span,
    ) -> Option<i128> {
        let errors = self.session.diags.error_count();
        let value = self.constant_argument(arg);
        if value.is_none() && self.session.diags.error_count() == errors {
            let text = match arg {
                AttributeArg::Expr(expr) => self.session.sources.word_at(expr.span.lo),
                AttributeArg::Type(_) => String::new(),
            };
            let index = index.map_or_else(String::new, |index| format!(" {index}"));
            let message =
                format!("'{name}' attribute argument{index} value '{text}' is not an integer constant");
            self.warning(warn::ATTRIBUTES, span, message);
        }
        value
    }

    /// The type with what was asked of its calls.
    pub(crate) fn apply_call_attributes(&mut self, ty: Ty, asked: &[(Asked, Span)]) -> Ty {
        let mut core = ty;
        while let Some(pointee) = self.unit.types.pointee(core) {
            core = pointee;
        }
        let Some(function) = self.unit.types.function_of(core).cloned() else {
            for (asked, span) in asked {
                if !matches!(
                    asked,
                    Asked::UsedResult(_) | Asked::Nonnull(_) | Asked::Access(..) | Asked::AllocSize(..)
                ) {
                    let message = format!("'{}' attribute only applies to function types", asked.name());
                    let at = self.session.sources.expansion_point(span.lo);
                    self.warning(warn::ATTRIBUTES, at, message);
                }
            }
            return ty;
        };
        let mut checks = CallChecks::default();
        for (asked, span) in asked {
            // What does not fit is the declaration's, not the macro's that wrote the attribute.
            let span = match span.lo.is_macro() {
                true => self.session.sources.expansion_point(span.lo).into(),
                false => *span,
            };
            self.compare_asked(asked, &function, span, &mut checks);
        }
        if checks == CallChecks::default() { ty } else { self.unit.types.with_checks(ty, &checks) }
    }

    /// Compares what was asked with a function, and notes it if it fits.
    fn compare_asked(&self, asked: &Asked, function: &FunctionType, span: Span, checks: &mut CallChecks) {
        match asked {
            &Asked::Format(family, string, first) => {
                if let Some(row) = self.compare_format(family, string, first, function, span) {
                    checks.formats.push(row);
                }
            }
            &Asked::FormatArg(position) => {
                let Some(position) = self.string_parameter("format_arg", None, position, function, span)
                else {
                    return;
                };
                if !self.is_string(function.ret) {
                    self.error(span, "function does not return string type");
                    return;
                }
                checks.format_args.push(position);
            }
            Asked::Nonnull(positions) => {
                if positions.is_empty() && !function.prototyped {
                    self.error(span, "'nonnull' attribute without arguments on a non-prototype");
                    return;
                }
                let mut valid = Vec::new();
                for &position in positions {
                    valid.extend(self.pointer_parameter(position, function, span));
                }
                let one = CallChecks {
                    nonnull: (positions.is_empty() || !valid.is_empty()).then_some(valid),
                    ..CallChecks::default()
                };
                checks.merge(&one);
            }
            Asked::Sentinel(behind) => {
                if !function.prototyped || function.params.is_empty() {
                    let message = "'sentinel' attribute requires prototypes with named arguments";
                    self.warning(warn::ATTRIBUTES, span, message);
                } else if !function.variadic {
                    let message = "'sentinel' attribute only applies to variadic functions";
                    self.warning(warn::ATTRIBUTES, span, message);
                } else {
                    checks.sentinel = u32::try_from(*behind).ok();
                }
            }
            &Asked::Access(mode, pointer, size) => {
                checks.accesses.extend(self.access_of((mode, pointer, size), function));
            }
            &Asked::AllocSize(first, second) => checks.alloc_size = Some((first, second)),
            Asked::UsedResult(why) => checks.used_result = Some(why.clone()),
        }
    }

    fn is_string(&self, ty: Ty) -> bool {
        let types = &self.unit.types;
        types.pointee(ty).is_some_and(|pointee| types.value_type(pointee) == common::CHAR)
    }

    /// The parameter of that number, if the function's type tells.
    fn parameter_at(
        &self,
        name: &str,
        index: Option<u32>,
        position: i128,
        function: &FunctionType,
        span: Span,
    ) -> Result<Option<Ty>, ()> {
        if !function.prototyped {
            return Ok(None);
        }
        let index = index.map_or_else(String::new, |index| format!(" {index}"));
        let found = usize::try_from(position - 1).ok().map(|at| (at, function.params.get(at)));
        match found {
            Some((_, Some(&param))) => Ok(Some(param)),
            None => {
                let message = format!(
                    "'{name}' attribute argument{index} value '{position}' does not refer to a function parameter"
                );
                self.warning(warn::ATTRIBUTES, span, message);
                Err(())
            }
            Some(_) if function.variadic => Ok(None),
            Some(_) => {
                let count = function.params.len();
                let message = format!(
                    "'{name}' attribute argument{index} value '{position}' exceeds the number of function parameters {count}"
                );
                self.warning(warn::ATTRIBUTES, span, message);
                Err(())
            }
        }
    }

    /// A parameter that is a string.
    fn string_parameter(
        &self,
        name: &str,
        index: Option<u32>,
        position: i128,
        function: &FunctionType,
        span: Span,
    ) -> Option<u16> {
        let param = self.parameter_at(name, index, position, function, span).ok()?;
        if let Some(param) = param.filter(|&param| !self.is_string(param)) {
            let index = index.map_or_else(String::new, |index| format!(" {index}"));
            let text = self.spell(param);
            let message = format!(
                "'{name}' attribute argument{index} value '{position}' refers to parameter type '{text}'"
            );
            self.error(span, message);
            return None;
        }
        u16::try_from(position).ok().filter(|&position| position > 0)
    }

    fn pointer_parameter(&self, position: i128, function: &FunctionType, span: Span) -> Option<u16> {
        let param = self.parameter_at("nonnull", None, position, function, span).ok()?;
        if let Some(param) =
            param.filter(|&param| !self.unit.types.is_pointer(param) && !self.unit.types.is_error(param))
        {
            let text = self.spell(param);
            let message =
                format!("'nonnull' attribute argument value '{position}' refers to parameter type '{text}'");
            self.warning(warn::ATTRIBUTES, span, message);
            return None;
        }
        u16::try_from(position).ok().filter(|&position| position > 0)
    }

    /// A function with a format, or a pointer to one, gets a prototype, which may show that nothing is formatted.
    pub(crate) fn check_format_prototype(&self, old: Ty, new: Ty, at: diag::Loc) {
        let types = &self.unit.types;
        let core = |ty| {
            let mut ty = ty;
            while let Some(pointee) = types.pointee(ty) {
                ty = pointee;
            }
            types.function_of(ty)
        };
        let (Some(before), Some(now)) = (core(old), core(new)) else { return };
        if before.checks == 0 || before.prototyped || !now.prototyped || now.variadic {
            return;
        }
        let formats = |row: &FormatRow| row.first != 0;
        if types.checks(before).is_some_and(|checks| checks.formats.iter().any(formats)) {
            let message =
                "'format' attribute cannot be applied to a function that does not take variable arguments";
            self.warning(warn::ATTRIBUTES, at, message);
        }
    }

    fn compare_format(
        &self,
        family: Family,
        string: i128,
        first: i128,
        function: &FunctionType,
        span: Span,
    ) -> Option<FormatRow> {
        if first != 0 && !family.table().converts {
            self.error(span, "strftime formats cannot format arguments");
            return None;
        }
        if first != 0 && first <= string {
            self.error(span, "format string argument follows the arguments to be formatted");
            return None;
        }
        let position = self.string_parameter("format", Some(2), string, function, span)?;
        if first != 0 && function.prototyped {
            if !function.variadic {
                let message = format!(
                    "'format' attribute argument 3 value '{first}' does not refer to a variable argument list"
                );
                self.error(span, message);
                return None;
            }
            if first != function.params.len() as i128 + 1 {
                self.error(span, "argument to be formatted is not '...'");
                return None;
            }
        }
        Some(FormatRow { family, string: position, first: u16::try_from(first).ok()? })
    }
}
