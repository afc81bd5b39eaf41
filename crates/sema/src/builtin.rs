//! Builtin functions as one table (GCC manual, "Built-in Functions"): a row is a name, a signature and a meaning.
//!
//! A signature is the result and the parameters, a letter each: `v` void, `b` _Bool, `c` char, `h` short, `H`
//! unsigned short, `i` int, `u` unsigned, `l` long, `k` unsigned long, `L` long long, `U` unsigned long long, `O`
//! unsigned __int128, `z` size_t, `t` ptrdiff_t, `w` wchar_t, `m` intmax_t, `f` float, `d` double, `D` long double,
//! `q` _Float128, `A` `B` `C` _Decimal32, 64 and 128, `p` void *, `P` const void *, `s` char *, `S` const char *, `a` va_list, `F` FILE * (void * here),
//! `I` int *, `x` and `X` the floating type of a family and a pointer to it, `y` its complex type, `.` variadic.

use crate::Sema;
use crate::hir::{Builtin, Decl, DeclAttrs, DeclId, Emission, Linkage};
use crate::types::*;
use diag::Loc;
use lexer::{Interner, Symbol};
use rustc_hash::FxHashMap;

/// What a builtin does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// Calls the library function of that name, which `__builtin_` may precede.
    Library,
    /// Both: `__builtin_` and plain, done by an operation of HIR.
    Both(Builtin),
    /// An operation of HIR.
    Op(Builtin),
    /// Checked and built by code of its own.
    Special(Special),
}

/// Builtins whose operands no signature describes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Special {
    ConstantP,
    Expect,
    ExpectProbability,
    VaStart,
    NextArg,
    CallWithStaticChain,
    VaEnd,
    VaCopy,
    VaArgPack(Builtin),
    ClassifyType,
    ObjectSize(Builtin),
    Alloca,
    Apply,
    AssumeAligned,
    ClearPadding,
    Complex,
    ComplexAbs,
    ComplexConj,
    ComplexImag,
    ComplexReal,
    Shuffle,
    ShuffleVector,
    Overflow(Builtin),
    OverflowP(Builtin),
    FpClassify,
    /// isnan and its kin: one floating operand of any type.
    FloatTest(Builtin),
    /// isgreater and its kin: two operands of real types.
    FloatCompare(Builtin),
    /// NaN, infinity: of the result type; quiet or not.
    Nan(bool),
    Infinity,
    /// An integer rounded by the math function of that name.
    Rounded(&'static str),
    Strlen,
    FrameAddress(Builtin),
    Prefetch,
    Abort,
    Sync(Builtin),
    SyncSwap(Builtin),
    SyncTestAndSet,
    SyncRelease,
    SyncSynchronize,
    AtomicFetch(Builtin),
    AtomicLoad(bool),
    AtomicStore(bool),
    AtomicExchange(bool),
    AtomicCompareExchange(bool),
    AtomicFence(Builtin),
    AtomicFlag(Builtin),
    AtomicLockFree,
    TypeGeneric,
    AssociationBarrier,
    SourceLine,
    SourceFile,
    SourceFunction,
    Unsupported,
}

use Builtin as B;
use Meaning::{Both, Library as Lib, Op, Special as Sp};
use Special as S;

