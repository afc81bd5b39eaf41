//! The language and its diagnostics (GCC manual 3.4, 3.8).

use super::Form::Joined;
use super::{Row, flag, number, toggle, value};
use crate::invocation::Invocation;
use crate::suggestion;
use diag::{ColorChoice, Warning};
use lexer::{Std, StorageOrder};

pub(super) static ROWS: &[Row] = &[
    // Language.
    value("-std=", Joined, set_standard, "Assume that the input sources are for <standard>."),
    value("--std=", Joined, set_standard, ""),
    flag(
        "-ansi",
        |i| {
            i.lang.std = Std::C89;
            i.lang.gnu = false
        },
        "The same as -std=c90.",
    ),
    toggle("-ffreestanding", |i, on| i.lang.hosted = !on, "There is no C library."),
    toggle("-fhosted", |i, on| i.lang.hosted = on, ""),
    toggle("-funsigned-char", |i, on| i.lang.char_signed = Some(!on), "Plain char is unsigned."),
    toggle("-fsigned-char", |i, on| i.lang.char_signed = Some(on), "Plain char is signed."),
    toggle("-fshort-wchar", |i, on| i.lang.short_wchar = on, "wchar_t is unsigned short."),
    toggle(
        "-fallow-parameterless-variadic-functions",
        |i, on| i.lang.parameterless_variadic = on,
        "Have functions with no parameter before '...'.",
    ),
    toggle(
        "-fshort-enums",
        |i, on| i.lang.short_enums = on,
        "An enumeration takes the narrowest integer type.",
    ),
    value("-fsso-struct=", Joined, set_storage_order, "The byte order of structures that don't say."),
    toggle("-funsigned-bitfields", |i, on| i.lang.unsigned_bitfields = on, ""),
    toggle("-fsigned-bitfields", |i, on| i.lang.unsigned_bitfields = !on, ""),
    toggle("-fcommon", |i, on| i.lang.common = on, "Tentative definitions are common symbols."),
    toggle("-fgnu89-inline", set_gnu89_inline, "Inline functions have GNU89's meaning."),
    toggle("-fdefer-ts", |i, on| i.lang.defer_ts = on, "_Defer is a keyword (ISO/IEC TS 25755)."),
    toggle("-fms-extensions", |i, on| i.lang.ms_extensions = on, ""),
    toggle("-fplan9-extensions", |i, on| i.lang.plan9_extensions = on, ""),
    toggle("-fbuiltin", |i, on| i.lang.builtins = on, "Recognise functions of the C library."),
    value(
        "-fno-builtin-",
        Joined,
        |i, v| {
            i.lang.no_builtin.push(v.into());
            Ok(())
        },
        "",
    ),
    toggle("-flax-vector-conversions", |i, on| i.lang.lax_vector_conversions = on, ""),
    toggle("-fasm", |i, on| i.lang.gnu_words = Some(on), ""),
    toggle("-fopenmp-simd", |_, _| (), ""),
    toggle(
        "-fsingle-precision-constant",
        |i, on| i.lang.single_precision_constant = on,
        "Floating constants without suffix are floats.",
    ),
    value("-fstrict-flex-arrays=", Joined, |i, v| number(v).map(|n| i.lang.strict_flex_arrays = n as u8), ""),
    // Warnings.
    value("-W", Joined, set_warning, "Turn a warning on (-Wall, -Wextra, -Werror, -Wx, -Wno-x)."),
    flag("-w", |i| i.warnings.inhibit = true, "No warnings."),
    flag("-pedantic", |i| i.warnings.set_pedantic(), "Warn about what the standard forbids."),
    flag("--pedantic", |i| i.warnings.set_pedantic(), ""),
    flag(
        "-pedantic-errors",
        |i| {
            i.warnings.set_pedantic();
            i.warnings.pedantic_errors = true
        },
        "Make that errors.",
    ),
    flag(
        "--pedantic-errors",
        |i| {
            i.warnings.set_pedantic();
            i.warnings.pedantic_errors = true
        },
        "",
    ),
    value(
        "-fmax-errors=",
        Joined,
        |i, v| number(v).map(|n| i.warnings.max_errors = n),
        "Stop after <n> errors.",
    ),
    toggle(
        "-fdiagnostics-color",
        |i, on| i.warnings.color = if on { ColorChoice::Always } else { ColorChoice::Never },
        "",
    ),
    value(
        "-fdiagnostics-color=",
        Joined,
        |i, v| {
            i.warnings.color = match v {
                "always" => ColorChoice::Always,
                "never" => ColorChoice::Never,
                "auto" => ColorChoice::Auto,
                _ => return Err(format!("unrecognized argument in option '-fdiagnostics-color={v}'")),
            };
            Ok(())
        },
        "Colour diagnostics: always, never, auto.",
    ),
    toggle("-fdiagnostics-show-caret", |i, on| i.warnings.show_caret = on, ""),
    toggle("-fdiagnostics-show-option", |i, on| i.warnings.show_option = on, ""),
    toggle("-fshow-column", |i, on| i.warnings.show_column = on, ""),
    flag(
        "-fdiagnostics-plain-output",
        |i| {
            i.warnings.show_caret = false;
            i.warnings.color = ColorChoice::Never
        },
        "",
    ),
];

