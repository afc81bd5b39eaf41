//! `scalar_storage_order` (GCC manual, "Common Type Attributes"): structures whose scalars have the other byte order than
//! the machine's. Their members' types say so ([`TypeKind::Reversed`]); values never have such a type.

use crate::Sema;
use crate::attribute::Attrs;
use crate::hir::*;
use crate::types::*;
use diag::{Loc, Place, Span, warn};
use lexer::StorageOrder;

impl Types {
    /// The type of an object whose scalars have the other storage order. What is one byte long has none, unless it is a
    /// bit-field.
    pub(crate) fn reversed(&mut self, ty: Ty, bit_field: bool) -> Ty {
        let quals = ty.qualifiers();
        match *self.kind(ty) {
            TypeKind::Array { elem, len } => {
                let elem = self.reversed(elem, bit_field);
                self.array(elem, len)
            }
            TypeKind::Attributed { base, marks } => {
                let base = self.reversed(base, bit_field);
                self.intern(TypeKind::Attributed { base, marks }).with(quals)
            }
            TypeKind::Int(_)
            | TypeKind::Enum(_)
            | TypeKind::BitInt { .. }
            | TypeKind::Float(_)
            | TypeKind::Complex(_)
            | TypeKind::Pointer { .. }
                if bit_field || self.size(ty) != Some(1) =>
            {
                self.intern(TypeKind::Reversed { base: ty.unqualified() }).with(quals)
            }
            _ => ty,
        }
    }

    /// The same type of an object in the machine's storage order.
    pub(crate) fn in_native_order(&mut self, ty: Ty) -> Ty {
        let quals = ty.qualifiers();
        match *self.kind(ty) {
            TypeKind::Array { elem, len } => {
                let elem = self.in_native_order(elem);
                self.array(elem, len)
            }
            TypeKind::Attributed { base, marks } => {
                let base = self.in_native_order(base);
                self.intern(TypeKind::Attributed { base, marks }).with(quals)
            }
            TypeKind::Reversed { base } => base.with(quals),
            _ => ty,
        }
    }

    /// What is stored in an object of a type: the type of its value, in the object's storage order.
    pub(crate) fn stored_type(&mut self, ty: Ty) -> Ty {
        let value = self.value_type(ty);
        match self.has_storage_order(ty) {
            true => self.reversed(value, true),
            false => value,
        }
    }

    /// Whether the type says that its objects stand in a structure of the other storage order.
    pub(crate) fn has_storage_order(&self, ty: Ty) -> bool {
        match self.kind(ty) {
            TypeKind::Attributed { base, .. } => self.has_storage_order(*base),
            TypeKind::Reversed { .. } => true,
            _ => false,
        }
    }

    /// Whether a scalar's bytes, or a bit-field's bits, stand in the other order than the machine's.
    pub fn is_reversed(&self, ty: Ty) -> bool {
        self.has_storage_order(ty) && !self.is_pointer(ty)
    }

    /// Whether a pointer leads to a structure of the other storage order.
    fn points_to_reversed(&self, pointee: Ty) -> bool {
        let mut ty = pointee;
        while let Some((elem, _)) = self.array_of(ty) {
            ty = elem;
        }
        self.record_of(ty).is_some_and(|id| self.records[id].reversed)
    }
}

