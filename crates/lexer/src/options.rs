//! What the command line says about the language: the dialect and everything that predefined macros, the
//! parser or semantic analysis ask about. Code generation options that the language can't see are not here.

use crate::Charset;
use target::{CType, TargetInfo};

/// The C standard in force, oldest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Std {
    /// ISO 9899:1990.
    C89,
    /// ISO 9899:1990 with Amendment 1.
    C94,
    /// ISO 9899:1999.
    C99,
    /// ISO 9899:2011.
    C11,
    /// ISO 9899:2018.
    C17,
    /// ISO 9899:2024.
    C23,
    /// What follows it.
    C2y,
}

/// How products and quotients of complex numbers are computed (C23 G.5.2, GCC manual 3.11).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ComplexArithmetic {
    /// With what Annex G says of infinities and NaNs.
    #[default]
    Full,
    /// `-fcx-fortran-rules`: quotients do not overflow on the way, infinities are not looked at.
    Fortran,
    /// `-fcx-limited-range`: by the formulas of school.
    Limited,
}

/// The order of bytes in the scalars of a structure, and of its bit-fields.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StorageOrder {
    /// The machine's.
    #[default]
    Native,
    /// Most significant first.
    BigEndian,
    /// Least significant first.
    LittleEndian,
}

/// Options of the language.
#[derive(Clone, Debug)]
pub struct LangOptions {
    /// The standard.
    pub std: Std,
    /// GNU mode (`-std=gnu…`), not strict ISO.
    pub gnu: bool,
    /// `asm`, `typeof` and `inline` are keywords where the standard has none of them; in GNU modes unless it is said.
    pub gnu_words: Option<bool>,
    /// Whether an attribute, without underscores, is known: what the arguments of others are nobody knows.
    pub known_attribute: fn(&str) -> bool,
    /// Trigraphs are replaced: strict modes before C23, `-trigraphs`.
    pub trigraphs: bool,
    /// `$` is a letter.
    pub dollars: bool,
    /// The input is assembler: `#` may begin a comment, apostrophes needn't pair (`-x assembler-with-cpp`).
    pub assembler: bool,
    /// `-funsigned-char`, `-fsigned-char`; `None` is the target's choice.
    pub char_signed: Option<bool>,
    /// `-fexec-charset=`: of literals without prefix.
    pub charset: Charset,
    /// `-finput-charset=`: of sources.
    pub source_charset: Charset,
    /// `-fsingle-precision-constant`: floating constants without suffix are floats.
    pub single_precision_constant: bool,
    /// `-mms-bitfields`: bit-fields are laid out as Microsoft's compilers do.
    pub ms_bit_fields: bool,
    /// `-fshort-wchar`.
    pub short_wchar: bool,
    /// `-fallow-parameterless-variadic-functions`.
    pub parameterless_variadic: bool,
    /// `-fshort-enums`.
    pub short_enums: bool,
    /// `-fsignaling-nans`.
    pub signaling_nans: bool,
    /// `-fsso-struct=`: of structures that don't say.
    pub storage_order: StorageOrder,
    /// `-funsigned-bitfields`.
    pub unsigned_bitfields: bool,
    /// `-O`: 0 to 3.
    pub optimize: u8,
    /// `-Os`, `-Oz`.
    pub optimize_size: bool,
    /// `-fpic` is 1, `-fPIC` 2; set by `-fpie` and `-fPIE` too.
    pub pic: u8,
    /// `-fpie` is 1, `-fPIE` 2.
    pub pie: u8,
    /// `-ftrivial-auto-var-init` fills automatic objects that have no initialiser.
    pub auto_init: bool,
    /// Not `-ffreestanding`.
    pub hosted: bool,
    /// `-fcommon`: tentative definitions are common symbols.
    pub common: bool,
    /// `-fgnu89-inline`, and the default before C99.
    pub gnu89_inline: bool,
    /// `-fdefer-ts`: `_Defer` is a keyword.
    pub defer_ts: bool,
    /// `-fms-extensions`.
    pub ms_extensions: bool,
    /// `-fplan9-extensions`.
    pub plan9_extensions: bool,
    /// Functions such as `memcpy` are builtins under their plain names (`-fno-builtin` clears it).
    pub builtins: bool,
    /// Names of `-fno-builtin-<name>`.
    pub no_builtin: Vec<String>,
    /// `-fwrapv`: signed overflow wraps.
    pub wrapv: bool,
    /// `-ftrapv`: signed overflow traps.
    pub trapv: bool,
    /// `-fstrict-aliasing`.
    pub strict_aliasing: bool,
    /// `-fno-delete-null-pointer-checks` clears it.
    pub delete_null_pointer_checks: bool,
    /// `-fmath-errno`.
    pub math_errno: bool,
    /// `-ffast-math`: `__FAST_MATH__`.
    pub fast_math: bool,
    /// `-ffinite-math-only`.
    pub finite_math_only: bool,
    /// `-fsigned-zeros`.
    pub signed_zeros: bool,
    /// `-frounding-math`.
    pub rounding_math: bool,
    /// `-ftrapping-math`.
    pub trapping_math: bool,
    /// `-fassociative-math`.
    pub associative_math: bool,
    /// `-freciprocal-math`.
    pub reciprocal_math: bool,
    /// How complex numbers are multiplied and divided.
    pub complex_arithmetic: ComplexArithmetic,
    /// `-fnon-call-exceptions`: what may trap happens even if its result is not wanted.
    pub non_call_exceptions: bool,
    /// `-finstrument-functions`.
    pub instrument_functions: bool,
    /// `-finline-atomics`: atomic operations are instructions where there is one.
    pub inline_atomics: bool,
    /// `-fleading-underscore`: names of C have one more in the object file.
    pub leading_underscore: bool,
    /// `-finstrument-functions-exclude-function-list=`: parts of names.
    pub uninstrumented_functions: Vec<String>,
    /// `-finstrument-functions-exclude-file-list=`: parts of names.
    pub uninstrumented_files: Vec<String>,
    /// `-fexceptions`: exceptions may pass, and what has to be cleaned up on the way is.
    pub exceptions: bool,
    /// `-fstack-protector` 1, `-all` 2, `-strong` 3, `-explicit` 4.
    pub stack_protector: u8,
    /// `-fno-inline` sets `__NO_INLINE__`, as does `-O0`.
    pub no_inline: bool,
    /// `-fsanitize=` flags that have macros, such as `address`.
    pub sanitize: Vec<String>,
    /// `-fopenmp`: pragmas `omp` are honoured.
    pub openmp: bool,
    /// `-flax-vector-conversions`.
    pub lax_vector_conversions: bool,
    /// `-fstrict-flex-arrays` level.
    pub strict_flex_arrays: u8,
    /// `-pthread`: `_REENTRANT`.
    pub pthread: bool,
}

