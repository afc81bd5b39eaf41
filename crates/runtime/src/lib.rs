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
        text: concat!(
            "#define REAL float\n#define S(n) __builtin_##n##f\n#define MUL __mulsc3\n#define DIV __divsc3\n",
            include_str!("c/complex.c")
        ),
    },
    Source {
        symbols: &["__muldc3", "__divdc3"],
        name: "complex_double.c",
        text: concat!(
            "#define REAL double\n#define S(n) __builtin_##n\n#define MUL __muldc3\n#define DIV __divdc3\n",
            include_str!("c/complex.c")
        ),
    },
    Source {
        symbols: &["__mulxc3", "__divxc3"],
        name: "complex_long_double.c",
        text: concat!(
            "#define REAL long double\n#define S(n) __builtin_##n##l\n#define MUL __mulxc3\n#define DIV __divxc3\n",
            include_str!("c/complex.c")
        ),
    },
    Source {
        symbols: &["__dso_handle"],
        name: "dso_handle.c",
        text: "__attribute__((visibility(\"hidden\"))) void *__dso_handle = &__dso_handle;\n",
    },
];

/// The source that defines a symbol.
pub fn source(symbol: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.symbols.contains(&symbol))
}
