//! Attributes of what functions do besides, where they begin and end: `patchable_function_entry`, `zero_call_used_regs`
//! (GCC manual, "Common Function Attributes").

use crate::Sema;
use diag::{Span, warn};
use parser::ast::{self, AttributeArg};

/// The sets of registers that `zero_call_used_regs` knows.
const REGISTER_SETS: &[&str] =
    &["skip", "used-gpr-arg", "used-gpr", "used-arg", "used", "all-gpr-arg", "all-gpr", "all-arg", "all"];

impl Sema<'_> {
    /// The attribute's numbers: instructions in all, and those before the function's symbol. Wrong ones are ignored.
    pub(crate) fn patchable_entry(&mut self, args: &[AttributeArg<'_>], span: Span) -> Option<(u16, u16)> {
        let total = self.patchable_argument(args.first()?, span)?;
        let before = match args.get(1) {
            Some(arg) => self.patchable_argument(arg, span)?,
            None => 0,
        };
        if before > total {
            if total > 0 {
                let message = format!("patchable function entry {before} exceeds size {total}");
                self.warning(warn::ATTRIBUTES, span, message);
            }
            return Some((total, 0));
        }
        Some((total, before))
    }

    /// Which registers are cleared, if that is a set of them.
    pub(crate) fn zeroed_argument(&mut self, args: &[AttributeArg<'_>], span: Span) -> Option<Box<str>> {
        let name = "'zero_call_used_regs'";
        let [AttributeArg::Expr(ast::Expr { kind: ast::ExprKind::String(literal), .. })] = args else {
            self.error(span, format!("{name} argument not a string"));
            return None;
        };
        let set = String::from_utf8_lossy(literal.bytes);
        if !REGISTER_SETS.contains(&&*set) {
            self.error(span, format!("unrecognized {name} attribute argument '{set}'"));
            return None;
        }
        Some(set.into())
    }

    fn patchable_argument(&mut self, arg: &AttributeArg<'_>, span: Span) -> Option<u16> {
        let name = "'patchable_function_entry' attribute argument";
        let AttributeArg::Expr(expr) = arg else { return None };
        let id = self.expr(expr);
        let id = self.rvalue(id);
        if self.is_error(id) {
            return None;
        }
        let value = match self.unit.types.is_integer(self.ty(id)) {
            true => self.known_integer(id).filter(|&value| value >= 0),
            false => None,
        };
        let message = match value.map(u16::try_from) {
            Some(Ok(value)) => return Some(value),
            Some(Err(_)) => format!("{name} '{}' exceeds 65535", self.spell_expression(expr)),
            None => format!("{name} '{}' is not an integer constant", self.spell_expression(expr)),
        };
        self.warning(warn::ATTRIBUTES, span, message);
        None
    }
}
