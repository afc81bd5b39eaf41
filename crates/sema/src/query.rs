//! Questions about types: classification (C23 6.2.5).

use crate::types::*;

impl Types {
    /// The type of a value read from an object of type `ty`: no qualifiers, attributes or byte order of its own.
    pub fn value_type(&self, ty: Ty) -> Ty {
        let mut ty = ty.unqualified();
        while let TypeKind::Attributed { base, .. } | TypeKind::Reversed { base } = self.kind(ty) {
            ty = base.unqualified();
        }
        ty
    }

    /// Whether it is the type of an erroneous expression.
    pub fn is_error(&self, ty: Ty) -> bool {
        ty.unqualified() == common::ERROR
    }

    /// `void`
    pub fn is_void(&self, ty: Ty) -> bool {
        matches!(self.shape(ty), TypeKind::Void)
    }

    /// Integer types, enumerations included.
    pub fn is_integer(&self, ty: Ty) -> bool {
        matches!(self.shape(ty), TypeKind::Int(_) | TypeKind::BitInt { .. } | TypeKind::Enum(_))
    }

    /// Enumerations.
    pub fn is_enum(&self, ty: Ty) -> bool {
        matches!(self.shape(ty), TypeKind::Enum(_))
    }

    /// `_BitInt`
    pub fn is_bit_int(&self, ty: Ty) -> bool {
        matches!(self.shape(ty), TypeKind::BitInt { .. })
    }

    /// `_Bool`
    pub fn is_bool(&self, ty: Ty) -> bool {
        match self.shape(ty) {
            TypeKind::Int(IntKind::Bool) => true,
            TypeKind::Enum(id) => self.enums[*id].underlying.is_some_and(|under| self.is_bool(under)),
            _ => false,
        }
    }

    /// Real floating types.
    pub fn is_float(&self, ty: Ty) -> bool {
        matches!(self.shape(ty), TypeKind::Float(_))
    }

    /// Decimal floating types.
    pub fn is_decimal(&self, ty: Ty) -> bool {
        self.format_of(ty).is_some_and(target::FloatFormat::is_decimal)
    }

    /// The format of a real floating type.
    pub fn format_of(&self, ty: Ty) -> Option<target::FloatFormat> {
        match self.shape(ty) {
            TypeKind::Float(kind) => Some(self.float_format(*kind)),
            _ => None,
        }
    }

    /// Complex types: the type of the parts.
    pub fn complex_part(&self, ty: Ty) -> Option<Ty> {
        match self.shape(ty) {
            TypeKind::Complex(part) => Some(*part),
            _ => None,
        }
    }

    /// Integer and real floating types.
    pub fn is_real(&self, ty: Ty) -> bool {
        self.is_integer(ty) || self.is_float(ty)
    }

    /// Arithmetic types.
    pub fn is_arithmetic(&self, ty: Ty) -> bool {
        self.is_real(ty) || matches!(self.shape(ty), TypeKind::Complex(_))
    }

    /// Pointers: what they point to.
    pub fn pointee(&self, ty: Ty) -> Option<Ty> {
        match self.shape(ty) {
            TypeKind::Pointer { pointee, .. } => Some(*pointee),
            _ => None,
        }
    }

    /// Pointers.
    pub fn is_pointer(&self, ty: Ty) -> bool {
        matches!(self.shape(ty), TypeKind::Pointer { .. } | TypeKind::NullPtr)
    }

    /// Arithmetic types and pointers.
    pub fn is_scalar(&self, ty: Ty) -> bool {
        self.is_arithmetic(ty) || self.is_pointer(ty)
    }

    /// Arrays: element type and length.
    pub fn array_of(&self, ty: Ty) -> Option<(Ty, ArrayLen)> {
        match self.shape(ty) {
            TypeKind::Array { elem, len } => Some((*elem, *len)),
            _ => None,
        }
    }

    /// Arrays.
    pub fn is_array(&self, ty: Ty) -> bool {
        matches!(self.shape(ty), TypeKind::Array { .. })
    }

