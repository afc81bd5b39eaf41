//! The operations, one row each: name, number of fixed operands, effects.

/// What the `imm` of a [`Op::Fence`] is that also holds back what the machine begins on a guess.
pub const SPECULATION_FENCE: i64 = 2;

/// Effects and algebra of an operation, as bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effects(pub u16);

/// No effect: may be removed, duplicated, moved.
pub const PURE: u16 = 0;
/// Reads memory.
pub const READ: u16 = 1;
/// Writes memory.
pub const WRITE: u16 = 2;
/// Has another effect, or may not be moved or removed.
pub const EFFECT: u16 = 4;
/// Ends a block.
pub const TERMINATOR: u16 = 8;
/// `a op b == b op a`
pub const COMMUTES: u16 = 16;
/// May trap: must not be executed where it was not.
pub const TRAPS: u16 = 32;
/// Has further operands in a list.
pub const LIST: u16 = 64;

/// `aux` of an [`Op::Alloca`] that `alloca` is.
pub const ALLOCA_CALL: u8 = 1;
/// One that says its alignment, too.
pub const ALLOCA_ALIGNED: u8 = 3;
/// And that an array of variable length is.
pub const ALLOCA_ARRAY: u8 = 2;

/// `aux` of an [`Op::Call`] of a function that has no effect, but may read memory.
pub const CALL_READS: u8 = 1;
/// And of one whose results depend on its arguments alone.
pub const CALL_COMPUTES: u8 = 2;

/// `aux` of an [`Op::MemCopy`] that a call of `memcpy` is, not an assignment.
pub const COPY_CALL: u8 = 1;

