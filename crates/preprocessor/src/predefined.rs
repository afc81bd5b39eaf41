//! The macros that every translation unit begins with (C23 6.10.9; GCC 12's set): derived from the target and the
//! dialect, with the machine's own list after them.

use lexer::{ComplexArithmetic, LangOptions, Session, Std};
use std::collections::HashSet;
use std::fmt::Write;
use target::{CType, FloatFormat, TargetInfo};

/// The GCC version whose behaviour is claimed: glibc's and the kernel's headers decide by it.
const GCC_VERSION: (u32, u32, u32) = (12, 2, 0);

struct Definitions {
    text: String,
    names: HashSet<String>,
}

impl Definitions {
    fn add(&mut self, name: &str, value: impl std::fmt::Display) {
        let plain = name.split('(').next().unwrap_or(name);
        if self.names.insert(plain.to_string()) {
            // Writing to a string can't fail.
            let _ = writeln!(self.text, "#define {name} {value}");
        }
    }

    fn flags(&mut self, names: &[&str]) {
        for name in names {
            self.add(name, 1);
        }
    }
}

/// The name that GCC gives a type in `__INT64_TYPE__` and its like.
fn type_name(kind: CType) -> &'static str {
    match kind {
        CType::SChar => "signed char",
        CType::UChar => "unsigned char",
        CType::Short => "short int",
        CType::UShort => "short unsigned int",
        CType::Int => "int",
        CType::UInt => "unsigned int",
        CType::Long => "long int",
        CType::ULong => "long unsigned int",
        CType::LLong => "long long int",
        CType::ULLong => "long long unsigned int",
    }
}

/// Bits, signedness and the suffix of constants of a type. Types narrower than `int` have no suffix.
fn shape(kind: CType, target: &TargetInfo) -> (u32, bool, &'static str) {
    let long = target.long_size * 8;
    match kind {
        CType::SChar => (8, true, ""),
        CType::UChar => (8, false, ""),
        CType::Short => (16, true, ""),
        CType::UShort => (16, false, ""),
        CType::Int => (32, true, ""),
        CType::UInt => (32, false, "U"),
        CType::Long => (long, true, "L"),
        CType::ULong => (long, false, "UL"),
        CType::LLong => (64, true, "LL"),
        CType::ULLong => (64, false, "ULL"),
    }
}

fn maximum(kind: CType, target: &TargetInfo) -> String {
    let (bits, signed, suffix) = shape(kind, target);
    let value = u64::MAX >> (64 - bits + u32::from(signed));
    format!("0x{value:x}{suffix}")
}

fn unsigned(kind: CType) -> CType {
    match kind {
        CType::SChar => CType::UChar,
        CType::Short => CType::UShort,
        CType::Int => CType::UInt,
        CType::Long => CType::ULong,
        CType::LLong => CType::ULLong,
        other => other,
    }
}

/// The text of the buffer `<built-in>`.
pub(crate) fn text(session: &Session, undef: bool) -> String {
    let (target, options) = (&*session.target, &session.options);
    let mut out = Definitions { text: String::with_capacity(1 << 14), names: HashSet::new() };
    dialect(&mut out, options);
    if !options.assembler {
        integers(&mut out, target, options);
        floats(&mut out, target, options);
        decimal_floats(&mut out);
    } else {
        out.flags(&["__ASSEMBLER__"]);
        integers(&mut out, target, options);
        floats(&mut out, target, options);
        decimal_floats(&mut out);
    }
    compiler(&mut out, target, options);
    machine(&mut out, target, options, undef);
    out.text
}