/// Name, signature, meaning. Names of library functions stand without `__builtin_`.
const TABLE: &[(&str, &str, Meaning)] = &[
    // Decisions about the program.
    ("__builtin_constant_p", "", Sp(S::ConstantP)),
    ("__builtin_expect", "lll", Sp(S::Expect)),
    ("__builtin_expect_with_probability", "llld", Sp(S::ExpectProbability)),
    ("__builtin_unreachable", "v", Op(B::Unreachable)),
    ("__builtin_trap", "v", Op(B::Trap)),
    ("__builtin_prefetch", "vP.", Sp(S::Prefetch)),
    ("__builtin_assume_aligned", "pPz.", Sp(S::AssumeAligned)),
    ("__builtin_clear_padding", "", Sp(S::ClearPadding)),
    ("__builtin_object_size", "zPi", Sp(S::ObjectSize(B::ObjectSize))),
    ("__builtin_dynamic_object_size", "zPi", Sp(S::ObjectSize(B::DynamicObjectSize))),
    ("__builtin_classify_type", "i.", Sp(S::ClassifyType)),
    ("__builtin_speculation_safe_value", "", Sp(S::Unsupported)),
    ("__builtin_has_attribute", "", Sp(S::Unsupported)),
    ("__builtin_assoc_barrier", "", Sp(S::AssociationBarrier)),
    ("__builtin_tgmath", "", Sp(S::TypeGeneric)),
    ("__builtin_call_with_static_chain", "", Sp(S::CallWithStaticChain)),
    ("__builtin_next_arg", "", Sp(S::NextArg)),
    ("__builtin_apply_args", "p", Op(B::ApplyArgs)),
    ("__builtin_apply", "p", Sp(S::Apply)),
    ("__builtin_return", "vp", Op(B::ApplyReturn)),
    ("__builtin_LINE", "i", Sp(S::SourceLine)),
    ("__builtin_FILE", "S", Sp(S::SourceFile)),
    ("__builtin_FUNCTION", "S", Sp(S::SourceFunction)),
    // The stack and the machine.
    ("alloca", "pz", Sp(S::Alloca)),
    ("__builtin_alloca_with_align", "pzz", Sp(S::Alloca)),
    ("__builtin_alloca_with_align_and_max", "pzzz", Sp(S::Alloca)),
    ("__builtin_frame_address", "pu", Sp(S::FrameAddress(B::FrameAddress))),
    ("__builtin_return_address", "pu", Sp(S::FrameAddress(B::ReturnAddress))),
    ("__builtin_extract_return_addr", "pp", Op(B::ExtractReturnAddress)),
    ("__builtin_frob_return_addr", "pp", Op(B::ExtractReturnAddress)),
    ("__builtin_dwarf_cfa", "p", Op(B::DwarfCfa)),
    ("__builtin_unwind_init", "v", Op(B::UnwindInit)),
    ("__builtin_thread_pointer", "p", Op(B::ThreadPointer)),
    ("__builtin_setjmp", "ip", Op(B::SetjmpBuiltin)),
    ("__builtin_longjmp", "vpi", Op(B::LongjmpBuiltin)),
    ("__builtin___clear_cache", "vpp", Op(B::ClearCache)),
    ("__clear_cache", "vpp", Op(B::ClearCache)),
    ("__builtin_stack_save", "p", Op(B::StackSave)),
    ("__builtin_stack_restore", "vp", Op(B::StackRestore)),
    ("__builtin_eh_return", "v", Sp(S::Unsupported)),
    ("__builtin_init_dwarf_reg_size_table", "vp", Sp(S::Unsupported)),
    // Variable arguments.
    ("__builtin_va_start", "v", Sp(S::VaStart)),
    ("__builtin_stdarg_start", "v", Sp(S::VaStart)),
    ("__builtin_c23_va_start", "v", Sp(S::VaStart)),
    ("__builtin_va_end", "v", Sp(S::VaEnd)),
    ("__builtin_va_copy", "v", Sp(S::VaCopy)),
    ("__builtin_va_arg_pack", "i", Sp(S::VaArgPack(B::VaArgPack))),
    ("__builtin_va_arg_pack_len", "i", Sp(S::VaArgPack(B::VaArgPackLen))),
    // Bits.
    ("__builtin_clz", "iu", Op(B::Clz)),
    ("__builtin_clzl", "ik", Op(B::Clz)),
    ("__builtin_clzll", "iU", Op(B::Clz)),
    ("__builtin_clzimax", "iU", Op(B::Clz)),
    ("__builtin_ctz", "iu", Op(B::Ctz)),
    ("__builtin_ctzl", "ik", Op(B::Ctz)),
    ("__builtin_ctzll", "iU", Op(B::Ctz)),
    ("__builtin_ctzimax", "iU", Op(B::Ctz)),
    ("__builtin_clrsb", "ii", Op(B::Clrsb)),
    ("__builtin_clrsbl", "il", Op(B::Clrsb)),
    ("__builtin_clrsbll", "iL", Op(B::Clrsb)),
    ("__builtin_popcount", "iu", Op(B::Popcount)),
    ("__builtin_popcountl", "ik", Op(B::Popcount)),
    ("__builtin_popcountll", "iU", Op(B::Popcount)),
    ("__builtin_parity", "iu", Op(B::Parity)),
    ("__builtin_parityl", "ik", Op(B::Parity)),
    ("__builtin_parityll", "iU", Op(B::Parity)),
    ("__builtin_bswap16", "HH", Op(B::Bswap)),
    ("__builtin_bswap32", "uu", Op(B::Bswap)),
    ("__builtin_bswap64", "kk", Op(B::Bswap)),
    ("__builtin_bswap128", "OO", Op(B::Bswap)),
    ("ffs", "ii", Both(B::Ffs)),
    ("ffsl", "il", Both(B::Ffs)),
    ("ffsll", "iL", Both(B::Ffs)),
    // Overflow.
    ("__builtin_add_overflow", "b", Sp(S::Overflow(B::AddOverflow))),
    ("__builtin_sub_overflow", "b", Sp(S::Overflow(B::SubOverflow))),
    ("__builtin_mul_overflow", "b", Sp(S::Overflow(B::MulOverflow))),
    ("__builtin_add_overflow_p", "b", Sp(S::OverflowP(B::AddOverflowP))),
    ("__builtin_sub_overflow_p", "b", Sp(S::OverflowP(B::SubOverflowP))),
    ("__builtin_mul_overflow_p", "b", Sp(S::OverflowP(B::MulOverflowP))),
    ("__builtin_sadd_overflow", "biiI", Sp(S::Overflow(B::AddOverflow))),
    ("__builtin_saddl_overflow", "bll", Sp(S::Overflow(B::AddOverflow))),
    ("__builtin_saddll_overflow", "bLL", Sp(S::Overflow(B::AddOverflow))),
    ("__builtin_uadd_overflow", "buu", Sp(S::Overflow(B::AddOverflow))),
    ("__builtin_uaddl_overflow", "bkk", Sp(S::Overflow(B::AddOverflow))),
    ("__builtin_uaddll_overflow", "bUU", Sp(S::Overflow(B::AddOverflow))),
    ("__builtin_ssub_overflow", "bii", Sp(S::Overflow(B::SubOverflow))),
    ("__builtin_ssubl_overflow", "bll", Sp(S::Overflow(B::SubOverflow))),
    ("__builtin_ssubll_overflow", "bLL", Sp(S::Overflow(B::SubOverflow))),
    ("__builtin_usub_overflow", "buu", Sp(S::Overflow(B::SubOverflow))),
    ("__builtin_usubl_overflow", "bkk", Sp(S::Overflow(B::SubOverflow))),
    ("__builtin_usubll_overflow", "bUU", Sp(S::Overflow(B::SubOverflow))),
    ("__builtin_smul_overflow", "bii", Sp(S::Overflow(B::MulOverflow))),
    ("__builtin_smull_overflow", "bll", Sp(S::Overflow(B::MulOverflow))),
    ("__builtin_smulll_overflow", "bLL", Sp(S::Overflow(B::MulOverflow))),
    ("__builtin_umul_overflow", "buu", Sp(S::Overflow(B::MulOverflow))),
    ("__builtin_umull_overflow", "bkk", Sp(S::Overflow(B::MulOverflow))),
    ("__builtin_umulll_overflow", "bUU", Sp(S::Overflow(B::MulOverflow))),
    // Floating point.
    ("__builtin_isnan", "i", Sp(S::FloatTest(B::IsNan))),
    ("__builtin_isnanf", "i", Sp(S::FloatTest(B::IsNan))),
    ("__builtin_isnanl", "i", Sp(S::FloatTest(B::IsNan))),
    ("__builtin_isinf", "i", Sp(S::FloatTest(B::IsInf))),
    ("__builtin_isinff", "i", Sp(S::FloatTest(B::IsInf))),
    ("__builtin_isinfl", "i", Sp(S::FloatTest(B::IsInf))),
    ("__builtin_isinf_sign", "i", Sp(S::FloatTest(B::IsInfSign))),
    ("__builtin_isfinite", "i", Sp(S::FloatTest(B::IsFinite))),
    ("__builtin_finite", "i", Sp(S::FloatTest(B::IsFinite))),
    ("__builtin_finitef", "i", Sp(S::FloatTest(B::IsFinite))),
    ("__builtin_finitel", "i", Sp(S::FloatTest(B::IsFinite))),
    ("__builtin_isnormal", "i", Sp(S::FloatTest(B::IsNormal))),
    ("__builtin_signbit", "i", Sp(S::FloatTest(B::Signbit))),
    ("__builtin_signbitf", "i", Sp(S::FloatTest(B::Signbit))),
    ("__builtin_signbitl", "i", Sp(S::FloatTest(B::Signbit))),
    ("__builtin_isgreater", "i", Sp(S::FloatCompare(B::IsGreater))),
    ("__builtin_isgreaterequal", "i", Sp(S::FloatCompare(B::IsGreaterEqual))),
    ("__builtin_isless", "i", Sp(S::FloatCompare(B::IsLess))),
    ("__builtin_islessequal", "i", Sp(S::FloatCompare(B::IsLessEqual))),
    ("__builtin_islessgreater", "i", Sp(S::FloatCompare(B::IsLessGreater))),
    ("__builtin_isunordered", "i", Sp(S::FloatCompare(B::IsUnordered))),
    ("__builtin_fpclassify", "i", Sp(S::FpClassify)),
    ("__builtin_huge_val", "d", Sp(S::Infinity)),
    ("__builtin_huge_valf", "f", Sp(S::Infinity)),
    ("__builtin_huge_vall", "D", Sp(S::Infinity)),
    ("__builtin_huge_valf16", "1", Sp(S::Infinity)),
    ("__builtin_huge_valf32", "3", Sp(S::Infinity)),
    ("__builtin_huge_valf64", "6", Sp(S::Infinity)),
    ("__builtin_huge_valf32x", "4", Sp(S::Infinity)),
    ("__builtin_huge_valf64x", "7", Sp(S::Infinity)),
    ("__builtin_huge_valf128", "q", Sp(S::Infinity)),
    ("__builtin_inf", "d", Sp(S::Infinity)),
    ("__builtin_inff", "f", Sp(S::Infinity)),
    ("__builtin_infl", "D", Sp(S::Infinity)),
    ("__builtin_inff16", "1", Sp(S::Infinity)),
    ("__builtin_inff32", "3", Sp(S::Infinity)),
    ("__builtin_inff64", "6", Sp(S::Infinity)),
    ("__builtin_inff32x", "4", Sp(S::Infinity)),
    ("__builtin_inff64x", "7", Sp(S::Infinity)),
    ("__builtin_inff128", "q", Sp(S::Infinity)),
    ("__builtin_infq", "q", Sp(S::Infinity)),
    ("__builtin_huge_valq", "q", Sp(S::Infinity)),
    ("nan", "dS", Sp(S::Nan(true))),
    ("nanf", "fS", Sp(S::Nan(true))),
    ("nanl", "DS", Sp(S::Nan(true))),
    ("__builtin_nanf16", "1S", Sp(S::Nan(true))),
    ("__builtin_nanf32", "3S", Sp(S::Nan(true))),
    ("__builtin_nanf64", "6S", Sp(S::Nan(true))),
    ("__builtin_nanf32x", "4S", Sp(S::Nan(true))),
    ("__builtin_nanf64x", "7S", Sp(S::Nan(true))),
    ("__builtin_nanf128", "qS", Sp(S::Nan(true))),
    ("__builtin_nanq", "qS", Sp(S::Nan(true))),
    ("__builtin_nans", "dS", Sp(S::Nan(false))),
    ("__builtin_nansf", "fS", Sp(S::Nan(false))),
    ("__builtin_nansl", "DS", Sp(S::Nan(false))),
    ("__builtin_nansf16", "1S", Sp(S::Nan(false))),
    ("__builtin_nansf32", "3S", Sp(S::Nan(false))),
    ("__builtin_nansf64", "6S", Sp(S::Nan(false))),
    ("__builtin_nansf32x", "4S", Sp(S::Nan(false))),
    ("__builtin_nansf64x", "7S", Sp(S::Nan(false))),
    ("__builtin_nansf128", "qS", Sp(S::Nan(false))),
    ("__builtin_nansq", "qS", Sp(S::Nan(false))),
    ("__builtin_infd32", "A", Sp(S::Infinity)),
    ("__builtin_huge_vald32", "A", Sp(S::Infinity)),
    ("__builtin_nand32", "AS", Sp(S::Nan(true))),
    ("__builtin_nansd32", "AS", Sp(S::Nan(false))),
    ("__builtin_fabsd32", "AA", Op(B::Abs)),
    ("__builtin_copysignd32", "AAA", Op(B::Copysign)),
    ("__builtin_signbitd32", "i", Sp(S::FloatTest(B::Signbit))),
    ("__builtin_isinfd32", "i", Sp(S::FloatTest(B::IsInfSign))),
    ("__builtin_finited32", "i", Sp(S::FloatTest(B::IsFinite))),
    ("__builtin_isnand32", "i", Sp(S::FloatTest(B::IsNan))),
    ("__builtin_infd64", "B", Sp(S::Infinity)),
    ("__builtin_huge_vald64", "B", Sp(S::Infinity)),
    ("__builtin_nand64", "BS", Sp(S::Nan(true))),
    ("__builtin_nansd64", "BS", Sp(S::Nan(false))),
    ("__builtin_fabsd64", "BB", Op(B::Abs)),
    ("__builtin_copysignd64", "BBB", Op(B::Copysign)),
    ("__builtin_signbitd64", "i", Sp(S::FloatTest(B::Signbit))),
    ("__builtin_isinfd64", "i", Sp(S::FloatTest(B::IsInfSign))),
    ("__builtin_finited64", "i", Sp(S::FloatTest(B::IsFinite))),
    ("__builtin_isnand64", "i", Sp(S::FloatTest(B::IsNan))),
    ("__builtin_infd128", "C", Sp(S::Infinity)),
    ("__builtin_huge_vald128", "C", Sp(S::Infinity)),
    ("__builtin_nand128", "CS", Sp(S::Nan(true))),
    ("__builtin_nansd128", "CS", Sp(S::Nan(false))),
    ("__builtin_fabsd128", "CC", Op(B::Abs)),
    ("__builtin_copysignd128", "CCC", Op(B::Copysign)),
    ("__builtin_signbitd128", "i", Sp(S::FloatTest(B::Signbit))),
    ("__builtin_isinfd128", "i", Sp(S::FloatTest(B::IsInfSign))),
    ("__builtin_finited128", "i", Sp(S::FloatTest(B::IsFinite))),
    ("__builtin_isnand128", "i", Sp(S::FloatTest(B::IsNan))),
    ("__builtin_fabsf128", "qq", Op(B::Abs)),
    ("__builtin_fabsq", "qq", Op(B::Abs)),
    ("__builtin_copysignf128", "qqq", Op(B::Copysign)),
    ("__builtin_copysignq", "qqq", Op(B::Copysign)),
    ("__builtin_sqrtf128", "qq", Op(B::Sqrt)),
    ("__builtin_complex", "", Sp(S::Complex)),
    ("__builtin_powi", "ddi", Lib),
    ("__builtin_powif", "ffi", Lib),
    ("__builtin_powil", "DDi", Lib),
    // Vectors.
    ("__builtin_shuffle", "", Sp(S::Shuffle)),
    ("__builtin_shufflevector", "", Sp(S::ShuffleVector)),
    // Integers.
    ("abs", "ii", Both(B::Abs)),
    ("labs", "ll", Both(B::Abs)),
    ("llabs", "LL", Both(B::Abs)),
    ("imaxabs", "mm", Both(B::Abs)),
    // Memory and strings.
    ("memcpy", "ppPz", Both(B::Memcpy)),
    ("memmove", "ppPz", Both(B::Memmove)),
    ("memset", "ppiz", Both(B::Memset)),
    ("memcmp", "iPPz", Both(B::Memcmp)),
    ("mempcpy", "ppPz", Lib),
    ("memchr", "pPiz", Lib),
    ("bcmp", "iPPz", Lib),
    ("bcopy", "vPpz", Lib),
    ("bzero", "vpz", Lib),
    ("index", "sSi", Lib),
    ("rindex", "sSi", Lib),
    ("strlen", "zS", Sp(S::Strlen)),
    ("strnlen", "zSz", Lib),
    ("strcpy", "ssS", Lib),
    ("strncpy", "ssSz", Lib),
    ("stpcpy", "ssS", Lib),
    ("stpncpy", "ssSz", Lib),
    ("strcat", "ssS", Lib),
    ("strncat", "ssSz", Lib),
    ("strcmp", "iSS", Lib),
    ("strncmp", "iSSz", Lib),
    ("strcasecmp", "iSS", Lib),
    ("strncasecmp", "iSSz", Lib),
    ("strchr", "sSi", Lib),
    ("strrchr", "sSi", Lib),
    ("strstr", "sSS", Lib),
    ("strpbrk", "sSS", Lib),
    ("strspn", "zSS", Lib),
    ("strcspn", "zSS", Lib),
    ("strdup", "sS", Lib),
    ("strndup", "sSz", Lib),
    ("__memcpy_chk", "ppPzz", Lib),
    ("__memmove_chk", "ppPzz", Lib),
    ("__memset_chk", "ppizz", Lib),
    ("__mempcpy_chk", "ppPzz", Lib),
    ("__strcpy_chk", "ssSz", Lib),
    ("__strncpy_chk", "ssSzz", Lib),
    ("__stpcpy_chk", "ssSz", Lib),
    ("__stpncpy_chk", "ssSzz", Lib),
    ("__strcat_chk", "ssSz", Lib),
    ("__strncat_chk", "ssSzz", Lib),
    ("__sprintf_chk", "isizS.", Lib),
    ("__snprintf_chk", "iszizS.", Lib),
    ("__vsprintf_chk", "isizSa", Lib),
    ("__vsnprintf_chk", "iszizSa", Lib),
    ("__printf_chk", "iiS.", Lib),
    ("__fprintf_chk", "iFiS.", Lib),
    ("__vprintf_chk", "iiSa", Lib),
    ("__vfprintf_chk", "iFiSa", Lib),
    // Input and output.
    ("printf", "iS.", Lib),
    ("fprintf", "iFS.", Lib),
    ("sprintf", "isS.", Lib),
    ("snprintf", "iszS.", Lib),
    ("vprintf", "iSa", Lib),
    ("vfprintf", "iFSa", Lib),
    ("vsprintf", "isSa", Lib),
    ("vsnprintf", "iszSa", Lib),
    ("scanf", "iS.", Lib),
    ("fscanf", "iFS.", Lib),
    ("sscanf", "iSS.", Lib),
    ("vscanf", "iSa", Lib),
    ("vfscanf", "iFSa", Lib),
    ("vsscanf", "iSSa", Lib),
    ("strftime", "zszSP", Lib),
    ("strfmon", "lszS.", Lib),
    ("gettext", "sS", Lib),
    ("dgettext", "sSS", Lib),
    ("dcgettext", "sSSi", Lib),
    ("puts", "iS", Lib),
    ("fputs", "iSF", Lib),
    ("fputc", "iiF", Lib),
    ("putc", "iiF", Lib),
    ("putchar", "ii", Lib),
    ("fwrite", "zPzzF", Lib),
    ("printf_unlocked", "iS.", Lib),
    ("puts_unlocked", "iS", Lib),
    ("putchar_unlocked", "ii", Lib),
    ("fprintf_unlocked", "iFS.", Lib),
    ("fputs_unlocked", "iSF", Lib),
    ("fputc_unlocked", "iiF", Lib),
    ("fwrite_unlocked", "zPzzF", Lib),
    // The program and its memory.
    ("abort", "v", Sp(S::Abort)),
    ("exit", "vi", Sp(S::Abort)),
    ("_exit", "vi", Sp(S::Abort)),
    ("_Exit", "vi", Sp(S::Abort)),
    ("malloc", "pz", Lib),
    ("calloc", "pzz", Lib),
    ("realloc", "ppz", Lib),
    ("free", "vp", Lib),
    ("aligned_alloc", "pzz", Lib),
    ("memalign", "pzz", Lib),
    ("posix_memalign", "ipzz", Lib),
    ("fork", "i", Lib),
    // Characters.
    ("isalnum", "ii", Lib),
    ("isalpha", "ii", Lib),
    ("isascii", "ii", Lib),
    ("isblank", "ii", Lib),
    ("iscntrl", "ii", Lib),
    ("isdigit", "ii", Lib),
    ("isgraph", "ii", Lib),
    ("islower", "ii", Lib),
    ("isprint", "ii", Lib),
    ("ispunct", "ii", Lib),
    ("isspace", "ii", Lib),
    ("isupper", "ii", Lib),
    ("isxdigit", "ii", Lib),
    ("toascii", "ii", Lib),
    ("tolower", "ii", Lib),
    ("toupper", "ii", Lib),
    ("iswalnum", "iu", Lib),
    ("iswalpha", "iu", Lib),
    ("iswblank", "iu", Lib),
    ("iswcntrl", "iu", Lib),
    ("iswdigit", "iu", Lib),
    ("iswgraph", "iu", Lib),
    ("iswlower", "iu", Lib),
    ("iswprint", "iu", Lib),
    ("iswpunct", "iu", Lib),
    ("iswspace", "iu", Lib),
    ("iswupper", "iu", Lib),
    ("iswxdigit", "iu", Lib),
    ("towlower", "uu", Lib),
    ("towupper", "uu", Lib),
    // Atomic operations, new and old.
    ("__atomic_load_n", "", Sp(S::AtomicLoad(true))),
    ("__atomic_load", "", Sp(S::AtomicLoad(false))),
    ("__atomic_store_n", "", Sp(S::AtomicStore(true))),
    ("__atomic_store", "", Sp(S::AtomicStore(false))),
    ("__atomic_exchange_n", "", Sp(S::AtomicExchange(true))),
    ("__atomic_exchange", "", Sp(S::AtomicExchange(false))),
    ("__atomic_compare_exchange_n", "", Sp(S::AtomicCompareExchange(true))),
    ("__atomic_compare_exchange", "", Sp(S::AtomicCompareExchange(false))),
    ("__atomic_fetch_add", "", Sp(S::AtomicFetch(B::AtomicFetchAdd))),
    ("__atomic_fetch_sub", "", Sp(S::AtomicFetch(B::AtomicFetchSub))),
    ("__atomic_fetch_and", "", Sp(S::AtomicFetch(B::AtomicFetchAnd))),
    ("__atomic_fetch_or", "", Sp(S::AtomicFetch(B::AtomicFetchOr))),
    ("__atomic_fetch_xor", "", Sp(S::AtomicFetch(B::AtomicFetchXor))),
    ("__atomic_fetch_nand", "", Sp(S::AtomicFetch(B::AtomicFetchNand))),
    ("__atomic_add_fetch", "", Sp(S::AtomicFetch(B::AtomicAddFetch))),
    ("__atomic_sub_fetch", "", Sp(S::AtomicFetch(B::AtomicSubFetch))),
    ("__atomic_and_fetch", "", Sp(S::AtomicFetch(B::AtomicAndFetch))),
    ("__atomic_or_fetch", "", Sp(S::AtomicFetch(B::AtomicOrFetch))),
    ("__atomic_xor_fetch", "", Sp(S::AtomicFetch(B::AtomicXorFetch))),
    ("__atomic_nand_fetch", "", Sp(S::AtomicFetch(B::AtomicNandFetch))),
    ("__atomic_test_and_set", "", Sp(S::AtomicFlag(B::AtomicTestAndSet))),
    ("__atomic_clear", "", Sp(S::AtomicFlag(B::AtomicClear))),
    ("__atomic_thread_fence", "vi", Sp(S::AtomicFence(B::AtomicThreadFence))),
    ("__atomic_signal_fence", "vi", Sp(S::AtomicFence(B::AtomicSignalFence))),
    ("__atomic_always_lock_free", "bzP", Sp(S::AtomicLockFree)),
    ("__atomic_is_lock_free", "bzP", Sp(S::AtomicLockFree)),
    ("__sync_fetch_and_add", "", Sp(S::Sync(B::AtomicFetchAdd))),
    ("__sync_fetch_and_sub", "", Sp(S::Sync(B::AtomicFetchSub))),
    ("__sync_fetch_and_or", "", Sp(S::Sync(B::AtomicFetchOr))),
    ("__sync_fetch_and_and", "", Sp(S::Sync(B::AtomicFetchAnd))),
    ("__sync_fetch_and_xor", "", Sp(S::Sync(B::AtomicFetchXor))),
    ("__sync_fetch_and_nand", "", Sp(S::Sync(B::AtomicFetchNand))),
    ("__sync_add_and_fetch", "", Sp(S::Sync(B::AtomicAddFetch))),
    ("__sync_sub_and_fetch", "", Sp(S::Sync(B::AtomicSubFetch))),
    ("__sync_or_and_fetch", "", Sp(S::Sync(B::AtomicOrFetch))),
    ("__sync_and_and_fetch", "", Sp(S::Sync(B::AtomicAndFetch))),
    ("__sync_xor_and_fetch", "", Sp(S::Sync(B::AtomicXorFetch))),
    ("__sync_nand_and_fetch", "", Sp(S::Sync(B::AtomicNandFetch))),
    ("__sync_bool_compare_and_swap", "", Sp(S::SyncSwap(B::SyncBoolCompareSwap))),
    ("__sync_val_compare_and_swap", "", Sp(S::SyncSwap(B::SyncValCompareSwap))),
    ("__sync_lock_test_and_set", "", Sp(S::SyncTestAndSet)),
    ("__sync_lock_release", "", Sp(S::SyncRelease)),
    ("__sync_synchronize", "v", Sp(S::SyncSynchronize)),
];

