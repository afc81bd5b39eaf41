//! The table of keywords (C23 6.4.1 and GNU C's alternate spellings), and of the other spellings that the
//! front end knows by number. Row order is symbol order: keywords are the first symbols of every interner.

use crate::{LangOptions, Std, Symbol};

/// When a spelling is a keyword.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Enabled {
    /// In every mode: C89's keywords, and reserved spellings.
    Always,
    /// From C99 on, and in GNU modes of C89.
    C99OrGnu,
    /// From C99 on.
    C99,
    /// In GNU modes.
    Gnu,
    /// In GNU modes, unless with `-fno-asm`.
    GnuWord,
    /// From C23 on, and in GNU modes.
    C23OrGnu,
    /// From C23 on.
    C23,
    /// With `-fdefer-ts`.
    DeferTs,
}

impl Enabled {
    fn holds(self, options: &LangOptions) -> bool {
        let words = options.gnu_words.unwrap_or(options.gnu);
        match self {
            Enabled::Always => true,
            Enabled::C99OrGnu => words || options.std >= Std::C99,
            Enabled::C99 => options.std >= Std::C99,
            Enabled::Gnu => options.gnu,
            Enabled::GnuWord => words,
            Enabled::C23OrGnu => words || options.std >= Std::C23,
            Enabled::C23 => options.std >= Std::C23,
            Enabled::DeferTs => options.defer_ts,
        }
    }
}

macro_rules! known_spellings {
    (keywords { $($name:ident $text:literal $canon:ident $when:ident;)* }
     others { $($oname:ident $otext:literal;)* }) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)] // Only counts the rows.
        enum Index { NONE_, $($name,)* $($oname,)* COUNT_ }

        /// How many symbols are keyword spellings; symbol 0 is the empty spelling.
        pub const KEYWORD_COUNT: usize = 1 $(+ { let _ = Index::$name; 1 })*;

        /// Keywords as symbols. Alternate spellings (`UU_INLINE` is `__inline`, `UU_INLINE_UU` is `__inline__`)
        /// are rows of their own; [`Keywords::canonical`] maps them to the main one.
        #[allow(missing_docs)] // The names say it all.
        pub mod kw {
            use super::{Index, Symbol};
            /// No keyword: symbol 0, the empty spelling.
            pub const NONE: Symbol = Symbol(Index::NONE_ as u32);
            $(pub const $name: Symbol = Symbol(Index::$name as u32);)*
        }

        /// Other spellings with fixed symbols: directive names and their like.
        #[allow(missing_docs)] // The names say it all.
        pub mod sym {
            use super::{Index, Symbol};
            $(pub const $oname: Symbol = Symbol(Index::$oname as u32);)*
        }

        /// Every known spelling in the order of symbols.
        pub(crate) const SPELLINGS: [&str; Index::COUNT_ as usize] = ["", $($text,)* $($otext,)*];

        const ROWS: [(Symbol, Enabled); KEYWORD_COUNT] =
            [(kw::NONE, Enabled::Always), $((kw::$canon, Enabled::$when),)*];
    };
}