fn dialect(out: &mut Definitions, options: &LangOptions) {
    out.add("__STDC__", 1);
    if !options.assembler {
        match options.std {
            Std::C89 => {}
            Std::C94 => out.add("__STDC_VERSION__", "199409L"),
            Std::C99 => out.add("__STDC_VERSION__", "199901L"),
            Std::C11 => out.add("__STDC_VERSION__", "201112L"),
            Std::C17 => out.add("__STDC_VERSION__", "201710L"),
            Std::C23 => out.add("__STDC_VERSION__", "202311L"),
            Std::C2y => out.add("__STDC_VERSION__", "202500L"),
        }
        for (name, value) in
            [("__STDC_EMBED_NOT_FOUND__", 0), ("__STDC_EMBED_FOUND__", 1), ("__STDC_EMBED_EMPTY__", 2)]
        {
            out.add(name, value);
        }
        if options.std >= Std::C11 {
            out.flags(&["__STDC_UTF_16__", "__STDC_UTF_32__"]);
        }
    }
    out.add("__BITINT_MAXWIDTH__", target::BIT_INT_MAX_WIDTH);
    out.add("__STDC_HOSTED__", u32::from(options.hosted));
    let (major, minor, patch) = GCC_VERSION;
    out.add("__GNUC__", major);
    out.add("__GNUC_MINOR__", minor);
    out.add("__GNUC_PATCHLEVEL__", patch);
    out.add("__VERSION__", format!("\"{major}.{minor}.{patch}\""));
    let gnu_inline = options.gnu89_inline || options.std < Std::C99;
    out.add(if gnu_inline { "__GNUC_GNU_INLINE__" } else { "__GNUC_STDC_INLINE__" }, 1);
    if !options.gnu {
        out.add("__STRICT_ANSI__", 1);
    }
    if options.optimize == 0 || options.no_inline {
        out.add("__NO_INLINE__", 1);
    }
    if options.pic > 0 {
        out.add("__pic__", options.pic);
        out.add("__PIC__", options.pic);
    }
    if options.pie > 0 {
        out.add("__pie__", options.pie);
        out.add("__PIE__", options.pie);
    }
    if options.exceptions {
        out.add("__EXCEPTIONS", 1);
    }
    match options.stack_protector {
        1 => out.add("__SSP__", 1),
        2 => out.add("__SSP_ALL__", 2),
        3 => out.add("__SSP_STRONG__", 3),
        4 => out.add("__SSP_EXPLICIT__", 4),
        _ => {}
    }
    if options.pthread {
        out.add("_REENTRANT", 1);
    }
    if options.openmp {
        out.add("_OPENMP", 201_511);
    }
    for (flag, name) in [("address", "__SANITIZE_ADDRESS__"), ("thread", "__SANITIZE_THREAD__")] {
        if options.sanitize.iter().any(|s| s == flag) {
            out.add(name, 1);
        }
    }
}

