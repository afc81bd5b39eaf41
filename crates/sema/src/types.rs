//! C's types, interned: a [`Ty`] is a number and two types are the same exactly when the numbers are.
//!
//! The qualifiers of C23 6.2.5p31 are bits of the number, so qualifying and unqualifying touch no table.

use cranelift_entity::{PrimaryMap, entity_impl};
use diag::Loc;
use lexer::Symbol;
use rustc_hash::FxHashMap;
use target::FloatFormat;

/// A type with its qualifiers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ty(u32);

/// `const`, as a bit of a [`Ty`].
pub const CONST: u32 = 1 << 28;
/// `volatile`
pub const VOLATILE: u32 = 1 << 29;
/// `restrict`
pub const RESTRICT: u32 = 1 << 30;
/// `_Atomic`, the qualifier; `_Atomic(T)` is the same type.
pub const ATOMIC: u32 = 1 << 31;
const QUALIFIERS: u32 = CONST | VOLATILE | RESTRICT | ATOMIC;

impl std::fmt::Debug for Ty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ty{}", self.0 & !QUALIFIERS)?;
        for (bit, mark) in [(CONST, "c"), (VOLATILE, "v"), (RESTRICT, "r"), (ATOMIC, "a")] {
            if self.0 & bit != 0 {
                f.write_str(mark)?;
            }
        }
        Ok(())
    }
}

impl Ty {
    /// The type without qualifiers.
    pub fn unqualified(self) -> Ty {
        Ty(self.0 & !QUALIFIERS)
    }

    /// The qualifier bits.
    pub fn qualifiers(self) -> u32 {
        self.0 & QUALIFIERS
    }

    /// The type with `qualifiers` added.
    pub fn with(self, qualifiers: u32) -> Ty {
        Ty(self.0 | (qualifiers & QUALIFIERS))
    }

    /// Whether it is `const`.
    pub fn is_const(self) -> bool {
        self.0 & CONST != 0
    }

    /// Whether it is `volatile`.
    pub fn is_volatile(self) -> bool {
        self.0 & VOLATILE != 0
    }

    /// Whether it is `_Atomic`.
    pub fn is_atomic(self) -> bool {
        self.0 & ATOMIC != 0
    }

    fn index(self) -> usize {
        (self.0 & !QUALIFIERS) as usize
    }
}

/// A struct or union type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId(u32);
entity_impl!(RecordId, "record");

/// An enumeration type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnumId(u32);
entity_impl!(EnumId, "enum");

/// A variably modified array's size: each evaluation of such a declarator makes one, and the body says which
/// local holds its size in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VlaId(u32);
entity_impl!(VlaId, "vla");

/// The integer types. `Char` is plain `char`, whose sign the target chooses.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are C's")]
pub enum IntKind {
    Bool,
    Char,
    SChar,
    UChar,
    Short,
    UShort,
    Int,
    UInt,
    Long,
    ULong,
    LLong,
    ULLong,
    Int128,
    UInt128,
}

/// The floating types.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are C's")]
pub enum FloatKind {
    Float16,
    Float,
    Double,
    LongDouble,
    /// `_Float128` and `__float128`.
    Float128,
    Float32,
    Float64,
    Float32x,
    Float64x,
    Decimal32,
    Decimal64,
    Decimal128,
}

/// How many elements an array has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ArrayLen {
    /// This many.
    Fixed(u64),
    /// `[]`: incomplete, or a flexible array member.
    Incomplete,
    /// Known at run time.
    Variable(VlaId),
    /// `[*]` in a prototype.
    Star,
}