/// Families of the mathematical library: for `double`, and with `f` and `l` for the other two types.
const MATH: &[(&str, &str, Meaning)] = &[
    ("acos", "xx", Lib),
    ("acosh", "xx", Lib),
    ("asin", "xx", Lib),
    ("asinh", "xx", Lib),
    ("atan", "xx", Lib),
    ("atan2", "xxx", Lib),
    ("atanh", "xx", Lib),
    ("cbrt", "xx", Lib),
    ("ceil", "xx", Lib),
    ("copysign", "xxx", Both(B::Copysign)),
    ("cos", "xx", Lib),
    ("cosh", "xx", Lib),
    ("drem", "xxx", Lib),
    ("erf", "xx", Lib),
    ("erfc", "xx", Lib),
    ("exp", "xx", Lib),
    ("exp10", "xx", Lib),
    ("exp2", "xx", Lib),
    ("expm1", "xx", Lib),
    ("fabs", "xx", Both(B::Abs)),
    ("fdim", "xxx", Lib),
    ("floor", "xx", Lib),
    ("fma", "xxxx", Lib),
    ("fmax", "xxx", Lib),
    ("fmin", "xxx", Lib),
    ("fmod", "xxx", Lib),
    ("frexp", "xxI", Lib),
    ("gamma", "xx", Lib),
    ("gamma_r", "xxI", Lib),
    ("hypot", "xxx", Lib),
    ("ilogb", "ix", Lib),
    ("j0", "xx", Lib),
    ("j1", "xx", Lib),
    ("jn", "xix", Lib),
    ("ldexp", "xxi", Lib),
    ("lgamma", "xx", Lib),
    ("lgamma_r", "xxI", Lib),
    ("llrint", "Lx", Lib),
    ("llround", "Lx", Lib),
    ("log", "xx", Lib),
    ("log10", "xx", Lib),
    ("log1p", "xx", Lib),
    ("log2", "xx", Lib),
    ("logb", "xx", Lib),
    ("lrint", "lx", Lib),
    ("lround", "lx", Lib),
    ("modf", "xxX", Lib),
    ("nearbyint", "xx", Lib),
    ("nextafter", "xxx", Lib),
    ("nexttoward", "xxD", Lib),
    ("pow", "xxx", Lib),
    ("pow10", "xx", Lib),
    ("remainder", "xxx", Lib),
    ("remquo", "xxxI", Lib),
    ("rint", "xx", Lib),
    ("round", "xx", Lib),
    ("roundeven", "xx", Lib),
    ("scalb", "xxx", Lib),
    ("scalbln", "xxl", Lib),
    ("scalbn", "xxi", Lib),
    ("significand", "xx", Lib),
    ("signbit", "ix", Both(B::Signbit)),
    ("sin", "xx", Lib),
    ("sincos", "vxXX", Lib),
    ("sinh", "xx", Lib),
    ("sqrt", "xx", Lib),
    ("tan", "xx", Lib),
    ("tanh", "xx", Lib),
    ("tgamma", "xx", Lib),
    ("trunc", "xx", Lib),
    ("y0", "xx", Lib),
    ("y1", "xx", Lib),
    ("yn", "xix", Lib),
    ("__builtin_ifloor", "ix", Sp(S::Rounded("floor"))),
    ("__builtin_lfloor", "lx", Sp(S::Rounded("floor"))),
    ("__builtin_llfloor", "Lx", Sp(S::Rounded("floor"))),
    ("__builtin_iceil", "ix", Sp(S::Rounded("ceil"))),
    ("__builtin_lceil", "lx", Sp(S::Rounded("ceil"))),
    ("__builtin_llceil", "Lx", Sp(S::Rounded("ceil"))),
    ("__builtin_iround", "ix", Sp(S::Rounded("round"))),
    ("__builtin_irint", "ix", Sp(S::Rounded("rint"))),
    ("cabs", "xy", Sp(S::ComplexAbs)),
    ("cacos", "yy", Lib),
    ("cacosh", "yy", Lib),
    ("carg", "xy", Lib),
    ("casin", "yy", Lib),
    ("casinh", "yy", Lib),
    ("catan", "yy", Lib),
    ("catanh", "yy", Lib),
    ("ccos", "yy", Lib),
    ("ccosh", "yy", Lib),
    ("cexp", "yy", Lib),
    ("cimag", "xy", Sp(S::ComplexImag)),
    ("clog", "yy", Lib),
    ("conj", "yy", Sp(S::ComplexConj)),
    ("cpow", "yyy", Lib),
    ("cproj", "yy", Lib),
    ("creal", "xy", Sp(S::ComplexReal)),
    ("csin", "yy", Lib),
    ("csinh", "yy", Lib),
    ("csqrt", "yy", Lib),
    ("ctan", "yy", Lib),
    ("ctanh", "yy", Lib),
];

