//! The families of warnings of the front end, a file each.
//!
//! A family is a file of `impl Sema` methods named `check_…`, which the analysis calls where the construct has just been
//! analysed, with the AST, the HIR or both. The first thing that a check does is to ask whether its warning may be wanted
//! at all ([`Sema::wants`](crate::Sema::wants), or `may_be_enabled` outside of expressions): what is off costs nothing. The
//! name of a warning, and which groups and levels turn it on, is a row of `diag/src/warnings.rs`. Checks that follow
//! control flow walk the HIR of a complete function ([`reachability`], [`uninitialized`]).

pub(crate) mod access_attribute;
mod alias_attributes;
pub(crate) mod array_parameters;
mod atomic_qualifiers;
pub(crate) mod attribute_places;
pub(crate) mod attributes;
mod builtin_declarations;
mod comparison;
mod complex_conversion;
pub(crate) mod conversion;
pub(crate) mod cxx_compat;
mod empty_declaration;
mod enumerations;
mod fallthrough;
mod fallthrough_comments;
mod fallthrough_flow;
pub(crate) mod format;
mod initializers;
mod inlining;
mod layout;
mod library_arguments;
mod literals;
mod members;
pub(crate) mod memory_models;
pub(crate) mod obsolescence;
mod packed_addresses;
mod parentheses;
pub(crate) mod places;
pub(crate) mod positions;
mod promotion;
mod prototypes;
mod reachability;
mod restrict;
mod sequence;
mod shadow;
mod shift;
mod strict_aliasing;
mod strict_overflow;
mod tautology;
mod uninitialized;
mod unused;
mod varargs;