/// What a type is. Qualifiers stand in the [`Ty`] that names it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TypeKind {
    /// `void`
    Void,
    /// An integer type other than enumerations and `_BitInt`.
    Int(IntKind),
    /// `_BitInt(bits)`
    BitInt {
        /// Width, sign bit included.
        bits: u32,
        /// Whether it has a sign bit.
        signed: bool,
    },
    /// A real floating type.
    Float(FloatKind),
    /// A complex type over a real floating or (GNU) an integer type.
    Complex(Ty),
    /// A pointer.
    Pointer {
        /// What it points to, qualifiers included.
        pointee: Ty,
        /// 0 is the ordinary one; others are the target's (`__seg_fs`, `__seg_gs`).
        space: u8,
    },
    /// An array. Its qualifiers are those of its element type.
    Array {
        /// The element type, qualifiers included.
        elem: Ty,
        /// The number of elements.
        len: ArrayLen,
    },
    /// A GNU vector.
    Vector {
        /// The element type.
        elem: Ty,
        /// The number of elements.
        lanes: u32,
    },
    /// A function.
    Function(FunctionType),
    /// A struct or union.
    Record(RecordId),
    /// An enumeration.
    Enum(EnumId),
    /// A type that differs from `base` in attributes only: `typedef int T __attribute__((aligned(1), may_alias))`.
    Attributed {
        /// The type otherwise.
        base: Ty,
        /// The attributes.
        marks: TypeMarks,
    },
    /// A scalar of type `base` whose bytes stand in the other order than the machine's, as an attribute of the
    /// structure around it says; a bit-field whose bits do. Pointers have the machine's order all the same.
    Reversed {
        /// The type otherwise.
        base: Ty,
    },
    /// `nullptr_t`
    NullPtr,
    /// The type of an erroneous expression: compatible with everything, so that one mistake gives one message.
    Error,
}

/// What attributes say of objects of a type, or of lvalues of it (GCC manual, "Common Type Attributes").
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub struct TypeMarks {
    /// `aligned`, in bytes; 0 leaves the type its alignment.
    pub align: u32,
    /// `warn_if_not_aligned`, in bytes; 0 is none.
    pub wanted_align: u32,
    /// `may_alias`: lvalues of the type may designate any object (6.5.1p7 aside).
    pub may_alias: bool,
}

/// A function type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FunctionType {
    /// The result.
    pub ret: Ty,
    /// The parameters, adjusted (6.7.6.3p7) and unqualified.
    pub params: Box<[Ty]>,
    /// Ends in `...`.
    pub variadic: bool,
    /// Has a prototype; `int f()` before C23 has none.
    pub prototyped: bool,
    /// `__attribute__((noreturn))` and other attributes that are part of the type, as bits of the table of
    /// attributes: 0 is none.
    pub attributes: u32,
    /// What attributes ask of its calls: the number in [`Types::call_checks`], from 1; 0 is nothing.
    pub checks: u32,
}

/// `noreturn`, in [`FunctionType::attributes`].
pub const FN_NORETURN: u32 = 1;
/// `ms_abi`
pub const FN_MS_ABI: u32 = 2;

/// A member of a struct or union.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name; `None` for anonymous members and unnamed bit-fields.
    pub name: Option<Symbol>,
    /// Its type, qualifiers included.
    pub ty: Ty,
    /// Offset of its first byte; for a bit-field, of its storage unit (the declared type, as the ABI aligns it).
    pub offset: u64,
    /// For a bit-field: its first bit counted from `offset` (little-endian order), and its width.
    pub bits: Option<(u16, u16)>,
    /// Where it was declared.
    pub loc: Loc,
    /// The alignment it was placed with, in bytes.
    pub align: u32,
    /// `offset` counts from here, for members behind one of variable size.
    pub base: Option<VlaId>,
}

/// A struct or union.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Its tag.
    pub tag: Option<Symbol>,
    /// The first typedef name of one without a tag.
    pub alias: Option<Symbol>,
    /// Union rather than struct.
    pub is_union: bool,
    /// Its members are being read.
    pub open: bool,
    /// Its members; `None` while it is incomplete.
    pub fields: Option<Vec<Field>>,
    /// Size in bytes.
    pub size: u64,
    /// Alignment in bytes.
    pub align: u32,
    /// Ends in a flexible array member.
    pub flexible: bool,
    /// `__attribute__((transparent_union))`
    pub transparent: bool,
    /// `__attribute__((packed))`
    pub packed: bool,
    /// `__attribute__((aligned))`, its own or a member's.
    pub user_aligned: bool,
    /// `__attribute__((may_alias))`
    pub may_alias: bool,
    /// `__attribute__((warn_if_not_aligned))`, in bytes; 0 is none.
    pub wanted_align: u32,
    /// `__attribute__((designated_init))`
    pub designated: bool,
    /// Its scalars have the other storage order than the machine's.
    pub reversed: bool,
    /// Its size, if that depends on a member of variable size.
    pub variable_size: Option<VlaId>,
    /// Where it is defined.
    pub definition: Loc,
    /// Where the tag was first seen.
    pub loc: Loc,
    /// The compiler's own: its tag stands for it without a keyword.
    pub built_in: bool,
}