/// Functions of `MATH` that `__builtin_` also names for the types of IEEE 754's interchange and extended formats.
const INTERCHANGE: &[(&str, &str, Meaning)] = &[
    ("ceil", "xx", Lib),
    ("copysign", "xxx", Op(B::Copysign)),
    ("fabs", "xx", Op(B::Abs)),
    ("floor", "xx", Lib),
    ("fma", "xxxx", Lib),
    ("fmax", "xxx", Lib),
    ("fmin", "xxx", Lib),
    ("nearbyint", "xx", Lib),
    ("rint", "xx", Lib),
    ("round", "xx", Lib),
    ("roundeven", "xx", Lib),
    ("sqrt", "xx", Lib),
    ("trunc", "xx", Lib),
];

/// Those types by their suffixes.
const INTERCHANGE_TYPES: &[(&str, Ty)] = &[
    ("f16", common::FLOAT16),
    ("f32", common::FLOAT32),
    ("f64", common::FLOAT64),
    ("f128", common::FLOAT128),
    ("f32x", common::FLOAT32X),
    ("f64x", common::FLOAT64X),
];

/// Functions of `MATH`, without the suffix of their type, whose result says all, errors included (C23 7.12).
const SILENT: &[&str] = &[
    "asinh",
    "atan",
    "cbrt",
    "ceil",
    "copysign",
    "erf",
    "fabs",
    "floor",
    "fmax",
    "fmin",
    "__powidf2",
    "__powisf2",
    "__powixf2",
    "round",
    "roundeven",
    "tanh",
    "trunc",
];

