//! What is said of an attribute that stands where it means nothing (GCC manual, "Attribute Syntax"): most are passed over
//! with a warning whose words depend on the attribute, a few are errors.

use crate::Sema;
use crate::attribute::{FN_TYPE, On, TO_FN};
use crate::types::Ty;
use crate::warnings::attributes::NOT_PUBLIC;
use diag::{Place, warn};
use lexer::Symbol;

/// What attributes stand at: its name and its type, as far as there are any.
#[derive(Clone, Copy, Default)]
pub(crate) struct Bearer {
    pub(crate) name: Option<Symbol>,
    pub(crate) ty: Option<Ty>,
}

impl Bearer {
    pub(crate) fn new(name: Symbol, ty: Ty) -> Bearer {
        Bearer { name: Some(name), ty: Some(ty) }
    }

    pub(crate) fn of_type(ty: Ty) -> Bearer {
        Bearer { name: None, ty: Some(ty) }
    }
}

impl Sema<'_> {
    /// Whether an attribute that is `allowed` at some things means something at `bearer`, which is `on`.
    pub(crate) fn bears(&self, allowed: u16, on: On, bearer: Bearer) -> bool {
        let types = &self.unit.types;
        let unknown = bearer.ty.is_none_or(|ty| types.is_error(ty)) && on != On::Type;
        let pointer = || bearer.ty.is_some_and(|ty| types.is_function_pointer(ty));
        let function = || bearer.ty.is_some_and(|ty| types.is_function(ty)) || pointer();
        if allowed & FN_TYPE != 0 && !unknown && !function() {
            return false;
        }
        allowed & on as u16 != 0 || allowed & TO_FN != 0 && (unknown || pointer())
    }

    /// Says that an attribute is passed over, or that it is wrong.
    pub(crate) fn misplaced_attribute(&self, name: &str, allowed: u16, on: On, bearer: Bearer, at: Place) {
        let text = || bearer.name.map_or_else(String::new, |name| self.text(name));
        let message = match (name, on) {
            ("nodiscard", _) => {
                let message = "'nodiscard' attribute can only be applied to functions or to structure, union or enumeration types";
                return self.pedwarn(warn::ATTRIBUTES, at, message);
            }
            ("externally_visible", On::Automatic | On::Static) => NOT_PUBLIC.to_string(),
            ("visibility", On::Type) => "'visibility' attribute ignored on types".to_string(),
            _ if allowed & FN_TYPE != 0 => format!("'{name}' attribute only applies to function types"),
            ("format" | "format_arg" | "sentinel", On::Type) => {
                format!("'{name}' attribute only applies to function types")
            }
            // As in GCC, what has no name may.
            ("aligned", _) if bearer.name.is_none() => return,
            ("aligned", _) => {
                return self.error(at, format!("alignment may not be specified for '{}'", text()));
            }
            ("vector_size", On::Type) => {
                return self.error(at, "invalid vector type for attribute 'vector_size'");
            }
            ("designated_init", _) => {
                return self.error(at, "'designated_init' attribute is only valid on 'struct' type");
            }
            ("transparent_union" | "scalar_storage_order" | "ms_struct" | "gcc_struct", _) => {
                format!("'{name}' attribute ignored")
            }
            (_, On::Type) => format!("'{name}' attribute does not apply to types"),
            ("section", On::Automatic) => {
                return self.error(at, "section attribute cannot be specified for local variables");
            }
            ("section", _) => {
                return self.error(at, format!("section attribute not allowed for '{}'", text()));
            }
            ("no_instrument_function" | "no_split_stack" | "no_stack_limit" | "zero_call_used_regs", _) => {
                return self.error(at, format!("'{name}' attribute applies only to functions"));
            }
            ("cf_check" | "function_return" | "indirect_branch" | "naked", _) => {
                format!("'{name}' attribute only applies to functions")
            }
            ("nonstring", On::Typedef) => format!("'{name}' attribute does not apply to types"),
            ("nonstring", _) => format!("'{name}' attribute does not apply to functions"),
            ("no_reorder", _) => format!("'{name}' attribute only affects top level objects"),
            ("symver", On::Automatic) => format!("'{name}' attribute is only applicable to symbols"),
            ("symver", _) => format!("'{name}' attribute only applies to functions and variables"),
            ("tainted_args", _) => {
                format!("'{name}' attribute ignored; valid only for functions and function pointer fields")
            }
            ("uninitialized", On::Static) => {
                format!("'{name}' attribute ignored because '{}' is not a local variable", text())
            }
            ("tls_model", On::Automatic) => {
                format!(
                    "'{name}' attribute ignored because '{}' does not have thread storage duration",
                    text()
                )
            }
            ("uninitialized" | "tls_model", _) => {
                format!("'{name}' attribute ignored because '{}' is not a variable", text())
            }
            ("noplt", _) => format!("'{name}' attribute is only applicable on functions"),
            ("malloc", _) => format!("'{name}' attribute ignored; valid only for functions"),
            _ => format!("'{name}' attribute ignored"),
        };
        self.ignored(at, message);
    }
}