fn integers(out: &mut Definitions, target: &TargetInfo, options: &LangOptions) {
    let wchar = options.wchar_type(target);
    let pointer = target.pointer_size;
    for (name, size) in [
        ("INT", 4),
        ("LONG", target.long_size),
        ("LONG_LONG", 8),
        ("SHORT", 2),
        ("FLOAT", 4),
        ("DOUBLE", 8),
        ("LONG_DOUBLE", target.long_double.1),
        ("SIZE_T", shape(target.size_type, target).0 / 8),
        ("WCHAR_T", shape(wchar, target).0 / 8),
        ("WINT_T", shape(target.wint_type, target).0 / 8),
        ("PTRDIFF_T", shape(target.ptrdiff_type, target).0 / 8),
        ("POINTER", pointer),
    ] {
        out.add(&format!("__SIZEOF_{name}__"), size);
    }
    if target.has_int128 {
        out.add("__SIZEOF_INT128__", 16);
    }
    out.add("__CHAR_BIT__", 8);
    if !options.plain_char_signed(target) {
        out.add("__CHAR_UNSIGNED__", 1);
    }
    if !shape(wchar, target).1 && wchar != CType::UShort {
        out.add("__WCHAR_UNSIGNED__", 1);
    }
    for (name, kind) in [
        ("SCHAR", CType::SChar),
        ("SHRT", CType::Short),
        ("INT", CType::Int),
        ("LONG", CType::Long),
        ("LONG_LONG", CType::LLong),
        ("WCHAR", wchar),
        ("WINT", target.wint_type),
        ("PTRDIFF", target.ptrdiff_type),
        ("SIZE", target.size_type),
        ("SIG_ATOMIC", CType::Int),
        ("INTMAX", target.intmax_type),
    ] {
        out.add(&format!("__{name}_MAX__"), maximum(kind, target));
        out.add(&format!("__{name}_WIDTH__"), shape(kind, target).0);
    }
    for (name, kind) in [("WCHAR", wchar), ("WINT", target.wint_type), ("SIG_ATOMIC", CType::Int)] {
        let (_, signed, suffix) = shape(kind, target);
        if signed {
            out.add(&format!("__{name}_MIN__"), format!("(-__{name}_MAX__ - 1)"));
        } else {
            out.add(&format!("__{name}_MIN__"), format!("0{suffix}"));
        }
    }
    let intptr = if pointer == target.long_size { CType::Long } else { CType::Int };
    let intptr = if pointer == 4 { CType::Int } else { intptr };
    for (name, kind) in [
        ("SIZE", target.size_type),
        ("PTRDIFF", target.ptrdiff_type),
        ("WCHAR", wchar),
        ("WINT", target.wint_type),
        ("INTMAX", target.intmax_type),
        ("UINTMAX", unsigned(target.intmax_type)),
        ("CHAR16", CType::UShort),
        ("CHAR32", CType::UInt),
        ("SIG_ATOMIC", CType::Int),
        ("INTPTR", intptr),
        ("UINTPTR", unsigned(intptr)),
    ] {
        out.add(&format!("__{name}_TYPE__"), type_name(kind));
    }
    out.add("__UINTMAX_MAX__", maximum(unsigned(target.intmax_type), target));
    out.add("__INTPTR_MAX__", maximum(intptr, target));
    out.add("__INTPTR_WIDTH__", pointer * 8);
    out.add("__UINTPTR_MAX__", maximum(unsigned(intptr), target));
    // glibc's choice of the fast types: a machine word, but for 8 bits.
    let word = if target.long_size == 8 { CType::Long } else { CType::Int };
    let exact = [(8, CType::SChar), (16, CType::Short), (32, CType::Int), (64, target.int64_type)];
    for (bits, kind) in exact {
        let fast = match bits {
            8 => kind,
            64 => target.int64_type,
            _ => word,
        };
        for (prefix, sign) in [("INT", false), ("UINT", true)] {
            let of = |kind: CType| if sign { unsigned(kind) } else { kind };
            out.add(&format!("__{prefix}{bits}_TYPE__"), type_name(of(kind)));
            out.add(&format!("__{prefix}{bits}_MAX__"), maximum(of(kind), target));
            out.add(&format!("__{prefix}_LEAST{bits}_TYPE__"), type_name(of(kind)));
            out.add(&format!("__{prefix}_LEAST{bits}_MAX__"), maximum(of(kind), target));
            out.add(&format!("__{prefix}_FAST{bits}_TYPE__"), type_name(of(fast)));
            out.add(&format!("__{prefix}_FAST{bits}_MAX__"), maximum(of(fast), target));
            constant_macro(out, &format!("__{prefix}{bits}_C(c)"), shape(of(kind), target).2);
        }
        out.add(&format!("__INT_LEAST{bits}_WIDTH__"), bits);
        out.add(&format!("__INT_FAST{bits}_WIDTH__"), shape(fast, target).0);
    }
    constant_macro(out, "__INTMAX_C(c)", shape(target.intmax_type, target).2);
    constant_macro(out, "__UINTMAX_C(c)", shape(unsigned(target.intmax_type), target).2);
    if target.long_size == 8 && pointer == 8 {
        out.flags(&["_LP64", "__LP64__"]);
    } else if target.long_size == 4 && pointer == 4 {
        out.flags(&["_ILP32", "__ILP32__"]);
    }
    let order = if target.big_endian { "__ORDER_BIG_ENDIAN__" } else { "__ORDER_LITTLE_ENDIAN__" };
    out.add("__ORDER_LITTLE_ENDIAN__", 1234);
    out.add("__ORDER_BIG_ENDIAN__", 4321);
    out.add("__ORDER_PDP_ENDIAN__", 3412);
    out.add("__BYTE_ORDER__", order);
    out.add("__FLOAT_WORD_ORDER__", order);
    out.add("__BIGGEST_ALIGNMENT__", target.biggest_alignment);
    let endian = if target.big_endian { "BE" } else { "LE" };
    out.add("__GNUC_EXECUTION_CHARSET_NAME", "\"UTF-8\"");
    let wide = if shape(wchar, target).0 == 16 { "UTF-16" } else { "UTF-32" };
    out.add("__GNUC_WIDE_EXECUTION_CHARSET_NAME", format!("\"{wide}{endian}\""));
}

