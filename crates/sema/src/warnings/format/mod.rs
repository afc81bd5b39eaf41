//! Calls of functions that take a format (`__attribute__((format))`, and those of the C library): -Wformat and its family.

mod arguments;
mod directive;
pub(crate) mod table;
mod text;

use crate::Sema;
use crate::assign::Target;
use crate::call_checks::FormatRow;
use crate::hir::*;
use crate::types::Ty;
use arguments::Arguments;
use diag::{Loc, Place, Span, warn};
use directive::{Reader, Rest};
use parser::ast;
use table::Since;
use text::Format;

impl Sema<'_> {
    /// Whether what GCC has beyond ISO C is warned of.
    pub(crate) fn pedantic(&self) -> bool {
        self.session.diags.is_enabled(warn::PEDANTIC, Loc::NONE)
    }

    /// The standard in force, for comparison with a table's rows.
    fn format_standard(&self) -> Since {
        use lexer::Std;
        match self.session.options.std {
            Std::C89 => Since::C89,
            Std::C94 => Since::C94,
            Std::C99 | Std::C11 | Std::C17 => Since::C99,
            Std::C23 | Std::C2y => Since::C23,
        }
    }

    /// What messages call the standard in force.
    pub(crate) fn standard_name(&self) -> String {
        use lexer::Std;
        let name = match self.session.options.std {
            Std::C89 | Std::C94 => "C90",
            Std::C99 => "C99",
            Std::C11 | Std::C17 => "C17",
            Std::C23 => "C2X",
            Std::C2y => "C2Y",
        };
        format!("ISO {name}")
    }

    /// Compares the arguments of a call with its format.
    pub(crate) fn check_format(
        &mut self,
        row: FormatRow,
        args: &[ast::Expr<'_>],
        values: &[ExprId],
        span: Span,
    ) {
        let diags = &self.session.diags;
        if !diags.may_be_enabled(warn::FORMAT) && !diags.may_be_enabled(warn::SUGGEST_ATTRIBUTE_FORMAT) {
            return;
        }
        let Some(expr) = args.get(usize::from(row.string) - 1) else { return };
        let first = usize::from(row.first);
        let formatted = if first == 0 { None } else { values.get(first - 1..) };
        if first != 0 && formatted.is_none() {
            return;
        }
        let format = self.format_of(expr);
        if matches!(format, Format::Unknown) && row.first == 0 && row.family.table().converts {
            self.suggest_format_attribute(row, span);
        }
        let rest = self.check_one_format(&format, row, formatted, expr.span);
        if rest.as_ref().is_some_and(|rest| rest.empty) {
            let message = format!("zero-length {} format string", row.family.table().name);
            self.warning(warn::FORMAT_ZERO_LENGTH, expr.span, message);
        }
        let Some(Rest { extra: true, numbered, .. }) = rest else { return };
        let message =
            if numbered { "unused arguments in '$'-style format" } else { "too many arguments for format" };
        self.warning(warn::FORMAT_EXTRA_ARGS, self.outside_system_macro(expr.span.into()), message);
    }

    /// One of the formats that a call may have; `None` if nothing can be said of the arguments that it leaves over.
    fn check_one_format(
        &self,
        format: &Format,
        row: FormatRow,
        formatted: Option<&[ExprId]>,
        span: Span,
    ) -> Option<Rest> {
        let table = row.family.table();
        match format {
            Format::Text(text) if text.bytes.is_empty() => {
                let extra = formatted.is_some_and(|values| !values.is_empty());
                Some(Rest { extra, numbered: false, empty: true })
            }
            Format::Text(text) => {
                let arguments = Arguments::new(self, formatted, usize::from(row.first));
                Reader::new(self, table, text, arguments).read()
            }
            Format::Wide => {
                self.warning(warn::FORMAT, span, "format is a wide character string");
                None
            }
            Format::Unterminated => {
                self.warning(warn::FORMAT, span, "unterminated format string");
                None
            }
            // Whether there must be a format is `nonnull`'s business.
            Format::Null => {
                let extra = formatted.is_some_and(|values| !values.is_empty());
                Some(Rest { extra, numbered: false, empty: false })
            }
            Format::Either(one, other) => {
                let one = self.check_one_format(one, row, formatted, span);
                let other = self.check_one_format(other, row, formatted, span);
                let (one, other) = (one?, other?);
                Some(Rest {
                    extra: one.extra && other.extra,
                    numbered: one.numbered || other.numbered,
                    empty: one.empty && other.empty,
                })
            }
            Format::Unknown => {
                self.check_nonliteral(row, formatted, span);
                None
            }
        }
    }

    /// A format that is known at run time only (-Wformat-nonliteral, -Wformat-security).
    fn check_nonliteral(&self, row: FormatRow, formatted: Option<&[ExprId]>, span: Span) {
        if !row.family.table().converts {
            let message = "format not a string literal, format string not checked";
            self.warning(warn::FORMAT_NONLITERAL, span, message);
            return;
        }
        // Functions that take a `va_list` pass on what others call them with.
        let Some(values) = formatted else { return };
        if values.is_empty() {
            let security = self.session.diags.is_enabled(warn::FORMAT_SECURITY, span.lo);
            let group = if security { warn::FORMAT_SECURITY } else { warn::FORMAT_NONLITERAL };
            self.warning(group, span, "format not a string literal and no format arguments");
        } else {
            let message = "format not a string literal, argument types not checked";
            self.warning(warn::FORMAT_NONLITERAL, span, message);
        }
    }

    /// A function with a format becomes one without (-Wsuggest-attribute=format): its calls will not be checked.
    pub(crate) fn check_format_pointers(&self, to: Ty, from: Ty, target: Target, at: Place) {
        if !self.session.diags.may_be_enabled(warn::SUGGEST_ATTRIBUTE_FORMAT) {
            return;
        }
        let types = &self.unit.types;
        let has_format = |ty| {
            let function = types.function_of(ty)?;
            Some(types.checks(function).is_some_and(|checks| !checks.formats.is_empty()))
        };
        if has_format(to) != Some(false) || has_format(from) != Some(true) {
            return;
        }
        let what = match target {
            Target::Assign => "assignment left-hand side".to_string(),
            Target::Init => "initialization left-hand side".to_string(),
            Target::Return => "return type".to_string(),
            Target::Argument(number, name) => format!("argument {number} of '{}'", self.callee_name(name)),
        };
        let message = format!("{what} might be a candidate for a format attribute");
        self.warning(warn::SUGGEST_ATTRIBUTE_FORMAT, at, message);
    }

    /// A function that passes on its arguments to one with a format, and has none itself.
    fn suggest_format_attribute(&self, row: FormatRow, span: Span) {
        if !self.session.diags.may_be_enabled(warn::SUGGEST_ATTRIBUTE_FORMAT) {
            return;
        }
        let Some(function) = &self.function else { return };
        let declaration = &self.unit.decls[function.decl];
        let types = &self.unit.types;
        let Some(ty) = types.function_of(declaration.ty) else { return };
        let known = types
            .checks(ty)
            .is_some_and(|checks| checks.formats.iter().any(|known| known.family == row.family));
        let string = |&param: &crate::types::Ty| {
            types.pointee(param).is_some_and(|pointee| {
                let pointee = types.value_type(pointee);
                matches!(pointee, crate::types::common::CHAR)
            })
        };
        if known || !ty.params.iter().any(string) {
            return;
        }
        let (name, family) = (self.text(declaration.name), row.family.table().name);
        let message = format!("function '{name}' might be a candidate for '{family}' format attribute");
        self.warning(warn::SUGGEST_ATTRIBUTE_FORMAT, span, message);
    }
}
