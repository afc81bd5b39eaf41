//! `patchable_function_entry` (GCC manual, "Common Function Attributes").

use crate::Sema;
use diag::{Span, warn};
use parser::ast::AttributeArg;

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
