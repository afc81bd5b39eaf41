//! What the front end must know of a machine: sizes, alignments, names.

/// The format of a floating type (C23 Annex F, H; x86-64 psABI 3.1.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum FloatFormat {
    /// IEEE binary16.
    F16,
    /// IEEE binary32.
    F32,
    /// IEEE binary64.
    F64,
    /// x87 double extended: 80 bits, stored in `long_double_size` bytes.
    X87,
    /// IEEE binary128.
    F128,
    /// IEEE decimal32, its coefficient a binary integer.
    D32,
    /// IEEE decimal64.
    D64,
    /// IEEE decimal128.
    D128,
}

impl FloatFormat {
    /// Whether numbers are powers of ten times an integer.
    pub fn is_decimal(self) -> bool {
        matches!(self, FloatFormat::D32 | FloatFormat::D64 | FloatFormat::D128)
    }
}

/// An integer type of C, as targets choose them for `size_t`, `wchar_t` and their like.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum CType {
    /// `signed char`
    SChar,
    /// `unsigned char`
    UChar,
    /// `short`
    Short,
    /// `unsigned short`
    UShort,
    /// `int`
    Int,
    /// `unsigned int`
    UInt,
    /// `long`
    Long,
    /// `unsigned long`
    ULong,
    /// `long long`
    LLong,
    /// `unsigned long long`
    ULLong,
}

/// What `va_list` is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VaListKind {
    /// `typedef struct { unsigned gp_offset, fp_offset; void *overflow_arg_area, *reg_save_area; } va_list[1]`
    /// (x86-64 psABI 3.5.7).
    SysV64,
    /// A plain pointer into the argument area.
    Pointer,
    /// AAPCS64's structure of five members (IHI 0055, 7.1.4).
    Aapcs64,
}

/// What a register of some name is to a variable that claims it for a whole translation unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClaimedRegister {
    /// No register has this name.
    Unknown,
    /// Holds no values of C's: flags and their like.
    Unsuitable,
    /// Part of a register stack.
    OfStack,
    /// One that calls or single instructions need, so that compiled code can't do without it.
    Needed {
        /// Its number, of a general one.
        general: Option<u8>,
    },
    /// One that compiled code can leave alone.
    Free {
        /// The machine's number of it, below 64; numbers of parts are those of the whole.
        number: u8,
        /// It holds floating values, not integers.
        floating: bool,
        /// Its size in bytes.
        bytes: u32,
        /// Called functions may change it.
        clobbered: bool,
    },
}

/// Everything that the front end knows of the machine. All sizes and alignments are in bytes.
#[derive(Clone, Debug)]
pub struct TargetInfo {
    /// The triple as `-dumpmachine` prints it.
    pub triple: &'static str,
    /// Size and alignment of pointers.
    pub pointer_size: u32,
    /// Size of `long`.
    pub long_size: u32,
    /// Alignment of `long long` and `double` as struct members (4 on i386, else 8).
    pub llong_align: u32,
    /// Format, size and alignment of `long double`.
    pub long_double: (FloatFormat, u32, u32),
    /// Whether plain `char` is signed.
    pub char_signed: bool,
    /// Whether `__int128` exists.
    pub has_int128: bool,
    /// `size_t`.
    pub size_type: CType,
    /// `ptrdiff_t`.
    pub ptrdiff_type: CType,
    /// `wchar_t`.
    pub wchar_type: CType,
    /// `wint_t`.
    pub wint_type: CType,
    /// `intmax_t`.
    pub intmax_type: CType,
    /// `int64_t`.
    pub int64_type: CType,
    /// The alignment that `__attribute__((aligned))` and `__BIGGEST_ALIGNMENT__` mean.
    pub biggest_alignment: u32,
    /// The alignment of a variable that is an aggregate of at least as many bytes, beyond what its type asks for.
    pub aggregate_alignment: u32,
    /// The largest object that an atomic instruction handles without a lock.
    pub max_atomic_size: u32,
    /// Big-endian byte order.
    pub big_endian: bool,
    /// What `va_list` is.
    pub va_list: VaListKind,
    /// Size and alignment of the code that calls a nested function with its static chain.
    pub trampoline: (u32, u32),
    /// Macros that only this machine defines, with their values; language-wide ones are derived from the rest.
    pub predefined_macros: Vec<(String, String)>,
    /// Whether `name` (without a leading `%`) names a register, for `register … asm("name")` and clobbers.
    pub is_register_name: fn(&str) -> bool,
    /// What the register of this name is to a global register variable.
    pub claimed_register: fn(&str) -> ClaimedRegister,
}