macro_rules! ops {
    ($($(#[$doc:meta])* $name:ident $text:literal $args:literal $effects:expr;)*) => {
        /// An operation.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Op { $($(#[$doc])* $name,)* }

        impl Op {
            /// All operations, in order.
            pub const ALL: &[Op] = &[$(Op::$name,)*];

            /// Its name in the text form.
            pub fn name(self) -> &'static str {
                const NAMES: &[&str] = &[$($text,)*];
                NAMES[self as usize]
            }

            /// How many operands it has, those of a list not counted.
            pub fn fixed_args(self) -> usize {
                const ARGS: &[u8] = &[$($args,)*];
                ARGS[self as usize] as usize
            }

            /// Its effects.
            pub fn effects(self) -> u16 {
                const EFFECTS: &[u16] = &[$($effects,)*];
                EFFECTS[self as usize]
            }
        }
    };
}

ops! {
    /// Integer or pointer constant of at most 64 bits, in `imm`.
    Iconst "iconst" 0 PURE;
    /// f16, f32 or f64 constant: its bits, in `imm`.
    Fconst "fconst" 0 PURE;
    /// i128, f80, f128 constant: `x` is an index of `Function::wide`.
    Wconst "wconst" 0 PURE;
    /// Address of symbol `x` plus `imm`.
    SymbolAddr "symbol_addr" 0 PURE;
    /// Address of the function's literal `x`, plus `imm`.
    LiteralAddr "literal_addr" 0 PURE;
    /// Address in this thread of the thread-local symbol `x` plus `imm`.
    TlsAddr "tls_addr" 0 PURE;
    /// Address of stack slot `x` plus `imm`.
    StackAddr "stack_addr" 0 PURE;
    /// Address of the code of block `x`.
    BlockAddr "block_addr" 0 PURE;
    /// Address of the incoming stack arguments plus `imm`.
    IncomingArg "incoming_arg" 0 PURE;
    /// Address of the area where a variadic function's prologue saved the argument registers.
    VaRegArea "va_reg_area" 0 PURE;
    /// The thread pointer.
    ThreadPointer "thread_pointer" 0 PURE;

    /// (ptr): reads at ptr + `imm`.
    Load "load" 1 READ;
    /// (value, ptr): writes at ptr + `imm`.
    Store "store" 2 WRITE;
    /// (destination, source): copies `imm` bytes; they do not overlap, or are equal.
    MemCopy "mem_copy" 2 READ | WRITE;
    /// (destination): fills `imm` bytes with the byte `aux`.
    MemSet "mem_set" 1 WRITE;

    /// a + b
    Iadd "iadd" 2 PURE | COMMUTES;
    /// a - b
    Isub "isub" 2 PURE;
    /// a * b
    Imul "imul" 2 PURE | COMMUTES;
    /// Signed quotient; of this and the next three, `aux` is 1 if they must trap though nobody wants the result.
    Sdiv "sdiv" 2 TRAPS;
    /// Unsigned quotient.
    Udiv "udiv" 2 TRAPS;
    /// Signed remainder.
    Srem "srem" 2 TRAPS;
    /// Unsigned remainder.
    Urem "urem" 2 TRAPS;
    /// High half of the signed product.
    Smulhi "smulhi" 2 PURE | COMMUTES;
    /// High half of the unsigned product.
    Umulhi "umulhi" 2 PURE | COMMUTES;
    /// Bitwise and.
    And "and" 2 PURE | COMMUTES;
    /// Bitwise or.
    Or "or" 2 PURE | COMMUTES;
    /// Bitwise exclusive or.
    Xor "xor" 2 PURE | COMMUTES;
    /// (value, count): the count, of any integer type, is taken modulo the width.
    Shl "shl" 2 PURE;
    /// Logical shift right.
    Lshr "lshr" 2 PURE;
    /// Arithmetic shift right.
    Ashr "ashr" 2 PURE;
    /// Rotation left.
    Rotl "rotl" 2 PURE;
    /// Rotation right.
    Rotr "rotr" 2 PURE;
    /// -a
    Ineg "ineg" 1 PURE;
    /// Bitwise complement.
    Not "not" 1 PURE;
    /// Leading zeros; the width for 0.
    Clz "clz" 1 PURE;
    /// Trailing zeros; the width for 0.
    Ctz "ctz" 1 PURE;
    /// Set bits.
    Popcount "popcount" 1 PURE;
    /// Bytes reversed.
    Bswap "bswap" 1 PURE;
    /// Bytes offset from a pointer: (ptr, i64).
    PtrAdd "ptr_add" 2 PURE;

    /// (a, b) -> (sum, signed overflow as i8)
    SaddOv "sadd_ov" 2 PURE | COMMUTES;
    /// (a, b) -> (sum, carry)
    UaddOv "uadd_ov" 2 PURE | COMMUTES;
    /// (a, b) -> (difference, signed overflow)
    SsubOv "ssub_ov" 2 PURE;
    /// (a, b) -> (difference, borrow)
    UsubOv "usub_ov" 2 PURE;
    /// (a, b) -> (product, signed overflow)
    SmulOv "smul_ov" 2 PURE | COMMUTES;
    /// (a, b) -> (product, unsigned overflow)
    UmulOv "umul_ov" 2 PURE | COMMUTES;

    /// a + b
    Fadd "fadd" 2 PURE | COMMUTES;
    /// a - b
    Fsub "fsub" 2 PURE;
    /// a * b
    Fmul "fmul" 2 PURE | COMMUTES;
    /// a / b
    Fdiv "fdiv" 2 PURE;
    /// Sign flipped.
    Fneg "fneg" 1 PURE;
    /// Sign cleared.
    Fabs "fabs" 1 PURE;
    /// Square root.
    Fsqrt "fsqrt" 1 PURE;
    /// (magnitude, sign)
    Fcopysign "fcopysign" 2 PURE;

    /// Integer comparison by `aux`, an [`IntCond`]: i8, 0 or 1.
    Icmp "icmp" 2 PURE;
    /// Floating comparison by `aux`, a [`FloatCond`]: i8, 0 or 1.
    Fcmp "fcmp" 2 PURE;
    /// (condition, a, b): a if the condition is not 0.
    Select "select" 3 PURE;

    /// Low bits of an integer.
    Trunc "trunc" 1 PURE;
    /// Zero-extension.
    Zext "zext" 1 PURE;
    /// Sign-extension.
    Sext "sext" 1 PURE;
    /// Float to signed integer, truncating; out of range gives any value.
    FptoSi "fpto_si" 1 PURE;
    /// Float to unsigned integer, truncating.
    FptoUi "fpto_ui" 1 PURE;
    /// Signed integer to float.
    SitoFp "sito_fp" 1 PURE;
    /// Unsigned integer to float.
    UitoFp "uito_fp" 1 PURE;
    /// To a wider float.
    Fpext "fpext" 1 PURE;
    /// To a narrower float.
    Fptrunc "fptrunc" 1 PURE;
    /// The same bits as another type of the same size (pointers and integers included). Of a pointer, `imm` may note, for
    /// [`Op::ObjectSize`], that it is the begin of a member or an array: one more than its bytes.
    Bitcast "bitcast" 1 PURE;

    /// (ptr, value) -> old: `aux` is an [`RmwOp`]; sequentially consistent.
    AtomicRmw "atomic_rmw" 2 READ | WRITE | EFFECT;
    /// (ptr, expected, new) -> (old, success as i8); sequentially consistent.
    AtomicCas "atomic_cas" 3 READ | WRITE | EFFECT;
    /// (ptr) -> value, at ptr + `imm`; acquire, and sequentially consistent where loads are.
    AtomicLoad "atomic_load" 1 READ | EFFECT;
    /// (value, ptr): sequentially consistent if `aux` is 5, else a release.
    AtomicStore "atomic_store" 2 WRITE | EFFECT;
    /// Orders memory accesses: `aux` is C's memory order; with `imm` 1 for the compiler only, and with
    /// [`SPECULATION_FENCE`] nothing later begins before it.
    Fence "fence" 0 READ | WRITE | EFFECT;

    /// Calls symbol `imm` with signature `x`; `aux` says whether that may be left out if nobody wants the results.
    Call "call" 0 READ | WRITE | EFFECT | LIST;
    /// Calls the first operand with signature `x`.
    CallIndirect "call_indirect" 1 READ | WRITE | EFFECT | LIST;
    /// (bytes) -> address of that much new stack, aligned to `imm`; `aux` says what asks for it.
    Alloca "alloca" 1 EFFECT;
    /// The height of the dynamic stack.
    StackSave "stack_save" 0 EFFECT;
    /// (height)
    StackRestore "stack_restore" 1 EFFECT;
    /// The address of a block that says how the function was called: argument registers, and where its stack arguments are.
    ApplyArgs "apply_args" 0 READ;
    /// (function, such a block, bytes of stack arguments) -> address of a block with all that it may have returned.
    Apply "apply" 3 READ | WRITE | EFFECT;
    /// What the register of a global register variable holds; `imm` is the machine's number of it.
    GetRegister "get_register" 0 READ;
    /// (value): sets the register of a global register variable, number `imm`.
    SetRegister "set_register" 1 WRITE | EFFECT;
    /// Frame address `imm` levels up.
    FrameAddr "frame_addr" 0 READ;
    /// Return address `imm` levels up.
    ReturnAddr "return_addr" 0 READ;
    /// The canonical frame address: the stack pointer before the call of this function.
    DwarfCfa "dwarf_cfa" 0 PURE;
    /// Inline asm `x`.
    Asm "asm" 0 READ | WRITE | EFFECT | LIST;
    /// (value) -> i32: 1 as soon as the operand is a constant, 0 at the end of the pipeline.
    ConstantP "constant_p" 1 PURE;
    /// (pointer) -> i64: bytes from there to the end of the object, asked for in mode `imm` of `__builtin_object_size`;
    /// `aux` is 1 if the answer may be computed at run time. Gone at the end of the pipeline.
    ObjectSize "object_size" 1 PURE;
    /// (address): brings the line near; `aux` is write * 4 + locality.
    Prefetch "prefetch" 1 EFFECT;
    /// (place, function, chain): writes code to the place that calls the function with the static chain.
    InitTrampoline "init_trampoline" 3 WRITE | EFFECT;
    /// (buffer) -> i32: 0, or 1 when `longjmp_builtin` comes back.
    SetjmpBuiltin "setjmp_builtin" 1 READ | WRITE | EFFECT;

    /// To the one edge.
    Jump "jump" 0 TERMINATOR | EFFECT;
    /// (condition): to the first edge if it is not 0, else the second. `aux`: 1 first likely, 2 second likely.
    Br "br" 1 TERMINATOR | EFFECT;
    /// (value): by `Function::switches[imm]`.
    Switch "switch" 1 TERMINATOR | EFFECT;
    /// (address): to one of the edges.
    IndirectBr "indirect_br" 1 TERMINATOR | EFFECT;
    /// Inline asm `imm` with labels: the first edge is the fall-through.
    AsmGoto "asm_goto" 0 TERMINATOR | READ | WRITE | EFFECT | LIST;
    /// Ends a block with the call just before it: goes to the first edge when that has returned, and to the second, a
    /// landing pad, if an exception comes out of it. The result is the exception object, of which only the pad knows.
    /// Without a call before it nothing is thrown.
    MayThrow "may_throw" 0 TERMINATOR | EFFECT;
    /// Returns the list.
    Ret "ret" 0 TERMINATOR | EFFECT | LIST;
    /// (block of `apply`): returns the same.
    ApplyReturn "apply_return" 1 TERMINATOR | READ | EFFECT;
    /// Never reached.
    Unreachable "unreachable" 0 TERMINATOR | EFFECT;
    /// Stops the program.
    Trap "trap" 0 TERMINATOR | EFFECT;
    /// (buffer): goes to where `setjmp_builtin` was.
    LongjmpBuiltin "longjmp_builtin" 1 TERMINATOR | READ | WRITE | EFFECT;
}

impl Op {
    /// Whether it ends a block.
    pub fn is_terminator(self) -> bool {
        self.effects() & TERMINATOR != 0
    }

    /// Whether an unused result makes it removable (volatility is the instruction's own).
    pub fn is_removable(self) -> bool {
        self.effects() & (WRITE | EFFECT | TERMINATOR) == 0
    }

    /// Whether it depends on its operands alone.
    pub fn is_pure(self) -> bool {
        self.effects() & (READ | WRITE | EFFECT | TERMINATOR | TRAPS) == 0
    }
}

macro_rules! conds {
    ($(#[$doc:meta])* $enum:ident { $($name:ident $text:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "the text is the documentation")]
        pub enum $enum { $($name,)* }

        impl $enum {
            /// All, in order of their numbers.
            pub const ALL: &[$enum] = &[$($enum::$name,)*];

            /// Its name in the text form.
            pub fn name(self) -> &'static str {
                match self { $($enum::$name => $text,)* }
            }

            /// The one numbered so in an instruction's `aux`.
            pub fn from_aux(aux: u8) -> $enum {
                Self::ALL[aux as usize]
            }
        }
    };
}

conds! {
    /// How integers are compared.
    IntCond {
        Eq "eq"; Ne "ne"; Slt "slt"; Sle "sle"; Sgt "sgt"; Sge "sge"; Ult "ult"; Ule "ule"; Ugt "ugt"; Uge "uge";
    }
}

conds! {
    /// How floats are compared: `o` is false and `u` true if an operand is a NaN. The `q` forms are quiet; the
    /// others raise "invalid" for quiet NaNs too, as C's relational operators do.
    FloatCond {
        Oeq "oeq"; Une "une"; Olt "olt"; Ole "ole"; Ogt "ogt"; Oge "oge"; Ord "ord"; Uno "uno"; One "one"; Ueq "ueq";
        Ult "ult"; Ule "ule"; Ugt "ugt"; Uge "uge"; Qlt "qlt"; Qle "qle"; Qgt "qgt"; Qge "qge";
    }
}

conds! {
    /// What an atomic read-modify-write does.
    RmwOp {
        Add "add"; Sub "sub"; And "and"; Or "or"; Xor "xor"; Nand "nand"; Xchg "xchg";
    }
}

impl IntCond {
    /// The condition with operands swapped.
    pub fn swapped(self) -> IntCond {
        use IntCond as C;
        match self {
            C::Eq => C::Eq,
            C::Ne => C::Ne,
            C::Slt => C::Sgt,
            C::Sle => C::Sge,
            C::Sgt => C::Slt,
            C::Sge => C::Sle,
            C::Ult => C::Ugt,
            C::Ule => C::Uge,
            C::Ugt => C::Ult,
            C::Uge => C::Ule,
        }
    }

    /// The opposite condition.
    pub fn inverted(self) -> IntCond {
        use IntCond as C;
        match self {
            C::Eq => C::Ne,
            C::Ne => C::Eq,
            C::Slt => C::Sge,
            C::Sle => C::Sgt,
            C::Sgt => C::Sle,
            C::Sge => C::Slt,
            C::Ult => C::Uge,
            C::Ule => C::Ugt,
            C::Ugt => C::Ule,
            C::Uge => C::Ult,
        }
    }
}

impl FloatCond {
    /// The opposite condition.
    pub fn inverted(self) -> FloatCond {
        use FloatCond as C;
        match self {
            C::Oeq => C::Une,
            C::Une => C::Oeq,
            C::Olt | C::Qlt => C::Uge,
            C::Ole | C::Qle => C::Ugt,
            C::Ogt | C::Qgt => C::Ule,
            C::Oge | C::Qge => C::Ult,
            C::Ord => C::Uno,
            C::Uno => C::Ord,
            C::One => C::Ueq,
            C::Ueq => C::One,
            C::Ult => C::Oge,
            C::Ule => C::Ogt,
            C::Ugt => C::Ole,
            C::Uge => C::Olt,
        }
    }
}
