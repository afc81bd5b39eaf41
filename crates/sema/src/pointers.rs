//! Conversions between pointers as if by assignment (C23 6.5.17.2p1): lost qualifiers, other types, other signs, packing.

use crate::Sema;
use crate::assign::Target;
use crate::hir::*;
use crate::types::*;
use diag::{Place, warn};

impl Sema<'_> {
    /// Whether it is a pointer to an array, which has no qualifiers of its own before C23 (6.2.5p31).
    pub(crate) fn is_unqualified_array(&self, pointer: Ty) -> bool {
        let types = &self.unit.types;
        self.session.options.std < lexer::Std::C23
            && types.pointee(pointer).is_some_and(|pointee| types.is_array(pointee))
    }

    /// Whether pointers to these types may be subtracted and compared (6.5.7p4, 6.5.9p2).
    pub(crate) fn pointees_meet(&self, a: Ty, b: Ty, at: Place) -> bool {
        let types = &self.unit.types;
        let (x, y) = (types.qualifiers(a), types.qualifiers(b));
        let meet = types.compatible_unqualified(a, b) && (x ^ y) & ATOMIC == 0;
        if meet && types.is_array(a) && x != y {
            self.differently_qualified_arrays(at);
        }
        meet
    }

    /// Pointers to arrays that differ in the qualifiers of their elements meet.
    pub(crate) fn differently_qualified_arrays(&self, at: Place) {
        let message = "invalid use of pointers to arrays with different qualifiers in ISO C before C2X";
        self.session.newer(lexer::Std::C23, warn::PEDANTIC, at, message);
    }

    /// Whether a value is the address of a function that was declared not to return, or one of such.
    fn names_noreturn(&self, id: ExprId) -> bool {
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            match self.kind(id) {
                ExprKind::AddrOf(place) | ExprKind::Comma(_, place) => waiting.push(place),
                ExprKind::Cond { then, els, .. } => waiting.extend([then, els]),
                ExprKind::Global(decl) if self.unit.decls[decl].attrs.noreturn => {}
                _ => return false,
            }
        }
        true
    }

    /// Diagnoses a conversion between pointer types (6.5.17.2p1).
    pub(crate) fn check_pointers(&mut self, id: ExprId, to: Ty, target: Target, at: Place) {
        let from = self.ty(id);
        let types = &self.unit.types;
        let (Some(t), Some(f)) = (types.pointee(to), types.pointee(from)) else { return };
        if self.is_null_constant(id) {
            return;
        }
        self.check_compat_pointers(to, from, target, at);
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
            if types.is_void(f) && types.is_array(t) && fq != 0 && lost == 0 {
                let message = "array with qualifier on the element is not qualified before C2X";
                self.warning(warn::C11_C2X_COMPAT, at, message);
            }
            return;
        }
        if types.compatible_unqualified(t, f) && (tq ^ fq) & ATOMIC == 0 {
            if types.is_array(t) && types.is_array(f) && tq != fq {
                self.differently_qualified_arrays(at);
            }
            if lost != 0 {
                self.discards(target, lost, to, from, at);
            }
            self.check_format_pointers(t, f, target, at);
            let types = &self.unit.types;
            let noreturn =
                |ty| types.function_of(ty).is_some_and(|function| function.attributes & FN_NORETURN != 0);
            if noreturn(t) && !noreturn(f) && !self.names_noreturn(id) {
                let what = "makes '__attribute__((noreturn))' qualified function pointer from unqualified";
                let message = format!("{} {what}", self.act(target));
                let reported = self.session.diags.pedwarn(warn::DISCARDED_QUALIFIERS, at, message);
                if let Target::Argument(number, name) = target {
                    self.note_expected(reported, (number, name), to, from, at);
                }
            }
            return;
        }
        if (tq ^ fq) & ATOMIC == 0 && self.differ_in_sign(t, f) {
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
}