fn set_standard(invocation: &mut Invocation, name: &str) -> Result<(), String> {
    let (std, gnu) = match name {
        "c89" | "c90" | "iso9899:1990" => (Std::C89, false),
        "iso9899:199409" => (Std::C94, false),
        "c99" | "c9x" | "iso9899:1999" | "iso9899:199x" => (Std::C99, false),
        "c11" | "c1x" | "iso9899:2011" => (Std::C11, false),
        "c17" | "c18" | "iso9899:2017" | "iso9899:2018" => (Std::C17, false),
        "c2x" | "c23" | "iso9899:2024" => (Std::C23, false),
        "c2y" => (Std::C2y, false),
        "gnu89" | "gnu90" => (Std::C89, true),
        "gnu99" | "gnu9x" => (Std::C99, true),
        "gnu11" | "gnu1x" => (Std::C11, true),
        "gnu17" | "gnu18" => (Std::C17, true),
        "gnu2x" | "gnu23" => (Std::C23, true),
        "gnu2y" => (Std::C2y, true),
        _ => return Err(format!("unrecognized command-line option '-std={name}'")),
    };
    invocation.lang.std = std;
    invocation.lang.gnu = gnu;
    Ok(())
}

/// Warnings that are not on without a number.
static NEEDS_ARGUMENT: &[&str] = &[
    "alloc-size-larger-than",
    "alloca-larger-than",
    "frame-larger-than",
    "larger-than",
    "stack-usage",
    "vla-larger-than",
];

fn set_warning(invocation: &mut Invocation, text: &str) -> Result<(), String> {
    let text = if text.is_empty() { "extra" } else { text };
    // What has an argument in the positive form has none in the negative one, and what needs one is none without it.
    let wrong = match text.strip_prefix("no-").filter(|rest| !rest.starts_with("error=")) {
        Some(rest) => rest.split_once('=').is_some_and(|(base, _)| {
            Warning::by_name(rest).is_some() && base != "suggest-attribute" && base != "attributes"
        }),
        None => NEEDS_ARGUMENT.contains(&text),
    };
    if wrong {
        return Err(suggestion::unrecognized(&format!("-W{text}")));
    }
    if invocation.warnings.apply_limit(text)? || invocation.warnings.apply(text).is_ok() {
        return Ok(());
    }
    if let Some(remark) = crate::foreign::remark(&format!("-W{text}")) {
        invocation.remarks.push(remark);
        return Ok(());
    }
    // GCC says nothing about an unknown -Wno-x: so that makefiles can name warnings of newer versions.
    match text.strip_prefix("no-") {
        Some(rest) => match rest.strip_prefix("error=") {
            Some(name) => wrong_error_option(invocation, "no-error", name),
            None => {
                invocation.warnings.unknown.push(format!("-W{text}"));
                Ok(())
            }
        },
        None => match text.strip_prefix("error=") {
            Some(name) => wrong_error_option(invocation, "error", name),
            None if crate::noop::WARNINGS.contains(&text.split('=').next().unwrap_or(text)) => Ok(()),
            None => Err(suggestion::unrecognized(&format!("-W{text}"))),
        },
    }
}

/// `-Werror=` of what is no warning of C.
fn wrong_error_option(invocation: &mut Invocation, option: &str, name: &str) -> Result<(), String> {
    if ["error", "fatal-errors", "a,", "l,", "p,", "system-headers"].contains(&name) {
        return Err(format!("'-W{option}={name}': '-W{name}' is not an option that controls warnings"));
    }
    if crate::foreign::languages(&format!("-W{name}")).is_some() {
        let remark = format!("'-W{option}=' argument '-W{option}={name}' is not valid for C");
        invocation.remarks.push(remark);
        return Ok(());
    }
    let hint = suggestion::meant(&format!("-W{name}"))
        .map_or(String::new(), |meant| format!("; did you mean '{meant}'?"));
    Err(format!("'-W{option}={name}': no option '-W{name}'{hint}"))
}

fn set_gnu89_inline(i: &mut Invocation, on: bool) {
    i.lang.gnu89_inline = on;
    i.inline_of_c99 = !on;
}

/// `-fsso-struct=big-endian`
fn set_storage_order(i: &mut Invocation, value: &str) -> Result<(), String> {
    i.lang.storage_order = match value {
        "native" => StorageOrder::Native,
        "big-endian" => StorageOrder::BigEndian,
        "little-endian" => StorageOrder::LittleEndian,
        _ => return Err(format!("unrecognized scalar storage order value '{value}'")),
    };
    Ok(())
}
