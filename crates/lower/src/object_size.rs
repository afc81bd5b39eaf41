//! `__builtin_object_size` (GCC manual, "Object Size Checking"): what the expression itself tells, at every level. What
//! else becomes known by optimisation, an operation asks for.

use crate::function::{Fx, Val};
use ir::{InstData, Op, Type};
use sema::hir::{CastKind, ExprId, ExprKind};
use sema::types::{Ty, TypeKind};

/// Bytes from a place to the ends of what it is in; `None` is not known.
#[derive(Clone, Copy, Default)]
struct Extent {
    /// Of the whole object.
    object: Option<u64>,
    /// Of the innermost member or array.
    part: Option<u64>,
}

impl Extent {
    fn whole(size: Option<u64>) -> Extent {
        Extent { object: size, part: size }
    }

    fn advanced(self, by: u64) -> Extent {
        let rest = |size: Option<u64>| size.map(|size| size.saturating_sub(by));
        Extent { object: rest(self.object), part: rest(self.part) }
    }
}

impl Fx<'_, '_> {
    /// `mode`: 1 asks for the innermost part, 2 for the least size rather than the greatest. The pointer's effects
    /// do not happen.
    pub(crate) fn object_size(&mut self, pointer: ExprId, mode: i64, dynamic: bool) -> Val {
        let unknown = if mode & 2 == 0 { -1 } else { 0 };
        if self.has_effects(pointer) {
            return Val::Scalar(self.iconst(Type::I64, unknown));
        }
        let extent = self.pointed(pointer);
        let known = if mode & 1 == 0 { extent.object } else { extent.part };
        if let Some(size) = known {
            return Val::Scalar(self.iconst(Type::I64, size as i64));
        }
        if !self.low.options.optimize {
            return Val::Scalar(self.iconst(Type::I64, unknown));
        }
        let pointer = self.scalar(pointer);
        let size = InstData::new(Op::ObjectSize, Type::I64, &[pointer]);
        Val::Scalar(self.value(size.with_imm(mode).with_aux(u8::from(dynamic)), Type::I64))
    }

    /// What a pointer points to.
    fn pointed(&self, pointer: ExprId) -> Extent {
        match self.body.exprs[pointer].kind {
            ExprKind::AddrOf(place) => self.extent(place),
            ExprKind::Cast(CastKind::Bitcast, inner) => self.pointed(inner),
            ExprKind::PtrAdd(base, offset) => match self.body.exprs[offset].kind {
                ExprKind::Int(by) if (by as i64) >= 0 => self.pointed(base).advanced(by),
                _ => Extent::default(),
            },
            _ => Extent::default(),
        }
    }

    fn extent(&self, place: ExprId) -> Extent {
        let expr = self.body.exprs[place];
        match expr.kind {
            ExprKind::Local(_) | ExprKind::Global(_) => Extent::whole(self.unit.types.size(expr.ty)),
            ExprKind::Str(string) => Extent::whole(Some(self.unit.strings[string].bytes.len() as u64)),
            ExprKind::Deref(pointer) => self.pointed(pointer),
            ExprKind::Member { base, offset } => {
                let outer = self.extent(base);
                let object = outer.object.map(|size| size.saturating_sub(offset));
                let size = self.unit.types.size(expr.ty);
                // An array at the end of what a pointer points to may go on behind the type's end.
                let open = object.is_none() && self.is_trailing_array(expr.ty, base, offset);
                Extent { object, part: if open { object } else { size } }
            }
            _ => Extent::default(),
        }
    }

    fn is_trailing_array(&self, member: Ty, base: ExprId, offset: u64) -> bool {
        let types = &self.unit.types;
        let (Some(size), Some(whole)) = (types.size(member), types.size(self.body.exprs[base].ty)) else {
            return true;
        };
        matches!(types.shape(member), TypeKind::Array { .. }) && offset + size >= whole
    }
}