known_spellings! {
keywords {
    // C89.
    AUTO "auto" AUTO Always;
    BREAK "break" BREAK Always;
    CASE "case" CASE Always;
    CHAR "char" CHAR Always;
    CONST "const" CONST Always;
    CONTINUE "continue" CONTINUE Always;
    DEFAULT "default" DEFAULT Always;
    DO "do" DO Always;
    DOUBLE "double" DOUBLE Always;
    ELSE "else" ELSE Always;
    ENUM "enum" ENUM Always;
    EXTERN "extern" EXTERN Always;
    FLOAT "float" FLOAT Always;
    FOR "for" FOR Always;
    GOTO "goto" GOTO Always;
    IF "if" IF Always;
    INT "int" INT Always;
    LONG "long" LONG Always;
    REGISTER "register" REGISTER Always;
    RETURN "return" RETURN Always;
    SHORT "short" SHORT Always;
    SIGNED "signed" SIGNED Always;
    SIZEOF "sizeof" SIZEOF Always;
    STATIC "static" STATIC Always;
    STRUCT "struct" STRUCT Always;
    SWITCH "switch" SWITCH Always;
    TYPEDEF "typedef" TYPEDEF Always;
    UNION "union" UNION Always;
    UNSIGNED "unsigned" UNSIGNED Always;
    VOID "void" VOID Always;
    VOLATILE "volatile" VOLATILE Always;
    WHILE "while" WHILE Always;
    // C99.
    INLINE "inline" INLINE C99OrGnu;
    RESTRICT "restrict" RESTRICT C99;
    BOOL "_Bool" BOOL Always;
    COMPLEX "_Complex" COMPLEX Always;
    IMAGINARY "_Imaginary" IMAGINARY Always;
    // C11: reserved spellings, so GCC takes them in every mode.
    ALIGNAS "_Alignas" ALIGNAS Always;
    ALIGNOF "_Alignof" ALIGNOF Always;
    ATOMIC "_Atomic" ATOMIC Always;
    GENERIC "_Generic" GENERIC Always;
    NORETURN "_Noreturn" NORETURN Always;
    STATIC_ASSERT "_Static_assert" STATIC_ASSERT Always;
    THREAD_LOCAL "_Thread_local" THREAD_LOCAL Always;
    // C23.
    C23_ALIGNAS "alignas" ALIGNAS C23;
    C23_ALIGNOF "alignof" ALIGNOF C23;
    C23_BOOL "bool" BOOL C23;
    CONSTEXPR "constexpr" CONSTEXPR C23;
    FALSE "false" FALSE C23;
    NULLPTR "nullptr" NULLPTR C23;
    C23_STATIC_ASSERT "static_assert" STATIC_ASSERT C23;
    C23_THREAD_LOCAL "thread_local" THREAD_LOCAL C23;
    TRUE "true" TRUE C23;
    TYPEOF "typeof" TYPEOF C23OrGnu;
    TYPEOF_UNQUAL "typeof_unqual" TYPEOF_UNQUAL C23;
    BITINT "_BitInt" BITINT Always;
    // C2Y, and the technical specification of `defer`.
    COUNTOF "_Countof" COUNTOF Always;
    DEFER "_Defer" DEFER DeferTs;
    DECIMAL32 "_Decimal32" DECIMAL32 Always;
    DECIMAL64 "_Decimal64" DECIMAL64 Always;
    DECIMAL128 "_Decimal128" DECIMAL128 Always;
    // ISO/IEC TS 18661-3.
    FLOAT16 "_Float16" FLOAT16 Always;
    FLOAT32 "_Float32" FLOAT32 Always;
    FLOAT64 "_Float64" FLOAT64 Always;
    FLOAT128 "_Float128" FLOAT128 Always;
    FLOAT32X "_Float32x" FLOAT32X Always;
    FLOAT64X "_Float64x" FLOAT64X Always;
    // GNU C.
    ASM "asm" ASM GnuWord;
    UU_ASM "__asm" ASM Always;
    UU_ASM_UU "__asm__" ASM Always;
    ATTRIBUTE "__attribute__" ATTRIBUTE Always;
    UU_ATTRIBUTE "__attribute" ATTRIBUTE Always;
    ACCUM "_Accum" ACCUM Gnu;
    AUTO_TYPE "__auto_type" AUTO_TYPE Always;
    FRACT "_Fract" FRACT Gnu;
    SAT "_Sat" SAT Gnu;
    EXTENSION "__extension__" EXTENSION Always;
    FUNC "__func__" FUNC Always;
    FUNCTION "__FUNCTION__" FUNC Always;
    PRETTY_FUNCTION "__PRETTY_FUNCTION__" FUNC Always;
    IMAG "__imag__" IMAG Always;
    UU_IMAG "__imag" IMAG Always;
    REAL "__real__" REAL Always;
    UU_REAL "__real" REAL Always;
    INT128 "__int128" INT128 Always;
    LABEL "__label__" LABEL Always;
    THREAD "__thread" THREAD Always;
    GNU_FLOAT128 "__float128" FLOAT128 Always;
    FLOAT80 "__float80" FLOAT80 Always;
    GNU_ALIGNOF "__alignof__" GNU_ALIGNOF Always;
    UU_ALIGNOF "__alignof" GNU_ALIGNOF Always;
    UU_COMPLEX "__complex" COMPLEX Always;
    UU_COMPLEX_UU "__complex__" COMPLEX Always;
    UU_CONST "__const" CONST Always;
    UU_CONST_UU "__const__" CONST Always;
    UU_INLINE "__inline" INLINE Always;
    UU_INLINE_UU "__inline__" INLINE Always;
    UU_RESTRICT "__restrict" RESTRICT Always;
    UU_RESTRICT_UU "__restrict__" RESTRICT Always;
    UU_SIGNED "__signed" SIGNED Always;
    UU_SIGNED_UU "__signed__" SIGNED Always;
    UU_TYPEOF "__typeof" TYPEOF Always;
    UU_TYPEOF_UU "__typeof__" TYPEOF Always;
    UU_VOLATILE "__volatile" VOLATILE Always;
    UU_VOLATILE_UU "__volatile__" VOLATILE Always;
    // Builtins that take types or have other syntax than a call's.
    BUILTIN_VA_ARG "__builtin_va_arg" BUILTIN_VA_ARG Always;
    BUILTIN_OFFSETOF "__builtin_offsetof" BUILTIN_OFFSETOF Always;
    BUILTIN_TYPES_COMPATIBLE_P "__builtin_types_compatible_p" BUILTIN_TYPES_COMPATIBLE_P Always;
    BUILTIN_CHOOSE_EXPR "__builtin_choose_expr" BUILTIN_CHOOSE_EXPR Always;
    BUILTIN_COMPLEX "__builtin_complex" BUILTIN_COMPLEX Always;
    BUILTIN_SHUFFLE "__builtin_shuffle" BUILTIN_SHUFFLE Always;
    BUILTIN_SHUFFLEVECTOR "__builtin_shufflevector" BUILTIN_SHUFFLEVECTOR Always;
    BUILTIN_CONVERTVECTOR "__builtin_convertvector" BUILTIN_CONVERTVECTOR Always;
    BUILTIN_TGMATH "__builtin_tgmath" BUILTIN_TGMATH Always;
    BUILTIN_HAS_ATTRIBUTE "__builtin_has_attribute" BUILTIN_HAS_ATTRIBUTE Always;
    BUILTIN_CALL_WITH_STATIC_CHAIN "__builtin_call_with_static_chain" BUILTIN_CALL_WITH_STATIC_CHAIN Always;
}
others {
    // Directives. `if` and `else` are keywords.
    INCLUDE "include";
    INCLUDE_NEXT "include_next";
    IMPORT "import";
    EMBED "embed";
    DEFINE "define";
    UNDEF "undef";
    IFDEF "ifdef";
    IFNDEF "ifndef";
    ELIF "elif";
    ELIFDEF "elifdef";
    ELIFNDEF "elifndef";
    ENDIF "endif";
    LINE "line";
    ERROR "error";
    WARNING "warning";
    PRAGMA "pragma";
    IDENT "ident";
    SCCS "sccs";
    ASSERT "assert";
    UNASSERT "unassert";
    // Operators of `#if` and of macro bodies.
    DEFINED "defined";
    VA_ARGS "__VA_ARGS__";
    VA_OPT "__VA_OPT__";
    HAS_INCLUDE "__has_include";
    HAS_INCLUDE_NEXT "__has_include_next";
    HAS_EMBED "__has_embed";
    HAS_ATTRIBUTE "__has_attribute";
    HAS_CPP_ATTRIBUTE "__has_cpp_attribute";
    HAS_C_ATTRIBUTE "__has_c_attribute";
    HAS_BUILTIN "__has_builtin";
    PRAGMA_OPERATOR "_Pragma";
    // Pragmas.
    ONCE "once";
    PUSH_MACRO "push_macro";
    POP_MACRO "pop_macro";
    GCC "GCC";
    STDC "STDC";
    POISON "poison";
    SYSTEM_HEADER "system_header";
    DEPENDENCY "dependency";
    DIAGNOSTIC "diagnostic";
    PUSH "push";
    POP "pop";
    PACK "pack";
    REGION "region";
    ENDREGION "endregion";
    MESSAGE "message";
    // Macros whose values are made when they are expanded.
    FILE_MACRO "__FILE__";
    LINE_MACRO "__LINE__";
    DATE_MACRO "__DATE__";
    TIME_MACRO "__TIME__";
    TIMESTAMP_MACRO "__TIMESTAMP__";
    COUNTER_MACRO "__COUNTER__";
    INCLUDE_LEVEL_MACRO "__INCLUDE_LEVEL__";
    BASE_FILE_MACRO "__BASE_FILE__";
    FILE_NAME_MACRO "__FILE_NAME__";
}
}

