//! The runtime library: C sources of the functions that generated code calls, compiled by ccc itself when a link first
//! needs one (names and meanings as in GCC's internals manual, chapter 4).

/// A source: what it defines, its name, its text.
pub struct Source {
    /// Symbols that it defines.
    pub symbols: &'static [&'static str],
    /// Name for messages.
    pub name: &'static str,
    /// C text.
    pub text: &'static str,
}

/// Arithmetic on a floating format, behind what all formats share.
macro_rules! soft_float {
    ($path:literal) => {
        concat!(include_str!("c/soft_float.h"), include_str!($path))
    };
}

/// Complex arithmetic on a type: its name, the suffixes of builtins and functions, the prefix of its limits.
macro_rules! complex {
    ($real:literal $builtin:literal $function:literal $limits:literal $more:literal) => {
        concat!(
            "#define REAL ",
            $real,
            "\n#define S(n) __builtin_##n",
            $builtin,
            "\n#define MUL __mul",
            $function,
            "\n#define DIV __div",
            $function,
            "\n#define MAX __",
            $limits,
            "_MAX__\n#define MIN __",
            $limits,
            "_MIN__\n#define EPSILON __",
            $limits,
            "_EPSILON__\n",
            $more,
            include_str!("c/complex.c")
        )
    };
}

/// All sources.
pub const SOURCES: &[Source] = &[
    Source {
        symbols: &["__divti3", "__modti3", "__udivti3", "__umodti3", "__udivmodti4", "__divmodti4"],
        name: "int128_divide.c",
        text: include_str!("c/int128_divide.c"),
    },
    Source {
        symbols: &["__muloti4", "__multi3"],
        name: "int128_multiply.c",
        text: include_str!("c/int128_multiply.c"),
    },
    Source {
        symbols: &["__popcountdi2", "__popcountsi2", "__popcountti2"],
        name: "population_count.c",
        text: include_str!("c/population_count.c"),
    },
    Source {
        symbols: &[
            "__fixsfti",
            "__fixdfti",
            "__fixxfti",
            "__fixunssfti",
            "__fixunsdfti",
            "__fixunsxfti",
            "__floattisf",
            "__floattidf",
            "__floattixf",
            "__floatuntisf",
            "__floatuntidf",
            "__floatuntixf",
        ],
        name: "int128_convert.c",
        text: include_str!("c/int128_convert.c"),
    },
    Source {
        symbols: &["__mulsc3", "__divsc3"],
        name: "complex_float.c",
        text: complex!("float" "##f" "sc3" "FLT" "#define WIDE double\n"),
    },
    Source {
        symbols: &["__muldc3", "__divdc3"],
        name: "complex_double.c",
        text: complex!("double" "" "dc3" "DBL" ""),
    },
    Source {
        symbols: &["__mulxc3", "__divxc3"],
        name: "complex_long_double.c",
        text: complex!("long double" "##l" "xc3" "LDBL" ""),
    },
    Source {
        symbols: &["__multc3", "__divtc3"],
        name: "complex_binary128.c",
        text: complex!("_Float128" "##f128" "tc3" "FLT128" ""),
    },
    Source {
        symbols: &["__mulhc3", "__divhc3"],
        name: "complex_binary16.c",
        text: complex!("_Float16" "##f" "hc3" "FLT16" "#define WIDE float\n#define TERM float\n"),
    },
    Source {
        symbols: &["__addtf3", "__subtf3", "__multf3", "__divtf3", "__negtf2"],
        name: "binary128.c",
        text: soft_float!("c/binary128.c"),
    },
    Source {
        symbols: &[
            "__eqtf2",
            "__netf2",
            "__lttf2",
            "__letf2",
            "__gttf2",
            "__getf2",
            "__unordtf2",
            "__cmptf2",
        ],
        name: "binary128_compare.c",
        text: soft_float!("c/binary128_compare.c"),
    },
    Source {
        symbols: &[
            "__extendhfsf2",
            "__extendhfdf2",
            "__extendhfxf2",
            "__extendhftf2",
            "__extendsftf2",
            "__extenddftf2",
            "__extendxftf2",
            "__extendbfsf2",
            "__truncsfhf2",
            "__truncdfhf2",
            "__truncxfhf2",
            "__trunctfhf2",
            "__trunctfsf2",
            "__trunctfdf2",
            "__trunctfxf2",
            "__truncsfbf2",
            "__truncdfbf2",
            "__truncxfbf2",
            "__trunctfbf2",
            "__trunchfbf2",
        ],
        name: "float_formats.c",
        text: soft_float!("c/float_formats.c"),
    },
    Source {
        symbols: &[
            "__fixtfsi",
            "__fixtfdi",
            "__fixtfti",
            "__fixunstfsi",
            "__fixunstfdi",
            "__fixunstfti",
            "__floatsitf",
            "__floatditf",
            "__floattitf",
            "__floatunsitf",
            "__floatunditf",
            "__floatuntitf",
            "__fixhfsi",
            "__fixhfdi",
            "__fixhfti",
            "__fixunshfsi",
            "__fixunshfdi",
            "__fixunshfti",
            "__floatsihf",
            "__floatdihf",
            "__floattihf",
            "__floatunsihf",
            "__floatundihf",
            "__floatuntihf",
        ],
        name: "float_integers.c",
        text: soft_float!("c/float_integers.c"),
    },
    Source {
        symbols: &["__powisf2", "__powidf2", "__powixf2"],
        name: "powers.c",
        text: concat!(
            include_str!("c/power.h"),
            "POWER(__powisf2, float)\nPOWER(__powidf2, double)\nPOWER(__powixf2, long double)\n"
        ),
    },
    Source {
        symbols: &["__powitf2"],
        name: "power_binary128.c",
        text: concat!(include_str!("c/power.h"), "POWER(__powitf2, __float128)\n"),
    },
    Source {
        symbols: &[
            "__clzsi2",
            "__clzdi2",
            "__clzti2",
            "__ctzsi2",
            "__ctzdi2",
            "__ctzti2",
            "__ffssi2",
            "__ffsdi2",
            "__ffsti2",
            "__clrsbsi2",
            "__clrsbdi2",
            "__clrsbti2",
            "__paritysi2",
            "__paritydi2",
            "__parityti2",
            "__bswapsi2",
            "__bswapdi2",
        ],
        name: "bits.c",
        text: include_str!("c/bits.c"),
    },
    Source {
        symbols: &["__ashlti3", "__ashrti3", "__lshrti3", "__negti2", "__cmpti2", "__ucmpti2"],
        name: "int128_shift.c",
        text: include_str!("c/int128_shift.c"),
    },
    Source {
        symbols: &[
            "__addvsi3",
            "__addvdi3",
            "__addvti3",
            "__subvsi3",
            "__subvdi3",
            "__subvti3",
            "__mulvsi3",
            "__mulvdi3",
            "__mulvti3",
            "__negvsi2",
            "__negvdi2",
            "__negvti2",
            "__absvsi2",
            "__absvdi2",
            "__absvti2",
        ],
        name: "overflow_traps.c",
        text: include_str!("c/overflow_traps.c"),
    },
    Source {
        symbols: &[
            "__bitint_convert",
            "__bitint_add",
            "__bitint_sub",
            "__bitint_neg",
            "__bitint_not",
            "__bitint_and",
            "__bitint_or",
            "__bitint_xor",
            "__bitint_shl",
            "__bitint_shr",
            "__bitint_compare",
            "__bitint_nonzero",
            "__bitint_extract",
            "__bitint_insert",
        ],
        name: "bitint.c",
        text: concat!(include_str!("c/bitint.h"), include_str!("c/bitint.c")),
    },
    Source {
        symbols: &["__mulbitint3", "__divmodbitint4"],
        name: "bitint_multiply.c",
        text: concat!(include_str!("c/bitint.h"), include_str!("c/bitint_multiply.c")),
    },
    Source {
        symbols: &[
            "__fixhfbitint",
            "__fixsfbitint",
            "__fixdfbitint",
            "__fixxfbitint",
            "__fixtfbitint",
            "__floatbitinthf",
            "__floatbitintsf",
            "__floatbitintdf",
            "__floatbitintxf",
            "__floatbitinttf",
        ],
        name: "bitint_convert.c",
        text: concat!(include_str!("c/bitint.h"), include_str!("c/bitint_convert.c")),
    },
    Source { symbols: &["__clear_cache"], name: "clear_cache.c", text: include_str!("c/clear_cache.c") },
    Source {
        symbols: &["__emutls_get_address"],
        name: "emulated_tls.c",
        text: include_str!("c/emulated_tls.c"),
    },
    Source {
        symbols: &["__dso_handle"],
        name: "dso_handle.c",
        text: "__attribute__((visibility(\"hidden\"))) void *__dso_handle = &__dso_handle;\n",
    },
];

