//! The table of warnings: one row per `-W` name, with what turns it on.

/// A warning: a row of the table below. [`warn::NONE`] is for warnings without an option of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub struct Warning(pub u16);

/// What turns a warning on when its own option is not given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// On by default.
    Default,
    /// `-Wall`
    All,
    /// `-Wall` or `-Wextra`
    AllOrExtra,
    /// `-Wall` or `-Wpedantic`
    AllOrPedantic,
    /// `-Wextra`
    Extra,
    /// `-Wextra` or `-Wpedantic`
    ExtraOrPedantic,
    /// `-Wpedantic`
    Pedantic,
    /// `-Wformat` (itself in `-Wall`)
    Format,
    /// `-Wformat=2`
    Format2,
    /// `-Wunused` (itself in `-Wall`)
    Unused,
    /// `-Wunused` with `-Wextra`
    UnusedExtra,
    /// `-Wunused-variable`
    UnusedConst,
    /// `-Wconversion`
    Conversion,
    /// `-Wparentheses` (itself in `-Wall`)
    Parentheses,
    /// `-Wuninitialized` (itself in `-Wall` and `-Wextra`)
    Uninitialized,
    /// `-Wimplicit` (on by default for its members)
    Implicit,
    /// Nothing but its own name.
    Own,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The name after `-W`.
    pub name: &'static str,
    /// What turns it on.
    pub group: Group,
}

