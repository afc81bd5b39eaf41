//! The tables of formats: per family its flags, length modifiers and conversions, each with the standard that brought it
//! (C23 7.23.6.1, 7.23.6.2, 7.29.3.5; POSIX for strfmon; the GNU C Library's manual for its own).

/// The family of a format.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Family {
    /// `printf` and its kin.
    Printf,
    /// `scanf` and its kin.
    Scanf,
    /// `strftime`
    Strftime,
    /// `strfmon`
    Strfmon,
    /// Messages of GCC's Fortran front end.
    Fortran,
}

impl Family {
    /// The family that `format(NAME, …)` means, underscores around the name taken away.
    pub(crate) fn named(name: &str) -> Option<Family> {
        Some(match name.strip_prefix("gnu_").unwrap_or(name) {
            "printf" => Family::Printf,
            "scanf" => Family::Scanf,
            "strftime" => Family::Strftime,
            "strfmon" => Family::Strfmon,
            "gcc_gfc" => Family::Fortran,
            _ => return None,
        })
    }
}

/// Since when something is C.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub(crate) enum Since {
    C89,
    C94,
    C99,
    /// C99, if -Wlong-long wants to hear of it.
    LongLong,
    C23,
    /// Never: an extension.
    Gnu,
}

/// A type that an argument should have; where conversions say so, behind a pointer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Want {
    Int,
    UInt,
    Long,
    ULong,
    LLong,
    ULLong,
    SChar,
    UChar,
    Short,
    UShort,
    Char,
    Float,
    Double,
    LongDouble,
    Decimal32,
    Decimal64,
    Decimal128,
    WChar,
    WInt,
    Size,
    SignedSize,
    PtrDiff,
    UPtrDiff,
    IntMax,
    UIntMax,
    Void,
    /// `locus`, as the program defines it.
    Locus,
}

/// A length modifier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Length {
    None,
    Hh,
    H,
    L,
    Ll,
    BigL,
    BigH,
    D,
    Dd,
    Z,
    T,
    J,
}