impl Sema<'_> {
    /// Whether a storage order is not the machine's.
    pub(crate) fn is_reverse_order(&self, order: StorageOrder) -> bool {
        match order {
            StorageOrder::Native => false,
            StorageOrder::BigEndian => !self.session.target.big_endian,
            StorageOrder::LittleEndian => self.session.target.big_endian,
        }
    }

    /// The argument of the attribute.
    pub(crate) fn storage_order_argument(&self, text: Option<&str>, span: Span) -> Option<StorageOrder> {
        match text? {
            "big-endian" => Some(StorageOrder::BigEndian),
            "little-endian" => Some(StorageOrder::LittleEndian),
            _ => {
                let message = "attribute 'scalar_storage_order' argument must be one of 'big-endian' or 'little-endian'";
                self.error(span, message);
                None
            }
        }
    }

    /// The attribute where it does not define a structure.
    pub(crate) fn ignore_storage_order(&self, attrs: &Attrs, at: Loc) {
        if attrs.storage_order.is_some() {
            self.warning(warn::ATTRIBUTES, at, "'scalar_storage_order' attribute ignored");
        }
    }

    /// The type of a member of a structure of the other storage order.
    pub(crate) fn reversed_member(&mut self, ty: Ty, bit_field: bool, loc: Loc) -> Ty {
        let mut scalar = ty;
        while let Some((elem, _)) = self.unit.types.array_of(scalar) {
            scalar = elem;
        }
        let types = &self.unit.types;
        let part = types.complex_part(scalar).unwrap_or(scalar);
        let wide = types.is_bit_int(scalar) && types.size(scalar).is_some_and(|size| size > 16);
        let long_double = matches!(
            types.kind(types.value_type(part)),
            TypeKind::Float(FloatKind::LongDouble | FloatKind::Float64x)
        ) && self.session.target.long_double.0 == target::FloatFormat::X87;
        if wide || long_double || scalar.is_atomic() {
            let text = self.spell(scalar);
            self.error(loc, format!("reverse storage order of '{text}' is not supported"));
            return ty;
        }
        self.unit.types.reversed(ty, bit_field)
    }

    /// `typedef struct S __attribute__((scalar_storage_order("…"))) T;`: the same structure in another order is another
    /// type.
    pub(crate) fn reordered_record(&mut self, ty: Ty, order: StorageOrder, loc: Loc) -> Ty {
        let Some(id) = self.unit.types.record_of(ty) else {
            self.warning(warn::ATTRIBUTES, loc, "'scalar_storage_order' attribute ignored");
            return ty;
        };
        let reversed = self.is_reverse_order(order);
        let mut record = self.unit.types.records[id].clone();
        if record.reversed == reversed {
            return ty;
        }
        record.reversed = reversed;
        for field in record.fields.iter_mut().flatten() {
            field.ty = match reversed {
                true => self.reversed_member(field.ty, field.bits.is_some(), field.loc),
                false => self.unit.types.in_native_order(field.ty),
            };
        }
        let (_, copy) = self.unit.types.new_record(record);
        copy.with(ty.qualifiers())
    }

    /// A member of a union whose scalars have another order than those of the union (-Wscalar-storage-order).
    pub(crate) fn check_punned_order(&self, member: Ty, reversed: bool, at: Loc) {
        let mut ty = member;
        while let Some((elem, _)) = self.unit.types.array_of(ty) {
            ty = elem;
        }
        if let Some(id) = self.unit.types.record_of(ty)
            && self.unit.types.records[id].reversed != reversed
        {
            self.warning(warn::SCALAR_STORAGE_ORDER, at, "type punning toggles scalar storage order");
        }
    }

    /// Taking an address loses the storage order: an error for a scalar, a warning for an array, whose bytes may be
    /// wanted.
    pub(crate) fn check_ordered_address(&self, place: ExprId, at: impl Into<Place>) {
        let mut ty = self.ty(place);
        if self.unit.types.is_reversed(ty) {
            self.error(at, "cannot take address of scalar with reverse storage order");
            return;
        }
        let array = self.unit.types.is_array(ty);
        while let Some((elem, _)) = self.unit.types.array_of(ty) {
            ty = elem;
        }
        if array && self.unit.types.is_reversed(ty) {
            let message = "address of array with reverse scalar storage order requested";
            self.warning(warn::SCALAR_STORAGE_ORDER, at, message);
        }
    }

    /// Whether a conversion between pointers loses a storage order or invents one.
    pub(crate) fn orders_differ(&self, to: Ty, from: Ty) -> bool {
        let types = &self.unit.types;
        types.points_to_reversed(to) != types.points_to_reversed(from)
    }
}