/// An enumeration.
#[derive(Clone, Debug, Default)]
pub struct Enum {
    /// Its tag.
    pub tag: Option<Symbol>,
    /// The first typedef name of one without a tag.
    pub alias: Option<Symbol>,
    /// The compatible integer type (6.7.2.2p4), once complete.
    pub underlying: Option<Ty>,
    /// Whether the type was given (`enum E : short`).
    pub fixed: bool,
    /// Its constants are being read.
    pub open: bool,
    /// Its constants have been read.
    pub defined: bool,
    /// Its constants.
    pub constants: Vec<(Symbol, i128)>,
    /// `__attribute__((packed))`: its type is the smallest that holds its constants.
    pub packed: bool,
    /// `__attribute__((may_alias))`
    pub may_alias: bool,
    /// Where it is defined.
    pub definition: Loc,
    /// Where the tag was first seen.
    pub loc: Loc,
}

/// The table of all types of a translation unit.
pub struct Types {
    kinds: Vec<TypeKind>,
    /// How many derivations each is away from a type that isn't derived.
    depths: Vec<u32>,
    interned: FxHashMap<TypeKind, Ty>,
    /// Structs and unions.
    pub records: PrimaryMap<RecordId, Record>,
    /// Enumerations.
    pub enums: PrimaryMap<EnumId, Enum>,
    /// What function types ask of calls, numbered from 1 by [`FunctionType::checks`].
    pub call_checks: Vec<crate::call_checks::CallChecks>,
    next_vla: u32,
    layout: Layout,
    /// C23: types with the same tag and the same content are compatible, also in one translation unit.
    pub same_tags: bool,
}

/// The sizes of scalar types on the target.
#[derive(Clone, Copy, Debug)]
struct Layout {
    pointer: u32,
    long: u32,
    llong_align: u32,
    long_double: (FloatFormat, u32, u32),
    char_signed: bool,
}