/// The spelling of a modifier, its meaning, and since when it is C.
pub(crate) type LengthRow = (&'static str, Length, Since);

pub(crate) const PRINTF_LENGTHS: &[LengthRow] = &[
    ("hh", Length::Hh, Since::C99),
    ("h", Length::H, Since::C89),
    ("ll", Length::Ll, Since::LongLong),
    ("l", Length::L, Since::C89),
    ("q", Length::Ll, Since::Gnu),
    ("L", Length::BigL, Since::C89),
    ("z", Length::Z, Since::C99),
    ("Z", Length::Z, Since::Gnu),
    ("t", Length::T, Since::C99),
    ("j", Length::J, Since::C99),
    ("H", Length::BigH, Since::C23),
    ("DD", Length::Dd, Since::C23),
    ("D", Length::D, Since::C23),
];

pub(crate) const SCANF_LENGTHS: &[LengthRow] = &[
    ("hh", Length::Hh, Since::C99),
    ("h", Length::H, Since::C89),
    ("ll", Length::Ll, Since::LongLong),
    ("l", Length::L, Since::C89),
    ("q", Length::Ll, Since::Gnu),
    ("L", Length::BigL, Since::C89),
    ("z", Length::Z, Since::C99),
    ("t", Length::T, Since::C99),
    ("j", Length::J, Since::C99),
    ("H", Length::BigH, Since::C23),
    ("DD", Length::Dd, Since::C23),
    ("D", Length::D, Since::C23),
];

pub(crate) const FORTRAN_LENGTHS: &[LengthRow] =
    &[("ll", Length::Ll, Since::C89), ("l", Length::L, Since::C89)];

pub(crate) const STRFMON_LENGTHS: &[LengthRow] = &[("L", Length::BigL, Since::C89)];

/// A conversion: its characters, since when, how many pointers stand before the type, the types by length, the flags
/// that may stand with it (`w` width, `p` precision, `a` allocation, `*` suppression), and what it does with its argument.
pub(crate) struct Conversion {
    pub(crate) characters: &'static str,
    pub(crate) since: Since,
    pub(crate) pointers: u8,
    pub(crate) types: &'static [(Length, Since, Want)],
    pub(crate) flags: &'static str,
    /// `c` the argument is a string, `R` it is read, `W` it is written, `i` a number with digits that `'0'` pads,
    /// `2`, `3` and `4` a year of two digits: always, in some locales, and always but with `E`; `o` and `n` with `O` it is
    /// GNU's, or C23's; `[` a set of characters follows, `-` there is no argument.
    pub(crate) notes: &'static str,
}

macro_rules! conversions {
    ($($characters:literal $since:ident $pointers:literal [$($length:ident $from:ident $want:ident),*]
       $flags:literal $notes:literal;)*) => {
        &[$(Conversion {
            characters: $characters,
            since: Since::$since,
            pointers: $pointers,
            types: &[$((Length::$length, Since::$from, Want::$want)),*],
            flags: $flags,
            notes: $notes,
        }),*]
    };
}

pub(crate) const PRINTF: &[Conversion] = conversions! {
    "di" C89 0 [None C89 Int, Hh C99 SChar, H C89 Short, L C89 Long, Ll LongLong LLong, BigL Gnu LLong,
        Z C99 SignedSize, T C99 PtrDiff, J C99 IntMax] "-wp0 +'I" "i";
    "oxX" C89 0 [None C89 UInt, Hh C99 UChar, H C89 UShort, L C89 ULong, Ll LongLong ULLong, BigL Gnu ULLong,
        Z C99 Size, T C99 UPtrDiff, J C99 UIntMax] "-wp0#" "i";
    "b" C23 0 [None C23 UInt, Hh C23 UChar, H C23 UShort, L C23 ULong, Ll C23 ULLong, BigL Gnu ULLong,
        Z C23 Size, T C23 UPtrDiff, J C23 UIntMax] "-wp0#" "i";
    "B" Gnu 0 [None Gnu UInt, Hh Gnu UChar, H Gnu UShort, L Gnu ULong, Ll Gnu ULLong, BigL Gnu ULLong,
        Z Gnu Size, T Gnu UPtrDiff, J Gnu UIntMax] "-wp0#" "i";
    "u" C89 0 [None C89 UInt, Hh C99 UChar, H C89 UShort, L C89 ULong, Ll LongLong ULLong, BigL Gnu ULLong,
        Z C99 Size, T C99 UPtrDiff, J C99 UIntMax] "-wp0'I" "i";
    "fgG" C89 0 [None C89 Double, L C99 Double, BigL C89 LongDouble,
        BigH C23 Decimal32, D C23 Decimal64, Dd C23 Decimal128] "-wp0 +#'I" "";
    "eE" C89 0 [None C89 Double, L C99 Double, BigL C89 LongDouble,
        BigH C23 Decimal32, D C23 Decimal64, Dd C23 Decimal128] "-wp0 +#I" "";
    "F" C99 0 [None C99 Double, L C99 Double, BigL C99 LongDouble,
        BigH C23 Decimal32, D C23 Decimal64, Dd C23 Decimal128] "-wp0 +#'I" "";
    "aA" C99 0 [None C99 Double, L C99 Double, BigL C99 LongDouble,
        BigH C23 Decimal32, D C23 Decimal64, Dd C23 Decimal128] "-wp0 +#" "";
    "c" C89 0 [None C89 Int, L C94 WInt] "-w" "";
    "s" C89 1 [None C89 Char, L C94 WChar] "-wp" "cR";
    "p" C89 1 [None C89 Void] "-w" "c";
    "n" C89 1 [None C89 Int, Hh C99 SChar, H C89 Short, L C89 Long, Ll LongLong LLong,
        Z C99 SignedSize, T C99 PtrDiff, J C99 IntMax] "" "W";
    "C" Gnu 0 [None Gnu WInt] "-w" "";
    "S" Gnu 1 [None Gnu WChar] "-wp" "R";
    "m" Gnu 0 [None Gnu Void] "-wp" "-";
};

pub(crate) const SCANF: &[Conversion] = conversions! {
    "di" C89 1 [None C89 Int, Hh C99 SChar, H C89 Short, L C89 Long, Ll LongLong LLong, BigL Gnu LLong,
        Z C99 SignedSize, T C99 PtrDiff, J C99 IntMax] "*w'I" "W";
    "u" C89 1 [None C89 UInt, Hh C99 UChar, H C89 UShort, L C89 ULong, Ll LongLong ULLong, BigL Gnu ULLong,
        Z C99 Size, T C99 UPtrDiff, J C99 UIntMax] "*w'I" "W";
    "oxX" C89 1 [None C89 UInt, Hh C99 UChar, H C89 UShort, L C89 ULong, Ll LongLong ULLong, BigL Gnu ULLong,
        Z C99 Size, T C99 UPtrDiff, J C99 UIntMax] "*w" "W";
    "b" C23 1 [None C23 UInt, Hh C23 UChar, H C23 UShort, L C23 ULong, Ll C23 ULLong, BigL Gnu ULLong,
        Z C23 Size, T C23 UPtrDiff, J C23 UIntMax] "*w" "W";
    "efgEG" C89 1 [None C89 Float, L C89 Double, BigL C89 LongDouble,
        BigH C23 Decimal32, D C23 Decimal64, Dd C23 Decimal128] "*w'" "W";
    "FaA" C99 1 [None C99 Float, L C99 Double, BigL C99 LongDouble,
        BigH C23 Decimal32, D C23 Decimal64, Dd C23 Decimal128] "*w'" "W";
    "c" C89 1 [None C89 Char, L C94 WChar] "*mw" "cW";
    "s" C89 1 [None C89 Char, L C94 WChar] "*amw" "cW";
    "[" C89 1 [None C89 Char, L C94 WChar] "*amw" "cW[";
    "C" Gnu 1 [None Gnu WChar] "*mw" "W";
    "S" Gnu 1 [None Gnu WChar] "*amw" "W";
    "p" C89 2 [None C89 Void] "*w" "W";
    "n" C89 1 [None C89 Int, Hh C99 SChar, H C89 Short, L C89 Long, Ll LongLong LLong,
        Z C99 SignedSize, T C99 PtrDiff, J C99 IntMax] "" "W";
};

pub(crate) const STRFTIME: &[Conversion] = conversions! {
    "AZa" C89 0 [] "^#" "";
    "Bb" C89 0 [] "O^#" "n";
    "cx" C89 0 [] "E" "3";
    "HIMSUWdmw" C89 0 [] "-_0Ow" "";
    "j" C89 0 [] "-_0Ow" "o";
    "p" C89 0 [] "#" "";
    "X" C89 0 [] "E" "";
    "y" C89 0 [] "EO-_0w" "4";
    "Y" C89 0 [] "-_0EOw" "o";
    "%" C89 0 [] "" "";
    "C" C99 0 [] "-_0EOw" "o";
    "D" C99 0 [] "" "2";
    "eVu" C99 0 [] "-_0Ow" "";
    "FRTnrt" C99 0 [] "" "";
    "g" C99 0 [] "O-_0w" "2o";
    "G" C99 0 [] "-_0Ow" "o";
    "h" C99 0 [] "^#" "";
    "z" C99 0 [] "O" "o";
    "kls" Gnu 0 [] "-_0Ow" "";
    "P" Gnu 0 [] "" "";
    "+" Gnu 0 [] "" "3";
};

pub(crate) const STRFMON: &[Conversion] = conversions! {
    "in" C89 0 [None C89 Double, BigL C89 LongDouble] "=^+(!-w#p" "";
};

/// `%C` and `%L` are places in the Fortran program.
pub(crate) const FORTRAN: &[Conversion] = conversions! {
    "di" C89 0 [None C89 Int, L C89 Long, Ll C89 LLong] "q" "";
    "u" C89 0 [None C89 UInt, L C89 ULong, Ll C89 ULLong] "q" "";
    "c" C89 0 [None C89 Int] "q" "";
    "s" C89 1 [None C89 Char] "q" "cR";
    "L" C89 1 [None C89 Locus] "" "R";
    "C" C89 0 [None C89 Void] "" "-";
};

pub(crate) const FORTRAN_FLAGS: &[FlagRow] = &[(b'q', "'q' flag", "the 'q' flag", Since::C89)];

/// A flag: its character, what messages call it, how they call it where it is newer than the standard in force, and since
/// when it is C.
pub(crate) type FlagRow = (u8, &'static str, &'static str, Since);

/// The rows of flags of a family. `w`, `p` and the like are not characters of the format, but what was seen in it.
pub(crate) const PRINTF_FLAGS: &[FlagRow] = &[
    (b' ', "' ' flag", "the ' ' printf flag", Since::C89),
    (b'+', "'+' flag", "the '+' printf flag", Since::C89),
    (b'#', "'#' flag", "the '#' printf flag", Since::C89),
    (b'0', "'0' flag", "the '0' printf flag", Since::C89),
    (b'-', "'-' flag", "the '-' printf flag", Since::C89),
    (b'\'', "''' flag", "the ''' printf flag", Since::Gnu),
    (b'I', "'I' flag", "the 'I' printf flag", Since::Gnu),
    (b'w', "field width", "field width in printf format", Since::C89),
    (b'p', "precision", "precision in printf format", Since::C89),
];

pub(crate) const SCANF_FLAGS: &[FlagRow] = &[
    (b'*', "assignment suppression", "the assignment suppression scanf feature", Since::C89),
    (b'a', "'a' flag", "the 'a' scanf flag", Since::Gnu),
    (b'm', "'m' flag", "the 'm' scanf flag", Since::Gnu),
    (b'\'', "''' flag", "the ''' scanf flag", Since::Gnu),
    (b'I', "'I' flag", "the 'I' scanf flag", Since::Gnu),
    (b'w', "field width", "field width in scanf format", Since::C89),
];

pub(crate) const STRFTIME_FLAGS: &[FlagRow] = &[
    (b'_', "'_' flag", "the '_' strftime flag", Since::Gnu),
    (b'-', "'-' flag", "the '-' strftime flag", Since::Gnu),
    (b'0', "'0' flag", "the '0' strftime flag", Since::Gnu),
    (b'^', "'^' flag", "the '^' strftime flag", Since::Gnu),
    (b'#', "'#' flag", "the '#' strftime flag", Since::Gnu),
    (b'w', "field width", "field width in strftime format", Since::Gnu),
    (b'E', "'E' modifier", "the 'E' strftime modifier", Since::C99),
    (b'O', "'O' modifier", "the 'O' strftime modifier", Since::C99),
];

pub(crate) const STRFMON_FLAGS: &[FlagRow] = &[
    (b'=', "fill character", "fill character in strfmon format", Since::C89),
    (b'^', "'^' flag", "the '^' strfmon flag", Since::C89),
    (b'+', "'+' flag", "the '+' strfmon flag", Since::C89),
    (b'(', "'(' flag", "the '(' strfmon flag", Since::C89),
    (b'!', "'!' flag", "the '!' strfmon flag", Since::C89),
    (b'-', "'-' flag", "the '-' strfmon flag", Since::C89),
    (b'w', "field width", "field width in strfmon format", Since::C89),
    (b'#', "left precision", "left precision in strfmon format", Since::C89),
    (b'p', "right precision", "right precision in strfmon format", Since::C89),
];

/// Two flags of which the first is ignored if both stand; with a conversion that has the third among its notes.
pub(crate) type Ignored = (u8, u8, Option<u8>);

/// All about a family.
pub(crate) struct Table {
    /// What messages call it.
    pub(crate) name: &'static str,
    /// The characters that are flags.
    pub(crate) flag_characters: &'static str,
    /// Those that are modifiers after the width.
    pub(crate) modifiers: &'static str,
    pub(crate) flags: &'static [FlagRow],
    pub(crate) lengths: &'static [LengthRow],
    pub(crate) conversions: &'static [Conversion],
    pub(crate) ignored: &'static [Ignored],
    /// Pairs that don't go together.
    pub(crate) conflicts: &'static [(u8, u8)],
    /// Conversions take arguments.
    pub(crate) converts: bool,
    /// `*` is a width or precision that an argument says.
    pub(crate) star: bool,
    /// Width without an argument.
    pub(crate) width: bool,
    pub(crate) precision: bool,
}

impl Family {
    /// Its table.
    pub(crate) fn table(self) -> &'static Table {
        match self {
            Family::Printf => &Table {
                name: "gnu_printf",
                flag_characters: " +#0-'I",
                modifiers: "",
                flags: PRINTF_FLAGS,
                lengths: PRINTF_LENGTHS,
                conversions: PRINTF,
                ignored: &[(b' ', b'+', None), (b'0', b'-', None), (b'0', b'p', Some(b'i'))],
                conflicts: &[],
                converts: true,
                star: true,
                width: true,
                precision: true,
            },
            Family::Scanf => &Table {
                name: "gnu_scanf",
                flag_characters: "*'I",
                modifiers: "",
                flags: SCANF_FLAGS,
                lengths: SCANF_LENGTHS,
                conversions: SCANF,
                ignored: &[],
                conflicts: &[(b'*', b'L'), (b'a', b'm')],
                converts: true,
                star: false,
                width: true,
                precision: false,
            },
            Family::Strftime => &Table {
                name: "gnu_strftime",
                flag_characters: "_-0^#",
                modifiers: "EO",
                flags: STRFTIME_FLAGS,
                lengths: &[],
                conversions: STRFTIME,
                ignored: &[],
                conflicts: &[(b'E', b'O'), (b'_', b'-'), (b'_', b'0'), (b'-', b'0'), (b'^', b'#')],
                converts: false,
                star: false,
                width: true,
                precision: false,
            },
            Family::Fortran => &Table {
                name: "gcc_gfc",
                flag_characters: "q",
                modifiers: "",
                flags: FORTRAN_FLAGS,
                lengths: FORTRAN_LENGTHS,
                conversions: FORTRAN,
                ignored: &[],
                conflicts: &[],
                converts: true,
                star: false,
                width: false,
                precision: false,
            },
            Family::Strfmon => &Table {
                name: "gnu_strfmon",
                flag_characters: "=^+(!-",
                modifiers: "",
                flags: STRFMON_FLAGS,
                lengths: STRFMON_LENGTHS,
                conversions: STRFMON,
                ignored: &[],
                conflicts: &[(b'+', b'(')],
                converts: true,
                star: false,
                width: true,
                precision: true,
            },
        }
    }
}

