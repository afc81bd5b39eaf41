//! Attributes that say by number which parameters tell how much memory a function returns, and how it is aligned:
//! `alloc_size`, `alloc_align`, `assume_aligned` (GCC manual, "Common Function Attributes"; -Wattributes).

use crate::Sema;
use crate::hir::*;
use crate::redeclare::Declared;
use crate::types::*;
use diag::{Place, warn};
use parser::ast::AttributeArg;

/// Such an attribute, as it was written.
#[derive(Clone, Debug)]
pub(crate) struct Positional {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its arguments.
    pub(crate) values: Vec<i128>,
    /// What is wrong with one of them, whatever it stands at.
    pub(crate) wrong: Option<String>,
}

impl Sema<'_> {
    /// The arguments of an attribute, if they are integer constants.
    pub(crate) fn positional(&mut self, name: &'static str, args: &[AttributeArg<'_>]) -> Option<Positional> {
        let mut positional = Positional { name, values: Vec::with_capacity(args.len()), wrong: None };
        for (index, arg) in args.iter().enumerate() {
            let number = if args.len() > 1 { format!(" {}", index + 1) } else { String::new() };
            let AttributeArg::Expr(expr) = arg else { return None };
            let id = self.unevaluated(|sema| sema.expr(expr));
            if self.is_error(id) {
                return None;
            }
            let value = self.rvalue(id);
            if let Some(value) = self.const_int(value).filter(|_| self.unit.types.is_integer(self.ty(id))) {
                positional.values.push(value);
                continue;
            }
            positional.wrong = Some(if !self.unit.types.is_integer(self.ty(id)) {
                format!("'{name}' attribute argument{number} has type '{}'", self.spell(self.ty(id)))
            } else {
                let text = self.spell_expression(expr);
                match name {
                    "assume_aligned" => {
                        format!("'{name}' attribute argument {text} is not an integer constant")
                    }
                    _ => {
                        format!(
                            "'{name}' attribute argument{number} value '{text}' is not an integer constant"
                        )
                    }
                }
            });
            break;
        }
        Some(positional)
    }

    /// Compares them with the function that they stand at and with what was said of it before; what does not fit is
    /// dropped.
    pub(crate) fn check_positions(&mut self, declared: &mut Declared, old: Option<DeclId>) {
        let Some(function) = self.unit.types.function_of(declared.ty).cloned() else { return };
        let mut kept = self.positions.remove(&declared.name.name).unwrap_or_default();
        for positional in std::mem::take(&mut declared.attrs.positions) {
            let fits = self.position_fits(&positional, &function, declared.end.into());
            let previous = kept.iter().find(|other| other.name == positional.name);
            let conflicts = previous.filter(|other| other.values != positional.values && fits);
            if let Some(other) = conflicts.filter(|_| positional.name != "assume_aligned") {
                let message = conflict(&positional, other);
                let reported = self.session.diags.warning(warn::ATTRIBUTES, declared.end, message);
                if let Some(old) = old {
                    let _ = reported.note(self.unit.decls[old].loc, "previous declaration here");
                }
            } else if fits && previous.is_none() {
                kept.push(positional);
                continue;
            } else if fits {
                continue;
            }
            if positional.name == "alloc_size" {
                declared.attrs.decl.alloc_size = None;
            }
        }
        if !kept.is_empty() {
            self.positions.insert(declared.name.name, kept);
        }
    }

    pub(crate) fn position_fits(&self, positional: &Positional, function: &FunctionType, at: Place) -> bool {
        let types = &self.unit.types;
        let name = positional.name;
        let ignored = |message: String| {
            self.warning(warn::ATTRIBUTES, at, message);
            false
        };
        if let Some(wrong) = &positional.wrong {
            return ignored(wrong.clone());
        }
        if !types.is_pointer(function.ret) && !types.is_error(function.ret) {
            let ret = self.spell(function.ret);
            return ignored(format!("'{name}' attribute ignored on a function returning '{ret}'"));
        }
        if name == "assume_aligned" {
            return match self.wrong_alignment(&positional.values) {
                Some(message) => ignored(message),
                None => true,
            };
        }
        positional.values.iter().enumerate().all(|(index, &value)| {
            let number = if positional.values.len() > 1 { format!(" {}", index + 1) } else { String::new() };
            let what = format!("'{name}' attribute argument{number} value '{value}'");
            if value == 0 {
                return ignored(format!("{what} does not refer to a function parameter"));
            }
            if !function.prototyped {
                return value > 0;
            }
            let count = function.params.len();
            let param = usize::try_from(value - 1).ok().and_then(|at| function.params.get(at));
            match param {
                None if function.variadic && value > 0 => true,
                None => ignored(format!("{what} exceeds the number of function parameters {count}")),
                Some(&param) if types.is_integer(param) || types.is_error(param) => true,
                Some(&param) => ignored(format!("{what} refers to parameter type '{}'", self.spell(param))),
            }
        })
    }

    /// What is wrong with `assume_aligned(alignment, offset)`.
    fn wrong_alignment(&self, values: &[i128]) -> Option<String> {
        let alignment = *values.first()?;
        let what =
            |value: i128, why: &str| Some(format!("'assume_aligned' attribute argument {value} is {why}"));
        if alignment < 0 {
            return what(alignment, "not positive");
        }
        if alignment == 0 || (alignment as u128).count_ones() != 1 {
            return what(alignment, "not a power of 2");
        }
        let offset = *values.get(1)?;
        if offset < 0 {
            return what(offset, "not positive");
        }
        if offset >= alignment {
            return what(offset, &format!("not in the range [0, {}]", alignment - 1));
        }
        None
    }
}

fn written(positional: &Positional) -> String {
    let values: Vec<String> = positional.values.iter().map(i128::to_string).collect();
    format!("{} ({})", positional.name, values.join(", "))
}

/// What is said of an attribute whose arguments differ from those that its function has.
pub(crate) fn conflict(new: &Positional, old: &Positional) -> String {
    format!("ignoring attribute '{}' because it conflicts with previous '{}'", written(new), written(old))
}
