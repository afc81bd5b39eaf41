//! Attribute `access (mode, pointer, size)` as it is written (GCC manual, "Common Function Attributes"): its mode, the
//! parameters that it names, and what other declarations of the function say of them.

use crate::Sema;
use crate::attribute;
use crate::hir::*;
use crate::redeclare::Declared;
use crate::types::*;
use diag::{Loc, Place, warn};
use parser::ast::{self, AttributeArg, ExprKind as A};

const MODES: [&str; 4] = ["read_only", "read_write", "write_only", "none"];
const EXPECTED: &str = "expected one of 'read_only', 'read_write', 'write_only', or 'none'";

/// One attribute.
#[derive(Clone, Debug)]
pub(crate) struct WrittenAccess {
    mode: String,
    /// The parameters, if they are integer constants.
    positions: Vec<Option<i128>>,
    /// All of it, as messages show it.
    text: String,
    /// What is wrong whatever it stands at.
    wrong: Option<String>,
    /// Where the function's parameters are declared.
    pub(crate) parameters: Vec<Loc>,
}

/// What is known of one pointer of a function.
#[derive(Clone, Debug)]
pub(crate) struct KnownAccess {
    mode: String,
    pointer: i128,
    size: Option<i128>,
}

impl Sema<'_> {
    /// Reads the arguments.
    pub(crate) fn written_access(&mut self, args: &[AttributeArg<'_>]) -> WrittenAccess {
        let mut written = WrittenAccess {
            mode: String::new(),
            positions: Vec::new(),
            text: "access".into(),
            wrong: None,
            parameters: Vec::new(),
        };
        let Some((AttributeArg::Expr(mode), rest)) = args.split_first() else {
            written.wrong = Some("wrong number of arguments specified for 'access' attribute".into());
            return written;
        };
        let (named, called) = match mode.kind {
            A::Ident(name) => (Some(name), false),
            A::Call(ast::Expr { kind: A::Ident(name), .. }, _) => (Some(*name), true),
            _ => (None, false),
        };
        let Some(named) = named else {
            let text = self.spell_expression(mode);
            written.wrong =
                Some(format!("attribute 'access' mode '{text}' is not an identifier; {EXPECTED}"));
            return written;
        };
        let text = self.text(named);
        let plain = attribute::bare(&text);
        if !MODES.contains(&plain) {
            written.wrong = Some(format!("attribute 'access' invalid mode '{plain}'; {EXPECTED}"));
            return written;
        }
        if called {
            let _value = self.unevaluated(|sema| sema.expr(mode));
            written.wrong = Some(format!(
                "attribute 'access' unexpected '(' after mode '{plain}'; expected a positional argument or ')'"
            ));
            return written;
        }
        written.mode = plain.into();
        let mut texts = vec![plain.to_string()];
        for arg in rest {
            let AttributeArg::Expr(expr) = arg else {
                written.positions.push(None);
                continue;
            };
            let id = self.unevaluated(|sema| sema.value(expr));
            let value = self.const_int(id).filter(|_| self.unit.types.is_integer(self.ty(id)));
            texts.push(value.map_or_else(|| self.spell_expression(expr), |value| value.to_string()));
            written.positions.push(value);
        }
        written.text = format!("access({})", texts.join(", "));
        if written.positions.is_empty() {
            written.wrong = Some(format!("attribute '{}' missing an argument", written.text));
        }
        written
    }

    /// Compares them with the function that they stand at, and with each other and earlier ones.
    pub(crate) fn check_accesses(&mut self, declared: &mut Declared, old: Option<DeclId>) {
        let written = std::mem::take(&mut declared.attrs.accesses);
        // It may be said of a pointer to a function, too.
        let types = &self.unit.types;
        let function = match types.pointee(declared.ty) {
            Some(pointee) => types.function_of(pointee),
            None => types.function_of(declared.ty),
        };
        let Some(function) = function.cloned() else { return };
        let mut known = self.accesses.remove(&declared.name.name).unwrap_or_default();
        let before = known.len();
        for access in &written {
            let wrong = access.wrong.clone().or_else(|| self.wrong_access(access, &function));
            if let Some(wrong) = wrong {
                self.error(declared.end, wrong);
                continue;
            }
            let place = declared.end.into();
            if !self.clashes(access, &known, (before, old), place)
                && let Some(&Some(pointer)) = access.positions.first()
            {
                let size = access.positions.get(1).copied().flatten();
                known.push(KnownAccess { mode: access.mode.clone(), pointer, size });
            }
        }
        if !known.is_empty() {
            self.accesses.insert(declared.name.name, known);
        }
    }

    fn wrong_access(&self, access: &WrittenAccess, function: &FunctionType) -> Option<String> {
        let types = &self.unit.types;
        let what = format!("attribute '{}'", access.text);
        for (index, &position) in access.positions.iter().enumerate() {
            let number = index + 1;
            let Some(position) = position else {
                return Some(format!("{what} invalid positional argument {number}"));
            };
            let argument = format!("{what} positional argument {number}");
            if position <= 0 {
                return Some(format!("{argument} invalid value {position}"));
            }
            if !function.prototyped {
                continue;
            }
            let param = usize::try_from(position - 1).ok().and_then(|at| function.params.get(at));
            let Some(&param) = param else {
                let count = function.params.len();
                return Some(format!(
                    "{argument} value {position} exceeds number of function arguments {count}"
                ));
            };
            let text = || self.spell(param);
            match types.pointee(param) {
                _ if types.is_error(param) => {}
                None if index == 0 => {
                    return Some(format!("{argument} references non-pointer argument type '{}'", text()));
                }
                Some(pointee) if index == 0 && types.is_function(pointee) => {
                    let place = usize::try_from(position - 1).ok().and_then(|at| access.parameters.get(at));
                    let written = place.and_then(|place| self.written.get(place)).copied();
                    let pointee = self.quote(pointee, written);
                    return Some(format!("{argument} references argument of function type {pointee}"));
                }
                // What is written is not constant.
                Some(pointee)
                    if index == 0
                        && pointee.is_const()
                        && ["write_only", "read_write"].contains(&&*access.mode) =>
                {
                    let text = text();
                    return Some(format!("{argument} references 'const'-qualified argument type '{text}'"));
                }
                _ if index == 1 && !types.is_integer(param) => {
                    return Some(format!("{argument} references non-integer argument type '{}'", text()));
                }
                _ => {}
            }
        }
        None
    }

    /// Whether something else is known of the pointer, which is said. The first ones of `known` come from the declaration
    /// `old`.
    fn clashes(
        &self,
        access: &WrittenAccess,
        known: &[KnownAccess],
        (before, old): (usize, Option<DeclId>),
        at: Place,
    ) -> bool {
        let pointer = access.positions.first().copied().flatten();
        let size = access.positions.get(1).copied().flatten();
        let found = known.iter().enumerate().find(|(_, known)| Some(known.pointer) == pointer);
        let Some((index, other)) = found else { return false };
        let what = format!("attribute '{}'", access.text);
        let message = match (size, other.size) {
            _ if access.mode != other.mode => format!("{what} mismatch with mode '{}'", other.mode),
            (Some(_), None) => format!("{what} positional argument 2 missing in previous designation"),
            (None, Some(size)) => format!(
                "{what} missing positional argument 2 provided in previous designation by argument {size}"
            ),
            (Some(one), Some(other)) if one != other => {
                format!("{what} mismatched positional argument values {one} and {other}")
            }
            _ => return true,
        };
        let reported = self.session.diags.warning(warn::ATTRIBUTES, at, message);
        let declared = old.filter(|_| index < before).map(|old| self.unit.decls[old].loc);
        let _ = reported
            .note(declared.filter(|&loc| loc != Loc::NONE).unwrap_or(at.caret), "previous declaration here");
        true
    }
}