impl Default for LangOptions {
    fn default() -> LangOptions {
        LangOptions {
            std: Std::C17,
            gnu: true,
            gnu_words: None,
            known_attribute: |_| true,
            trigraphs: false,
            dollars: true,
            assembler: false,
            char_signed: None,
            charset: Charset::Utf8,
            source_charset: Charset::Utf8,
            single_precision_constant: false,
            ms_bit_fields: false,
            short_wchar: false,
            parameterless_variadic: false,
            short_enums: false,
            signaling_nans: false,
            storage_order: StorageOrder::Native,
            unsigned_bitfields: false,
            optimize: 0,
            optimize_size: false,
            pic: 0,
            pie: 0,
            auto_init: false,
            hosted: true,
            common: false,
            gnu89_inline: false,
            defer_ts: false,
            ms_extensions: false,
            plan9_extensions: false,
            builtins: true,
            no_builtin: Vec::new(),
            wrapv: false,
            trapv: false,
            strict_aliasing: false,
            delete_null_pointer_checks: true,
            math_errno: true,
            fast_math: false,
            finite_math_only: false,
            signed_zeros: true,
            rounding_math: false,
            trapping_math: true,
            associative_math: false,
            reciprocal_math: false,
            complex_arithmetic: ComplexArithmetic::Full,
            non_call_exceptions: false,
            instrument_functions: false,
            inline_atomics: true,
            leading_underscore: false,
            uninstrumented_functions: Vec::new(),
            uninstrumented_files: Vec::new(),
            exceptions: false,
            stack_protector: 0,
            no_inline: false,
            sanitize: Vec::new(),
            openmp: false,
            lax_vector_conversions: false,
            strict_flex_arrays: 0,
            pthread: false,
        }
    }
}

impl LangOptions {
    /// Whether plain `char` is signed.
    pub fn plain_char_signed(&self, target: &TargetInfo) -> bool {
        self.char_signed.unwrap_or(target.char_signed)
    }

    /// `wchar_t`.
    pub fn wchar_type(&self, target: &TargetInfo) -> CType {
        if self.short_wchar { CType::UShort } else { target.wchar_type }
    }
}