/// Functions of the C library that take a format: which parameter it is, from 1, and the first argument that it formats
/// (0: they come as a `va_list`, or there are none); and since when they are C's.
pub(crate) const LIBRARY: &[(&str, Family, u16, u16, Since)] = &[
    ("printf", Family::Printf, 1, 2, Since::C89),
    ("fprintf", Family::Printf, 2, 3, Since::C89),
    ("sprintf", Family::Printf, 2, 3, Since::C89),
    ("snprintf", Family::Printf, 3, 4, Since::C99),
    ("vprintf", Family::Printf, 1, 0, Since::C89),
    ("vfprintf", Family::Printf, 2, 0, Since::C89),
    ("vsprintf", Family::Printf, 2, 0, Since::C89),
    ("vsnprintf", Family::Printf, 3, 0, Since::C99),
    ("printf_unlocked", Family::Printf, 1, 2, Since::Gnu),
    ("fprintf_unlocked", Family::Printf, 2, 3, Since::Gnu),
    ("__printf_chk", Family::Printf, 2, 3, Since::C89),
    ("__fprintf_chk", Family::Printf, 3, 4, Since::C89),
    ("__sprintf_chk", Family::Printf, 4, 5, Since::C89),
    ("__snprintf_chk", Family::Printf, 5, 6, Since::C89),
    ("__vprintf_chk", Family::Printf, 2, 0, Since::C89),
    ("__vfprintf_chk", Family::Printf, 3, 0, Since::C89),
    ("__vsprintf_chk", Family::Printf, 4, 0, Since::C89),
    ("__vsnprintf_chk", Family::Printf, 5, 0, Since::C89),
    ("scanf", Family::Scanf, 1, 2, Since::C89),
    ("fscanf", Family::Scanf, 2, 3, Since::C89),
    ("sscanf", Family::Scanf, 2, 3, Since::C89),
    ("vscanf", Family::Scanf, 1, 0, Since::C99),
    ("vfscanf", Family::Scanf, 2, 0, Since::C99),
    ("vsscanf", Family::Scanf, 2, 0, Since::C99),
    ("strftime", Family::Strftime, 3, 0, Since::C89),
    ("strfmon", Family::Strfmon, 3, 4, Since::Gnu),
];

/// Functions that pass on a format: `gettext` and its kin.
pub(crate) const LIBRARY_FORMAT_ARGS: &[(&str, u16)] = &[("gettext", 1), ("dgettext", 2), ("dcgettext", 2)];