fn constant_macro(out: &mut Definitions, name: &str, suffix: &str) {
    if suffix.is_empty() {
        out.add(name, "c");
    } else {
        out.add(name, format!("c ## {suffix}"));
    }
}

/// The characteristics of a format (C23 5.2.4.2.2), as GCC prints them.
struct FloatRow {
    mant_dig: u32,
    dig: u32,
    min_exp: &'static str,
    min_10_exp: &'static str,
    max_exp: u32,
    max_10_exp: u32,
    decimal_dig: u32,
    max: &'static str,
    min: &'static str,
    epsilon: &'static str,
    denorm_min: &'static str,
}

fn float_row(format: FloatFormat) -> FloatRow {
    match format {
        FloatFormat::F16 => FloatRow {
            mant_dig: 11,
            dig: 3,
            min_exp: "(-13)",
            min_10_exp: "(-4)",
            max_exp: 16,
            max_10_exp: 4,
            decimal_dig: 5,
            max: "6.55040000000000000000000000000000000e+4",
            min: "6.10351562500000000000000000000000000e-5",
            epsilon: "9.76562500000000000000000000000000000e-4",
            denorm_min: "5.96046447753906250000000000000000000e-8",
        },
        FloatFormat::F32 => FloatRow {
            mant_dig: 24,
            dig: 6,
            min_exp: "(-125)",
            min_10_exp: "(-37)",
            max_exp: 128,
            max_10_exp: 38,
            decimal_dig: 9,
            max: "3.40282346638528859811704183484516925e+38",
            min: "1.17549435082228750796873653722224568e-38",
            epsilon: "1.19209289550781250000000000000000000e-7",
            denorm_min: "1.40129846432481707092372958328991613e-45",
        },
        FloatFormat::F64 => FloatRow {
            mant_dig: 53,
            dig: 15,
            min_exp: "(-1021)",
            min_10_exp: "(-307)",
            max_exp: 1024,
            max_10_exp: 308,
            decimal_dig: 17,
            max: "1.79769313486231570814527423731704357e+308",
            min: "2.22507385850720138309023271733240406e-308",
            epsilon: "2.22044604925031308084726333618164062e-16",
            denorm_min: "4.94065645841246544176568792868221372e-324",
        },
        FloatFormat::X87 => FloatRow {
            mant_dig: 64,
            dig: 18,
            min_exp: "(-16381)",
            min_10_exp: "(-4931)",
            max_exp: 16384,
            max_10_exp: 4932,
            decimal_dig: 21,
            max: "1.18973149535723176502126385303097021e+4932",
            min: "3.36210314311209350626267781732175260e-4932",
            epsilon: "1.08420217248550443400745280086994171e-19",
            denorm_min: "3.64519953188247460252840593361941982e-4951",
        },
        // Decimal formats have macros of their own.
        FloatFormat::F128 | FloatFormat::D32 | FloatFormat::D64 | FloatFormat::D128 => FloatRow {
            mant_dig: 113,
            dig: 33,
            min_exp: "(-16381)",
            min_10_exp: "(-4931)",
            max_exp: 16384,
            max_10_exp: 4932,
            decimal_dig: 36,
            max: "1.18973149535723176508575932662800702e+4932",
            min: "3.36210314311209350626267781732175260e-4932",
            epsilon: "1.92592994438723585305597794258492732e-34",
            denorm_min: "6.47517511943802511092443895822764655e-4966",
        },
    }
}

