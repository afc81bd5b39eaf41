//! Pointers made of others, which type-based aliasing takes to point to different objects (-Wstrict-aliasing; C23 6.5.1p7).
//! Level 3 warns where the address of an object is cast and used at once, level 2 where it is cast, level 1 of each cast.

use crate::Sema;
use crate::hir::*;
use crate::types::*;
use diag::{Span, warn};
use parser::ast::{Expr, ExprKind as A};

/// An expression without parentheses around it.
fn plain<'e, 'a>(mut expr: &'e Expr<'a>) -> &'e Expr<'a> {
    while let A::Paren(inner) | A::Extension(inner) = &expr.kind {
        expr = inner;
    }
    expr
}

impl Sema<'_> {
    fn strict_aliasing_level(&self) -> u8 {
        if !self.session.options.strict_aliasing || !self.wants(warn::STRICT_ALIASING) {
            return 0;
        }
        self.session.diags.strict_aliasing_level()
    }

    /// A cast between pointers that the program wrote.
    pub(crate) fn check_alias_cast(&self, id: ExprId, to: Ty, span: Span) {
        let level = self.strict_aliasing_level();
        if matches!(level, 1 | 2) && !self.is_null_constant(id) {
            self.check_alias(id, to, level, span);
        }
    }

    /// `*(T *)&object`, or `((T *)&object)->member`: `pointer` is what is dereferenced.
    pub(crate) fn check_alias_access(&self, pointer: &Expr<'_>, id: ExprId, span: Span) {
        if let A::Cast(..) = plain(pointer).kind
            && let ExprKind::Cast(_, inner) = self.kind(id)
            && self.strict_aliasing_level() >= 3
        {
            self.check_alias(inner, self.ty(id), 3, span);
        }
    }

    fn check_alias(&self, id: ExprId, to: Ty, level: u8, span: Span) {
        let types = &self.unit.types;
        let (Some(object), Some(access)) = (types.pointee(self.ty(id)), types.pointee(to)) else { return };
        if types.is_void(access) || types.is_function(access) {
            return;
        }
        let say = |message: &str| self.warning(warn::STRICT_ALIASING, span, message);
        let (will, might) = (
            "dereferencing type-punned pointer will break strict-aliasing rules",
            "dereferencing type-punned pointer might break strict-aliasing rules",
        );
        let must = self.aliases_all(object) || self.aliases_all(access) || self.same_alias(object, access);
        if self.is_object_address(id) {
            if types.is_incomplete(access) && level == 2 {
                say("type-punning to incomplete type might break strict-aliasing rules");
            } else if !must && !self.alias_contains(object, access) && !self.alias_contains(access, object) {
                say(will);
            } else if level == 2 && !must {
                say(might);
            }
        } else if level == 1 && !types.is_void(object) && (types.is_incomplete(access) || !must) {
            say(might);
        }
    }

    /// `&object`, an array that decays, or an element of one.
    fn is_object_address(&self, mut id: ExprId) -> bool {
        loop {
            match self.kind(id) {
                ExprKind::AddrOf(_) => return true,
                ExprKind::PtrAdd(base, _) => id = base,
                _ => return false,
            }
        }
    }

    /// A pointer that stands for any: to `void` or a function, over any number of pointers.
    fn is_generic_pointer(&self, mut ty: Ty) -> bool {
        let types = &self.unit.types;
        let pointer = types.pointee(ty).is_some();
        while let Some(inner) = types.pointee(ty).or(types.array_of(ty).map(|(elem, _)| elem)) {
            ty = inner;
        }
        pointer && (types.is_void(ty) || types.is_function(ty))
    }

    /// Whether lvalues of the type may access any object.
    fn aliases_all(&self, ty: Ty) -> bool {
        let types = &self.unit.types;
        match types.shape(ty) {
            TypeKind::Void | TypeKind::Int(IntKind::Char | IntKind::SChar | IntKind::UChar) => true,
            TypeKind::Array { elem, .. } => types.may_alias(ty) || self.aliases_all(*elem),
            _ => types.may_alias(ty),
        }
    }

    fn same_alias(&self, a: Ty, b: Ty) -> bool {
        let types = &self.unit.types;
        let (a, b) = (types.value_type(a), types.value_type(b));
        if let Some((elem, _)) = types.array_of(a) {
            return self.same_alias(elem, b);
        }
        if let Some((elem, _)) = types.array_of(b) {
            return self.same_alias(a, elem);
        }
        let unsigned = |kind| match kind {
            IntKind::Short => IntKind::UShort,
            IntKind::Int => IntKind::UInt,
            IntKind::Long => IntKind::ULong,
            IntKind::LLong => IntKind::ULLong,
            IntKind::Int128 => IntKind::UInt128,
            kind => kind,
        };
        if let (Some(x), Some(y)) = (self.int_kind(a), self.int_kind(b)) {
            return unsigned(x) == unsigned(y);
        }
        match (types.pointee(a), types.pointee(b)) {
            (Some(a), Some(b)) => self.same_alias(a, b),
            _ => types.compatible_unqualified(a, b),
        }
    }

    /// Whether an object of type `outer` has one of type `inner` in it. A `void *` stands for any pointer.
    fn alias_contains(&self, outer: Ty, inner: Ty) -> bool {
        let types = &self.unit.types;
        if types.pointee(outer).is_some() && types.pointee(inner).is_some() {
            return self.is_generic_pointer(outer);
        }
        if let Some((elem, _)) = types.array_of(outer) {
            return self.alias_contains(elem, inner);
        }
        let part = |part: Ty| self.same_alias(part, inner) || self.alias_contains(part, inner);
        if let Some(complex) = types.complex_part(outer) {
            return part(complex);
        }
        let Some(id) = types.record_of(outer) else { return false };
        types.records[id].fields.iter().flatten().any(|field| part(field.ty))
    }
}