/// The complex ones, which say nothing of errors.
const COMPLEX: &[&str] = &[
    "cacos", "cacosh", "carg", "casin", "casinh", "catan", "catanh", "ccos", "ccosh", "cexp", "cimag",
    "clog", "conj", "cpow", "cproj", "creal", "csin", "csinh", "csqrt", "ctan", "ctanh",
];

/// What characters are: by the locale, which others may change between calls.
const CHARACTERS: &[&str] = &[
    "isalnum",
    "isalpha",
    "isascii",
    "isblank",
    "iscntrl",
    "isdigit",
    "isgraph",
    "islower",
    "isprint",
    "ispunct",
    "isspace",
    "isupper",
    "iswalnum",
    "iswalpha",
    "iswblank",
    "iswcntrl",
    "iswdigit",
    "iswgraph",
    "iswlower",
    "iswprint",
    "iswpunct",
    "iswspace",
    "iswupper",
    "iswxdigit",
    "isxdigit",
    "toascii",
    "tolower",
    "toupper",
    "towlower",
    "towupper",
];

/// Others that do nothing else if `errno` is left alone (`-fno-math-errno`).
const COMPUTING: &[&str] = &[
    "acos",
    "acosh",
    "asin",
    "atan2",
    "atanh",
    "cos",
    "cosh",
    "drem",
    "erfc",
    "exp",
    "exp10",
    "exp2",
    "expm1",
    "fdim",
    "fma",
    "fmod",
    "hypot",
    "ilogb",
    "j0",
    "j1",
    "jn",
    "ldexp",
    "llrint",
    "llround",
    "log",
    "log10",
    "log1p",
    "log2",
    "logb",
    "lrint",
    "lround",
    "nextafter",
    "nexttoward",
    "pow",
    "pow10",
    "remainder",
    "rint",
    "scalb",
    "scalbln",
    "scalbn",
    "significand",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tgamma",
    "y0",
    "y1",
    "yn",
    "nearbyint",
];