/// The characteristics of the decimal floating types (C23 5.2.4.2.3).
fn decimal_floats(out: &mut Definitions) {
    out.add("__DECIMAL_BID_FORMAT__", 1);
    out.add("__DEC_EVAL_METHOD__", 2);
    for (width, digits, max_exp, suffix) in [(32, 7u32, 97, "DF"), (64, 16, 385, "DD"), (128, 34, 6145, "DL")]
    {
        let mut add = |name: &str, value: String| out.add(&format!("__DEC{width}_{name}__"), value);
        let min_exp = 3 - max_exp;
        let fraction = |digit: &str| digit.repeat(digits as usize - 1);
        let zeros = "0".repeat(digits as usize - 2);
        add("MANT_DIG", digits.to_string());
        add("MIN_EXP", format!("({min_exp})"));
        add("MAX_EXP", max_exp.to_string());
        add("MIN", format!("1E{}{suffix}", min_exp - 1));
        add("MAX", format!("9.{}E{}{suffix}", fraction("9"), max_exp - 1));
        add("EPSILON", format!("1E-{}{suffix}", digits - 1));
        add("SUBNORMAL_MIN", format!("0.{zeros}1E{}{suffix}", min_exp - 1));
    }
}

fn floats(out: &mut Definitions, target: &TargetInfo, options: &LangOptions) {
    let long_double = target.long_double.0;
    let extended = if long_double == FloatFormat::X87 { FloatFormat::X87 } else { FloatFormat::F128 };
    for (prefix, format, suffix) in [
        ("FLT", FloatFormat::F32, "F"),
        ("DBL", FloatFormat::F64, "L"),
        ("LDBL", long_double, "L"),
        ("FLT16", FloatFormat::F16, "F16"),
        ("FLT32", FloatFormat::F32, "F32"),
        ("FLT64", FloatFormat::F64, "F64"),
        ("FLT128", FloatFormat::F128, "F128"),
        ("FLT32X", FloatFormat::F64, "F32x"),
        ("FLT64X", extended, "F64x"),
    ] {
        let row = float_row(format);
        let mut add = |name: &str, value: String| out.add(&format!("__{prefix}_{name}__"), value);
        add("MANT_DIG", row.mant_dig.to_string());
        add("DIG", row.dig.to_string());
        add("MIN_EXP", row.min_exp.to_string());
        add("MIN_10_EXP", row.min_10_exp.to_string());
        add("MAX_EXP", row.max_exp.to_string());
        add("MAX_10_EXP", row.max_10_exp.to_string());
        add("DECIMAL_DIG", row.decimal_dig.to_string());
        for (name, value) in [
            ("MAX", row.max),
            ("NORM_MAX", row.max),
            ("MIN", row.min),
            ("EPSILON", row.epsilon),
            ("DENORM_MIN", row.denorm_min),
        ] {
            // A double's constants are long double constants converted, so that a wider evaluation rounds them.
            let value =
                if prefix == "DBL" { format!("((double){value}L)") } else { format!("{value}{suffix}") };
            add(name, value);
        }
        for name in ["HAS_DENORM", "HAS_INFINITY", "HAS_QUIET_NAN"] {
            add(name, "1".to_string());
        }
        add("IS_IEC_60559", "2".to_string());
    }
    out.add("__DECIMAL_DIG__", float_row(long_double).decimal_dig);
    out.add("__FLT_RADIX__", 2);
    out.add("__FLT_EVAL_METHOD__", 0);
    out.add("__FLT_EVAL_METHOD_TS_18661_3__", 0);
    out.add("__FINITE_MATH_ONLY__", u32::from(options.finite_math_only));
    let (annex_f, annex_g) = annexes(options);
    out.add("__GCC_IEC_559", annex_f);
    out.add("__GCC_IEC_559_COMPLEX", annex_g);
    for (name, on) in optimization_macros(options) {
        if on {
            out.add(name, 1);
        }
    }
}

