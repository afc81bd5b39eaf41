//! Conversion as if by assignment (C23 6.5.17.2), with GCC's diagnostics for assignment, initialisation, return
//! and argument passing.

use crate::Sema;
use crate::hir::*;
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
    fn act(&self, target: Target) -> String {
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
        let (to, from) = (self.spell(to.unqualified()), self.spell(from));
        match target {
            Target::Assign => format!("assignment to '{to}' from '{from}' {tail}"),
            Target::Init => format!("initialization of '{to}' from '{from}' {tail}"),
            Target::Return => {
                format!("returning '{from}' from a function with return type '{to}' {tail}")
            }
            Target::Argument(number, name) => {
                format!("passing argument {number} of '{}' {tail}", self.callee_name(name))
            }
        }
    }

    fn incompatible_pointers(&self, target: Target, to: Ty, from: Ty, at: Place) {
        let at = self.outside_system_macro(at);
        let (t, f) = (self.spell(to.unqualified()), self.spell(from));
        let message = match target {
            Target::Assign => format!("assignment to '{t}' from incompatible pointer type '{f}'"),
            Target::Init => format!("initialization of '{t}' from incompatible pointer type '{f}'"),
            Target::Return => {
                format!("returning '{f}' from a function with incompatible return type '{t}'")
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

    /// -Wscalar-storage-order
    fn incompatible_orders(&self, target: Target, to: Ty, from: Ty, at: Place) {
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

    fn discards(&self, target: Target, quals: u32, to: Ty, from: Ty, at: Place) {
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
        let reported = self.session.diags.pedwarn(warn::DISCARDED_QUALIFIERS, at, message);
        if let Target::Argument(number, name) = target {
            self.note_expected(reported, (number, name), to, from, at);
        }
    }

    fn incompatible(&self, target: Target, to: Ty, from: Ty, at: Place) {
        let (t, f) = (self.spell(to.unqualified()), self.spell(from));
        match target {
            Target::Assign => {
                self.error(at, format!("incompatible types when assigning to type '{t}' from type '{f}'"));
            }
            Target::Init => {
                self.error(at, format!("incompatible types when initializing type '{t}' using type '{f}'"));
            }
            Target::Return => {
                self.error(
                    at,
                    format!("incompatible types when returning type '{f}' but '{t}' was expected"),
                );
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
        let from = self.ty(id);
        let to = self.unit.types.value_type(to);
        if from == to || self.unit.types.is_error(from) || self.unit.types.is_error(to) {
            return id;
        }
        let types = &self.unit.types;
        if types.is_void(from) {
            self.error(at, "void value not ignored as it ought to be");
            return self.error_expr(at.caret);
        }
        if types.is_arithmetic(from) && types.is_arithmetic(to) {
            // An assignment's value has a place of its own.
            if target != Target::Assign {
                self.check_conversion(id, to, at);
            }
            self.check_enum_conversion(id, to, target, at);
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
        if types.is_integer(to) && types.is_pointer(from) {
            let message =
                self.conversion_phrase(target, to, from, "makes integer from pointer without a cast");
            self.int_conversion(target, message, to, from, at);
            return self.cast(id, to);
        }
        if types.is_pointer(to) && types.is_pointer(from) {
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
                || (same_size
                    && n == m
                    && types.is_integer(x)
                    && types.is_integer(y)
                    && types.size(x) == types.size(y))
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

    /// Diagnoses a conversion between pointer types (6.5.17.2p1).
    fn check_pointers(&mut self, id: ExprId, to: Ty, target: Target, at: Place) {
        let from = self.ty(id);
        let types = &self.unit.types;
        let (Some(t), Some(f)) = (types.pointee(to), types.pointee(from)) else { return };
        if self.is_null_constant(id) {
            return;
        }
        self.check_packed_address(id, t, f, at);
        self.check_compat_pointers(to, from, at);
        let (tq, fq) = (types.qualifiers(t), types.qualifiers(f));
        let lost = if types.is_function(f) { 0 } else { fq & !tq & (CONST | VOLATILE | RESTRICT) };
        if self.orders_differ(t, f) {
            self.incompatible_orders(target, to, from, at);
        }
        let types = &self.unit.types;
        let void = types.is_void(t) || types.is_void(f);
        if void {
            if types.is_function(t) || types.is_function(f) {
                let what = self.act(target);
                let message = format!("ISO C forbids {what} between function pointer and 'void *'");
                self.pedwarn(warn::PEDANTIC, at, message);
                return;
            }
            if lost != 0 {
                self.discards(target, lost, to, from, at);
            }
            return;
        }
        if types.compatible_unqualified(t, f) {
            if lost != 0 {
                self.discards(target, lost, to, from, at);
            }
            let noreturn =
                |ty| types.function_of(ty).is_some_and(|function| function.attributes & FN_NORETURN != 0);
            if noreturn(t) && !noreturn(f) {
                let what = "makes '__attribute__((noreturn))' qualified function pointer from unqualified";
                let message = format!("{} {what}", self.act(target));
                let reported = self.session.diags.pedwarn(warn::DISCARDED_QUALIFIERS, at, message);
                if let Target::Argument(number, name) = target {
                    self.note_expected(reported, (number, name), to, from, at);
                }
            }
            return;
        }
        if self.differ_in_sign(t, f) {
            let (ts, fs) = (self.spell(to), self.spell(from));
            let phrase = match target {
                Target::Assign => {
                    format!("pointer targets in assignment from '{fs}' to '{ts}' differ in signedness")
                }
                Target::Init => {
                    format!("pointer targets in initialization of '{ts}' from '{fs}' differ in signedness")
                }
                Target::Return => format!(
                    "pointer targets in returning '{fs}' from a function with return type '{ts}' differ in signedness"
                ),
                Target::Argument(number, name) => format!(
                    "pointer targets in passing argument {number} of '{}' differ in signedness",
                    self.callee_name(name)
                ),
            };
            let reported = self.session.diags.pedwarn(warn::POINTER_SIGN, at, phrase);
            if let Target::Argument(number, name) = target {
                self.note_expected(reported, (number, name), to, from, at);
            }
            return;
        }
        self.incompatible_pointers(target, to, from, at);
    }

    /// A pointer to what packing has misaligned (-Waddress-of-packed-member).
    fn check_packed_address(&self, id: ExprId, to: Ty, from: Ty, at: Place) {
        let types = &self.unit.types;
        if types.is_void(to) || types.is_function(to) || types.is_function(from) || types.is_incomplete(to) {
            return;
        }
        let mut value = id;
        while let ExprKind::Cast(CastKind::Bitcast, inner) = self.kind(value) {
            value = inner;
        }
        if let ExprKind::AddrOf(place) = self.kind(value)
            && let ExprKind::Member { base, .. } = self.kind(place)
        {
            if types.align(self.ty(place)) < types.align(types.value_type(to)) {
                let text = self.spell(self.ty(base).unqualified());
                let message = format!(
                    "taking address of packed member of '{text}' may result in an unaligned pointer value"
                );
                self.warning(warn::ADDRESS_OF_PACKED_MEMBER, at, message);
            }
            return;
        }
        let Some(record) = types.record_of(from).map(|id| &types.records[id]) else { return };
        let (own, wanted) = (types.align(from), types.align(to));
        if record.packed && own < wanted {
            let (f, t) = (self.spell(from.unqualified()), self.spell(to.unqualified()));
            let message = format!(
                "converting a packed '{f}' pointer (alignment {own}) to a '{t}' pointer (alignment {wanted}) may result in an unaligned pointer value"
            );
            self.warning(warn::ADDRESS_OF_PACKED_MEMBER, at, message);
        }
    }

    /// Whether two integer types are the same but for their sign.
    fn differ_in_sign(&self, a: Ty, b: Ty) -> bool {
        let types = &self.unit.types;
        // An unsigned enumeration has no signed kin.
        let enumeration = |ty| matches!(types.shape(ty), TypeKind::Enum(_)) && !types.is_signed(ty);
        types.is_integer(a)
            && types.is_integer(b)
            && !enumeration(a)
            && !enumeration(b)
            && !types.is_bool(a)
            && !types.is_bool(b)
            && types.size(a) == types.size(b)
            && match (self.int_kind(a), self.int_kind(b)) {
                (Some(x), Some(y)) => {
                    let same = |kind| match kind {
                        IntKind::Char | IntKind::SChar | IntKind::UChar => 1,
                        IntKind::Short | IntKind::UShort => 2,
                        IntKind::Int | IntKind::UInt => 3,
                        IntKind::Long | IntKind::ULong => 4,
                        IntKind::LLong | IntKind::ULLong => 5,
                        IntKind::Int128 | IntKind::UInt128 => 6,
                        IntKind::Bool => 0,
                    };
                    same(x) == same(y)
                }
                _ => false,
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
