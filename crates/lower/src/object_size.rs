//! `__builtin_object_size` (GCC manual, "Object Size Checking"): what the expression itself tells, at every level. What
//! else becomes known by optimisation, an operation asks for.

use crate::function::{Fx, Val};
use ir::{InstData, Op, Type, Value};
use sema::hir::{CastKind, ExprId, ExprKind};
use sema::types::TypeKind;

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
        let optimize = self.low.options.optimize;
        let parts = mode & 1 != 0;
        let extent = self.pointed(pointer);
        let known = match parts {
            // The object, once it is known, may be smaller.
            true => extent.part.filter(|_| !optimize || extent.object.is_some()),
            false => extent.object,
        };
        if let Some(size) = known {
            return Val::Scalar(self.iconst(Type::I64, size as i64));
        }
        if !optimize {
            return Val::Scalar(self.iconst(Type::I64, unknown));
        }
        let pointer = self.scalar(pointer);
        let size = InstData::new(Op::ObjectSize, Type::I64, &[pointer]);
        Val::Scalar(self.value(size.with_imm(mode).with_aux(u8::from(dynamic)), Type::I64))
    }

    /// The address of a place, with a note of its size if it is a part that somebody may ask about.
    pub(crate) fn noted_address(&mut self, place: ExprId) -> Value {
        let address = self.address_of(place);
        if !self.unit.asks_for_parts || !self.low.options.optimize {
            return address;
        }
        match self.part_size(place) {
            Some(size) => self.note(address, size),
            None => address,
        }
    }

    /// Notes that nothing follows a pointer in the array that it belongs to, if that is clear: it is before its begin.
    pub(crate) fn noted_before(&mut self, pointer: ExprId, value: Value) -> Value {
        match self.unit.asks_for_parts && self.low.options.optimize && self.is_before_part(pointer) {
            true => self.note(value, 0),
            false => value,
        }
    }

    fn note(&mut self, address: Value, size: u64) -> Value {
        let note = InstData::new(Op::Bitcast, Type::PTR, &[address]);
        self.value(note.with_imm((size as i64).saturating_add(1)), Type::PTR)
    }

    /// Whether a pointer is an element before the first of an array that is a member. From the address of a member that
    /// was converted, the program may lead back to the structure.
    fn is_before_part(&self, pointer: ExprId) -> bool {
        let ExprKind::PtrAdd(base, offset) = self.body.exprs[pointer].kind else { return false };
        let ExprKind::AddrOf(place) = self.body.exprs[base].kind else { return false };
        let array = matches!(self.unit.types.shape(self.body.exprs[place].ty), TypeKind::Array { .. });
        let negative = matches!(self.body.exprs[offset].kind, ExprKind::Int(by) if (by as i64) < 0);
        array && negative && self.part_size(place).is_some()
    }

    /// What a pointer points to.
    fn pointed(&self, pointer: ExprId) -> Extent {
        match self.body.exprs[pointer].kind {
            ExprKind::AddrOf(place) => self.extent(place),
            ExprKind::Cast(CastKind::Bitcast, inner) => self.pointed(inner),
            ExprKind::PtrAdd(base, offset) => match self.body.exprs[offset].kind {
                ExprKind::Int(by) if (by as i64) >= 0 => self.pointed(base).advanced(by),
                // Before the begin of a part, of which alone nothing else could be said.
                _ if self.is_before_part(pointer) => Extent { object: None, part: Some(0) },
                _ => Extent::default(),
            },
            _ => Extent::default(),
        }
    }

    fn extent(&self, place: ExprId) -> Extent {
        let expr = self.body.exprs[place];
        match expr.kind {
            ExprKind::Local(_) => Extent::whole(self.unit.types.size(expr.ty)),
            ExprKind::Global(decl) => {
                // A flexible array may have made it larger than its type.
                let defined = self.low.defined_size(decl);
                Extent::whole(defined.or_else(|| self.unit.types.size(expr.ty)))
            }
            ExprKind::Str(string) => Extent::whole(Some(self.unit.strings[string].bytes.len() as u64)),
            ExprKind::Deref(pointer) => self.pointed(pointer),
            ExprKind::Member { base, offset } => {
                let object = self.extent(base).object.map(|size| size.saturating_sub(offset));
                let part = match (self.part_size(place), object) {
                    (Some(part), Some(object)) => Some(part.min(object)),
                    (part, object) => part.or(object),
                };
                Extent { object, part }
            }
            ExprKind::Part(base, part) => {
                let size = self.unit.types.size(expr.ty);
                let offset = if part == 0 { Some(0) } else { size };
                let object =
                    self.extent(base).object.zip(offset).map(|(whole, offset)| whole.saturating_sub(offset));
                Extent { object, part: size }
            }
            _ => Extent::default(),
        }
    }

    /// The size of a part of an object, which what lies in it does not leave.
    fn part_size(&self, place: ExprId) -> Option<u64> {
        let expr = self.body.exprs[place];
        match expr.kind {
            ExprKind::Part(..) => self.unit.types.size(expr.ty),
            ExprKind::Member { .. } => {
                let free = match self.unit.types.shape(expr.ty) {
                    TypeKind::Array { .. } => self.is_open_array(place),
                    // The first part of what a pointer points to stands for all of it.
                    TypeKind::Record(_) => self.is_first_behind_pointer(place),
                    _ => false,
                };
                let free = free || self.is_in_unknown_object(place);
                // A flexible array has as many elements as there is room for.
                let size = self.unit.types.size(expr.ty);
                if free { None } else { size }
            }
            _ => None,
        }
    }

    /// Whether the program only says that the object is somewhere else, and of no size.
    fn is_in_unknown_object(&self, mut place: ExprId) -> bool {
        loop {
            place = match self.body.exprs[place].kind {
                ExprKind::Member { base, .. } => base,
                ExprKind::Deref(pointer) | ExprKind::PtrAdd(pointer, _) | ExprKind::Cast(_, pointer) => {
                    pointer
                }
                ExprKind::AddrOf(inner) => inner,
                ExprKind::Global(_) => return self.extent(place).object.is_none(),
                _ => return false,
            };
        }
    }

    fn is_first_behind_pointer(&self, mut place: ExprId) -> bool {
        while let ExprKind::Member { base, offset: 0 } = self.body.exprs[place].kind {
            place = base;
        }
        matches!(self.body.exprs[place].kind, ExprKind::Deref(_))
    }

    /// An array at the end of the one structure that a pointer points to may go on behind the type's end. Unions around
    /// it make no difference.
    fn is_open_array(&self, mut place: ExprId) -> bool {
        let types = &self.unit.types;
        let mut structures = 0;
        let mut outermost = None;
        while let ExprKind::Member { base, offset } = self.body.exprs[place].kind {
            let TypeKind::Record(id) = *types.shape(self.body.exprs[base].ty) else { return false };
            let record = &types.records[id];
            outermost = Some(id);
            if !record.is_union {
                structures += 1;
                let last = record.fields.as_ref().and_then(|fields| fields.last());
                if structures > 1 || last.is_none_or(|last| last.offset != offset) {
                    return false;
                }
            }
            place = base;
        }
        let ExprKind::Deref(mut pointer) = self.body.exprs[place].kind else { return false };
        loop {
            pointer = match self.body.exprs[pointer].kind {
                ExprKind::Cast(CastKind::Bitcast, inner) | ExprKind::PtrAdd(inner, _) => inner,
                // An element of an array that is a member itself, or declared as one.
                ExprKind::AddrOf(inner) => {
                    let mut ty = self.body.exprs[inner].ty;
                    while let TypeKind::Array { elem, .. } = types.shape(ty) {
                        ty = *elem;
                    }
                    let declared = matches!(*types.shape(ty), TypeKind::Record(id) if outermost == Some(id));
                    return !declared && !matches!(self.body.exprs[inner].kind, ExprKind::Member { .. });
                }
                _ => return true,
            };
        }
    }
}