/// How much there is of annexes F and G: nothing of what an option allows to break.
pub(crate) fn annexes(options: &LangOptions) -> (u32, u32) {
    let relaxed = options.fast_math
        || options.finite_math_only
        || options.associative_math
        || options.reciprocal_math
        || options.single_precision_constant
        || !options.signed_zeros;
    let annex_f = if relaxed { 0 } else { 2 };
    let full = options.complex_arithmetic == ComplexArithmetic::Full;
    (annex_f, if full { annex_f } else { 0 })
}

/// The macros that tell of options about optimisation, and whether they are defined.
pub(crate) fn optimization_macros(options: &LangOptions) -> [(&'static str, bool); 10] {
    [
        ("__OPTIMIZE__", options.optimize > 0),
        ("__OPTIMIZE_SIZE__", options.optimize_size),
        ("__FAST_MATH__", options.fast_math),
        ("__NO_MATH_ERRNO__", !options.math_errno),
        ("__NO_SIGNED_ZEROS__", !options.signed_zeros),
        ("__SUPPORT_SNAN__", options.signaling_nans),
        ("__NO_TRAPPING_MATH__", !options.trapping_math),
        ("__ASSOCIATIVE_MATH__", options.associative_math),
        ("__RECIPROCAL_MATH__", options.reciprocal_math),
        ("__ROUNDING_MATH__", options.rounding_math),
    ]
}

fn compiler(out: &mut Definitions, target: &TargetInfo, options: &LangOptions) {
    for (name, value) in
        [("RELAXED", 0), ("CONSUME", 1), ("ACQUIRE", 2), ("RELEASE", 3), ("ACQ_REL", 4), ("SEQ_CST", 5)]
    {
        out.add(&format!("__ATOMIC_{name}"), value);
    }
    let lock_free = |size: u32| if size <= target.max_atomic_size { 2 } else { 1 };
    let wchar = shape(options.wchar_type(target), target).0 / 8;
    for (name, size) in [
        ("BOOL", 1),
        ("CHAR", 1),
        ("CHAR16_T", 2),
        ("CHAR32_T", 4),
        ("WCHAR_T", wchar),
        ("SHORT", 2),
        ("INT", 4),
        ("LONG", target.long_size),
        ("LLONG", 8),
        ("POINTER", target.pointer_size),
    ] {
        out.add(&format!("__GCC_ATOMIC_{name}_LOCK_FREE"), lock_free(size));
    }
    out.add("__GCC_ATOMIC_TEST_AND_SET_TRUEVAL", 1);
    for size in [1, 2, 4, 8, 16].into_iter().filter(|&size| size <= target.max_atomic_size) {
        out.add(&format!("__GCC_HAVE_SYNC_COMPARE_AND_SWAP_{size}"), 1);
    }
    out.add("__GCC_CONSTRUCTIVE_SIZE", 64);
    out.add("__GCC_DESTRUCTIVE_SIZE", 64);
    out.flags(&["__GCC_HAVE_DWARF2_CFI_ASM", "__HAVE_SPECULATION_SAFE_VALUE", "__PRAGMA_REDEFINE_EXTNAME"]);
    out.add("__GXX_ABI_VERSION", 1017);
    out.add("__REGISTER_PREFIX__", "");
    out.add("__USER_LABEL_PREFIX__", "");
}

/// The operating system's and the machine's.
fn machine(out: &mut Definitions, target: &TargetInfo, options: &LangOptions, undef: bool) {
    if undef {
        return;
    }
    if target.triple.contains("linux") {
        out.flags(&["__linux", "__linux__", "__gnu_linux__", "__unix", "__unix__"]);
        if options.gnu {
            out.flags(&["linux", "unix"]);
        }
    }
    out.add("__ELF__", 1);
    for (name, value) in &target.predefined_macros {
        out.add(name, value);
    }
}
