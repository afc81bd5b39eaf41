//! Operations that are written as calls of builtin functions.

/// Operations that are not functions of any library. Operands are values unless it says otherwise; memory orders
/// are constants as in `<stdatomic.h>` (0 relaxed … 5 sequentially consistent).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Builtin {
    /// `__builtin_unreachable()`
    Unreachable,
    /// `__builtin_trap()`
    Trap,
    /// (value, expected, probability in 1/1000) -> value
    Expect,
    /// (value) -> int: 1 if it turns out to be a constant, 0 at the end of the pipeline.
    ConstantP,
    /// (bytes) -> pointer; freed at function exit
    Alloca,
    /// (bytes, alignment in bytes) -> pointer
    AllocaAlign,
    /// () -> pointer: the height of the dynamic stack
    StackSave,
    /// (height)
    StackRestore,
    /// (level) -> pointer
    FrameAddress,
    /// (level) -> pointer
    ReturnAddress,
    /// (address of va_list)
    VaStart,
    /// () -> the address of the first anonymous argument on the stack
    NextArg,
    /// (address of va_list)
    VaEnd,
    /// (address of destination, address of source)
    VaCopy,
    /// (destination, source, bytes): -> destination; lower may expand it, else calls the library.
    Memcpy,
    /// as memmove
    Memmove,
    /// as memset
    Memset,
    /// as memcmp
    Memcmp,
    /// (address, rw, locality)
    Prefetch,
    /// Count leading zeros of the operand's type; undefined for 0.
    Clz,
    /// Count trailing zeros; undefined for 0.
    Ctz,
    /// 1 + index of the lowest set bit, 0 for 0
    Ffs,
    /// Leading redundant sign bits
    Clrsb,
    /// Set bits
    Popcount,
    /// Set bits modulo 2
    Parity,
    /// Byte order reversed, any width
    Bswap,
    /// (a, b, address of result) -> bool; operands and result may all differ in type: computed as if exact
    AddOverflow,
    /// as AddOverflow
    SubOverflow,
    /// as AddOverflow
    MulOverflow,
    /// (a, b, c) -> bool: the value of c gives only a type
    AddOverflowP,
    /// as AddOverflowP
    SubOverflowP,
    /// as AddOverflowP
    MulOverflowP,
    /// |x| of a floating or (abs) integer operand
    Abs,
    /// sqrt of a floating operand, errno not wanted
    Sqrt,
    /// copysign(x, y)
    Copysign,
    /// sign bit of a floating operand -> int (nonzero if set)
    Signbit,
    /// isnan & co: floating operand -> int
    IsNan,
    /// infinite
    IsInf,
    /// 1 for +inf, -1 for -inf, 0 else
    IsInfSign,
    /// finite
    IsFinite,
    /// normal
    IsNormal,
    /// unordered comparisons of two floating operands, quiet -> int
    IsGreater,
    /// quiet >=
    IsGreaterEqual,
    /// quiet <
    IsLess,
    /// quiet <=
    IsLessEqual,
    /// quiet < or >
    IsLessGreater,
    /// either is a NaN
    IsUnordered,
    /// (object pointer, mode) -> size_t: resolved late, else -1 or 0
    ObjectSize,
    /// The same, where what only the running program knows may be answered, too.
    DynamicObjectSize,
    /// The variable arguments of the function, as the last argument of a call. Gone when the body has taken a call's place.
    VaArgPack,
    /// How many they are.
    VaArgPackLen,
    /// (pointer, order) -> value of the expression's type
    AtomicLoad,
    /// (pointer, value, order)
    AtomicStore,
    /// (pointer, value, order) -> old value
    AtomicExchange,
    /// (pointer, address of expected, desired, weak, success order, failure order) -> bool
    AtomicCompareExchange,
    /// (pointer, expected value, desired value) -> old value (`__sync_val_compare_and_swap`)
    SyncValCompareSwap,
    /// (pointer, expected value, desired value) -> bool
    SyncBoolCompareSwap,
    /// (pointer, value, order) -> old value
    AtomicFetchAdd,
    /// old value
    AtomicFetchSub,
    /// old value
    AtomicFetchAnd,
    /// old value
    AtomicFetchOr,
    /// old value
    AtomicFetchXor,
    /// old value
    AtomicFetchNand,
    /// new value
    AtomicAddFetch,
    /// new value
    AtomicSubFetch,
    /// new value
    AtomicAndFetch,
    /// new value
    AtomicOrFetch,
    /// new value
    AtomicXorFetch,
    /// new value
    AtomicNandFetch,
    /// (pointer, order) -> bool: previous state
    AtomicTestAndSet,
    /// (pointer, order)
    AtomicClear,
    /// (order)
    AtomicThreadFence,
    /// (order)
    AtomicSignalFence,
    /// (buffer of five words) -> int
    SetjmpBuiltin,
    /// (buffer, 1)
    LongjmpBuiltin,
    /// (vector a, vector b, constant lanes…) -> vector
    ShuffleVector,
    /// (vector, mask vector) or (a, b, mask) -> vector
    Shuffle,
    /// (mask vector, a, b) -> vector: lanes of a where the mask is nonzero, else of b
    VectorSelect,
    /// (pointer) -> pointer; strips or adds nothing on most machines
    ExtractReturnAddress,
    /// (value, value for a wrong guess) -> value: what follows does not begin before the value is known
    SpeculationSafeValue,
    /// () -> pointer: thread pointer
    ThreadPointer,
    /// Clears the instruction cache of (begin, end)
    ClearCache,
    /// Rotations (value, count)
    RotateLeft,
    /// (value, count)
    RotateRight,
    /// () -> pointer: DWARF's canonical frame address
    DwarfCfa,
    /// () -> pointer to how the function was called: its argument registers and stack
    ApplyArgs,
    /// (function, such a pointer, bytes of arguments on the stack) -> pointer to what it returned
    Apply,
    /// (such a pointer): the function returns the same
    ApplyReturn,
    /// (pointer to an object[, its size if only known at run time]): bits that hold no part of a value become zero
    ClearPadding,
}