/// The types that have a fixed number: the table begins with them.
pub mod common {
    use super::Ty;
    macro_rules! fixed {
        ($($name:ident = $n:expr;)*) => { $(#[doc = "A type with a fixed number."] pub const $name: Ty = Ty($n);)* };
    }
    fixed! {
        VOID = 0; BOOL = 1; CHAR = 2; SCHAR = 3; UCHAR = 4; SHORT = 5; USHORT = 6; INT = 7; UINT = 8; LONG = 9;
        ULONG = 10; LLONG = 11; ULLONG = 12; INT128 = 13; UINT128 = 14; FLOAT16 = 15; FLOAT = 16; DOUBLE = 17;
        LONG_DOUBLE = 18; FLOAT128 = 19; FLOAT32 = 20; FLOAT64 = 21; FLOAT32X = 22; FLOAT64X = 23; DECIMAL32 = 24;
        DECIMAL64 = 25; DECIMAL128 = 26; ERROR = 27; NULLPTR = 28; VOID_PTR = 29; CHAR_PTR = 30; CONST_CHAR_PTR = 31;
        CONST_VOID_PTR = 32;
    }
}

impl Types {
    /// A table for a target; `char_signed` may differ from the target's by `-funsigned-char`.
    pub fn new(target: &target::TargetInfo, char_signed: bool) -> Types {
        let mut types = Types {
            kinds: Vec::new(),
            depths: Vec::new(),
            interned: FxHashMap::default(),
            records: PrimaryMap::new(),
            enums: PrimaryMap::new(),
            call_checks: Vec::new(),
            next_vla: 0,
            same_tags: false,
            layout: Layout {
                pointer: target.pointer_size,
                long: target.long_size,
                llong_align: target.llong_align,
                long_double: target.long_double,
                char_signed,
            },
        };
        use FloatKind as F;
        use IntKind as I;
        types.intern(TypeKind::Void);
        for kind in [
            I::Bool,
            I::Char,
            I::SChar,
            I::UChar,
            I::Short,
            I::UShort,
            I::Int,
            I::UInt,
            I::Long,
            I::ULong,
            I::LLong,
            I::ULLong,
            I::Int128,
            I::UInt128,
        ] {
            types.intern(TypeKind::Int(kind));
        }
        for kind in [
            F::Float16,
            F::Float,
            F::Double,
            F::LongDouble,
            F::Float128,
            F::Float32,
            F::Float64,
            F::Float32x,
            F::Float64x,
            F::Decimal32,
            F::Decimal64,
            F::Decimal128,
        ] {
            types.intern(TypeKind::Float(kind));
        }
        types.intern(TypeKind::Error);
        types.intern(TypeKind::NullPtr);
        types.pointer(common::VOID);
        types.pointer(common::CHAR);
        types.pointer(common::CHAR.with(CONST));
        let last = types.pointer(common::VOID.with(CONST));
        debug_assert_eq!(last, common::CONST_VOID_PTR);
        types
    }

    /// The number of the type `kind`.
    pub fn intern(&mut self, kind: TypeKind) -> Ty {
        if let Some(&ty) = self.interned.get(&kind) {
            return ty;
        }
        let ty = Ty(self.kinds.len() as u32);
        self.depths.push(self.derivations(&kind));
        self.kinds.push(kind.clone());
        self.interned.insert(kind, ty);
        ty
    }

    fn derivations(&self, kind: &TypeKind) -> u32 {
        match kind {
            TypeKind::Pointer { pointee: from, .. }
            | TypeKind::Array { elem: from, .. }
            | TypeKind::Attributed { base: from, .. } => self.depth(*from) + 1,
            TypeKind::Function(function) => {
                let parts = function.params.iter().chain(std::iter::once(&function.ret));
                parts.map(|&part| self.depth(part)).max().unwrap_or(0) + 1
            }
            _ => 0,
        }
    }

    /// How many pointers, arrays and functions (6.2.5p25) stand between `ty` and a type that isn't derived.
    pub fn depth(&self, ty: Ty) -> u32 {
        self.depths[ty.index()]
    }

    /// What `ty` is, qualifiers aside.
    pub fn kind(&self, ty: Ty) -> &TypeKind {
        &self.kinds[ty.index()]
    }

    /// What `ty` is, looking through [`TypeKind::Attributed`] and [`TypeKind::Reversed`].
    pub fn shape(&self, ty: Ty) -> &TypeKind {
        match self.kind(ty) {
            TypeKind::Attributed { base, .. } | TypeKind::Reversed { base } => self.shape(*base),
            kind => kind,
        }
    }

    /// A pointer to `pointee` in the ordinary address space.
    pub fn pointer(&mut self, pointee: Ty) -> Ty {
        self.intern(TypeKind::Pointer { pointee, space: 0 })
    }

    /// An array.
    pub fn array(&mut self, elem: Ty, len: ArrayLen) -> Ty {
        self.intern(TypeKind::Array { elem, len })
    }

    /// A new struct or union, incomplete.
    pub fn new_record(&mut self, record: Record) -> (RecordId, Ty) {
        let id = self.records.push(record);
        (id, self.intern(TypeKind::Record(id)))
    }

    /// A new enumeration.
    pub fn new_enum(&mut self, definition: Enum) -> (EnumId, Ty) {
        let id = self.enums.push(definition);
        (id, self.intern(TypeKind::Enum(id)))
    }

    /// A new variable array size.
    pub fn new_vla(&mut self) -> VlaId {
        self.next_vla += 1;
        VlaId(self.next_vla - 1)
    }

    /// Whether an integer type is signed.
    pub fn int_signed(&self, kind: IntKind) -> bool {
        use IntKind as I;
        match kind {
            I::Char => self.layout.char_signed,
            I::SChar | I::Short | I::Int | I::Long | I::LLong | I::Int128 => true,
            I::Bool | I::UChar | I::UShort | I::UInt | I::ULong | I::ULLong | I::UInt128 => false,
        }
    }

    /// Size in bytes of an integer type.
    pub fn int_size(&self, kind: IntKind) -> u32 {
        use IntKind as I;
        match kind {
            I::Bool | I::Char | I::SChar | I::UChar => 1,
            I::Short | I::UShort => 2,
            I::Int | I::UInt => 4,
            I::Long | I::ULong => self.layout.long,
            I::LLong | I::ULLong => 8,
            I::Int128 | I::UInt128 => 16,
        }
    }

    /// Format of a floating type.
    pub fn float_format(&self, kind: FloatKind) -> FloatFormat {
        use FloatKind as F;
        match kind {
            F::Float16 => FloatFormat::F16,
            F::Float | F::Float32 => FloatFormat::F32,
            F::Double | F::Float64 | F::Float32x => FloatFormat::F64,
            F::LongDouble => self.layout.long_double.0,
            F::Float64x => match self.layout.long_double.0 {
                FloatFormat::F64 => FloatFormat::F128,
                wide => wide,
            },
            F::Float128 => FloatFormat::F128,
            F::Decimal32 => FloatFormat::D32,
            F::Decimal64 => FloatFormat::D64,
            F::Decimal128 => FloatFormat::D128,
        }
    }

    /// Whether `ty` is an integer type (enumerations and `_Bool` included) and signed.
    pub fn integer_signed(&self, ty: Ty) -> Option<bool> {
        match self.shape(ty) {
            TypeKind::Int(kind) => Some(self.int_signed(*kind)),
            TypeKind::BitInt { signed, .. } => Some(*signed),
            TypeKind::Enum(id) => match self.enums[*id].underlying {
                Some(underlying) => self.integer_signed(underlying),
                None => Some(false),
            },
            _ => None,
        }
    }

    /// Size and alignment in bytes, or `None` if the type is incomplete, a function, or sized at run time.
    /// `void` and functions have GNU's size 1.
    pub fn layout(&self, ty: Ty) -> Option<(u64, u32)> {
        match self.kind(ty) {
            TypeKind::Void | TypeKind::Function(_) => Some((1, 1)),
            TypeKind::Int(kind) => {
                let size = self.int_size(*kind);
                let align = if size == 8 { self.layout.llong_align } else { size };
                Some((u64::from(size), align))
            }
            TypeKind::BitInt { bits, .. } => {
                let bytes = u64::from(bits.div_ceil(8)).max(1);
                if bytes <= 8 {
                    let size = bytes.next_power_of_two();
                    Some((size, size as u32))
                } else {
                    Some((bytes.next_multiple_of(8), 8))
                }
            }
            TypeKind::Float(kind) => Some(match self.float_format(*kind) {
                FloatFormat::F16 => (2, 2),
                FloatFormat::F32 | FloatFormat::D32 => (4, 4),
                FloatFormat::F64 | FloatFormat::D64 => (8, self.layout.llong_align),
                FloatFormat::X87 => (u64::from(self.layout.long_double.1), self.layout.long_double.2),
                FloatFormat::F128 | FloatFormat::D128 => (16, 16),
            }),
            TypeKind::Complex(part) => self.layout(*part).map(|(size, align)| (size * 2, align)),
            TypeKind::Pointer { .. } | TypeKind::NullPtr => {
                Some((u64::from(self.layout.pointer), self.layout.pointer))
            }
            TypeKind::Array { elem, len } => {
                let (size, align) = self.layout(*elem)?;
                match len {
                    ArrayLen::Fixed(count) => Some((size.checked_mul(*count)?, align)),
                    _ => None,
                }
            }
            TypeKind::Vector { elem, lanes } => {
                let (size, _) = self.layout(*elem)?;
                let bytes = (size * u64::from(*lanes)).next_power_of_two();
                Some((bytes, u32::try_from(bytes).ok()?))
            }
            TypeKind::Record(id) => {
                let record = &self.records[*id];
                if record.fields.is_none() || record.variable_size.is_some() {
                    return None;
                }
                Some((record.size, record.align))
            }
            TypeKind::Enum(id) => self.layout(self.enums[*id].underlying?),
            TypeKind::Attributed { base, marks } => {
                let (size, align) = self.layout(*base)?;
                Some((size, if marks.align > 0 { marks.align } else { align }))
            }
            TypeKind::Reversed { base } => self.layout(*base),
            TypeKind::Error => Some((4, 4)),
        }
    }

    /// The alignment, also of arrays whose length is not known.
    pub fn align(&self, ty: Ty) -> u32 {
        match self.kind(ty) {
            TypeKind::Array { elem, .. } => self.align(*elem),
            TypeKind::Record(id) => self.records[*id].align.max(1),
            TypeKind::Attributed { base, marks: TypeMarks { align: 0, .. } } => self.align(*base),
            TypeKind::Attributed { marks, .. } => marks.align,
            _ => self.layout(ty).map_or(1, |(_, align)| align),
        }
    }
}