/// Library functions that return new memory: which parameters, from 1, say how many bytes.
const ALLOCATIONS: &[(&str, u8, Option<u8>)] = &[
    ("aligned_alloc", 2, None),
    ("calloc", 1, Some(2)),
    ("malloc", 1, None),
    ("memalign", 2, None),
    ("realloc", 2, None),
];

/// Others, that say for themselves how many.
const DUPLICATIONS: &[&str] = &["strdup", "strndup", "posix_memalign", "valloc"];

/// Which parameters of a library function are pointers, the first as the lowest bit.
pub(crate) fn pointer_parameters(name: &str) -> u64 {
    let known = TABLE.iter().find(|row| row.0.strip_prefix("__builtin_").unwrap_or(row.0) == name);
    let letters = known.map_or("", |row| row.1).bytes().skip(1).enumerate().take(64);
    let pointers = letters.filter(|(_, letter)| b"pPsSIFX".contains(letter));
    pointers.fold(0, |bits, (index, _)| bits | 1 << index)
}

/// A builtin found by name.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) signature: &'static str,
    pub(crate) meaning: Meaning,
    /// The library function's symbol.
    pub(crate) library: Symbol,
    /// The floating type that `x` stands for.
    pub(crate) float: Ty,
    /// Spelt with `__builtin_`, or a name that only the compiler may define.
    pub(crate) reserved: bool,
}

