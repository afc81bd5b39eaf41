//! The headers of the standard library that declare a function (C23 7, by clause): what is recommended where a builtin is
//! called that nothing has declared.

/// Functions that exist for `float` and `long double` too, with `f` and `l` appended.
const BY_PRECISION: &[(&str, &[&str])] = &[
    (
        "complex.h",
        &[
            "cabs", "cacos", "cacosh", "carg", "casin", "casinh", "catan", "catanh", "ccos", "ccosh", "cexp",
            "cimag", "clog", "conj", "cpow", "cproj", "creal", "csin", "csinh", "csqrt", "ctan", "ctanh",
        ],
    ),
    (
        "math.h",
        &[
            "acos",
            "acosh",
            "asin",
            "asinh",
            "atan",
            "atan2",
            "atanh",
            "cbrt",
            "ceil",
            "copysign",
            "cos",
            "cosh",
            "erf",
            "erfc",
            "exp",
            "exp2",
            "expm1",
            "fabs",
            "fdim",
            "floor",
            "fma",
            "fmax",
            "fmin",
            "fmod",
            "frexp",
            "hypot",
            "ilogb",
            "ldexp",
            "lgamma",
            "llrint",
            "llround",
            "log",
            "log10",
            "log1p",
            "log2",
            "logb",
            "lrint",
            "lround",
            "modf",
            "nan",
            "nearbyint",
            "nextafter",
            "nexttoward",
            "pow",
            "remainder",
            "remquo",
            "rint",
            "round",
            "scalbln",
            "scalbn",
            "sin",
            "sincos",
            "sinh",
            "sqrt",
            "tan",
            "tanh",
            "tgamma",
            "trunc",
        ],
    ),
];

/// The others.
const OTHERS: &[(&str, &[&str])] = &[
    (
        "ctype.h",
        &[
            "isalnum", "isalpha", "isblank", "iscntrl", "isdigit", "isgraph", "islower", "isprint",
            "ispunct", "isspace", "isupper", "isxdigit", "tolower", "toupper",
        ],
    ),
    ("inttypes.h", &["imaxabs"]),
    (
        "stdio.h",
        &[
            "fprintf",
            "fputc",
            "fputs",
            "fscanf",
            "fwrite",
            "printf",
            "putc",
            "putchar",
            "puts",
            "scanf",
            "snprintf",
            "sprintf",
            "sscanf",
            "vfprintf",
            "vfscanf",
            "vprintf",
            "vscanf",
            "vsnprintf",
            "vsprintf",
            "vsscanf",
        ],
    ),
    (
        "stdlib.h",
        &[
            "_Exit",
            "abort",
            "abs",
            "aligned_alloc",
            "calloc",
            "exit",
            "free",
            "labs",
            "llabs",
            "malloc",
            "realloc",
        ],
    ),
    (
        "string.h",
        &[
            "memchr", "memcmp", "memcpy", "memmove", "memset", "strcat", "strchr", "strcmp", "strcpy",
            "strcspn", "strdup", "strlen", "strncat", "strncmp", "strncpy", "strndup", "strpbrk", "strrchr",
            "strspn", "strstr",
        ],
    ),
    ("time.h", &["strftime"]),
    (
        "wctype.h",
        &[
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
            "towlower",
            "towupper",
        ],
    ),
];

/// The header that declares a function.
fn header_of(function: &str) -> Option<&'static str> {
    let find = |table: &[(&'static str, &[&str])], name: &str| {
        table.iter().find(|(_, names)| names.contains(&name)).map(|&(header, _)| header)
    };
    let shorter = function.strip_suffix(['f', 'l']);
    let by_precision = find(BY_PRECISION, function).or_else(|| find(BY_PRECISION, shorter?));
    by_precision.or_else(|| find(OTHERS, function))
}

/// The note that recommends a header, if one declares `function`.
pub(crate) fn recommended(function: &str) -> Option<String> {
    let header = header_of(function)?;
    Some(format!("include '<{header}>' or provide a declaration of '{function}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_a_precision() {
        assert_eq!(header_of("erf"), Some("math.h"));
        assert_eq!(header_of("erff"), Some("math.h"));
        assert_eq!(header_of("csqrtl"), Some("complex.h"));
        assert_eq!(header_of("putsl"), None);
        assert_eq!(header_of("puts"), Some("stdio.h"));
    }
}
