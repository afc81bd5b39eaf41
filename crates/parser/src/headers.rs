//! The headers of the standard library that declare a name (C23 7, by clause): what a diagnostic about an undeclared
//! name recommends. Functions are not here: their headers stand beside sema's builtins (`library_headers.rs`).

/// Header and the names that it declares. `*` at an end stands for `8`, `16`, `32`, `64`, `PTR` and `MAX`.
const TABLE: &[(&str, &[&str])] = &[
    ("assert.h", &["assert"]),
    ("errno.h", &["errno"]),
    (
        "float.h",
        &[
            "DBL_DIG",
            "DBL_EPSILON",
            "DBL_MANT_DIG",
            "DBL_MAX",
            "DBL_MAX_10_EXP",
            "DBL_MAX_EXP",
            "DBL_MIN",
            "DBL_MIN_10_EXP",
            "DBL_MIN_EXP",
            "FLT_DIG",
            "FLT_EPSILON",
            "FLT_MANT_DIG",
            "FLT_MAX",
            "FLT_MAX_10_EXP",
            "FLT_MAX_EXP",
            "FLT_MIN",
            "FLT_MIN_10_EXP",
            "FLT_MIN_EXP",
            "FLT_RADIX",
            "LDBL_DIG",
            "LDBL_EPSILON",
            "LDBL_MANT_DIG",
            "LDBL_MAX",
            "LDBL_MAX_10_EXP",
            "LDBL_MAX_EXP",
            "LDBL_MIN",
            "LDBL_MIN_10_EXP",
            "LDBL_MIN_EXP",
        ],
    ),
    (
        "inttypes.h",
        &["PRId*", "PRIi*", "PRIo*", "PRIu*", "PRIx*", "PRIX*", "SCNd*", "SCNi*", "SCNo*", "SCNu*", "SCNx*"],
    ),
    (
        "limits.h",
        &[
            "CHAR_BIT",
            "CHAR_MAX",
            "CHAR_MIN",
            "INT_MAX",
            "INT_MIN",
            "LLONG_MAX",
            "LLONG_MIN",
            "LONG_MAX",
            "LONG_MIN",
            "MB_LEN_MAX",
            "SCHAR_MAX",
            "SCHAR_MIN",
            "SHRT_MAX",
            "SHRT_MIN",
            "UCHAR_MAX",
            "UINT_MAX",
            "ULLONG_MAX",
            "ULONG_MAX",
            "USHRT_MAX",
        ],
    ),
    ("stdarg.h", &["va_list"]),
    ("stdbool.h", &["bool", "true", "false"]),
    ("stddef.h", &["NULL", "offsetof", "ptrdiff_t", "size_t", "wchar_t"]),
    (
        "stdint.h",
        &[
            "INT*_MAX",
            "INT*_MIN",
            "UINT*_MAX",
            "int*_t",
            "uint*_t",
            "intptr_t",
            "uintptr_t",
            "intmax_t",
            "uintmax_t",
            "PTRDIFF_MAX",
            "PTRDIFF_MIN",
            "SIZE_MAX",
            "WCHAR_MAX",
            "WCHAR_MIN",
            "SIG_ATOMIC_MAX",
            "SIG_ATOMIC_MIN",
        ],
    ),
    (
        "stdio.h",
        &[
            "BUFSIZ",
            "EOF",
            "FILE",
            "FILENAME_MAX",
            "fpos_t",
            "stderr",
            "stdin",
            "stdout",
            "SEEK_CUR",
            "SEEK_END",
            "SEEK_SET",
        ],
    ),
    ("stdlib.h", &["EXIT_FAILURE", "EXIT_SUCCESS", "RAND_MAX"]),
];

/// The widths that `*` stands for.
const WIDTHS: &[&str] = &["8", "16", "32", "64", "PTR", "MAX"];

/// The header that declares `name`.
pub fn header_of(name: &str) -> Option<&'static str> {
    let is = |pattern: &&str| match pattern.split_once('*') {
        None => *pattern == name,
        Some((before, after)) => name
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .is_some_and(|width| WIDTHS.contains(&width)),
    };
    TABLE.iter().find(|(_, names)| names.iter().any(is)).map(|&(header, _)| header)
}

/// The note that recommends a header, if there is one for `name`.
pub fn recommended_header(name: &str) -> Option<String> {
    let header = header_of(name)?;
    Some(format!("'{name}' is defined in header '<{header}>'; did you forget to '#include <{header}>'?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_widths() {
        assert_eq!(header_of("PRIx64"), Some("inttypes.h"));
        assert_eq!(header_of("SCNuPTR"), Some("inttypes.h"));
        assert_eq!(header_of("int7_t"), None);
        assert_eq!(header_of("uint16_t"), Some("stdint.h"));
        assert_eq!(header_of("INTPTR_MAX"), Some("stdint.h"));
        assert_eq!(header_of("nothing"), None);
    }
}
