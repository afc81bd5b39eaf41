//! The functions of the C and runtime library that passes after lowering know: those that they may come to call, and
//! those whose calls they may fold.
//!
//! They are the first symbols of every module, so that a pass that has the module only to read, as those do that run
//! beside each other, has a symbol for each. One that nothing refers to does not reach the object file.

use crate::module::SymbolId;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A row of the table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LibraryFunction(u16);

/// The names. What operations on types that a machine lacks become is in GCC's internals manual, chapter 4.
const NAMES: &[&str] = &[
    // 128-bit integers and bits.
    "__divti3",
    "__modti3",
    "__muloti4",
    "__popcountdi2",
    "__udivti3",
    "__umodti3",
    // binary128: arithmetic and comparison.
    "__addtf3",
    "__divtf3",
    "__eqtf2",
    "__getf2",
    "__gttf2",
    "__letf2",
    "__lttf2",
    "__multf3",
    "__netf2",
    "__subtf3",
    "__unordtf2",
    "sqrtf128",
    // Conversions between floats.
    "__extenddftf2",
    "__extendhfsf2",
    "__extendhftf2",
    "__extendsftf2",
    "__extendxftf2",
    "__truncdfhf2",
    "__truncsfhf2",
    "__trunctfdf2",
    "__trunctfhf2",
    "__trunctfsf2",
    "__trunctfxf2",
    "__truncxfhf2",
    // Floats to integers.
    "__fixdfti",
    "__fixhfti",
    "__fixsfti",
    "__fixtfdi",
    "__fixtfsi",
    "__fixtfti",
    "__fixunsdfti",
    "__fixunshfti",
    "__fixunssfti",
    "__fixunstfdi",
    "__fixunstfsi",
    "__fixunstfti",
    "__fixunsxfti",
    "__fixxfti",
    // Integers to floats.
    "__floatditf",
    "__floatsitf",
    "__floattidf",
    "__floattihf",
    "__floattisf",
    "__floattitf",
    "__floattixf",
    "__floatunditf",
    "__floatunsitf",
    "__floatuntidf",
    "__floatuntihf",
    "__floatuntisf",
    "__floatuntitf",
    "__floatuntixf",
    // Rounding.
    "ceil",
    "ceilf",
    "floor",
    "floorf",
    "nearbyint",
    "nearbyintf",
    "rint",
    "rintf",
    "round",
    "roundf",
    "trunc",
    "truncf",
    // Mathematics.
    "acos",
    "acosf",
    "acosh",
    "acoshf",
    "acoshl",
    "acosl",
    "asin",
    "asinf",
    "asinh",
    "asinhf",
    "asinhl",
    "asinl",
    "atan",
    "atanf",
    "atanh",
    "atanhf",
    "atanhl",
    "atanl",
    "cbrt",
    "cbrtf",
    "cbrtl",
    "ceill",
    "cos",
    "cosf",
    "cosh",
    "coshf",
    "coshl",
    "cosl",
    "erf",
    "erfc",
    "erfcf",
    "erfcl",
    "erff",
    "erfl",
    "exp",
    "exp2",
    "exp2f",
    "exp2l",
    "expf",
    "expl",
    "expm1",
    "expm1f",
    "expm1l",
    "floorl",
    "fmax",
    "fmaxf",
    "fmaxl",
    "fmin",
    "fminf",
    "fminl",
    "fmod",
    "fmodf",
    "fmodl",
    "ilogb",
    "ilogbf",
    "ilogbl",
    "llrint",
    "llrintf",
    "llrintl",
    "llround",
    "llroundf",
    "llroundl",
    "log",
    "log10",
    "log10f",
    "log10l",
    "log1p",
    "log1pf",
    "log1pl",
    "log2",
    "log2f",
    "log2l",
    "logb",
    "logbf",
    "logbl",
    "logf",
    "logl",
    "lrint",
    "lrintf",
    "lrintl",
    "lround",
    "lroundf",
    "lroundl",
    "nearbyintl",
    "pow",
    "powf",
    "__powidf2",
    "__powisf2",
    "__powixf2",
    "powl",
    "rintl",
    "roundl",
    "sin",
    "sinf",
    "sinh",
    "sinhf",
    "sinhl",
    "sinl",
    "sqrt",
    "sqrtf",
    "sqrtl",
    "tan",
    "tanf",
    "tanh",
    "tanhf",
    "tanhl",
    "tanl",
    "tgamma",
    "tgammaf",
    "tgammal",
    "truncl",
    // Strings, memory, output: what calls of them do is known.
    "bcmp",
    "bcopy",
    "bzero",
    "fprintf",
    "fprintf_unlocked",
    "fputc",
    "fputc_unlocked",
    "fputs",
    "fputs_unlocked",
    "fwrite",
    "fwrite_unlocked",
    "gettext",
    "index",
    "isascii",
    "isdigit",
    "memchr",
    "memcmp",
    "memcpy",
    "memmove",
    "mempcpy",
    "memset",
    "printf",
    "printf_unlocked",
    "putchar",
    "putchar_unlocked",
    "puts",
    "puts_unlocked",
    "rindex",
    "snprintf",
    "sprintf",
    "stpcpy",
    "stpncpy",
    "strcat",
    "strchr",
    "strcmp",
    "strcpy",
    "strcspn",
    "strdup",
    "strlen",
    "strncat",
    "strncmp",
    "strncpy",
    "strndup",
    "strnlen",
    "strpbrk",
    "strrchr",
    "strspn",
    "strstr",
    "toascii",
    "vfprintf",
    "vprintf",
    "vsnprintf",
    "vsprintf",
    "__fprintf_chk",
    "__memcpy_chk",
    "__memmove_chk",
    "__mempcpy_chk",
    "__memset_chk",
    "__printf_chk",
    "__snprintf_chk",
    "__sprintf_chk",
    "__stpcpy_chk",
    "__stpncpy_chk",
    "__strcat_chk",
    "__strcpy_chk",
    "__strncat_chk",
    "__strncpy_chk",
    "__vfprintf_chk",
    "__vprintf_chk",
    "__vsnprintf_chk",
    "__vsprintf_chk",
];