macro_rules! warnings {
    ($($(#[$doc:meta])* $id:ident $name:literal $group:ident;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)] // Only counts the rows.
        enum Index { $($id,)* COUNT_ }

        /// The warnings by name.
        pub mod warn {
            use super::{Index, Warning};
            $($(#[$doc])* #[doc = concat!("`-W", $name, "`")] pub const $id: Warning = Warning(Index::$id as u16);)*
        }

        /// The rows, indexed by [`Warning`].
        pub static TABLE: [Row; Index::COUNT_ as usize] = [$(Row { name: $name, group: Group::$group },)*];
    };
}

warnings! {
    NONE "" Default;
    // Groups that are options themselves.
    ALL "all" Own;
    EXTRA "extra" Own;
    PEDANTIC "pedantic" Own;
    FORMAT "format=" All;
    UNUSED "unused" All;
    IMPLICIT "implicit" Default;
    // The preprocessor's.
    CPP "cpp" Default;
    UNDEF "undef" Own;
    UNUSED_MACROS "unused-macros" Own;
    ENDIF_LABELS "endif-labels" Default;
    EXPANSION_TO_DEFINED "expansion-to-defined" ExtraOrPedantic;
    TRIGRAPHS "trigraphs" Default;
    COMMENT "comment" All;
    COMMENTS "comments" All;
    BUILTIN_MACRO_REDEFINED "builtin-macro-redefined" Default;
    MULTICHAR "multichar" Default;
    INVALID_PP_TOKEN "invalid-pp-token" Default;
    UNKNOWN_PRAGMAS "unknown-pragmas" All;
    PRAGMAS "pragmas" Default;
    VARIADIC_MACROS "variadic-macros" Pedantic;
    DATE_TIME "date-time" Own;
    LITERAL_SUFFIX "literal-suffix" Default;
    NORMALIZED "normalized=" Default;
    BIDI_CHARS "bidi-chars=" Default;
    /// No profile where one is to be used.
    MISSING_PROFILE "missing-profile" Default;
    MISSING_INCLUDE_DIRS "missing-include-dirs" Own;
    INVALID_UTF8 "invalid-utf8" Own;
    TRADITIONAL "traditional" Own;
    TRADITIONAL_CONVERSION "traditional-conversion" Own;
    LONG_LONG "long-long" Pedantic;
    DIRECTIVES_ONLY "directives-only" Own;
    // Declarations.
    IMPLICIT_INT "implicit-int" Implicit;
    IMPLICIT_FUNCTION_DECLARATION "implicit-function-declaration" Implicit;
    STRICT_PROTOTYPES "strict-prototypes" Own;
    MISSING_PROTOTYPES "missing-prototypes" Own;
    MISSING_DECLARATIONS "missing-declarations" Own;
    OLD_STYLE_DEFINITION "old-style-definition" Own;
    OLD_STYLE_DECLARATION "old-style-declaration" Extra;
    MISSING_PARAMETER_TYPE "missing-parameter-type" Extra;
    REDUNDANT_DECLS "redundant-decls" Own;
    NESTED_EXTERNS "nested-externs" Own;
    SHADOW_LOCAL "shadow=local" Own;
    SHADOW_COMPATIBLE_LOCAL "shadow=compatible-local" Own;
    SHADOW "shadow" Own;
    MAIN "main" AllOrPedantic;
    BUILTIN_DECLARATION_MISMATCH "builtin-declaration-mismatch" Default;
    DECLARATION_AFTER_STATEMENT "declaration-after-statement" Pedantic;
    DUPLICATE_DECL_SPECIFIER "duplicate-decl-specifier" All;
    EMPTY_BODY "empty-body" Extra;
    VLA "vla" Pedantic;
    VLA_LARGER_THAN "vla-larger-than=" Default;
    ATTRIBUTES "attributes" Default;
    ATTRIBUTE_ALIAS "attribute-alias=" Default;
    IGNORED_ATTRIBUTES "ignored-attributes" Default;
    IGNORED_QUALIFIERS "ignored-qualifiers" Extra;
    PACKED "packed" Own;
    PACKED_NOT_ALIGNED "packed-not-aligned" All;
    PACKED_BITFIELD_COMPAT "packed-bitfield-compat" Default;
    PADDED "padded" Own;
    SCALAR_STORAGE_ORDER "scalar-storage-order" Default;
    DEPRECATED "deprecated" Default;
    DEPRECATED_DECLARATIONS "deprecated-declarations" Default;
    INLINE "inline" Own;
    UNUSED_VARIABLE "unused-variable" Unused;
    UNUSED_BUT_SET_VARIABLE "unused-but-set-variable" Unused;
    UNUSED_BUT_SET_PARAMETER "unused-but-set-parameter" UnusedExtra;
    UNUSED_PARAMETER "unused-parameter" UnusedExtra;
    UNUSED_FUNCTION "unused-function" Unused;
    UNUSED_LABEL "unused-label" Unused;
    UNUSED_LOCAL_TYPEDEFS "unused-local-typedefs" Unused;
    UNUSED_VALUE "unused-value" Unused;
    UNUSED_RESULT "unused-result" Default;
    UNUSED_CONST_VARIABLE "unused-const-variable=" UnusedConst;
    OVERRIDE_INIT "override-init" Extra;
    OVERRIDE_INIT_SIDE_EFFECTS "override-init-side-effects" Default;
    MISSING_FIELD_INITIALIZERS "missing-field-initializers" Extra;
    MISSING_BRACES "missing-braces" All;
    DESIGNATED_INIT "designated-init" Default;
    ENUM_COMPARE "enum-compare" All;
    ENUM_CONVERSION "enum-conversion" Extra;
    C90_C99_COMPAT "c90-c99-compat" Own;
    C99_C11_COMPAT "c99-c11-compat" Own;
    C11_C2X_COMPAT "c11-c2x-compat" Own;
    CXX_COMPAT "c++-compat" Own;
    // Expressions and statements.
    ADDRESS "address" All;
    ADDRESS_OF_PACKED_MEMBER "address-of-packed-member" Default;
    AGGREGATE_RETURN "aggregate-return" Own;
    ARITH_CONVERSION "arith-conversion" Own;
    ARRAY_BOUNDS "array-bounds" All;
    ARRAY_COMPARE "array-compare" All;
    ARRAY_PARAMETER "array-parameter=" All;
    VLA_PARAMETER "vla-parameter" All;
    TRIVIAL_AUTO_VAR_INIT "trivial-auto-var-init" Own;
    BAD_FUNCTION_CAST "bad-function-cast" Own;
    BOOL_COMPARE "bool-compare" All;
    BOOL_OPERATION "bool-operation" All;
    CAST_ALIGN "cast-align" Own;
    CAST_FUNCTION_TYPE "cast-function-type" Extra;
    CAST_QUAL "cast-qual" Own;
    CHAR_SUBSCRIPTS "char-subscripts" All;
    CLOBBERED "clobbered" Extra;
    CONVERSION "conversion" Own;
    COVERAGE_MISMATCH "coverage-mismatch" Default;
    DANGLING_ELSE "dangling-else" Parentheses;
    DANGLING_POINTER "dangling-pointer" All;
    DISCARDED_ARRAY_QUALIFIERS "discarded-array-qualifiers" Default;
    DISCARDED_QUALIFIERS "discarded-qualifiers" Default;
    DIV_BY_ZERO "div-by-zero" Default;
    DOUBLE_PROMOTION "double-promotion" Own;
    DUPLICATED_BRANCHES "duplicated-branches" Own;
    DUPLICATED_COND "duplicated-cond" Own;
    FLOAT_CONVERSION "float-conversion" Conversion;
    FLOAT_EQUAL "float-equal" Own;
    FORMAT_EXTRA_ARGS "format-extra-args" Format;
    FORMAT_ZERO_LENGTH "format-zero-length" Format;
    FORMAT_SECURITY "format-security" Format2;
    FORMAT_NONLITERAL "format-nonliteral" Format2;
    FORMAT_Y2K "format-y2k" Format2;
    FORMAT_SIGNEDNESS "format-signedness" Own;
    FORMAT_CONTAINS_NUL "format-contains-nul" Format;
    FORMAT_OVERFLOW "format-overflow=" Format;
    FORMAT_TRUNCATION "format-truncation=" Format;
    FRAME_ADDRESS "frame-address" All;
    FRAME_LARGER_THAN "frame-larger-than=" Own;
    LARGER_THAN "larger-than=" Default;
    FREE_NONHEAP_OBJECT "free-nonheap-object" Default;
    HARDENED "hardened" Default;
    IMPLICIT_FALLTHROUGH "implicit-fallthrough=" Extra;
    INCOMPATIBLE_POINTER_TYPES "incompatible-pointer-types" Default;
    INFINITE_RECURSION "infinite-recursion" All;
    INIT_SELF "init-self" Own;
    INT_CONVERSION "int-conversion" Default;
    INT_IN_BOOL_CONTEXT "int-in-bool-context" All;
    INT_TO_POINTER_CAST "int-to-pointer-cast" Default;
    POINTER_TO_INT_CAST "pointer-to-int-cast" Default;
    INVALID_MEMORY_MODEL "invalid-memory-model" Default;
    IF_NOT_ALIGNED "if-not-aligned" Default;
    JUMP_MISSES_INIT "jump-misses-init" Own;
    LOGICAL_NOT_PARENTHESES "logical-not-parentheses" All;
    LOGICAL_OP "logical-op" Own;
    MAYBE_UNINITIALIZED "maybe-uninitialized" Uninitialized;
    UNINITIALIZED "uninitialized" AllOrExtra;
    MEMSET_ELT_SIZE "memset-elt-size" All;
    MEMSET_TRANSPOSED_ARGS "memset-transposed-args" All;
    MISLEADING_INDENTATION "misleading-indentation" All;
    MISMATCHED_DEALLOC "mismatched-dealloc" Default;
    MISSING_ATTRIBUTES "missing-attributes" All;
    MULTISTATEMENT_MACROS "multistatement-macros" All;
    NONNULL "nonnull" Format;
    NONNULL_COMPARE "nonnull-compare" All;
    NULL_DEREFERENCE "null-dereference" Own;
    OPENMP_SIMD "openmp-simd" All;
    OVERFLOW "overflow" Default;
    OVERLENGTH_STRINGS "overlength-strings" Pedantic;
    PARENTHESES "parentheses" All;
    POINTER_ARITH "pointer-arith" Pedantic;
    POINTER_COMPARE "pointer-compare" Default;
    POINTER_SIGN "pointer-sign" AllOrPedantic;
    PRIO_CTOR_DTOR "prio-ctor-dtor" Default;
    PSABI "psabi" Default;
    RESTRICT "restrict" All;
    RETURN_LOCAL_ADDR "return-local-addr" Default;
    RETURN_TYPE "return-type" All;
    SEQUENCE_POINT "sequence-point" All;
    SHIFT_COUNT_NEGATIVE "shift-count-negative" Default;
    SHIFT_COUNT_OVERFLOW "shift-count-overflow" Default;
    SHIFT_NEGATIVE_VALUE "shift-negative-value" Extra;
    SHIFT_OVERFLOW "shift-overflow=" Default;
    SIGN_COMPARE "sign-compare" Extra;
    SIGN_CONVERSION "sign-conversion" Conversion;
    SIZEOF_ARRAY_ARGUMENT "sizeof-array-argument" Default;
    SIZEOF_ARRAY_DIV "sizeof-array-div" All;
    SIZEOF_POINTER_DIV "sizeof-pointer-div" All;
    SIZEOF_POINTER_MEMACCESS "sizeof-pointer-memaccess" All;
    STACK_PROTECTOR "stack-protector" Own;
    STACK_USAGE "stack-usage=" Own;
    STRICT_ALIASING "strict-aliasing" All;
    STRICT_OVERFLOW "strict-overflow" All;
    STRINGOP_OVERFLOW "stringop-overflow=" Default;
    STRINGOP_OVERREAD "stringop-overread" Default;
    STRINGOP_TRUNCATION "stringop-truncation" All;
    SUGGEST_ATTRIBUTE_FORMAT "suggest-attribute=format" Own;
    SUGGEST_ATTRIBUTE_NORETURN "suggest-attribute=noreturn" Own;
    SUGGEST_ATTRIBUTE "suggest-attribute=" Own;
    SWITCH "switch" All;
    SWITCH_BOOL "switch-bool" Default;
    SWITCH_DEFAULT "switch-default" Own;
    SWITCH_ENUM "switch-enum" Own;
    SWITCH_OUTSIDE_RANGE "switch-outside-range" Default;
    SWITCH_UNREACHABLE "switch-unreachable" Default;
    SYNC_NAND "sync-nand" Default;
    TAUTOLOGICAL_COMPARE "tautological-compare" All;
    TRAMPOLINES "trampolines" Own;
    TYPE_LIMITS "type-limits" Extra;
    UNSAFE_LOOP_OPTIMIZATIONS "unsafe-loop-optimizations" Own;
    UNSUFFIXED_FLOAT_CONSTANTS "unsuffixed-float-constants" Own;
    VARARGS "varargs" Default;
    VOLATILE_REGISTER_VAR "volatile-register-var" All;
    WRITE_STRINGS "write-strings" Own;
    ZERO_LENGTH_BOUNDS "zero-length-bounds" All;
    UNREACHABLE_CODE "unreachable-code" Own;
    ABSOLUTE_VALUE "absolute-value" Extra;
    ALLOCA "alloca" Own;
    ALLOCA_LARGER_THAN "alloca-larger-than=" Default;
    ALLOC_SIZE_LARGER_THAN "alloc-size-larger-than=" Default;
    ALLOC_ZERO "alloc-zero" Own;
    ATTRIBUTE_WARNING "attribute-warning" Default;
    AGGRESSIVE_LOOP_OPTIMIZATIONS "aggressive-loop-optimizations" Default;
    BUILTIN_REQUIRES_HEADER "builtin-requires-header" Default;
    COMPARE_DISTINCT_POINTER_TYPES "compare-distinct-pointer-types" Default;
    DISABLED_OPTIMIZATION "disabled-optimization" Own;
    LTO_TYPE_MISMATCH "lto-type-mismatch" Default;
    OPT_INFO "optimization-info" Own;
    ODR "odr" Default;
    STRICT_FLEX_ARRAYS "strict-flex-arrays" Own;
    STRING_COMPARE "string-compare" Extra;
    TSAN "tsan" Default;
    VECTOR_OPERATION_PERFORMANCE "vector-operation-performance" Own;
    XOR_USED_AS_POW "xor-used-as-pow" Default;
    UNKNOWN_WARNING "unknown-warning" Own;
    SYSTEM_HEADERS "system-headers" Own;
}