/// The table by symbol.
pub(crate) struct BuiltinTable {
    rows: FxHashMap<Symbol, Row>,
}

impl BuiltinTable {
    pub(crate) fn new(interner: &Interner) -> BuiltinTable {
        let mut rows = FxHashMap::default();
        rows.reserve(TABLE.len() * 2 + MATH.len() * 6);
        let mut add = |name: &str, signature: &'static str, meaning: Meaning, float: Ty| {
            let symbol = interner.intern(name.as_bytes());
            let bare = name.strip_prefix("__builtin_");
            let only = bare.is_some()
                || name.starts_with("__atomic")
                || name.starts_with("__sync")
                || name == "__clear_cache";
            let library = match (bare, meaning) {
                // GCC's runtime library has these under names of its own.
                (Some("powi"), _) => interner.intern(b"__powidf2"),
                (Some("powif"), _) => interner.intern(b"__powisf2"),
                (Some("powil"), _) => interner.intern(b"__powixf2"),
                (Some(bare), _) => interner.intern(bare.as_bytes()),
                (None, _) => symbol,
            };
            rows.insert(symbol, Row { signature, meaning, library, float, reserved: only });
            if !only {
                let prefixed = interner.intern(format!("__builtin_{name}").as_bytes());
                // One that takes operands of every type stands in the table by itself.
                rows.entry(prefixed).or_insert(Row {
                    signature,
                    meaning,
                    library: symbol,
                    float,
                    reserved: true,
                });
            }
        };
        for &(name, signature, meaning) in TABLE {
            add(name, signature, meaning, common::DOUBLE);
        }
        for &(name, signature, meaning) in MATH {
            add(name, signature, meaning, common::DOUBLE);
            // The suffix stands before that of a reentrant variant.
            let (front, end) = name.strip_suffix("_r").map_or((name, ""), |front| (front, "_r"));
            add(&format!("{front}f{end}"), signature, meaning, common::FLOAT);
            add(&format!("{front}l{end}"), signature, meaning, common::LONG_DOUBLE);
        }
        for &(name, signature, meaning) in INTERCHANGE {
            for &(suffix, ty) in INTERCHANGE_TYPES {
                add(&format!("__builtin_{name}{suffix}"), signature, meaning, ty);
            }
        }
        BuiltinTable { rows }
    }

    pub(crate) fn get(&self, symbol: Symbol) -> Option<Row> {
        self.rows.get(&symbol).copied()
    }
}

/// Whether ccc has a builtin of that name: what `__has_builtin` asks.
pub fn is_builtin(name: &str) -> bool {
    let bare = name.strip_prefix("__builtin_").unwrap_or(name);
    let listed = |row: &&(&str, &str, Meaning)| {
        (row.0 == name || row.0 == bare) && row.2 != Meaning::Special(Special::Unsupported)
    };
    let math = |row: &(&str, &str, Meaning)| {
        let (front, end) = row.0.strip_suffix("_r").map_or((row.0, ""), |front| (front, "_r"));
        let suffix = bare.strip_prefix(front).and_then(|rest| rest.strip_suffix(end));
        suffix.is_some_and(|suffix| matches!(suffix, "" | "f" | "l"))
    };
    let interchange = |row: &(&str, &str, Meaning)| {
        bare.strip_prefix(row.0).is_some_and(|suffix| INTERCHANGE_TYPES.iter().any(|ty| ty.0 == suffix))
    };
    TABLE.iter().find(listed).is_some()
        || (bare.len() < name.len() && INTERCHANGE.iter().any(interchange))
        || MATH.iter().any(math)
        || matches!(
            name,
            "__builtin_offsetof"
                | "__builtin_types_compatible_p"
                | "__builtin_choose_expr"
                | "__builtin_convertvector"
        )
}

