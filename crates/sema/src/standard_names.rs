//! Which functions of the library are the standard's: in a strict mode the others are the program's own to define
//! (C23 7.1.3), so they mean nothing to the compiler.

use crate::Sema;
use lexer::{Std, Symbol};

/// Functions that no standard has, in order; those of mathematics without `f` and `l`.
const EXTENSIONS: &[&str] = &[
    "_exit",
    "alloca",
    "bcmp",
    "bcopy",
    "bzero",
    "dcgettext",
    "dgettext",
    "drem",
    "ffs",
    "ffsl",
    "ffsll",
    "fork",
    "fprintf_unlocked",
    "fputc_unlocked",
    "fputs_unlocked",
    "fwrite_unlocked",
    "gamma",
    "gamma_r",
    "gettext",
    "index",
    "isascii",
    "j0",
    "j1",
    "jn",
    "lgamma_r",
    "memalign",
    "mempcpy",
    "posix_memalign",
    "pow10",
    "printf_unlocked",
    "putchar_unlocked",
    "puts_unlocked",
    "rindex",
    "scalb",
    "significand",
    "sincos",
    "stpcpy",
    "stpncpy",
    "strcasecmp",
    "strfmon",
    "strncasecmp",
    "strnlen",
    "toascii",
    "y0",
    "y1",
    "yn",
];

/// Functions that C90 does not have and C99 does, likewise.
const C99: &[&str] = &[
    "_Exit",
    "acosh",
    "asinh",
    "atanh",
    "cabs",
    "cacos",
    "cacosh",
    "carg",
    "casin",
    "casinh",
    "catan",
    "catanh",
    "cbrt",
    "ccos",
    "ccosh",
    "cexp",
    "cimag",
    "clog",
    "conj",
    "copysign",
    "cpow",
    "cproj",
    "creal",
    "csin",
    "csinh",
    "csqrt",
    "ctan",
    "ctanh",
    "erf",
    "erfc",
    "exp2",
    "expm1",
    "fdim",
    "fma",
    "fmax",
    "fmin",
    "hypot",
    "ilogb",
    "imaxabs",
    "isblank",
    "lgamma",
    "llabs",
    "llrint",
    "llround",
    "log1p",
    "log2",
    "logb",
    "lrint",
    "lround",
    "nearbyint",
    "nextafter",
    "nexttoward",
    "remainder",
    "remquo",
    "rint",
    "round",
    "scalbln",
    "scalbn",
    "snprintf",
    "tgamma",
    "trunc",
    "vfscanf",
    "vscanf",
    "vsnprintf",
    "vsscanf",
];

/// Functions of C23.
const C23: &[&str] = &["exp10", "roundeven", "strdup", "strndup"];

/// The standard that first has a library function; `None` if none has it.
fn since(name: &str) -> Option<Std> {
    let listed = |list: &[&str]| {
        let plain = name.strip_suffix(['f', 'l']).unwrap_or(name);
        list.binary_search(&name).is_ok() || list.binary_search(&plain).is_ok()
    };
    if listed(EXTENSIONS) {
        None
    } else if listed(C23) {
        Some(Std::C23)
    } else if listed(C99) {
        Some(Std::C99)
    } else if name == "aligned_alloc" {
        Some(Std::C11)
    } else {
        Some(Std::C89)
    }
}

impl Sema<'_> {
    /// Whether a library function's name is the program's own in the mode in force.
    pub(crate) fn is_programs_own(&self, name: Symbol) -> bool {
        let options = &self.session.options;
        if options.gnu {
            return false;
        }
        let text = self.text(name);
        !text.starts_with("__") && since(&text).is_none_or(|std| options.std < std)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order() {
        for list in [EXTENSIONS, C99, C23] {
            assert!(list.is_sorted());
        }
    }

    #[test]
    fn standards() {
        assert_eq!(since("exp10f"), Some(Std::C23));
        assert_eq!(since("index"), None);
        assert_eq!(since("strdup"), Some(Std::C23));
        assert_eq!(since("cbrtl"), Some(Std::C99));
        assert_eq!(since("fabs"), Some(Std::C89));
        assert_eq!(since("sinf"), Some(Std::C89));
    }
}
