//! Calling conventions: from C types, seen as flattened scalars, to registers and stack slots.
//!
//! `lower` describes each argument and the result as an [`AbiType`]; the machine's [`Abi`] answers where every
//! piece goes. The answer is complete: the code generator never classifies again.

use smallvec::SmallVec;

/// A scalar as machines see it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Scalar {
    /// 1 byte.
    I8,
    /// 2 bytes.
    I16,
    /// 4 bytes.
    I32,
    /// 8 bytes.
    I64,
    /// 16 bytes.
    I128,
    /// IEEE binary16.
    F16,
    /// IEEE binary32.
    F32,
    /// IEEE binary64.
    F64,
    /// x87 extended.
    F80,
    /// IEEE binary128.
    F128,
    /// A vector of this many bytes.
    Vector(u16),
}

/// One scalar leaf of a type: array elements, members and complex parts are leaves of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// Offset from the start of the object, in bytes.
    pub offset: u64,
    /// What stands there.
    pub scalar: Scalar,
    /// A bit-field's storage, or a member that its packing misaligns.
    pub unaligned: bool,
}

/// A type as the calling convention sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AbiType {
    /// Size in bytes.
    pub size: u64,
    /// Alignment in bytes.
    pub align: u32,
    /// Its leaves, in order of offset except in unions. Empty for empty structs. Truncated (with
    /// `size` telling) for aggregates larger than any machine passes in registers.
    pub leaves: SmallVec<[Leaf; 2]>,
    /// Struct, union, or array in one: what is not a scalar, vector or complex type.
    pub aggregate: bool,
    /// A complex type: two leaves.
    pub complex: bool,
    /// A signed integer (for extension of narrow arguments).
    pub signed: bool,
}

/// Where one piece of an argument or result travels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum PieceLoc {
    /// In a register; the number is the machine's own.
    Reg(u8),
    /// On the stack, at this byte offset from the start of the argument area.
    Stack(u32),
}

impl PieceLoc {
    /// The register, if it is one.
    pub fn register(self) -> Option<u8> {
        match self {
            PieceLoc::Reg(number) => Some(number),
            PieceLoc::Stack(_) => None,
        }
    }
}

/// A scalar piece of an argument or result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct AbiPiece {
    /// Type of the piece as it travels.
    pub scalar: Scalar,
    /// Offset in the object of the first byte that this piece carries.
    pub offset: u32,
    /// How many bytes of the object it carries (3 for the tail of a 11-byte struct).
    pub bytes: u32,
    /// Where it travels.
    pub loc: PieceLoc,
}

/// How one argument (or the result) is passed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AbiArgKind {
    /// Empty: nothing is passed.
    Ignore,
    /// As these scalars.
    Pieces(SmallVec<[AbiPiece; 2]>),
    /// The object itself is copied to the stack argument area at this offset.
    Memory {
        /// Byte offset in the argument area.
        offset: u32,
    },
    /// The caller makes a copy and passes its address (for a result: passes where to put it).
    Indirect {
        /// Where the address travels.
        pointer: PieceLoc,
    },
}

/// One classified argument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AbiArg {
    /// How it is passed.
    pub kind: AbiArgKind,
    /// Size in bytes and alignment of the object.
    pub layout: (u64, u32),
}

/// A classified signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AbiSignature {
    /// Arguments in order.
    pub args: Vec<AbiArg>,
    /// The result.
    pub ret: AbiArg,
    /// For an [`AbiArgKind::Indirect`] result: where the callee returns the pointer again.
    pub ret_pointer: Option<PieceLoc>,
    /// Bytes of stack arguments.
    pub stack_size: u32,
    /// Registers used by the named arguments, per class of the machine (for `va_start`): general, floating.
    pub regs_used: (u8, u8),
    /// For variadic and unprototyped calls: the register that holds the number of vector registers used
    /// (`%al`), and that number.
    pub vector_count: Option<(u8, u8)>,
}

/// A calling convention.
pub trait Abi: Send + Sync {
    /// Classifies a call of a function with these argument types. `named` is how many are named parameters;
    /// later ones match `...`. `ret` is `None` for `void`.
    fn classify(&self, args: &[AbiType], named: usize, variadic: bool, ret: Option<&AbiType>)
    -> AbiSignature;

    /// Where a nested function's static chain travels.
    fn static_chain(&self) -> PieceLoc;
}