impl Sema<'_> {
    fn signature_type(&mut self, letter: u8, float: Ty) -> Ty {
        match letter {
            b'b' => common::BOOL,
            b'c' => common::CHAR,
            b'h' => common::SHORT,
            b'H' => common::USHORT,
            b'i' => common::INT,
            b'u' => common::UINT,
            b'l' => common::LONG,
            b'k' => common::ULONG,
            b'L' => common::LLONG,
            b'U' => common::ULLONG,
            b'O' => common::UINT128,
            b'z' => self.number_types.size,
            b't' => self.number_types.ptrdiff,
            b'w' => self.number_types.wchar,
            b'm' => self.number_types.intmax,
            b'f' => common::FLOAT,
            b'd' => common::DOUBLE,
            b'D' => common::LONG_DOUBLE,
            b'q' => common::FLOAT128,
            b'1' => common::FLOAT16,
            b'3' => common::FLOAT32,
            b'4' => common::FLOAT32X,
            b'6' => common::FLOAT64,
            b'7' => common::FLOAT64X,
            b'A' => common::DECIMAL32,
            b'B' => common::DECIMAL64,
            b'C' => common::DECIMAL128,
            b'p' | b'F' => common::VOID_PTR,
            b'P' => common::CONST_VOID_PTR,
            b's' => common::CHAR_PTR,
            b'S' => common::CONST_CHAR_PTR,
            b'I' => self.unit.types.pointer(common::INT),
            b'a' => {
                let list = self.va_list;
                self.adjust_parameter(list)
            }
            b'x' => float,
            b'X' => self.unit.types.pointer(float),
            b'y' => self.unit.types.intern(TypeKind::Complex(float)),
            _ => common::VOID,
        }
    }

    /// The function type that a row's signature spells.
    pub(crate) fn signature(&mut self, row: Row) -> FunctionType {
        let mut letters = row.signature.bytes();
        let ret = letters.next().map_or(common::VOID, |letter| self.signature_type(letter, row.float));
        let mut params = Vec::new();
        let mut variadic = false;
        for letter in letters {
            if letter == b'.' {
                variadic = true;
            } else {
                params.push(self.signature_type(letter, row.float));
            }
        }
        let params = params.into_boxed_slice();
        FunctionType { ret, params, variadic, prototyped: true, attributes: 0, checks: 0 }
    }

    /// The type of the library function `name`, if it is one that the compiler knows.
    pub(crate) fn library_type(&mut self, name: Symbol) -> Option<Ty> {
        let row = self.builtins.get(name).filter(|row| !row.reserved && self.session.options.builtins)?;
        if self.is_programs_own(name) {
            return None;
        }
        let function = self.signature(row);
        Some(self.unit.types.intern(TypeKind::Function(function)))
    }

    /// Whether a library function takes a `FILE *`, which only its header can declare.
    pub(crate) fn takes_file(&self, name: Symbol) -> bool {
        self.builtins.get(name).is_some_and(|row| row.signature.contains('F'))
    }

    /// The library function behind a builtin row, declared if the program didn't.
    pub(crate) fn library_decl(&mut self, row: Row) -> DeclId {
        if let Some(decl) = self.linked_decl(row.library)
            && self.unit.decls[decl].is_function
        {
            return self.defined_elsewhere.get(&decl).copied().unwrap_or(decl);
        }
        let function = self.signature(row);
        let ty = self.unit.types.intern(TypeKind::Function(function));
        let noreturn = matches!(row.meaning, Meaning::Special(Special::Abort));
        let symbol = self.renamed.get(&row.library).copied().unwrap_or(row.library);
        let decl = self.unit.decls.push(Decl {
            name: row.library,
            symbol,
            ty,
            linkage: Linkage::External,
            is_function: true,
            defined: false,
            tentative: false,
            used: true,
            read: true,
            emission: Emission::None,
            takes_chain: false,
            thread_local: false,
            register: None,
            tls_model: None,
            attrs: DeclAttrs { noreturn, ..DeclAttrs::default() },
            loc: Loc::NONE,
        });
        self.make_library(decl);
        self.link(row.library, decl);
        decl
    }

    /// A builtin's name used other than in a call: the library function that stands behind it, or one that has no address.
    /// `Some(None)` if it can't be named at all, which has been said.
    pub(crate) fn builtin_function(&mut self, name: Symbol, loc: Loc) -> Option<Option<DeclId>> {
        let row = self.builtins.get(name).filter(|row| row.reserved)?;
        match row.meaning {
            Meaning::Library
            | Meaning::Both(_)
            | Meaning::Special(
                Special::Strlen
                | Special::Nan(_)
                | Special::Abort
                | Special::ComplexAbs
                | Special::ComplexConj
                | Special::ComplexImag
                | Special::ComplexReal,
            ) => Some(Some(self.library_decl(row))),
            Meaning::Special(Special::Complex | Special::Shuffle | Special::CallWithStaticChain) => {
                self.error(loc, format!("cannot take address of '{}'", self.text(name)));
                Some(None)
            }
            _ if row.signature.is_empty() => {
                self.must_be_called(name, loc);
                Some(None)
            }
            _ => {
                if let Some(&decl) = self.called_only.get(&name) {
                    return Some(Some(decl));
                }
                let function = self.signature(row);
                let ty = self.unit.types.intern(TypeKind::Function(function));
                let text = self.text(name);
                let decl = self.anonymous_object(ty, &text, Loc::NONE);
                let declaration = &mut self.unit.decls[decl];
                declaration.name = name;
                declaration.is_function = true;
                declaration.used = false;
                self.called_only.insert(name, decl);
                Some(Some(decl))
            }
        }
    }

    fn must_be_called(&self, name: Symbol, loc: Loc) {
        self.error(loc, format!("built-in function '{}' must be directly called", self.text(name)));
    }

    /// Whether a declaration is a builtin that is no function of the library: it has a type, but no address.
    pub(crate) fn check_called_only(&self, decl: DeclId, loc: Loc) -> bool {
        let name = self.unit.decls[decl].name;
        let only = self.called_only.get(&name) == Some(&decl);
        if only {
            self.must_be_called(name, loc);
        }
        only
    }

    /// A declaration turned out to be a library function's: what follows from its name.
    pub(crate) fn make_library(&mut self, decl: DeclId) {
        let name = self.text(self.unit.decls[decl].name);
        self.unit.decls[decl].attrs.library = true;
        let (plain, symbol) = (self.unit.decls[decl].name, self.unit.decls[decl].symbol);
        if plain != symbol {
            self.unit.library_labels.push((plain, symbol));
        }
        let attrs = &mut self.unit.decls[decl].attrs;
        if let Some(&(_, first, second)) = ALLOCATIONS.iter().find(|row| row.0 == name) {
            attrs.alloc_size = Some((first, second));
        }
        if ALLOCATIONS.iter().any(|row| row.0 == name) || DUPLICATIONS.contains(&name.as_str()) {
            attrs.deallocators.push("free".into());
        }
        let never =
            self.builtins.get(plain).is_some_and(|row| row.meaning == Meaning::Special(Special::Abort));
        let attrs = &mut self.unit.decls[decl].attrs;
        attrs.noreturn |= never;
        if name == "free" || name == "realloc" {
            attrs.releases = Some(1);
        }
        let options = &self.session.options;
        let plain = name.strip_suffix(['f', 'l']).unwrap_or(&name);
        let one_of = |names: &[&str]| names.contains(&&*name) || names.contains(&plain);
        let quiet = one_of(SILENT) || one_of(COMPLEX) || !options.math_errno && one_of(COMPUTING);
        let attrs = &mut self.unit.decls[decl].attrs;
        if quiet {
            // The rounding mode is read as memory is.
            match options.rounding_math {
                true => attrs.pure_ = true,
                false => attrs.const_ = true,
            }
        }
        let reads = matches!(&*name, "nan" | "nanf" | "nanl" | "nans" | "nansf" | "nansl");
        if reads || CHARACTERS.binary_search(&&*name).is_ok() {
            self.unit.decls[decl].attrs.pure_ = true;
        }
        self.add_library_checks(decl);
    }

    /// Whether -fno-builtin-NAME takes a name's meaning from it.
    pub(crate) fn is_excluded(&self, name: Symbol) -> bool {
        let excluded = &self.session.options.no_builtin;
        !excluded.is_empty() && excluded.contains(&self.text(name))
    }
}