/// Which keyword spellings this session's language mode enables.
#[derive(Clone, Debug)]
pub struct Keywords {
    canonical: [Symbol; KEYWORD_COUNT],
}

impl Keywords {
    /// The keywords of a language mode.
    pub fn new(options: &LangOptions) -> Keywords {
        let mut canonical = [kw::NONE; KEYWORD_COUNT];
        for (slot, (main, when)) in canonical.iter_mut().zip(ROWS) {
            if when.holds(options) {
                *slot = main;
            }
        }
        Keywords { canonical }
    }

    /// The main spelling of the keyword that `symbol` spells in this mode (`__inline__` is [`kw::INLINE`]), or
    /// [`kw::NONE`] if it is an ordinary identifier.
    #[inline]
    pub fn canonical(&self, symbol: Symbol) -> Symbol {
        self.canonical.get(symbol.0 as usize).copied().unwrap_or(kw::NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Interner;

    #[test]
    fn rows_are_interned_in_order() {
        let interner = Interner::default();
        for (index, text) in SPELLINGS.iter().enumerate() {
            assert_eq!(interner.intern(text.as_bytes()), Symbol(index as u32), "{text}");
        }
        assert_eq!(interner.text(kw::INT), "int");
        assert_eq!(interner.text(sym::FILE_NAME_MACRO), "__FILE_NAME__");
    }

    #[test]
    fn modes_enable_keywords() {
        let strict89 = Keywords::new(&LangOptions { std: Std::C89, gnu: false, ..LangOptions::default() });
        let gnu17 = Keywords::new(&LangOptions::default());
        let c23 = Keywords::new(&LangOptions { std: Std::C23, gnu: false, ..LangOptions::default() });
        for (symbol, expected) in [
            (kw::INLINE, [kw::NONE, kw::INLINE, kw::INLINE]),
            (kw::UU_INLINE_UU, [kw::INLINE; 3]),
            (kw::ASM, [kw::NONE, kw::ASM, kw::NONE]),
            (kw::C23_BOOL, [kw::NONE, kw::NONE, kw::BOOL]),
            (kw::TYPEOF, [kw::NONE, kw::TYPEOF, kw::TYPEOF]),
            (sym::DEFINE, [kw::NONE; 3]),
        ] {
            assert_eq!([&strict89, &gnu17, &c23].map(|k| k.canonical(symbol)), expected, "{symbol:?}");
        }
    }
}