/// The stack unwinder of static executables; others share `libgcc_s.so.1`'s, for an exception's frames must agree on
/// one. Its text wants the machine's before it: `REGISTERS`, `STACK_POINTER`, `RETURN_ADDRESS`, `EXCEPTION_REGISTER`,
/// `SELECTOR_REGISTER`, `__unwind_install`, and the entries that hand over their caller's registers.
pub const UNWINDER: Source = Source {
    symbols: &[
        "_Unwind_RaiseException",
        "_Unwind_Resume",
        "_Unwind_Resume_or_Rethrow",
        "_Unwind_ForcedUnwind",
        "_Unwind_DeleteException",
        "_Unwind_GetGR",
        "_Unwind_SetGR",
        "_Unwind_GetIP",
        "_Unwind_GetIPInfo",
        "_Unwind_SetIP",
        "_Unwind_GetCFA",
        "_Unwind_GetLanguageSpecificData",
        "_Unwind_GetRegionStart",
        "_Unwind_GetDataRelBase",
        "_Unwind_GetTextRelBase",
        "_Unwind_FindEnclosingFunction",
        "_Unwind_Backtrace",
        "__gcc_personality_v0",
        "__register_frame_info",
        "__deregister_frame_info",
        "__register_frame",
        "__deregister_frame",
    ],
    name: "unwind.c",
    text: concat!(include_str!("c/unwind_frames.h"), include_str!("c/unwind.c")),
};

/// The source that defines a symbol.
pub fn source(symbol: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.symbols.contains(&symbol))
}