    /// Vectors: element type and lanes.
    pub fn vector_of(&self, ty: Ty) -> Option<(Ty, u32)> {
        match self.shape(ty) {
            TypeKind::Vector { elem, lanes } => Some((*elem, *lanes)),
            _ => None,
        }
    }

    /// Structures and unions.
    pub fn record_of(&self, ty: Ty) -> Option<RecordId> {
        match self.shape(ty) {
            TypeKind::Record(id) => Some(*id),
            _ => None,
        }
    }

    /// Functions.
    pub fn function_of(&self, ty: Ty) -> Option<&FunctionType> {
        match self.shape(ty) {
            TypeKind::Function(function) => Some(function),
            _ => None,
        }
    }

    /// Functions.
    pub fn is_function(&self, ty: Ty) -> bool {
        matches!(self.shape(ty), TypeKind::Function(_))
    }

    /// Pointers to functions.
    pub fn is_function_pointer(&self, ty: Ty) -> bool {
        self.pointee(ty).is_some_and(|pointee| self.is_function(pointee))
    }

    /// Whether the size isn't known yet (6.2.5p1). `void` is incomplete; functions aren't objects at all.
    pub fn is_incomplete(&self, ty: Ty) -> bool {
        match self.shape(ty) {
            TypeKind::Void => true,
            TypeKind::Array { elem, len } => matches!(len, ArrayLen::Incomplete) || self.is_incomplete(*elem),
            TypeKind::Record(id) => self.records[*id].fields.is_none(),
            TypeKind::Enum(id) => self.enums[*id].underlying.is_none(),
            _ => false,
        }
    }

    /// Whether the size of the type itself is known at run time only.
    pub fn is_variable_size(&self, ty: Ty) -> bool {
        match self.shape(ty) {
            TypeKind::Array { elem, len } => {
                matches!(len, ArrayLen::Variable(_)) || self.is_variable_size(*elem)
            }
            TypeKind::Record(id) => self.records[*id].variable_size.is_some(),
            _ => false,
        }
    }

    /// Whether a variable array stands anywhere in the derivation (6.7.7.1p3).
    pub fn is_variably_modified(&self, ty: Ty) -> bool {
        match self.shape(ty) {
            TypeKind::Array { elem, len } => {
                matches!(len, ArrayLen::Variable(_) | ArrayLen::Star) || self.is_variably_modified(*elem)
            }
            TypeKind::Pointer { pointee, .. } => self.is_variably_modified(*pointee),
            TypeKind::Function(function) => self.is_variably_modified(function.ret),
            TypeKind::Record(id) => self.records[*id].variable_size.is_some(),
            _ => false,
        }
    }

    /// Width in bits of an integer type.
    pub fn int_width(&self, ty: Ty) -> u32 {
        match self.shape(ty) {
            TypeKind::Int(IntKind::Bool) => 1,
            TypeKind::Int(kind) => self.int_size(*kind) * 8,
            TypeKind::BitInt { bits, .. } => *bits,
            TypeKind::Enum(id) => self.enums[*id].underlying.map_or(32, |under| self.int_width(under)),
            _ => self.layout(ty).map_or(64, |(size, _)| size as u32 * 8),
        }
    }

    /// Whether an integer type is signed; pointers and others are not.
    pub fn is_signed(&self, ty: Ty) -> bool {
        self.integer_signed(ty).unwrap_or(false)
    }

    /// Size in bytes, for types whose size is a constant.
    pub fn size(&self, ty: Ty) -> Option<u64> {
        self.layout(ty).map(|(size, _)| size)
    }

    /// The type with qualifiers; an array's go to its elements.
    pub fn qualify(&mut self, ty: Ty, qualifiers: u32) -> Ty {
        if qualifiers == 0 {
            return ty;
        }
        match *self.kind(ty) {
            TypeKind::Array { elem, len } => {
                let elem = self.qualify(elem, qualifiers);
                self.array(elem, len)
            }
            TypeKind::Attributed { base, marks } if self.is_array(base) => {
                let base = self.qualify(base, qualifiers);
                self.intern(TypeKind::Attributed { base, marks })
            }
            TypeKind::Function(_) => ty,
            _ => ty.with(qualifiers),
        }
    }

