//! Conversion as if by assignment (C23 6.5.17.2), with GCC's diagnostics for assignment, initialisation, return
//! and argument passing.

use crate::Sema;
use crate::hir::*;
use crate::sugar::Destination;
use crate::types::*;
use diag::{Place, warn};
use lexer::Symbol;

/// Where a value is converted as if by assignment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    Assign,
    Init,
    Return,
    /// Argument number (from 1) of a function, if it has a name.
    Argument(u32, Option<Symbol>),
}

impl Sema<'_> {
    pub(crate) fn callee_name(&self, name: Option<Symbol>) -> String {
        name.map_or_else(|| "<function>".to_string(), |name| self.text(name))
    }

    /// What happens to the value.
    pub(crate) fn act(&self, target: Target) -> String {
        match target {
            Target::Assign => "assignment".to_string(),
            Target::Init => "initialization".to_string(),
            Target::Return => "return".to_string(),
            Target::Argument(number, name) => {
                format!("passing argument {number} of '{}'", self.callee_name(name))
            }
        }
    }

    /// "assignment to 'T' from 'U' makes … without a cast", and its kin.
    fn conversion_phrase(&self, target: Target, to: Ty, from: Ty, tail: &str) -> String {
        let (to, from) = (self.quote_to(target, to.unqualified()), self.quote_from(from));
        match target {
            Target::Assign => format!("assignment to {to} from {from} {tail}"),
            Target::Init => format!("initialization of {to} from {from} {tail}"),
            Target::Return => {
                format!("returning {from} from a function with return type {to} {tail}")
            }
            Target::Argument(number, name) => {
                format!("passing argument {number} of '{}' {tail}", self.callee_name(name))
            }
        }
    }

    pub(crate) fn incompatible_pointers(&self, target: Target, to: Ty, from: Ty, at: Place) {
        let at = self.outside_system_macro(at);
        let (t, f) = (self.quote_to(target, to.unqualified()), self.quote_from(from));
        let builtin = self.converted.and_then(|id| self.written_builtin(id));
        let message = match target {
            Target::Assign if let Some(name) = &builtin => {
                format!("assignment to {t} from pointer to '{name}' with incompatible type {f}")
            }
            Target::Init if let Some(name) = &builtin => {
                format!("initialization of {t} from pointer to '{name}' with incompatible type {f}")
            }
            Target::Return if let Some(name) = &builtin => {
                format!(
                    "returning pointer to '{name}' of type {f} from a function with incompatible type {t}"
                )
            }
            Target::Assign => format!("assignment to {t} from incompatible pointer type {f}"),
            Target::Init => format!("initialization of {t} from incompatible pointer type {f}"),
            Target::Return => {
                format!("returning {f} from a function with incompatible return type {t}")
            }
            Target::Argument(number, name) => {
                format!(
                    "passing argument {number} of '{}' from incompatible pointer type",
                    self.callee_name(name)
                )
            }
        };
        let reported = self.session.diags.pedwarn(warn::INCOMPATIBLE_POINTER_TYPES, at, message);
        if let Target::Argument(number, name) = target {
            self.note_expected(reported, (number, name), to, from, at);
        }
    }

    /// The builtin whose address a value is, by the name that it was written with.
    fn written_builtin(&self, id: ExprId) -> Option<String> {
        let ExprKind::AddrOf(place) = self.kind(id) else { return None };
        let ExprKind::Global(decl) = self.kind(place) else { return None };
        let name = self.session.sources.word_at(self.loc(place));
        (self.unit.decls[decl].is_function && name.starts_with("__builtin_")).then_some(name)
    }

    /// -Wscalar-storage-order
    pub(crate) fn incompatible_orders(&self, target: Target, to: Ty, from: Ty, at: Place) {
        // Functions of the library take any bytes.
        let (t, f) = (self.spell(to.unqualified()), self.spell(from));
        let message = match target {
            Target::Assign => {
                format!("assignment to '{t}' from pointer type '{f}' with incompatible scalar storage order")
            }
            Target::Init => {
                format!(
                    "initialization of '{t}' from pointer type '{f}' with incompatible scalar storage order"
                )
            }
            Target::Return => {
                format!("returning '{f}' from pointer type with incompatible scalar storage order '{t}'")
            }
            Target::Argument(_, name) if name.is_some_and(|name| self.builtins.get(name).is_some()) => return,
            Target::Argument(number, name) => format!(
                "passing argument {number} of '{}' from incompatible scalar storage order",
                self.callee_name(name)
            ),
        };
        self.warning(warn::SCALAR_STORAGE_ORDER, at, message);
    }

    pub(crate) fn discards(&self, target: Target, quals: u32, to: Ty, from: Ty, at: Place) {
        let at = self.outside_system_macro(at);
        let mut words = Vec::new();
        for (bit, word) in
            [(CONST, "const"), (VOLATILE, "volatile"), (RESTRICT, "restrict"), (ATOMIC, "_Atomic")]
        {
            if quals & bit != 0 {
                words.push(word);
            }
        }
        let tail = format!("discards '{}' qualifier from pointer target type", words.join(" "));
        let message = format!("{} {tail}", self.act(target));
        // An array has the qualifiers of its elements only since C23.
        let group = match self.is_unqualified_array(from) {
            true => warn::DISCARDED_ARRAY_QUALIFIERS,
            false => warn::DISCARDED_QUALIFIERS,
        };
        let reported = self.session.diags.pedwarn(group, at, message);
        if let Target::Argument(number, name) = target {
            self.note_expected(reported, (number, name), to, from, at);
        }
    }

    /// What would make vectors of the same size convertible: once is enough.
    fn note_lax_vectors(&self, to: Ty, from: Ty, at: Place) {
        let types = &self.unit.types;
        let vectors = types.vector_of(to).is_some() && types.vector_of(from).is_some();
        if vectors && types.size(to) == types.size(from) && !self.explained_vectors.replace(true) {
            let message = "use '-flax-vector-conversions' to permit conversions between vectors with differing element types or numbers of subparts";
            self.session.diags.remark(at, message);
        }
    }

    fn incompatible(&self, target: Target, to: Ty, from: Ty, at: Place) {
        let (t, f) = (self.quote_to(target, to.unqualified()), self.quote_from(from));
        self.note_lax_vectors(to, from, at);
        match target {
            Target::Assign => {
                self.error(at, format!("incompatible types when assigning to type {t} from type {f}"));
            }
            Target::Init if self.unit.types.record_of(to).is_some() => self.error(at, "invalid initializer"),
            Target::Init => {
                self.error(at, format!("incompatible types when initializing type {t} using type {f}"));
            }
            Target::Return => {
                self.error(at, format!("incompatible types when returning type {f} but {t} was expected"));
            }
            Target::Argument(number, name) => {
                let callee = self.callee_name(name);
                let message = format!("incompatible type for argument {number} of '{callee}'");
                let reported = self.session.diags.error(at, message);
                self.note_expected(reported, (number, name), to, from, at);
            }
        }
    }

    /// Converts the value `id` to `to` as if by assignment.
    pub(crate) fn assign_convert(
        &mut self,
        id: ExprId,
        to: Ty,
        target: Target,
        at: impl Into<Place>,
    ) -> ExprId {
        let at = at.into();
        self.converted = Some(id);
        match target {
            Target::Assign | Target::Init => {}
            Target::Argument(..) => self.destination = Destination::Unknown,
            Target::Return => {
                self.destination = match &self.function {
                    Some(function) => Destination::Declared(self.unit.decls[function.decl].loc),
                    None => Destination::Unknown,
                };
            }
        }
        let from = self.ty(id);
        let to = self.unit.types.value_type(to);
        if matches!(self.unit.types.shape(to), TypeKind::Pointer { .. }) {
            self.check_packed_address(id, to, at);
        }
        if from == to || self.unit.types.is_error(from) || self.unit.types.is_error(to) {
            return id;
        }
        let complex = target != Target::Assign
            && self.unit.types.complex_part(from).is_some()
            && self.check_complex_constant(id, to, at);
        let types = &self.unit.types;
        if types.is_array(from) {
            self.error(at, "invalid use of non-lvalue array");
            return self.error_expr(at.caret);
        }
        if types.is_void(from) {
            let message = match target {
                Target::Argument(..) => "invalid use of void expression",
                _ => "void value not ignored as it ought to be",
            };
            self.error(at, message);
            return self.error_expr(at.caret);
        }
        let null = common::NULLPTR.unqualified();
        let (from_null, to_null) = (from.unqualified() == null, to.unqualified() == null);
        let converts = match (from_null, to_null) {
            // C23 6.5.17.2p1: to a pointer or a truth value, and from a null pointer constant.
            (true, false) => !types.is_arithmetic(to) || types.is_bool(to),
            (false, true) => self.is_null_constant(id),
            _ => true,
        };
        if !converts {
            self.incompatible(target, to, from, at);
            return self.error_expr(at.caret);
        }
        let types = &self.unit.types;
        if types.is_arithmetic(from) && types.is_arithmetic(to) {
            // An assignment's value has a place of its own.
            if target != Target::Assign && !complex {
                self.check_conversion(id, to, at);
            }
            self.check_enum_conversion(id, to, target, at);
            if types.is_bool(to) {
                self.check_complement_truth(id);
            }
            return self.cast(id, to);
        }
        if types.is_bool(to) && types.is_pointer(from) {
            return self.cast(id, to);
        }
        if types.is_pointer(to) && types.is_integer(from) {
            if !self.is_null_constant(id) {
                let message =
                    self.conversion_phrase(target, to, from, "makes pointer from integer without a cast");
                self.int_conversion(target, message, to, from, at);
            }
            return self.cast(id, to);
        }
        if types.is_enum(to) && types.is_pointer(from) {
            self.incompatible(target, to, from, at);
            return self.error_expr(at.caret);
        }
        if types.is_integer(to) && types.is_pointer(from) {
            let message =
                self.conversion_phrase(target, to, from, "makes integer from pointer without a cast");
            self.int_conversion(target, message, to, from, at);
            return self.cast(id, to);
        }
        if types.is_pointer(to) && types.is_pointer(from) {
            let id = self.embedded_pointer(id, to, at.caret);
            self.check_pointers(id, to, target, at);
            return self.cast(id, to);
        }
        if let (Some(_), Some(_)) = (types.record_of(to), types.record_of(from))
            && types.compatible_unqualified(to, from)
        {
            return self.bitcast(id, to);
        }
        if let (Some((x, n)), Some((y, m))) = (types.vector_of(to), types.vector_of(from)) {
            let same_size = types.size(to) == types.size(from);
            if n == m && types.compatible_unqualified(x, y)
                || (same_size && self.session.options.lax_vector_conversions)
                || (same_size && n == m && self.is_vector_mask(id))
            {
                return self.bitcast(id, to);
            }
        }
        if let Some(record) = types.record_of(to)
            && types.records[record].transparent
        {
            return self.convert_to_transparent_union(id, to, record, target, at);
        }
        self.incompatible(target, to, from, at);
        self.error_expr(at.caret)
    }

    fn int_conversion(&self, target: Target, message: String, to: Ty, from: Ty, at: Place) {
        let at = self.outside_system_macro(at);
        let reported = self.session.diags.pedwarn(warn::INT_CONVERSION, at, message);
        if let Target::Argument(number, name) = target {
            self.note_expected(reported, (number, name), to, from, at);
        }
    }

    /// GNU: a transparent union takes a value of any of its members' types.
    fn convert_to_transparent_union(
        &mut self,
        id: ExprId,
        to: Ty,
        record: RecordId,
        target: Target,
        at: Place,
    ) -> ExprId {
        let from = self.ty(id);
        let members: Vec<Ty> =
            self.unit.types.records[record].fields.iter().flatten().map(|field| field.ty).collect();
        let types = &self.unit.types;
        let exact = members.iter().copied().find(|&member| types.compatible_unqualified(member, from));
        let null = self.is_null_constant(id);
        let found = exact.or_else(|| {
            members.iter().copied().find(|&member| {
                let (Some(m), Some(f)) = (types.pointee(member), types.pointee(from)) else {
                    return null && types.is_pointer(member);
                };
                null || types.is_void(m) || types.is_void(f) || types.compatible_unqualified(m, f)
            })
        });
        match found {
            Some(member) => {
                // The C library's own unions, such as that of `bind`, are its business.
                if !self.session.sources.in_system_header(self.unit.types.records[record].definition) {
                    let message = "ISO C prohibits argument conversion to union type";
                    self.pedwarn(warn::PEDANTIC, at, message);
                }
                let value = self.cast(id, member);
                self.push(ExprKind::Cast(CastKind::ToUnion, value), to, at.caret)
            }
            None => {
                self.incompatible(target, to, from, at);
                self.error_expr(at.caret)
            }
        }
    }
}