/// Functions that return their first argument.
const RETURN_FIRST: &[LibraryFunction] = &[
    LibraryFunction::named("memcpy"),
    LibraryFunction::named("memmove"),
    LibraryFunction::named("memset"),
    LibraryFunction::named("strcpy"),
    LibraryFunction::named("strncpy"),
    LibraryFunction::named("strcat"),
    LibraryFunction::named("strncat"),
    LibraryFunction::named("__memcpy_chk"),
    LibraryFunction::named("__memmove_chk"),
    LibraryFunction::named("__memset_chk"),
    LibraryFunction::named("__strcpy_chk"),
    LibraryFunction::named("__strncpy_chk"),
    LibraryFunction::named("__strcat_chk"),
    LibraryFunction::named("__strncat_chk"),
];

impl LibraryFunction {
    /// The row with this name; meant for constants, where a name that has none is an error of compilation.
    ///
    /// # Panics
    /// If there is none.
    pub const fn named(name: &str) -> LibraryFunction {
        let mut i = 0;
        while i < NAMES.len() {
            if equal(NAMES[i].as_bytes(), name.as_bytes()) {
                return LibraryFunction(i as u16);
            }
            i += 1;
        }
        panic!("not a row of the table of library functions")
    }

    /// The row with this name, if there is one.
    pub fn find(name: &str) -> Option<LibraryFunction> {
        static INDEX: LazyLock<FxHashMap<&str, u16>> =
            LazyLock::new(|| NAMES.iter().zip(0..).map(|(&name, i)| (name, i)).collect());
        INDEX.get(name).copied().map(LibraryFunction)
    }

    /// All rows, in the order of their symbols.
    pub fn all() -> impl Iterator<Item = LibraryFunction> {
        (0..NAMES.len() as u16).map(LibraryFunction)
    }

    /// Whether its result is its first argument.
    pub fn returns_first(self) -> bool {
        RETURN_FIRST.contains(&self)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        NAMES[usize::from(self.0)]
    }

    /// Its place in the order of all rows.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Its symbol, in every module.
    pub fn symbol(self) -> SymbolId {
        SymbolId::from_u32(u32::from(self.0))
    }
}

/// Comparison of strings that constants can do.
const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// The library function of a name, looked up when ccc is compiled.
#[macro_export]
macro_rules! library {
    ($name:literal) => {
        const { $crate::library::LibraryFunction::named($name) }
    };
}