    /// The type with attributes of its own, as `mark` says.
    pub(crate) fn marked(&mut self, ty: Ty, mark: impl FnOnce(&mut TypeMarks)) -> Ty {
        let (base, mut marks) = match *self.kind(ty) {
            TypeKind::Attributed { base, marks } => (base, marks),
            _ => (ty.unqualified(), TypeMarks::default()),
        };
        mark(&mut marks);
        self.intern(TypeKind::Attributed { base, marks }).with(ty.qualifiers())
    }

    /// Whether it is a structure, union or enumeration.
    pub(crate) fn is_tagged(&self, ty: Ty) -> bool {
        matches!(self.shape(ty), TypeKind::Record(_) | TypeKind::Enum(_))
    }

    /// Whether lvalues of the type may designate objects of any type (`may_alias`).
    pub fn may_alias(&self, ty: Ty) -> bool {
        match self.kind(ty) {
            TypeKind::Attributed { base, marks } => marks.may_alias || self.may_alias(*base),
            TypeKind::Record(id) => self.records[*id].may_alias,
            TypeKind::Enum(id) => self.enums[*id].may_alias,
            TypeKind::Reversed { base } => self.may_alias(*base),
            _ => false,
        }
    }

    /// The alignment that objects of the type should have, in bytes (`warn_if_not_aligned`); 0 is any.
    pub(crate) fn wanted_align(&self, ty: Ty) -> u32 {
        match self.kind(ty) {
            TypeKind::Attributed { marks, .. } if marks.wanted_align > 0 => marks.wanted_align,
            TypeKind::Attributed { base, .. } | TypeKind::Reversed { base } => self.wanted_align(*base),
            TypeKind::Array { elem, .. } => self.wanted_align(*elem),
            TypeKind::Record(id) => self.records[*id].wanted_align,
            _ => 0,
        }
    }

    /// The qualifiers of a type; an array's are its elements'.
    pub fn qualifiers(&self, ty: Ty) -> u32 {
        match self.kind(ty) {
            TypeKind::Array { elem, .. } => self.qualifiers(*elem),
            TypeKind::Attributed { base, .. } => ty.qualifiers() | self.qualifiers(*base),
            _ => ty.qualifiers(),
        }
    }

    /// The type without qualifiers; arrays without those of their elements.
    pub fn strip(&mut self, ty: Ty) -> Ty {
        match *self.kind(ty) {
            TypeKind::Array { elem, len } => {
                let bare = self.strip(elem);
                if bare == elem { ty.unqualified() } else { self.array(bare, len) }
            }
            _ => self.value_type(ty),
        }
    }

    /// The type without qualifiers, but with its attributes; arrays without those of their elements.
    pub(crate) fn unqualified(&mut self, ty: Ty) -> Ty {
        match *self.kind(ty) {
            TypeKind::Array { elem, len } => {
                let bare = self.unqualified(elem);
                if bare == elem { ty.unqualified() } else { self.array(bare, len) }
            }
            TypeKind::Attributed { base, marks } if self.is_array(base) => {
                let base = self.unqualified(base);
                self.intern(TypeKind::Attributed { base, marks })
            }
            _ => ty.unqualified(),
        }
    }

    /// Whether the default argument promotions change the type (6.5.3.3p6).
    pub fn promotes(&self, ty: Ty) -> bool {
        match self.shape(ty) {
            TypeKind::Float(FloatKind::Float) => true,
            TypeKind::Int(kind) => self.int_size(*kind) < 4,
            TypeKind::Enum(id) => self.enums[*id].underlying.is_some_and(|under| self.promotes(under)),
            _ => false,
        }
    }
}
